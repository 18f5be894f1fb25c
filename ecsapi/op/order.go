package op

import (
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/message"
)

// What an order may ask for, as RunInstances bounds it.
const (
	mostAPlace   = 1000 // instances; ours, ten calls
	mostTags     = 20
	mostData     = 16 // data disks
	mostOutbound = 100

	soonestRelease = 30 * time.Minute
	latestRelease  = 3 // years
)

// CheckOrder lists what keeps the order from being sent, place by place after
// what they share. now is cloud time. An order without problems may still be
// refused: what the cloud alone knows, such as stock, is asked when the plan is prepared.
//
// The fields are "region", "vswitch", "security-group", "image", "amount" of a
// place, and of all "type", "name", "host-name", "description", "system-disk",
// "data-disk", "bandwidth", "bandwidth-terms", "charge-type", "period",
// "auto-renew", "spot", "spot-limit", "spot-interruption", "auto-release",
// "protect" and "tag".
func CheckOrder(o *fleet.Order, now time.Time) []fleet.OrderProblem {
	c := check{Order: o, now: now, place: -1}
	c.machine()
	c.names()
	c.disks()
	c.network()
	c.terms()
	c.spot()
	c.tags()
	c.places()
	return c.found
}

// check collects the problems of an order.
type check struct {
	*fleet.Order
	now   time.Time
	place int
	found []fleet.OrderProblem
}

// that notes a problem unless ok.
func (c *check) that(ok bool, field string, text message.Key, args ...any) {
	if !ok {
		c.found = append(c.found, fleet.OrderProblem{Place: c.place, Field: field, Text: message.New(text, args...)})
	}
}

func (c *check) machine() {
	c.that(c.Launch.Type != "", "type", "choose an instance type")
}

func (c *check) names() {
	l, n := &c.Launch, max(c.N(), 1)
	if l.Name != "" {
		c.name("name", l.Name, n, properName,
			"a name has 2 to 128 letters, digits or : _ . - and begins with a letter")
	}
	if l.HostName != "" {
		c.name("host-name", l.HostName, n, properHost,
			"a host name has 2 to 64 letters, digits, dots or hyphens, and none of those two at its ends or side by side")
	}
	if d := l.Description; d != "" {
		c.that(between(utf8.RuneCountInString(d), 2, 256) && !webAddress(d), "description",
			"a description has 2 to 256 characters and does not begin with http:// or https://")
	}
}

func (c *check) name(field, name string, n int, proper func(string) bool, rule message.Key) {
	m := fleet.ParseNumbering(name).ForMany(n)
	switch first := m.Name(0); {
	case !m.Enough(n):
		c.that(false, field, "the numbers of the name run out: {count} instances from {first} on do not fit in {digits} digits", n, m.First, m.Digits)
	case strings.ContainsAny(first, "[]"):
		c.that(false, field, "numbering is written as in web-[1,3]: from 1, three digits")
	case webAddress(first):
		c.that(false, field, "a name does not begin with http:// or https://")
	default:
		c.that(proper(first), field, rule)
	}
}

var hostForm = regexp.MustCompile(`^[A-Za-z0-9]+([.-][A-Za-z0-9]+)*$`)

func properHost(name string) bool { return between(len(name), 2, 64) && hostForm.MatchString(name) }

// properName reports whether an instance may be called so.
func properName(name string) bool {
	first, _ := utf8.DecodeRuneInString(name)
	return between(utf8.RuneCountInString(name), 2, 128) && unicode.IsLetter(first) &&
		!strings.ContainsFunc(name, func(r rune) bool {
			return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune(":_.-", r)
		})
}

func webAddress(s string) bool {
	return strings.HasPrefix(s, "http://") || strings.HasPrefix(s, "https://")
}

func between(n, least, most int) bool { return least <= n && n <= most }

func (c *check) disks() {
	if d := c.Launch.System; d.SizeGiB != 0 {
		c.that(between(d.SizeGiB, 20, 2048), "system-disk", "a system disk has {least} to {most} GiB", 20, 2048)
	}
	c.level("system-disk", c.Launch.System)
	c.that(len(c.Launch.Data) <= mostData, "data-disk", "an instance has at most {most} data disks", mostData)
	for _, d := range c.Launch.Data {
		least, most := dataSizes(d.Category)
		c.that(between(d.SizeGiB, least, most), "data-disk", "a data disk of this kind has {least} to {most} GiB", least, most)
		c.level("data-disk", d)
	}
}

// dataSizes are the smallest and the largest data disk of a category, in GiB.
func dataSizes(category string) (least, most int) {
	switch category {
	case "cloud_auto":
		return 1, 65536
	case "cloud_essd_entry":
		return 10, 32768
	}
	return 20, 32768
}

func (c *check) level(field string, d ecsapi.DiskSpec) {
	if d.Level == "" {
		return
	}
	c.that(d.Category == "cloud_essd", field, "only disks of the category cloud_essd have a performance level")
	c.that(slices.Contains([]string{"PL0", "PL1", "PL2", "PL3"}, d.Level), field, "a performance level is PL0, PL1, PL2 or PL3")
}

func (c *check) network() {
	l := &c.Launch
	c.that(between(l.BandwidthOut, 0, mostOutbound), "bandwidth", "the public bandwidth is from {least} to {most} Mbit/s", 0, mostOutbound)
	c.that(slices.Contains([]string{"", "PayByTraffic", "PayByBandwidth"}, l.BandwidthTerms), "bandwidth-terms",
		"the bandwidth is paid as PayByTraffic or PayByBandwidth")
}

// terms checks how it is paid for and when it ends.
func (c *check) terms() {
	l := &c.Launch
	c.that(slices.Contains([]string{"", ecsapi.PostPaid, ecsapi.PrePaid}, l.ChargeType), "charge-type", "the charge type is PostPaid or PrePaid")
	prepaid, none := l.ChargeType == ecsapi.PrePaid, l.Period == ecsapi.Period{}
	switch {
	case prepaid && none:
		c.that(false, "period", "choose how long to pay in advance")
	case prepaid:
		c.that(slices.Contains(PurchasePeriods, l.Period), "period", "a period is 1 to 4 weeks, 1 to 9 months, or 12, 24, 36, 48 or 60 months")
		c.that(!l.AutoRenew || slices.Contains(AutoRenewalPeriods, l.Period) && l.Period != ecsapi.Period{N: 4, Unit: ecsapi.Week}, "auto-renew",
			"renewed by itself is a period of 1 to 3 weeks or of 1, 2, 3, 6, 12, 24, 36, 48 or 60 months")
	default:
		c.that(none, "period", "only what is paid in advance has a period")
		c.that(!l.AutoRenew, "auto-renew", "only what is paid in advance is renewed")
	}
	c.that(!l.Protected || !prepaid && !isSpot(l), "protect", "only pay-as-you-go instances can be protected against release")
	if l.AutoRelease.IsZero() {
		return
	}
	c.that(!prepaid, "auto-release", "only pay-as-you-go instances are released by themselves")
	at := l.AutoRelease.Truncate(time.Minute) // as the cloud does
	c.that(!at.Before(c.now.Add(soonestRelease)), "auto-release", "the automatic release is at least 30 minutes away")
	c.that(!at.After(c.now.AddDate(latestRelease, 0, 0)), "auto-release", "the automatic release is at most 3 years away")
}

func isSpot(l *ecsapi.Launch) bool {
	return l.SpotStrategy == ecsapi.SpotAsPriceGo || l.SpotStrategy == ecsapi.SpotWithPriceLimit
}

func (c *check) spot() {
	l := &c.Launch
	spot := isSpot(l)
	c.that(spot || l.SpotStrategy == "" || l.SpotStrategy == ecsapi.NoSpot, "spot",
		"the spot strategy is NoSpot, SpotAsPriceGo or SpotWithPriceLimit")
	c.that(!spot || l.ChargeType != ecsapi.PrePaid, "spot", "spot instances can't be paid in advance")
	switch limited := l.SpotStrategy == ecsapi.SpotWithPriceLimit; {
	case limited && l.SpotPriceLimit <= 0:
		c.that(false, "spot-limit", "the spot strategy wants a price limit above 0")
	case limited:
		c.that(l.SpotPriceLimit%1000 == 0, "spot-limit", "a price limit has at most three decimals")
	default:
		c.that(l.SpotPriceLimit == 0, "spot-limit", "only the spot strategy SpotWithPriceLimit has a price limit")
	}
	c.that(slices.Contains([]string{"", "Terminate", "Stop"}, l.SpotInterruption), "spot-interruption",
		"what is taken back is met with Terminate or Stop")
	c.that(spot || l.SpotInterruption == "", "spot-interruption", "only spot instances are taken back")
}

func (c *check) tags() {
	tags := c.Launch.Tags
	c.that(len(tags) < mostTags, "tag", "at most {most} tags can be set; one more tells which plan created the instance", mostTags-1)
	seen := map[string]string{} // the keys, by what they are in lower case
	for _, t := range tags {
		lower := strings.ToLower(t.Key)
		other, twice := seen[lower]
		switch {
		case lower == fleet.PlanTag:
			c.that(false, "tag", "the tag {key} is set by ecsdeck", t.Key)
		case t.Key == "" || !properTag(t.Key):
			c.that(false, "tag", "a tag's key has 1 to 128 characters and does not begin with aliyun, acs:, http:// or https://")
		case !properTag(t.Value):
			c.that(false, "tag", "a tag's value has up to 128 characters and does not begin with aliyun, acs:, http:// or https://")
		case twice && other == t.Key:
			c.that(false, "tag", "the tag {key} is given twice", t.Key)
		case twice:
			c.that(false, "tag", "the tags {key} and {other} differ in case only", other, t.Key)
		}
		seen[lower] = t.Key
	}
}

func properTag(s string) bool {
	return utf8.RuneCountInString(s) <= 128 && !webAddress(s) &&
		!strings.HasPrefix(s, "aliyun") && !strings.HasPrefix(s, "acs:")
}

func (c *check) places() {
	c.that(len(c.Places) > 0, "region", "choose a region")
	for i, p := range c.Places {
		c.place = i
		c.that(p.Region != "", "region", "choose a region")
		c.that(p.VSwitch != "", "vswitch", "choose a vSwitch")
		c.that(len(p.SecurityGroups) > 0 && !slices.Contains(p.SecurityGroups, ""), "security-group", "choose a security group")
		c.that(len(p.SecurityGroups) < 2 || !c.Single(), "security-group", "an instance that is created on its own gets one security group")
		c.that(p.Image != "", "image", "choose an image")
		c.that(between(p.Amount, 1, mostAPlace), "amount", "the amount is from {least} to {most}", 1, mostAPlace)
	}
}

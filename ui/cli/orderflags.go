package cli

import (
	"cmp"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/catalog"
	"ecsdeck/ecsapi/fleet"
)

// orderFlags are the flags that say what to create and where.
type orderFlags struct {
	given func(flag string) bool

	region, zone, vswitch, image, keyPair string
	groups                                []string
	amount                                int
	places                                []string

	launch       ecsapi.Launch // what is read as it is
	system       string
	data         []string
	terms        *choice
	tags         []string
	charge       *choice
	period       *period
	spot         *choice
	spotLimit    string
	interruption *choice
	autoRelease  string

	anyStock, oneByOne, leaveStopped bool
}

func (a *app) orderFlags(c *cobra.Command) *orderFlags {
	f := &orderFlags{given: c.Flags().Changed}
	fs, l := c.Flags(), &f.launch
	fs.StringVar(&l.Type, "type", "", a.p.S("`TYPE` of the instances, such as ecs.g7.large"))
	fs.StringVar(&f.region, "region", "", a.p.S("`ID` of the region (default: the profile's)"))
	fs.StringVar(&f.zone, "zone", "", a.p.S("`ID` of the zone (default: the vSwitch's)"))
	fs.StringVar(&f.vswitch, "vswitch", "", a.p.S("`ID` of the vSwitch"))
	fs.StringArrayVar(&f.groups, "security-group", nil, a.p.S("`ID` of a security group; may be given again"))
	fs.StringVar(&f.image, "image", "", a.p.S("`ID` of the image"))
	fs.StringVar(&f.keyPair, "key-pair", "", a.p.S("`NAME` of the key pair"))
	fs.IntVar(&f.amount, "amount", 1, a.p.S("`NUMBER` of instances; more than 100 take several calls"))
	fs.StringArrayVar(&f.places, "place", nil, a.p.S("`WHERE` to create a part, such as region=R,vswitch=V,security-group=G,amount=N[,image=I][,zone=Z][,key-pair=K]; may be given again"))

	fs.StringVar(&l.Name, "name", "", a.p.S("`NAME`; web-[1,3] numbers them web-001, web-002 and on"))
	fs.StringVar(&l.HostName, "host-name", "", a.p.S("`NAME` that the systems have; numbered as names are"))
	fs.StringVar(&l.Description, "description", "", a.p.S("`TEXT` kept with each instance"))
	fs.StringVar(&f.system, "system-disk", "", a.p.S("`CATEGORY:GIB[:PL]` of the system disk, such as cloud_essd:40:PL1"))
	fs.StringArrayVar(&f.data, "data-disk", nil, a.p.S("`CATEGORY:GIB[:PL]` of a data disk; may be given again"))
	fs.IntVar(&l.BandwidthOut, "bandwidth", 0, a.p.S("`MBIT` a second to the public network; above 0 gives a public address"))
	f.terms = a.choiceFlag(c, "bandwidth-terms", a.p.S("how the public network is paid"), "PayByTraffic", "PayByBandwidth")
	fs.StringArrayVar(&f.tags, "tag", nil, a.p.S("`KEY=VALUE` to tag them with; may be given again"))

	f.charge = a.choiceFlag(c, "charge-type", a.p.S("pay as you go, which is the default, or in advance"), "postpaid", "prepaid")
	f.period = a.periodFlags(c, "month", "week")
	fs.BoolVar(&l.AutoRenew, "auto-renew", false, a.p.S("with prepaid: renew for the same period again and again"))
	f.spot = a.choiceFlag(c, "spot", a.p.S("spot instances, up to --spot-limit or at any price"), "price-limit", "as-price-goes")
	fs.StringVar(&f.spotLimit, "spot-limit", "", a.p.S("`PRICE` an hour that a spot instance may cost at most"))
	f.interruption = a.choiceFlag(c, "spot-interruption", a.p.S("what happens to a spot instance that is taken back"), "Terminate", "Stop")
	fs.StringVar(&f.autoRelease, "auto-release", "", a.p.S("`TIME` when they are released by themselves, such as 'in 8h' or 2026-12-01T06:00:00Z"))
	fs.BoolVar(&l.Protected, "protect", false, a.p.S("protect them against release"))

	fs.BoolVar(&f.anyStock, "any-stock", false, a.p.S("create fewer when stock runs short, instead of none"))
	fs.BoolVar(&f.oneByOne, "one-by-one", false, a.p.S("a call for each: create, give an address, start"))
	fs.BoolVar(&f.leaveStopped, "leave-stopped", false, a.p.S("a call for each, and leave them stopped"))
	a.complete(c, "type", catalogTypes)
	a.complete(c, "image", catalogImages)
	a.complete(c, "region", catalogRegions)
	return f
}

func (a *app) choiceFlag(c *cobra.Command, name, what string, of ...string) *choice {
	v := &choice{of: of}
	c.Flags().Var(v, name, what)
	a.complete(c, name, func() []string { return of })
	return v
}

// order is what the flags ask for, and what is wrong with how they are written,
// a line each. A region that is not said is home. The time of automatic release
// is read later, by cloud time.
func (f *orderFlags) order(a *app, home ecsapi.RegionID) (o fleet.Order, wrong []string) {
	bad := func(flag, value, accepted string) {
		wrong = append(wrong, a.p.S("--%s cannot be %q; accepted: %s", flag, value, accepted))
	}
	l := f.launch
	var ok bool
	if l.System, ok = readDisk(f.system); !ok && f.given("system-disk") {
		bad("system-disk", f.system, diskForm)
	}
	for _, text := range f.data {
		d, ok := readDisk(text)
		if !ok {
			bad("data-disk", text, diskForm)
		}
		l.Data = append(l.Data, d)
	}
	for _, text := range f.tags {
		key, value, ok := strings.Cut(text, "=")
		if !ok {
			bad("tag", text, "KEY=VALUE")
			continue
		}
		l.Tags = append(l.Tags, ecsapi.Tag{Key: key, Value: value})
	}
	l.ChargeType = map[string]string{"": ecsapi.PostPaid, "postpaid": ecsapi.PostPaid, "prepaid": ecsapi.PrePaid}[f.charge.value]
	if f.given("period") {
		l.Period = f.period.value()
	}
	l.SpotStrategy = map[string]string{"price-limit": ecsapi.SpotWithPriceLimit, "as-price-goes": ecsapi.SpotAsPriceGo}[f.spot.value]
	if l.SpotPriceLimit, ok = readPrice(f.spotLimit); !ok && f.given("spot-limit") {
		bad("spot-limit", f.spotLimit, a.p.S("a price such as 0.35"))
	}
	l.BandwidthTerms, l.SpotInterruption = f.terms.value, f.interruption.value
	o = fleet.Order{Launch: l, AnyStock: f.anyStock, LeaveStopped: f.leaveStopped, OneByOne: f.oneByOne}

	base := fleet.Place{
		Region: ecsapi.RegionID(cmp.Or(f.region, string(home))), Zone: ecsapi.ZoneID(f.zone), VSwitch: f.vswitch,
		SecurityGroups: f.groups, Image: f.image, KeyPair: f.keyPair, Amount: f.amount,
	}
	if len(f.places) == 0 {
		o.Places = []fleet.Place{base}
		return o, wrong
	}
	for _, flag := range []string{"zone", "vswitch", "security-group"} {
		if f.given(flag) {
			wrong = append(wrong, a.p.S("--%s only exists in one place: with --place it stands in there", flag))
		}
	}
	for _, text := range f.places {
		p, ok := readPlace(text, base)
		if !ok {
			bad("place", text, "region=R,vswitch=V,security-group=G,image=I,amount=N,zone=Z,key-pair=K")
		}
		o.Places = append(o.Places, p)
	}
	return o, wrong
}

// readPlace reads a place, which takes what it does not say from base but for
// what only exists in one place.
func readPlace(text string, base fleet.Place) (p fleet.Place, ok bool) {
	p = base
	p.Zone, p.VSwitch, p.SecurityGroups = "", "", nil
	seen := map[string]bool{}
	for part := range strings.SplitSeq(text, ",") {
		key, value, ok := strings.Cut(part, "=")
		key, value = strings.TrimSpace(key), strings.TrimSpace(value)
		if !ok || value == "" || seen[key] && key != "security-group" {
			return p, false
		}
		seen[key] = true
		switch key {
		case "region":
			p.Region = ecsapi.RegionID(value)
		case "zone":
			p.Zone = ecsapi.ZoneID(value)
		case "vswitch":
			p.VSwitch = value
		case "security-group":
			p.SecurityGroups = append(p.SecurityGroups, value)
		case "image":
			p.Image = value
		case "key-pair":
			p.KeyPair = value
		case "amount":
			n, err := strconv.Atoi(value)
			if err != nil {
				return p, false
			}
			p.Amount = n
		default:
			return p, false
		}
	}
	return p, true
}

// diskForm is how a disk is written.
const diskForm = "CATEGORY:GIB, CATEGORY:GIB:PL"

// readDisk reads CATEGORY:GIB[:PL].
func readDisk(text string) (ecsapi.DiskSpec, bool) {
	parts := strings.Split(text, ":")
	if len(parts) < 2 || len(parts) > 3 || parts[0] == "" || parts[len(parts)-1] == "" {
		return ecsapi.DiskSpec{}, false
	}
	n, err := strconv.Atoi(parts[1])
	d := ecsapi.DiskSpec{Category: parts[0], SizeGiB: n}
	if len(parts) == 3 {
		d.Level = strings.ToUpper(parts[2])
	}
	return d, err == nil && n > 0
}

// readPrice reads a decimal number of up to six decimals, exactly.
func readPrice(text string) (ecsapi.Price, bool) {
	whole, rest, _ := strings.Cut(text, ".")
	if len(rest) > 6 || strings.Trim(text, "0123456789.") != "" {
		return 0, false
	}
	n, err := strconv.ParseInt(whole+rest+strings.Repeat("0", 6-len(rest)), 10, 48)
	return ecsapi.Price(n), err == nil && whole != ""
}

// catalogTypes are the instance types to offer a shell, which waits for no
// cloud.
func catalogTypes() []string {
	var ids []string
	for _, t := range catalog.InstanceTypes() {
		ids = append(ids, t.ID)
	}
	return ids
}

func catalogImages() []string {
	var ids []string
	for _, i := range catalog.Images() {
		ids = append(ids, i.ID)
	}
	return ids
}

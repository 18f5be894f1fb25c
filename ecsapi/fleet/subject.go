package fleet

import (
	"math"
	"strings"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/filter"
	"ecsdeck/ecsapi/message"
)

// Subject is an instance as filters ask for it. Without a Context, what an instance's row
// doesn't tell is unknown.
type Subject struct {
	*ecsapi.Instance
	Context *Context
}

// The fields whose values are read only when somebody wants them, see Expr.Fields.
const (
	FieldAutoRenew filter.Field = "autorenew"
	FieldArch      filter.Field = filter.Arch
	FieldPrice     filter.Field = filter.Price
	FieldRoom      filter.Field = "room"
	FieldProblem   filter.Field = "problem"
)

// Instances is the table of the fields of instances. A word alone is looked for in the name,
// id, type, zone, addresses and tag values.
//
// What DescribeInstances always tells and did not tell here is unknown; an instance without a
// name, address, key pair or the like is known to have none.
var Instances = filter.NewTable(filter.Names, []filter.Field{"name", "id", filter.Type, filter.Zone, "ip", "tag"},
	text("status", "status, or changing for those on their way", filter.Closed(
		filter.Word{Name: "pending", Values: []string{"Pending"}},
		filter.Word{Name: "starting", Values: []string{"Starting"}},
		filter.Word{Name: "running", Values: []string{"Running"}},
		filter.Word{Name: "stopping", Values: []string{"Stopping"}},
		filter.Word{Name: "stopped", Values: []string{"Stopped"}},
		filter.Word{Name: "changing", Values: []string{"Pending", "Starting", "Stopping"}},
	), func(s Subject) string { return string(s.Status) }),
	text(filter.Type, "instance type", filter.Types, func(s Subject) string { return s.Type }),
	text(filter.Family, "family of instance types", filter.Families, func(s Subject) string { return s.Family() }),
	text(filter.Zone, "zone, or its letter", filter.Zones, func(s Subject) string { return string(s.Zone) }),
	text("region", "region, or a word of its id", filter.Regions, func(s Subject) string { return string(s.Region) }),
	// The screen's words part spot from hourly. postpaid and prepaid are the API's, to which
	// spot is PostPaid too.
	text("charge", "how it is paid", filter.Closed(
		filter.Word{Name: "hourly", Values: []string{"PostPaid"}},
		filter.Word{Name: "monthly", Also: []string{"subscription"}, Values: []string{"PrePaid"}},
		filter.Word{Name: "spot", Values: []string{"Spot"}},
		filter.Word{Name: "postpaid", Values: []string{"PostPaid", "Spot"}},
		filter.Word{Name: "prepaid", Values: []string{"PrePaid"}},
	), Subject.charge),
	text("spot", "whether it is a spot instance, and how its bid is set", filter.Closed(
		filter.Word{Name: "yes", Also: []string{"true"}, Values: []string{"SpotWithPriceLimit", "SpotAsPriceGo"}},
		filter.Word{Name: "no", Also: []string{"false", "NoSpot"}, Values: []string{"NoSpot"}},
		filter.Word{Name: "limit", Also: []string{"price-limit", "SpotWithPriceLimit"}, Values: []string{"SpotWithPriceLimit"}},
		filter.Word{Name: "price-go", Also: []string{"auto", "SpotAsPriceGo"}, Values: []string{"SpotAsPriceGo"}},
	), func(s Subject) string { return s.SpotStrategy }),
	maybe("name", "instance name", filter.Names, func(s Subject) string { return s.Name }),
	text("id", "instance id", filter.IDs, func(s Subject) string { return string(s.ID) }),
	filter.Texts("ip", "private, public or elastic IP address", filter.Addresses, func(s Subject, dst []string) ([]string, bool) {
		return append(append(dst, s.PrivateIPs...), s.PublicIPs...), true
	}),
	filter.Texts("sg", "security group id", filter.Names, func(s Subject, dst []string) ([]string, bool) {
		return append(dst, s.SecurityGroups...), true
	}),
	filter.Texts("eni", "network interface id", filter.Names, func(s Subject, dst []string) ([]string, bool) {
		for id := range strings.FieldsSeq(s.NetworkInterfaces) {
			dst = append(dst, id)
		}
		return dst, true
	}),
	filter.Tags("tag", "tag key, or key=value", filter.TagGetters[Subject]{Values: Subject.tagValues, Keys: Subject.tagKeys, Value: Subject.tagValue}),
	filter.Texts("key", "key of a tag", filter.Names, func(s Subject, dst []string) ([]string, bool) { return s.tagKeys(dst), true }),
	maybe("owner", "value of the tag owner", filter.Names, func(s Subject) string { return s.Owner() }),
	text("os", "operating system", filter.Names, func(s Subject) string { return s.OS }),
	text("image", "image id", filter.Names, func(s Subject) string { return s.Image }),
	maybe("vpc", "VPC id", filter.Names, func(s Subject) string { return s.VPC }),
	maybe("vswitch", "vSwitch id", filter.Names, func(s Subject) string { return s.VSwitch }),
	maybe("keypair", "key pair", filter.Names, func(s Subject) string { return s.KeyPair }),
	maybe("group", "resource group id", filter.Names, func(s Subject) string { return s.ResourceGroup }),
	maybe("description", "description", filter.Names, func(s Subject) string { return s.Description }),
	maybe("host", "host name", filter.Names, func(s Subject) string { return s.HostName }),
	text(FieldArch, "processor architecture", filter.Architectures, Subject.arch).Volatile(),
	filter.Number(filter.VCPU, "number of vCPUs", filter.Numbers, func(s Subject) float64 { return positive(s.CPU) }),
	filter.Number(filter.Memory, "memory in GiB", filter.Gibibytes, func(s Subject) float64 { return positive(s.MemoryMiB) / 1024 }),
	filter.Number("gpu", "number of GPUs", filter.Numbers, func(s Subject) float64 { return float64(s.GPU) }),
	filter.Number(FieldPrice, "spot price an hour now", filter.Numbers, Subject.price).Volatile(),
	filter.Number(FieldRoom, "how far the spot price is below the bid, in percent of it", filter.Percents, Subject.room).Volatile(),
	instant("created", "when it was created", filter.Past, func(s Subject) (time.Time, bool) { return s.Created, !s.Created.IsZero() }),
	instant("started", "when it was started last", filter.Past, func(s Subject) (time.Time, bool) { return s.Started, !s.Started.IsZero() }),
	instant("expires", "when its subscription ends", filter.Future, func(s Subject) (time.Time, bool) {
		return s.Expires, !s.Expires.IsZero() || s.ChargeType == ecsapi.PostPaid
	}),
	instant("autorelease", "when it is released by itself", filter.Future, func(s Subject) (time.Time, bool) { return s.AutoRelease, true }),
	filter.Duration("age", "how long ago it was created", func(s Subject) (time.Duration, bool) {
		if s.Created.IsZero() || s.Context == nil {
			return 0, false
		}
		return s.Context.Now.Sub(s.Created), true
	}).Volatile(),
	filter.Texts("lock", "operation lock", filter.Closed(
		filter.Word{Name: "any"},
		filter.Word{Name: "none"},
		filter.Word{Name: "overdue", Also: []string{ecsapi.LockFinancial}, Values: []string{ecsapi.LockFinancial}},
		filter.Word{Name: "security", Values: []string{ecsapi.LockSecurity}},
		filter.Word{Name: "reclaim", Also: []string{ecsapi.LockRecycling}, Values: []string{ecsapi.LockRecycling}},
	), Subject.locks),
	filter.Texts(FieldProblem, "what needs a person", filter.Closed(problemWords()...), Subject.problems).Volatile(),
	filter.Texts(FieldAutoRenew, "whether a subscription is renewed by itself", filter.Closed(
		filter.Word{Name: "yes", Also: []string{"on", "true"}},
		filter.Word{Name: "no", Also: []string{"off", "false"}},
		filter.Word{Name: "never"},
	), Subject.autoRenew).Volatile(),
	text("protected", "deletion protection", filter.Closed(
		filter.Word{Name: "yes", Also: []string{"on", "true"}},
		filter.Word{Name: "no", Also: []string{"off", "false"}},
	), func(s Subject) string {
		if s.DeletionProtection {
			return "yes"
		}
		return "no"
	}),
	text("profile", "profile of the account", filter.Names, Subject.profile).Volatile(),
)

// text is a field with one text that is always told.
func text(f filter.Field, about message.Key, k filter.Kind, get func(Subject) string) filter.FieldDef[Subject] {
	return filter.Text(f, about, k, get)
}

// maybe is a field with a text or none.
func maybe(f filter.Field, about message.Key, k filter.Kind, get func(Subject) string) filter.FieldDef[Subject] {
	return filter.Texts(f, about, k, func(s Subject, dst []string) ([]string, bool) { return append(dst, get(s)), true })
}

// instant is a field with a time, which is told from cloud time.
func instant(f filter.Field, about message.Key, k filter.Kind, get func(Subject) (time.Time, bool)) filter.FieldDef[Subject] {
	return filter.Time(f, about, k, func(s Subject) (at, now time.Time, known bool) {
		if s.Context == nil {
			return at, now, false
		}
		at, known = get(s)
		return at, s.Context.Now, known
	})
}

// positive is a number of which 0 is unknown.
func positive(n int) float64 {
	if n <= 0 {
		return math.NaN()
	}
	return float64(n)
}

// problemWords are the words for problems.
func problemWords() []filter.Word {
	words := []filter.Word{{Name: "any"}, {Name: "none"}}
	for p := range AllProblems() {
		words = append(words, filter.Word{Name: p.String()})
	}
	return words
}

// charge is the charge type, with spot instances, which are PostPaid too, told
// apart. It is "" while the strategy that tells them is unknown.
func (s Subject) charge() string {
	switch {
	case s.Spot():
		return "Spot"
	case s.ChargeType == ecsapi.PostPaid && s.SpotStrategy == "":
		return ""
	}
	return s.ChargeType
}

// typ is what is known of the instance's type, or nil.
func (s Subject) typ() *ecsapi.InstanceType {
	if s.Context == nil {
		return nil
	}
	return s.Context.Snap.Types[s.Type]
}

func (s Subject) arch() string {
	if t := s.typ(); t != nil {
		return t.Arch
	}
	return ""
}

func (s Subject) profile() string {
	if s.Context == nil {
		return ""
	}
	return s.Context.Profile
}

func (s Subject) price() float64 {
	if s.Context != nil {
		if price, ok := GoingPrice(s.Context.Snap, s.Context.Now, s.Instance); ok {
			return float64(price) / 1e6
		}
	}
	return math.NaN()
}

func (s Subject) room() float64 {
	if s.Context != nil {
		if percent, ok := Headroom(s.Context.Snap, s.Context.Now, s.Instance); ok {
			return percent
		}
	}
	return math.NaN()
}

func (s Subject) locks(dst []string) ([]string, bool) {
	if len(s.Locks) == 0 {
		return append(dst, "none"), true
	}
	for _, l := range s.Locks {
		dst = append(dst, l.Reason)
	}
	return append(dst, "any"), true
}

func (s Subject) problems(dst []string) ([]string, bool) {
	if s.Context == nil || s.Context.Problems == nil {
		return dst, false
	}
	set := s.Context.ProblemsOf(s.Instance)
	if set == 0 {
		return append(dst, "none"), true
	}
	for p := range problems {
		if set.Has(p) {
			dst = append(dst, p.String())
		}
	}
	return append(dst, "any"), true
}

// autoRenew has no value for what isn't a subscription.
func (s Subject) autoRenew(dst []string) ([]string, bool) {
	switch {
	case s.ChargeType == ecsapi.PostPaid:
		return dst, true
	case s.Context == nil:
		return dst, false
	}
	a, read := s.Context.Snap.AutoRenewals[s.ID]
	switch {
	case !read:
		return dst, false
	case a.On:
		return append(dst, "yes"), true
	case a.Never:
		return append(dst, "never"), true
	}
	return append(dst, "no"), true
}

func (s Subject) tagValues(dst []string) ([]string, bool) {
	for _, t := range s.Tags {
		dst = append(dst, t.Value)
	}
	return dst, true
}

func (s Subject) tagKeys(dst []string) []string {
	for _, t := range s.Tags {
		dst = append(dst, t.Key)
	}
	return dst
}

func (s Subject) tagValue(key string) (val string, has, known bool) {
	if val, has = s.Tag(key); has {
		return val, true, true
	}
	for _, t := range s.Tags {
		if strings.EqualFold(t.Key, key) {
			return t.Value, true, true
		}
	}
	return "", false, true
}

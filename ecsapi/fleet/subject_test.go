package fleet

import (
	"slices"
	"testing"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/catalog"
	"ecsdeck/ecsapi/filter"
	spotdata "ecsdeck/ecsapi/spot"
)

func TestSubjectMatches(t *testing.T) {
	spot := &ecsapi.Instance{
		ID: "i-1", Name: "订单-03", Region: "cn-beijing", Zone: "cn-beijing-l", Type: "ecs.g7.large",
		Status: ecsapi.Running, ChargeType: ecsapi.PostPaid, SpotStrategy: ecsapi.SpotAsPriceGo,
		PrivateIPs: []string{"10.1.2.3"}, PublicIPs: []string{"47.1.2.3", "47.9.9.9"},
		SecurityGroups: []string{"sg-1", "sg-2"}, Tags: []ecsapi.Tag{{Key: "env", Value: "prod"}},
	}
	unread := &ecsapi.Instance{ID: "i-2", Region: "cn-beijing"} // little is known of it
	for _, c := range []struct {
		in   *ecsapi.Instance
		expr string
		want bool
	}{
		{spot, "status:running zone:cn-beijing-l region:cn-beijing type:g7 id:i-1 订单", true},
		{spot, "charge:spot", true},
		{spot, "charge:hourly", false},
		{spot, "ip:47.9.9.9 sg:sg-2", true},
		{spot, "tag:env=prod", true},
		{spot, "!tag:ENV=prod", false},
		{spot, "!tag:team", true},
		{unread, "status:running", false},
		{unread, "!status:running", false}, // an unknown value satisfies no predicate
		{unread, "!charge:spot", false},
		{unread, "!type:g7", false},
		{unread, "!ip:10.1.2.3 !sg:sg-1 !tag:env", true}, // known to have none
	} {
		expr, err := Instances.Parse(c.expr)
		if err != nil {
			t.Fatal(err)
		}
		if got := expr.Match(Subject{Instance: c.in}); got != c.want {
			t.Errorf("%s matches %q: %v", c.in.ID, c.expr, got)
		}
	}
}

func TestSubjectAllocatesNothing(t *testing.T) {
	in := &ecsapi.Instance{ID: "i-1", Status: ecsapi.Running, Tags: []ecsapi.Tag{{Key: "env", Value: "prod"}}}
	expr, err := Instances.Parse("status:running tag:env=prod")
	if err != nil {
		t.Fatal(err)
	}
	if n := testing.AllocsPerRun(100, func() { expr.Match(Subject{Instance: in}) }); pooled && n > 0 {
		t.Errorf("%v allocations a row", n)
	}
}

// cloudTime is when the tests of times are.
var cloudTime = time.Date(2026, 6, 15, 12, 0, 0, 0, time.Local)

// Each field's values are known of a row that has all of them, and only those that are told
// beside the row are unknown without a context.
func TestFieldsOfInstances(t *testing.T) {
	const hour, day = time.Hour, 24 * time.Hour
	in := &ecsapi.Instance{
		ID: "i-bp1aaaabbbb", Name: "web-1", Region: "cn-beijing", Zone: "cn-beijing-l", Type: "ecs.g7.large",
		CPU: 2, MemoryMiB: 8192, GPU: 1, Image: "aliyun_3_x64", OS: "Alibaba Cloud Linux 3", HostName: "web1", KeyPair: "ops",
		Status: ecsapi.Running, Locks: []ecsapi.Lock{{Reason: ecsapi.LockFinancial}}, DeletionProtection: true,
		ChargeType: ecsapi.PrePaid, SpotStrategy: ecsapi.NoSpot,
		Created: cloudTime.Add(-20 * day), Started: cloudTime.Add(-2 * hour), Expires: cloudTime.Add(5 * day),
		PrivateIPs: []string{"10.1.2.3", "2408:4005:0:0::1"}, VPC: "vpc-1", VSwitch: "vsw-1", SecurityGroups: []string{"sg-1"}, NetworkInterfaces: "eni-0 eni-1",
		ResourceGroup: "rg-1", Description: "front", Tags: []ecsapi.Tag{{Key: "env", Value: "prod"}, {Key: "Owner", Value: "lin"}},
	}
	spot := &ecsapi.Instance{ID: "i-2", Region: "cn-beijing", Zone: "cn-beijing-l", Type: "ecs.g7.large",
		ChargeType: ecsapi.PostPaid, SpotStrategy: ecsapi.SpotWithPriceLimit, SpotPriceLimit: 500_000}
	prices := spotdata.NewSeries([]spotdata.Sample{{At: cloudTime.Add(-hour), Price: 400_000}})
	about := &Context{
		Now:      cloudTime,
		Profile:  "prod",
		Problems: map[ecsapi.InstanceID]ProblemSet{in.ID: ProblemSet(0).With(ProblemExpiring)},
		Snap: &Snapshot{
			Types:        map[string]*ecsapi.InstanceType{"ecs.g7.large": {Arch: "X86"}},
			AutoRenewals: map[ecsapi.InstanceID]ecsapi.AutoRenewal{in.ID: {Never: true}},
			Spot: map[SpotKey]*SpotState{{Region: "cn-beijing", Type: "ecs.g7.large"}: {
				Read: cloudTime, Zones: map[ecsapi.ZoneID]spotdata.Series{"cn-beijing-l": prices},
			}},
		},
	}
	for _, c := range []struct {
		on      *ecsapi.Instance
		expr    string       // holds
		without filter.Truth // without a context
	}{
		{in, "status=running", filter.Yes}, {in, "type=g7.large", filter.Yes}, {in, "family:g7", filter.Yes}, {in, "zone:l", filter.Yes},
		{in, "region:beijing", filter.Yes}, {in, "charge:monthly", filter.Yes}, {in, "spot:no", filter.Yes}, {in, "name=web-1", filter.Yes},
		{in, "id:bp1", filter.Yes}, {in, "ip:10.1", filter.Yes}, {in, "sg=sg-1", filter.Yes}, {in, "eni:eni-1", filter.Yes}, {in, "tag:env=prod", filter.Yes},
		{in, "ip:2408:4005::1", filter.Yes}, {in, "2408:4005:0:0", filter.Yes}, {in, "key:env", filter.Yes}, {in, "owner=lin", filter.Yes}, {in, "profile=prod", filter.Unknown},
		{in, "os:linux", filter.Yes}, {in, "image~x64$", filter.Yes}, {in, "vpc=vpc-1", filter.Yes}, {in, "vswitch=vsw-1", filter.Yes},
		{in, "keypair=ops", filter.Yes}, {in, "group:rg-1", filter.Yes}, {in, "description:front", filter.Yes}, {in, "host!=web2", filter.Yes},
		{in, "arch:amd64", filter.Unknown}, {in, "vcpu>=2", filter.Yes}, {in, "mem:8g", filter.Yes}, {in, "gpu>0", filter.Yes},
		{spot, "price<0.5", filter.Unknown}, {spot, "room:20%", filter.Unknown},
		{in, "created>2026-05-01", filter.Unknown}, {in, "started<3h", filter.Unknown}, {in, "expires<7d", filter.Unknown},
		{in, "autorelease:none", filter.Unknown}, {in, "age>2w", filter.Unknown},
		{in, "lock:overdue lock:any !lock:none", filter.Yes}, {spot, "lock:none", filter.Yes},
		{in, "problem:expiring problem:any !problem:failed", filter.Unknown}, {spot, "problem:none", filter.Unknown},
		{in, "autorenew:never", filter.Unknown}, {spot, "!autorenew:yes", filter.Yes}, {in, "protected:yes", filter.Yes},
	} {
		e, err := Instances.Parse(c.expr)
		if err != nil {
			t.Errorf("%s: %v", c.expr, err)
			continue
		}
		if got := e.Eval(Subject{c.on, about}); got != filter.Yes {
			t.Errorf("%s: %v", c.expr, got)
		}
		if got := e.Eval(Subject{Instance: c.on}); got != c.without {
			t.Errorf("%s without a context: %v, want %v", c.expr, got, c.without)
		}
		if c.without == filter.Unknown && !e.Volatile() {
			t.Errorf("%s is said to depend on the row alone", c.expr)
		}
		if n := testing.AllocsPerRun(100, func() { e.Match(Subject{c.on, about}) }); pooled && n > 0 {
			t.Errorf("%s: %v allocations a row", c.expr, n)
		}
	}
	for _, f := range Instances.Fields() {
		if f.About == "" {
			t.Errorf("%s doesn't say what it is", f.Name)
		}
	}
}

// What a snapshot has not read is unknown, negated or not.
func TestWhatIsNotReadIsUnknown(t *testing.T) {
	unread := Subject{
		&ecsapi.Instance{ID: "i-1", ChargeType: ecsapi.PrePaid, SpotStrategy: ecsapi.SpotWithPriceLimit, SpotPriceLimit: 1},
		&Context{Snap: &Snapshot{}, Now: cloudTime},
	}
	for _, expr := range []string{
		"autorenew:no", "price<1", "room<1", "arch:x86", "problem:none", "created>1d", "started>1d", "expires<1d", "age>1d", "vcpu>0", "mem>0", "os:x", "image:x",
	} {
		for _, src := range []string{expr, "!" + expr, "not(" + expr + " or id:nothing)"} {
			if e, err := Instances.Parse(src); err != nil || e.Eval(unread) != filter.Unknown {
				t.Errorf("%s: %v, %v", src, e.Eval(unread), err)
			}
		}
	}
	if e, _ := Instances.Parse("autorenew:yes or (price<1 and age>1d)"); !slices.Equal(e.Fields(), []filter.Field{FieldAutoRenew, FieldPrice, "age"}) {
		t.Errorf("%v", e.Fields())
	}
}

// Addresses of a set are found however a row writes them.
func TestSetOfAddresses(t *testing.T) {
	e, err := Instances.Parse("2408:4005::1 10.0.0.7")
	if err != nil {
		t.Fatal(err)
	}
	for _, ip := range []string{"2408:4005:0:0:0:0:0:1", "2408:4005::1", "10.0.0.7"} {
		if !e.Match(Subject{Instance: &ecsapi.Instance{PrivateIPs: []string{ip}}}) {
			t.Errorf("%s is not found", ip)
		}
	}
	if e.Match(Subject{Instance: &ecsapi.Instance{PrivateIPs: []string{"10.0.0.70"}}}) {
		t.Error("a longer address is found")
	}
}

// What a type's id tells of its family is what the cloud says.
func TestFamilies(t *testing.T) {
	for _, typ := range catalog.InstanceTypes() {
		if got := (&ecsapi.Instance{Type: typ.ID}).Family(); got != typ.Family {
			t.Errorf("the family of %s is %s, not %s", typ.ID, typ.Family, got)
		}
	}
}

package fleet

import (
	"testing"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/filter"
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
		expr, err := filter.Instances.Parse(c.expr)
		if err != nil {
			t.Fatal(err)
		}
		if got := expr.Match(Subject{c.in}); got != c.want {
			t.Errorf("%s matches %q: %v", c.in.ID, c.expr, got)
		}
	}
}

func TestSubjectAllocatesNothing(t *testing.T) {
	in := &ecsapi.Instance{ID: "i-1", Status: ecsapi.Running, Tags: []ecsapi.Tag{{Key: "env", Value: "prod"}}}
	expr, err := filter.Instances.Parse("status:running tag:env=prod")
	if err != nil {
		t.Fatal(err)
	}
	if n := testing.AllocsPerRun(100, func() { expr.Match(Subject{in}) }); n > 0 {
		t.Errorf("%v allocations a row", n)
	}
}

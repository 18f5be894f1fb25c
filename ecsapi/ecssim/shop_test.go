package ecssim

import (
	"maps"
	"testing"
	"time"

	"ecsdeck/ecsapi/catalog"
	"ecsdeck/ecsapi/ecssim/market"
	"ecsdeck/ecsapi/ecssim/world"
)

// created is the answer of RunInstances and, with one id, of CreateInstance.
type created struct {
	InstanceIdSets      struct{ InstanceIdSet []string }
	InstanceId, OrderId string
	TradePrice          float64
}

// shop is a region to buy in: a place and what suits it.
type shop struct {
	*client
	region       *world.Region
	place        *world.VSwitch
	group, image string
}

func newShop(t testing.TB, c *Cloud) *shop {
	r := c.world.ByID["cn-hangzhou"]
	s := &shop{client: newClient(t, c), region: r, place: r.VPCs[0].Switches[0], group: r.VPCs[0].Security[0]}
	s.image = "aliyun_3_x64_20G_alibase_20250117.vhd"
	return s
}

// sold is a type the shop's zone has at least n of, of 8 vCPUs at most.
func (s *shop) sold(n int) string {
	s.t.Helper()
	return s.typeWith(func(l world.Cell, stock int) bool { return stock >= n && !market.Scarce(l.Type) && l.Type.CPU <= 8 })
}

// typeWith is a type the shop's zone sells that fits.
func (s *shop) typeWith(fits func(l world.Cell, stock int) bool) string {
	s.t.Helper()
	for n := range catalog.InstanceTypes() {
		t := &catalog.InstanceTypes()[n]
		l := world.Cell{Zone: s.place.Zone, Type: t}
		if t.Architecture == "X86" && s.place.Zone.Sells[n] && fits(l, s.region.Stock(l, s.cloud.Now())) {
			return t.ID
		}
	}
	s.t.Fatal("no type fits")
	return ""
}

// goods are the arguments of a creation; more replace or, with "", remove some.
func (s *shop) goods(more ...string) []string {
	s.t.Helper()
	args := map[string]string{
		"ImageId": s.image, "VSwitchId": s.place.ID, "SecurityGroupId": s.group,
	}
	maps.Copy(args, pairs(more))
	if _, given := args["InstanceType"]; !given {
		args["InstanceType"] = s.sold(100)
	}
	var out []string
	for k, v := range args {
		out = append(out, k, v)
	}
	return out
}

// run creates instances, which must succeed.
func (s *shop) run(more ...string) created {
	s.t.Helper()
	var out created
	s.into(&out, "RunInstances", s.goods(more...)...)
	return out
}

// settled lets new instances come up.
func (s *shop) settled() { s.cloud.Advance(time.Minute) }

func (s *shop) one(more ...string) string {
	s.t.Helper()
	return s.run(more...).InstanceIdSets.InstanceIdSet[0]
}

// expect makes a call that must be refused.
func expect(t *testing.T, a answer, status int, code string) {
	t.Helper()
	if a.status != status || a.Code != code {
		t.Errorf("%d %s %s, want %d %s", a.status, a.Code, a.Message, status, code)
	}
}

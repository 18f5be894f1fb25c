package ecssim

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"ecsdeck/ecsapi/catalog"
	"ecsdeck/ecsapi/ecssim/market"
	"ecsdeck/ecsapi/ecssim/offers"
	"ecsdeck/ecsapi/ecssim/world"
)

func TestStockRunsOut(t *testing.T) {
	s := newShop(t, frozen(NoInstances))
	left := 0
	typ := s.typeWith(func(l world.Cell, stock int) bool { left = stock; return 10 <= stock && stock < 90 })
	args := []string{"InstanceType", typ, "ImageId", s.image, "Amount", strconv.Itoa(left + 5)}
	expect(t, s.call("RunInstances", s.goods(args...)...), 403, "OperationDenied.NoStock")
	if got := len(s.run(append(args, "MinAmount", "5")...).InstanceIdSets.InstanceIdSet); got != left {
		t.Errorf("%d made of %d in stock", got, left)
	}
	expect(t, s.call("RunInstances", s.goods("InstanceType", typ)...), 403, "OperationDenied.NoStock")
	s.settled()

	// What is given back can be taken again, by whoever comes first.
	first, second := s.instances()[0].InstanceId, s.instances()[1].InstanceId
	for _, id := range []string{first, second} {
		s.call("StopInstance", "InstanceId", id, "StoppedMode", world.StopCharging, "ForceStop", "true")
	}
	s.settled()
	s.run("InstanceType", typ)
	both := []string{first, second}
	expect(t, s.call("StartInstances", batch(both)...), 403, "OperationDenied.NoStock")
	if i, _ := s.find(first); i.Status != world.Stopped {
		t.Error("one was started where all or none was asked for")
	}
	a := s.call("StartInstances", batch(both, "BatchOptimization", "SuccessFirst")...)
	if !strings.Contains(a.body, `"200"`) || !strings.Contains(a.body, "OperationDenied.NoStock") {
		t.Errorf("one of two machines is left: %s", a.body)
	}
	if i, _ := s.find(first); i.Status != world.Starting {
		first, second = second, first
	}
	first = second // the one that is still stopped
	expect(t, s.call("StartInstance", "InstanceId", first), 403, "OperationDenied.NoStock")
	if a := s.call("DeleteInstance", "InstanceId", s.instances()[3].InstanceId, "Force", "true"); a.status != 200 {
		t.Fatal(a.body)
	}
	if a := s.call("StartInstance", "InstanceId", first); a.status != 200 {
		t.Errorf("after one was given back: %s", a.body)
	}
}

func TestStockChangesOverTime(t *testing.T) {
	c := frozen(NoInstances)
	r := c.world.ByID["cn-hangzhou"]
	levels, empty, looks := map[int]bool{}, 0, 0
	for n := range catalog.InstanceTypes() {
		l := world.Cell{Zone: r.Zones[0], Type: &catalog.InstanceTypes()[n]}
		if !r.Zones[0].Sells[n] {
			continue
		}
		for at := time.Duration(0); at < 7*24*time.Hour; at += 4 * time.Hour {
			stock := r.Stock(l, day.Add(at))
			if stock != r.Stock(l, day.Add(at)) {
				t.Fatal("stock depends on being looked at")
			}
			levels[stock] = true
			looks++
			if stock == 0 {
				empty++
			}
		}
	}
	if share := float64(empty) / float64(looks); share < 0.01 || share > 0.1 || len(levels) < 100 {
		t.Errorf("%.1f %% sold out, %d levels", share*100, len(levels))
	}
}

func TestQuotas(t *testing.T) {
	s := newShop(t, New(Config{Seed: 7, Instances: NoInstances, Now: day, Frozen: true, Quota: 7}))
	typ := s.sold(100)
	s.run("InstanceType", typ, "Amount", "5")
	expect(t, s.call("RunInstances", s.goods("InstanceType", typ, "Amount", "3", "MinAmount", "1")...), 400, "QuotaExceed.AfterpayInstance")
	s.run("InstanceType", typ, "Amount", "2")
	s.run("InstanceType", typ, "InstanceChargeType", "PrePaid", "Period", "1") // is not counted

	s = newShop(t, frozen(NoInstances))
	big := s.typeWith(func(l world.Cell, stock int) bool { return l.Type.CPU > 80 && !market.Scarce(l.Type) })
	expect(t, s.call("RunInstances", s.goods("InstanceType", big, "Amount", "100")...), 403, "QuotaExceed.ElasticQuota")
}

// The vCPUs of what is paid by the hour and of spot instances are counted and bounded each for
// itself, and those of subscriptions not at all.
func TestVCPUQuotas(t *testing.T) {
	s := newShop(t, frozen(NoInstances))
	typ := s.sold(100)
	cpu := s.cloud.world.Types.ByID(typ).CPU
	quotas := func(names ...string) string {
		var args, out []string
		for n, name := range names {
			args = append(args, fmt.Sprintf("AttributeName.%d", n+1), name)
		}
		for _, a := range fetch[offers.AttributesReply](s.client, "DescribeAccountAttributes", args...).AccountAttributeItems.AccountAttributeItem {
			out = append(out, a.AttributeName+" "+a.AttributeValues.ValueItem[0].Value)
		}
		return strings.Join(out, ", ")
	}
	all := func(postpaid, spot int) {
		t.Helper()
		want := fmt.Sprintf("max-postpaid-instance-vcpu-count 8000, used-postpaid-instance-vcpu-count %d, max-spot-instance-vcpu-count 8000, used-spot-instance-vcpu-count %d", postpaid, spot)
		if got := quotas(); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
	all(0, 0)
	s.run("InstanceType", typ, "Amount", "5")
	all(5*cpu, 0)
	s.run("InstanceType", typ, "Amount", "3", "SpotStrategy", "SpotAsPriceGo")
	s.run("InstanceType", typ, "InstanceChargeType", "PrePaid", "Period", "1")
	all(5*cpu, 3*cpu)
	if got, want := quotas("used-spot-instance-vcpu-count"), fmt.Sprintf("used-spot-instance-vcpu-count %d", 3*cpu); got != want {
		t.Errorf("%s, want %s", got, want)
	}

	r := s.cloud.world.ByID["cn-hangzhou"]
	r.Quota.Cpus = 6 * cpu
	expect(t, s.call("RunInstances", s.goods("InstanceType", typ, "Amount", "2")...), 403, "QuotaExceed.ElasticQuota")
	expect(t, s.call("RunInstances", s.goods("InstanceType", typ, "Amount", "4", "SpotStrategy", "SpotAsPriceGo")...), 403, "QuotaExceed.ElasticQuota")
	s.run("InstanceType", typ, "Amount", "3", "SpotStrategy", "SpotAsPriceGo")
	s.run("InstanceType", typ)
}

package ecssim

import (
	"math"
	"strconv"
	"testing"
	"time"

	"ecsdeck/ecsapi/catalog"
	"ecsdeck/ecsapi/ecssim/market"
	"ecsdeck/ecsapi/ecssim/offers"
	"ecsdeck/ecsapi/ecssim/rpc"
)

// advised is the answer of DescribeSpotAdvice.
type advised struct {
	RegionId           string
	AvailableSpotZones struct{ AvailableSpotZone []offers.WireAdviceZone }
}

func TestSpotAdvice(t *testing.T) {
	c := newClient(t, frozen(0))
	ask := func(args ...string) []offers.WireAdviceZone {
		t.Helper()
		var out advised
		c.into(&out, "DescribeSpotAdvice", args...)
		if out.RegionId != "cn-hangzhou" {
			t.Errorf("of region %q", out.RegionId)
		}
		return out.AvailableSpotZones.AvailableSpotZone
	}
	// The mean follows from the history the same cloud tells.
	for _, z := range ask("InstanceTypes.1", "ecs.g7.large") {
		rows := c.prices("ZoneId", z.ZoneId, "StartTime", day.Add(-market.HistoryKept).Format(rpc.SecondForm))
		sum, whole := 0.0, 0.0
		for n := 1; n < len(rows); n++ {
			from, _ := time.Parse(rpc.SecondForm, rows[n-1].Timestamp)
			to, _ := time.Parse(rpc.SecondForm, rows[n].Timestamp)
			sum += rows[n-1].SpotPrice / rows[n-1].OriginPrice * to.Sub(from).Seconds()
			whole += to.Sub(from).Seconds()
		}
		a := z.AvailableSpotResources.AvailableSpotResource
		if len(a) != 1 || a[0].InstanceType != "ecs.g7.large" || math.Abs(float64(a[0].AverageSpotDiscount)-100*sum/whole) > 0.51 {
			t.Errorf("%s: %+v, the history says %.2f%%", z.ZoneId, a, 100*sum/whole)
		}
	}
	bands := map[string]int{}
	for _, z := range ask("MinCores", "1") {
		for _, a := range z.AvailableSpotResources.AvailableSpotResource {
			bands[a.InterruptRateDesc]++
			if a.AverageSpotDiscount < 1 || a.AverageSpotDiscount > 100 || a.InterruptionRate < 0 {
				t.Errorf("%s: %+v", z.ZoneId, a)
			}
		}
	}
	if len(bands) < 2 || bands["0-3%"] == 0 {
		t.Errorf("rates of interruption: %v", bands)
	}
	for _, z := range ask("Cores", "4", "Memory", "16", "InstanceTypeFamily", "ecs.g7") {
		if a := z.AvailableSpotResources.AvailableSpotResource; len(a) != 1 || a[0].InstanceType != "ecs.g7.xlarge" {
			t.Errorf("%s: %+v", z.ZoneId, a)
		}
	}
	zones := ask("InstanceTypes.1", "ecs.g7.large", "InstanceTypes.2", "ecs.g7.xlarge")
	if got := ask("InstanceTypes.1", "ecs.g7.large", "ZoneId", zones[0].ZoneId); len(got) != 1 || got[0].ZoneId != zones[0].ZoneId {
		t.Errorf("asked for one zone: %+v", got)
	}
}

func TestSpotAdviceRefusals(t *testing.T) {
	c := newClient(t, frozen(0))
	eleven := []string{}
	for n, typ := range catalog.InstanceTypes()[:11] {
		eleven = append(eleven, "InstanceTypes."+strconv.Itoa(n+1), typ.ID)
	}
	for _, test := range []struct {
		status int
		code   string
		args   []string
	}{
		{400, "MissingParameter", nil},
		{400, "MissingParameter", []string{"InstanceTypes.1", "ecs.g7.large", "RegionId", ""}},
		{403, "InvalidParam.TypeAndCpuMem.Conflict", []string{"InstanceTypes.1", "ecs.g7.large", "Cores", "2"}},
		{400, "InvalidInstanceType.ValueNotSupported", []string{"InstanceTypes.1", "ecs.none"}},
		{404, "InvalidZoneId.NotFound", []string{"InstanceTypes.1", "ecs.g7.large", "ZoneId", "cn-beijing-h"}},
		{400, "InvalidParameter", eleven},
		{400, "InvalidParameter", []string{"Cores", "two"}},
		{400, "InvalidParameter", []string{"Cores", "2", "NetworkType", "classic"}},
		{400, "InvalidParameter", []string{"Cores", "2", "IoOptimized", "none"}},
	} {
		expect(t, c.call("DescribeSpotAdvice", test.args...), test.status, test.code)
	}
}

// Thirty days of every type in every zone of the largest region.
func BenchmarkSpotAdvice(b *testing.B) {
	c := newClient(b, frozen(0))
	for b.Loop() {
		if a := c.call("DescribeSpotAdvice", "MinCores", "1"); a.status != 200 {
			b.Fatal(a.body)
		}
	}
}

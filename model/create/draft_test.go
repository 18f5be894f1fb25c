package create

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
)

var orderTime = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// What a template holds comes through the form unchanged.
func TestAnOrderComesThroughTheFormUnchanged(t *testing.T) {
	places := []fleet.Place{
		{Region: "cn-hangzhou", Zone: "cn-hangzhou-h", VSwitch: "vsw-1", SecurityGroups: []string{"sg-1", "sg-2"}, Image: "img-1", KeyPair: "ops", Amount: 120},
		{Region: "cn-beijing", VSwitch: "vsw-2", SecurityGroups: []string{"sg-3"}, Image: "img-2", Amount: 3},
	}
	for name, o := range map[string]fleet.Order{
		"hourly": {Launch: ecsapi.Launch{
			Type: "ecs.g7.large", Name: "订单-[1,3]", HostName: "web-[1,3]", Description: "of the shop", ChargeType: ecsapi.PostPaid,
			System:       ecsapi.DiskSpec{Category: "cloud_essd", Level: "PL1", SizeGiB: 80},
			Data:         []ecsapi.DiskSpec{{Category: "cloud_auto", SizeGiB: 500}, {SizeGiB: 40}},
			BandwidthOut: 5, BandwidthTerms: "PayByBandwidth", AutoRelease: orderTime.Add(48 * time.Hour), Protected: true,
			Tags: []ecsapi.Tag{{Key: "env", Value: "prod"}, {Key: "bare"}},
		}, AnyStock: true},
		"prepaid": {Launch: ecsapi.Launch{Type: "t", ChargeType: ecsapi.PrePaid, Period: ecsapi.Period{N: 3, Unit: ecsapi.Week}, AutoRenew: true}, LeaveStopped: true},
		"spot": {Launch: ecsapi.Launch{
			Type: "t", ChargeType: ecsapi.PostPaid, SpotStrategy: ecsapi.SpotWithPriceLimit, SpotPriceLimit: 123_000, SpotInterruption: "Stop",
		}, OneByOne: true},
	} {
		o.Places = places
		d := draftOf(o)
		got, bad := d.order(orderTime)
		if len(bad) > 0 || !reflect.DeepEqual(got, o) {
			t.Errorf("%s became\n%+v\nwas\n%+v\n%v", name, got, o, bad)
		}
	}
}

// What was said for one way of paying is not sent with another.
func TestAWayOfPayingTakesItsOwnTermsOnly(t *testing.T) {
	d := newDraft()
	d.period, d.autoRenew, d.limited, d.limit, d.stop = ecsapi.Period{N: 6, Unit: ecsapi.Month}, true, true, "0.5", true
	d.release, d.protected, d.byBandwidth = "in 3h", true, true
	type terms struct {
		charge, spot, interruption string
		limit                      ecsapi.Price
		period                     ecsapi.Period
		renew, protected, releases bool
	}
	for pay, want := range map[payment]terms{
		payPostPaid: {charge: ecsapi.PostPaid, protected: true, releases: true},
		payPrePaid:  {charge: ecsapi.PrePaid, period: d.period, renew: true},
		paySpot:     {charge: ecsapi.PostPaid, spot: ecsapi.SpotWithPriceLimit, interruption: "Stop", limit: 500_000, releases: true},
	} {
		d.pay = pay
		o, bad := d.order(orderTime)
		l := o.Launch
		got := terms{l.ChargeType, l.SpotStrategy, l.SpotInterruption, l.SpotPriceLimit, l.Period, l.AutoRenew, l.Protected, !l.AutoRelease.IsZero()}
		if got != want || len(bad) > 0 || l.BandwidthTerms != "" {
			t.Errorf("%d: %+v, want %+v; %v", pay, got, want, bad)
		}
	}
}

func TestWhatCanNotBeReadIsSaidOfItsField(t *testing.T) {
	for field, change := range map[string]func(*draft){
		"amount":       func(d *draft) { d.places[0].amount = "many" },
		"system-disk":  func(d *draft) { d.system.size = "4o" },
		"data-disk":    func(d *draft) { d.data = []diskDraft{{size: "1.5"}} },
		"bandwidth":    func(d *draft) { d.bandwidth = "5M" },
		"spot-limit":   func(d *draft) { d.pay, d.limited, d.limit = paySpot, true, "-1" },
		"auto-release": func(d *draft) { d.release = "soon" },
		"tag":          func(d *draft) { d.tags = "a=b, =c" },
	} {
		d := newDraft()
		if _, bad := d.order(orderTime); len(bad) > 0 {
			t.Fatalf("an empty form: %v", bad)
		}
		change(&d)
		_, bad := d.order(orderTime)
		if len(bad) != 1 || bad[0].Field != field || (bad[0].Place == 0) != (field == "amount") {
			t.Errorf("%s: %v", field, bad)
		}
	}
}

func TestPricesAreReadExactly(t *testing.T) {
	for text, want := range map[string]ecsapi.Price{
		"0.124": 124_000, "12": 12_000_000, ".5": 500_000, "3.": 3_000_000, " 0.000001 ": 1, "0": 0, "": 0,
	} {
		r := reader{}
		if got := r.price("spot-limit", text); got != want || r.problems != nil {
			t.Errorf("%q is %d, want %d; %v", text, got, want, r.problems)
		}
	}
	for _, text := range []string{"-1", "1,5", "1.0000001", "0x1", "1e3", "½", "1.2.3", "99999999999999"} {
		r := reader{}
		if got := r.price("spot-limit", text); got != 0 || len(r.problems) != 1 {
			t.Errorf("%q is %d; %v", text, got, r.problems)
		}
	}
}

func TestTypesAreFoundByWords(t *testing.T) {
	g7 := fleet.TypeOffer{
		InstanceType: ecsapi.InstanceType{ID: "ecs.g7.xlarge", CPU: 4, MemoryMiB: 16384, Arch: "X86"},
		Stock:        map[ecsapi.ZoneID]ecsapi.Stock{"z-a": ecsapi.WithStock, "z-b": ecsapi.WithoutStock},
	}
	gn := fleet.TypeOffer{InstanceType: ecsapi.InstanceType{ID: "ecs.gn7i-c8g1.2xlarge", CPU: 8, MemoryMiB: 30720, GPU: 1, GPUName: "NVIDIA A10", Arch: "X86"}}
	small := fleet.TypeOffer{InstanceType: ecsapi.InstanceType{ID: "ecs.t6-c4m1.large", CPU: 2, MemoryMiB: 512, Arch: "X86"}}
	for _, c := range []struct {
		search string
		of     *fleet.TypeOffer
		zone   ecsapi.ZoneID
		want   bool
	}{
		{"4c 16g g7", &g7, "", true}, {"x86 4c 16gib", &g7, "", true}, {"4c 8g", &g7, "", false}, {"g7 g6", &g7, "", false},
		{"2c+ 16g+", &g7, "", true}, {"8c+", &g7, "", false}, {"", &g7, "", true}, {"x86", &g7, "", true}, {"arm", &g7, "", false},
		{"stock", &g7, "", true}, {"stock", &g7, "z-a", true}, {"stock", &g7, "z-b", false}, {"stock", &g7, "z-c", false},
		{"gpu", &g7, "", false}, {"gpu a10", &gn, "", true}, {"1gpu 30g", &gn, "", true}, {"2gpu", &gn, "", false},
		{"0.5g", &small, "", true}, {"c4", &small, "", true}, {"4c", &small, "", false},
	} {
		got := true
		for w := range strings.FieldsSeq(c.search) {
			got = got && typeHas(c.of, c.zone, w)
		}
		if got != c.want {
			t.Errorf("%q finds %s in %q: %v", c.search, c.of.ID, c.zone, got)
		}
	}
}

func TestNamesCountOn(t *testing.T) {
	for name, want := range map[string]string{
		"web-0417": "web-[418,4]", "web-9": "web-[10,2]", "订单03": "订单[4,2]", "db": "db", "2024": "2024", "": "", "x-1234567": "x-1234567",
	} {
		if got := nameLike(name); got != want {
			t.Errorf("%q goes on as %q, want %q", name, got, want)
		}
	}
	s := &fleet.Snapshot{Regions: []*fleet.RegionState{
		{Instances: []*ecsapi.Instance{{Name: "web-0002"}, {Name: "web-0041"}, {Name: "web-x"}, {Name: "web-9999999"}}},
		{Instances: []*ecsapi.Instance{{Name: "web-0040"}, {Name: "webs-0099"}}},
	}}
	if got := highest(s, "web-"); got != 41 {
		t.Errorf("the highest number is %d", got)
	}
}

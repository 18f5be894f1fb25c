package engine

import (
	"context"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/ecssim"
	"ecsdeck/ecsapi/fleet"
)

// TestPrepareLaunch: what it costs, to the millionth, for one price a kind and
// one dry run a place, and nothing is created.
func TestPrepareLaunch(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, setup{})
		w.load()
		o := w.order("cn-hangzhou", "cn-beijing")
		o.Places[0].Amount, o.Places[1].Amount = 250, 3
		o.Launch.System = ecsapi.DiskSpec{Category: "cloud_essd", Level: "PL1", SizeGiB: 100}
		o.Launch.BandwidthOut, o.Launch.BandwidthTerms = 10, "PayByBandwidth"
		p := w.PlanOrder(o)
		if !p.Open || p.N() != 253 || p.Calls != 4 || len(p.Flaws) > 0 || p.Bill != nil {
			t.Fatalf("%+v", p)
		}
		if want := []fleet.RegionCount{{Region: "cn-beijing", N: 3}, {Region: "cn-hangzhou", N: 250}}; !slices.Equal(p.Regions, want) {
			t.Errorf("regions %v, want the cloud's order %v", p.Regions, want)
		}
		w.reset()
		w.cloud.ResetStats()
		done := w.Prepare(t.Context(), p)
		if done.Open || len(done.Flaws) > 0 || !p.Open || p.Bill != nil {
			t.Errorf("%+v from %+v", done, p)
		}
		var sum, disks ecsapi.Price
		for i, l := range done.Launches {
			q, err := w.client.LaunchPrice(t.Context(), l)
			if err != nil {
				t.Fatal(err)
			}
			c := done.Bill.Costs[i]
			if want := q.Price * ecsapi.Price(l.Amount); want == 0 || c.PerHour != want || c.Once != 0 || c.Err != nil {
				t.Errorf("%s×%d costs %d an hour, want %d", l.Name, l.Amount, c.PerHour, want)
			}
			sum += c.PerHour
			disks += q.Disks * ecsapi.Price(l.Amount)
			if v := done.VSwitches[l.VSwitch]; v.ID != l.VSwitch || v.VPC == "" || v.Addresses == 0 {
				t.Errorf("of the vSwitch %s it is known: %+v", l.VSwitch, v)
			}
		}
		if b := done.Bill; b.Disks != disks || disks == 0 {
			t.Errorf("the disks cost %d, want %d", b.Disks, disks)
		}
		if b := done.Bill; b.PerHour != sum || b.Once != 0 || b.Unknown != 0 || b.Currency != "CNY" {
			t.Errorf("%+v", b)
		}
		s := w.cloud.Stats()
		if n := s.DryRunCalls[ecsapi.RunInstances]; n != 2 || s.Calls[ecsapi.RunInstances] != 0 {
			t.Errorf("%d dry runs, and %d that are none", n, s.Calls[ecsapi.RunInstances])
		}
		if n := len(w.calls("DescribePrice")) - len(done.Launches); n != 2 {
			t.Errorf("%d prices read", n)
		}
		for _, c := range w.calls(ecsapi.RunInstances) {
			if c.values["RegionId"] == "cn-hangzhou" && c.values["Amount"] != "100" {
				t.Errorf("asked for %s", c.values["Amount"])
			}
		}
	})
}

// TestFlawsOfAnOrder: what the cloud would refuse is said with its region, and
// what could not be found out too.
func TestFlawsOfAnOrder(t *testing.T) {
	for _, c := range []struct {
		name   string
		client ecsapi.Options
		make   func(w *world, o *fleet.Order)
		want   string // code, or kind
		in     ecsapi.RegionID
		priced bool
	}{
		{name: "an unknown vSwitch", want: "InvalidVSwitchId.NotFound", in: "cn-hangzhou", priced: true,
			make: func(w *world, o *fleet.Order) { o.Places[0].VSwitch = "vsw-x" }},
		{name: "no stock", want: "OperationDenied.NoStock", in: "cn-beijing", priced: true,
			make: func(w *world, o *fleet.Order) {
				if err := w.cloud.Play(ecssim.Story{Name: ecssim.StockShortage, Region: "cn-beijing"}); err != nil {
					w.t.Fatal(err)
				}
			}},
		{name: "an unknown type", want: "InvalidInstanceType.ValueNotSupported", in: "cn-beijing",
			make: func(w *world, o *fleet.Order) { o.Launch.Type, o.Places = "ecs.x0.huge", o.Places[1:] }},
		{name: "read-only", client: ecsapi.Options{ReadOnly: true}, want: "read-only", priced: true,
			make: func(w *world, o *fleet.Order) {}},
		{name: "the cloud does not answer", want: "InternalError", in: "cn-hangzhou", priced: true,
			make: func(w *world, o *fleet.Order) {
				w.cloud.Inject(ecssim.Fault{Action: ecsapi.RunInstances, Region: "cn-hangzhou", Kind: ecssim.FaultHTTP500})
			}},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t, setup{})
				w.load()
				o := w.order("cn-hangzhou", "cn-beijing")
				c.make(w, &o)
				if c.client.ReadOnly {
					other := newWorld(t, setup{client: c.client})
					other.load()
					w = other
				}
				w.cloud.ResetStats()
				p := w.Prepare(t.Context(), w.PlanOrder(o))
				if len(p.Flaws) != 1 {
					t.Fatalf("flaws: %v", p.Flaws)
				}
				f := p.Flaws[0]
				if f.Code != c.want && string(f.Kind) != c.want || f.Region != c.in || f.Says().String() == "" {
					t.Errorf("%+v", f)
				}
				if p.Bill == nil || (p.Bill.Unknown == 0) != c.priced || (p.Bill.PerHour > 0) != c.priced || (p.Bill.Costs[0].Err == nil) != c.priced {
					t.Errorf("%+v", p.Bill)
				}
				if n := w.cloud.Stats().DryRunCalls[ecsapi.RunInstances]; c.client.ReadOnly && n != 0 {
					t.Errorf("%d dry runs of a read-only client", n)
				}
			})
		})
	}
}

// TestHopeless: a place that is sold out is told from a plan of which nothing
// would come about.
func TestHopeless(t *testing.T) {
	short := func(regions ...ecsapi.RegionID) func(*world, *fleet.Order) {
		return func(w *world, _ *fleet.Order) {
			for _, r := range regions {
				if err := w.cloud.Play(ecssim.Story{Name: ecssim.StockShortage, Region: string(r)}); err != nil {
					w.t.Fatal(err)
				}
			}
		}
	}
	for _, c := range []struct {
		name     string
		make     func(w *world, o *fleet.Order)
		flaws    int
		hopeless bool
	}{
		{"all well", func(*world, *fleet.Order) {}, 0, false},
		{"one place sold out", short("cn-beijing"), 1, false},
		{"both sold out", short("cn-beijing", "cn-hangzhou"), 2, true},
		{"one of two in a region", func(w *world, o *fleet.Order) {
			o.Places[1] = o.Places[0]
			o.Places[1].VSwitch = "vsw-x"
		}, 1, false},
		{"two refusals of one region, and another region", func(w *world, o *fleet.Order) {
			p := o.Places[0]
			p.VSwitch = "vsw-x"
			o.Places = append(o.Places, p)
			p.VSwitch = "vsw-y"
			o.Places = append(o.Places, p)
		}, 2, false},
		{"nobody answers", func(w *world, o *fleet.Order) {
			w.cloud.Inject(ecssim.Fault{Action: ecsapi.RunInstances, Kind: ecssim.FaultHTTP500})
		}, 2, false},
		{"one sold out, the other doesn't answer", func(w *world, o *fleet.Order) {
			short("cn-beijing")(w, o)
			w.cloud.Inject(ecssim.Fault{Action: ecsapi.RunInstances, Region: "cn-hangzhou", Kind: ecssim.FaultHTTP500})
		}, 2, false},
		{"with problems", func(w *world, o *fleet.Order) { o.Launch.Type = "" }, 1, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t, setup{})
				w.load()
				o := w.order("cn-hangzhou", "cn-beijing")
				o.AnyStock, o.Places[0].Amount = true, 150
				c.make(w, &o)
				p := w.Prepare(t.Context(), w.PlanOrder(o))
				if len(p.Flaws) != c.flaws || p.Hopeless() != c.hopeless {
					t.Errorf("hopeless %v: %v", p.Hopeless(), p.Flaws)
				}
				said := map[string]bool{}
				for _, f := range p.Flaws {
					said[string(f.Region)+f.Says().String()] = true
				}
				if len(said) != len(p.Flaws) {
					t.Errorf("which is which? %v", p.Flaws)
				}
			})
		})
	}
}

// TestSpotLimits: a price limit is held against the going price before anything
// is sent, in the zone of the vSwitch where none is named.
func TestSpotLimits(t *testing.T) {
	for _, c := range []struct {
		name         string
		off          ecsapi.Price // of the limit from the going price
		flaws, notes int
	}{{"below", -1000, 1, 0}, {"equal", 0, 0, 1}, {"above", 1000, 0, 0}} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t, setup{sim: ecssim.Config{Regions: 1}})
				w.load()
				o := w.order("cn-hangzhou")
				zone := o.Places[0].Zone
				prices, err := w.client.SpotPrices(t.Context(), "cn-hangzhou", o.Launch.Type, time.Time{}, time.Time{})
				if err != nil {
					t.Fatal(err)
				}
				var going ecsapi.Price
				for _, p := range prices { // in order of time
					if p.Zone == zone {
						going = p.Price
					}
				}
				o.Places[0].Zone = ""
				o.Launch.SpotStrategy, o.Launch.SpotPriceLimit = ecsapi.SpotWithPriceLimit, going+c.off
				p := w.Prepare(t.Context(), w.PlanOrder(o))
				if len(p.Flaws) != c.flaws || len(p.Notes) != c.notes || p.Launches[0].Zone != zone {
					t.Fatalf("flaws %v, notes %v, zone %s", p.Flaws, p.Notes, p.Launches[0].Zone)
				}
				if c.flaws > 0 {
					f := p.Flaws[0]
					if f.Kind != ecsapi.KindStock || !strings.Contains(f.Says().String(), going.String()) || !strings.Contains(f.Says().String(), string(zone)) {
						t.Error(f)
					}
				}
				if p.Bill.PerHour == 0 {
					t.Error("without price")
				}
			})
		})
	}
}

// TestPrepareEndsWithItsContext: who leaves a dialog is not kept waiting.
func TestPrepareEndsWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, setup{sim: ecssim.Config{Latency: time.Second}})
		w.load()
		p := w.PlanOrder(w.order("cn-hangzhou"))
		ctx, stop := context.WithTimeout(t.Context(), 100*time.Millisecond)
		defer stop()
		began := time.Now()
		p = w.Prepare(ctx, p)
		if d := time.Since(began); d > 200*time.Millisecond {
			t.Errorf("took %v", d)
		}
		if p.Bill == nil || p.Bill.Unknown != 1 {
			t.Errorf("%+v", p.Bill)
		}
	})
}

// TestAnOrderWithProblems makes a plan that creates nothing and says why.
func TestAnOrderWithProblems(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, setup{})
		w.load()
		o := w.order("cn-hangzhou", "cn-beijing")
		o.Places[1].Image = ""
		p := w.PlanOrder(o)
		if p.N() != 0 || p.Open || len(p.Flaws) != 1 || p.Flaws[0].Region != "cn-beijing" || p.Flaws[0].Kind != ecsapi.KindInvalid {
			t.Errorf("%+v", p)
		}
		if _, err := w.Submit(p); err == nil {
			t.Error("was taken")
		}
	})
}

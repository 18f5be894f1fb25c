package engine

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/ecssim"
	"ecsdeck/ecsapi/fleet"
)

// offerCalls are the APIs that tell what there is to buy.
var offerCalls = []string{
	"DescribeInstanceTypes", "DescribeAvailableResource", "DescribeImages", "DescribeVSwitches", "DescribeSecurityGroups", "DescribeKeyPairs",
	quotaAPI,
}

func (w *world) asks() (n int) {
	for _, api := range offerCalls {
		n += len(w.calls(api))
	}
	return n
}

// TestOffers: all parts at once, told again for a minute.
func TestOffers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, setup{sim: ecssim.Config{Latency: time.Second}})
		q := fleet.OffersQuery{Region: "cn-hangzhou"}
		began := time.Now()
		o := w.Offers(t.Context(), q)
		pages := time.Duration(len(w.calls("DescribeInstanceTypes"))) * time.Second // one after the other
		if d := time.Since(began); d > pages+2*time.Second {
			t.Errorf("took %v", d)
		}
		if len(o.Types) < 20 || len(o.Images) < 5 || len(o.VSwitches) == 0 || len(o.SecurityGroups) == 0 || len(o.KeyPairs) == 0 {
			t.Errorf("%d types, %d images, %d vSwitches, %d groups, %d keys", len(o.Types), len(o.Images), len(o.VSwitches), len(o.SecurityGroups), len(o.KeyPairs))
		}
		var arm, short bool
		for i := range o.Types {
			k := &o.Types[i]
			if k.CPU == 0 || k.MemoryMiB == 0 || len(k.Stock) == 0 {
				t.Errorf("%+v", k)
			}
			arm = arm || k.Arch == "ARM"
			for zone, s := range k.Stock {
				short = short || !s.Available()
				if k.Available(zone) != s.Available() {
					t.Errorf("%s in %s: %v", k.ID, zone, s)
				}
			}
			for _, image := range o.Images {
				if want := (k.Arch == "ARM") == (image.Arch == "arm64"); k.Runs(image) != want {
					t.Errorf("%s runs %s: %v", k.ID, image.ID, !want)
				}
			}
		}
		if !arm || !short {
			t.Error("nothing was tried")
		}

		w.reset()
		pass(50 * time.Second)
		w.Offers(t.Context(), q)
		if n := w.asks(); n != 0 {
			t.Errorf("asked %d times again", n)
		}
		w.Offers(t.Context(), fleet.OffersQuery{Region: "cn-hangzhou", SpotStrategy: ecsapi.SpotAsPriceGo})
		if n := w.asks(); n != 2 { // the stock and the quota
			t.Errorf("asked %d times for another kind of purchase", n)
		}
		pass(time.Minute)
		w.Offers(t.Context(), q)
		if n := len(w.calls("DescribeImages")); n != 1 {
			t.Errorf("asked %d times for images after a minute", n)
		}
	})
}

// TestPartsOfOffers: a part that can't be read costs only itself, and is asked
// for again at once.
func TestPartsOfOffers(t *testing.T) {
	for _, api := range offerCalls {
		t.Run(api, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t, setup{})
				w.cloud.Inject(ecssim.Fault{Action: api, Kind: ecssim.FaultHTTP503})
				q := fleet.OffersQuery{Region: "cn-hangzhou"}
				o := w.Offers(t.Context(), q)
				bad := 0
				for _, err := range []*ecsapi.Error{o.TypesErr, o.ImagesErr, o.VSwitchesErr, o.SecurityGroupsErr, o.KeyPairsErr, o.QuotaErr} {
					if err != nil {
						bad++
						if err.API != api {
							t.Error(err)
						}
					}
				}
				if bad != 1 {
					t.Errorf("%d parts are missing", bad)
				}
				// Types without description are better than none.
				if api == "DescribeInstanceTypes" && len(o.Types) == 0 {
					t.Error("no types")
				}
				w.cloud.ClearFaults()
				w.reset()
				if o = w.Offers(t.Context(), q); o.TypesErr != nil || o.ImagesErr != nil || len(w.calls(api)) == 0 {
					t.Errorf("not asked again: %v %v", o.TypesErr, o.ImagesErr)
				}
			})
		})
	}
}

func TestOffersEndWithTheirContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, setup{sim: ecssim.Config{Latency: 10 * time.Second}})
		ctx, stop := context.WithTimeout(t.Context(), time.Second)
		defer stop()
		began := time.Now()
		o := w.Offers(ctx, fleet.OffersQuery{Region: "cn-hangzhou"})
		if d := time.Since(began); d > 2*time.Second || o.ImagesErr == nil || o.TypesErr == nil {
			t.Errorf("took %v: %v", d, o.ImagesErr)
		}
	})
}

// TestPrices: the visible types of a form cost a call each, once a minute.
func TestPrices(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, setup{sim: ecssim.Config{Latency: time.Second}})
		var ask []ecsapi.Launch
		for _, kind := range []string{"ecs.g7.large", "ecs.g7.xlarge", "ecs.nothing", "ecs.g7.large"} {
			ask = append(ask, ecsapi.Launch{Region: "cn-hangzhou", Type: kind, Amount: 7, Name: "web"})
		}
		began := time.Now()
		q := w.Prices(t.Context(), ask)
		if d := time.Since(began); d > 2*time.Second {
			t.Errorf("took %v", d)
		}
		if q[0].Price == 0 || q[1].Price <= q[0].Price || q[0] != q[3] || q[0].Err != nil || q[0].Currency != "CNY" {
			t.Errorf("%+v", q)
		}
		if q[2].Err == nil || q[2].Price != 0 {
			t.Errorf("%+v", q[2])
		}
		if n := len(w.calls("DescribePrice")); n != 3 {
			t.Errorf("%d calls", n)
		}
		w.reset()
		w.Prices(t.Context(), ask[:2])
		if n := len(w.calls("DescribePrice")); n != 0 {
			t.Errorf("%d calls again", n)
		}
	})
}

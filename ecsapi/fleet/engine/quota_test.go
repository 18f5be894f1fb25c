package engine

import (
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/ecssim"
	"ecsdeck/ecsapi/fleet"
)

const quotaAPI = "DescribeAccountAttributes"

// TestQuotasOfAPlan: for each region once, as it is paid, what the order takes with all its places.
func TestQuotasOfAPlan(t *testing.T) {
	for _, c := range []struct {
		name string
		pay  func(l *ecsapi.Launch)
		spot bool
		none bool
	}{
		{"pay-as-you-go", func(*ecsapi.Launch) {}, false, false},
		{"spot", func(l *ecsapi.Launch) { l.SpotStrategy = ecsapi.SpotAsPriceGo }, true, false},
		{"subscription", func(l *ecsapi.Launch) {
			l.ChargeType, l.Period = ecsapi.PrePaid, ecsapi.Period{N: 1, Unit: ecsapi.Month}
		}, false, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t, setup{})
				w.load()
				o := w.order("cn-hangzhou", "cn-beijing")
				o.Places = append(o.Places, o.Places[0])
				o.Places[0].Amount, o.Places[1].Amount, o.Places[2].Amount = 250, 3, 7
				c.pay(&o.Launch)
				w.reset()
				p := w.Prepare(t.Context(), w.PlanOrder(o))
				if len(p.Flaws) > 0 {
					t.Fatal(p.Flaws)
				}
				asked := w.calls(quotaAPI)
				if c.none {
					if len(p.Quotas) > 0 || len(asked) > 0 {
						t.Errorf("%+v by %d calls", p.Quotas, len(asked))
					}
					return
				}
				if types := w.calls("DescribeInstanceTypes"); len(asked) != 2 || len(types) != 1 || types[0].values["InstanceTypes.1"] != o.Launch.Type {
					t.Errorf("%d quotas and %d types asked for", len(asked), len(types))
				}
				for i, want := range []fleet.QuotaUse{{Region: "cn-beijing", Takes: 2 * 3}, {Region: "cn-hangzhou", Takes: 2 * 257}} {
					want.Spot = c.spot
					var err error
					if want.Quota, err = w.client.VCPUQuota(t.Context(), want.Region, c.spot); err != nil {
						t.Fatal(err)
					}
					if got := p.Quotas[i]; got != want || got.Exceeded() || got.Max == 0 {
						t.Errorf("%+v, want %+v", got, want)
					}
				}
			})
		})
	}
}

// TestQuotaThatIsTooSmall: what no dry run of a place alone would find is told, and refuses nothing.
func TestQuotaThatIsTooSmall(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, setup{})
		w.load()
		o := w.order("cn-hangzhou")
		q, err := w.client.VCPUQuota(t.Context(), "cn-hangzhou", false)
		if err != nil {
			t.Fatal(err)
		}
		o.Places[0].Amount = 1000
		for range q.Left() / 2000 {
			o.Places = append(o.Places, o.Places[0])
		}
		p := w.Prepare(t.Context(), w.PlanOrder(o))
		if len(p.Quotas) != 1 || !p.Quotas[0].Exceeded() || p.Quotas[0].Takes != 2*p.N() || p.Hopeless() {
			t.Errorf("%+v, hopeless %v: %v", p.Quotas, p.Hopeless(), p.Flaws)
		}
	})
}

// TestQuotaAfterAnOrder: the next plan counts what the one before has taken.
func TestQuotaAfterAnOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, setup{})
		w.load()
		o := w.order("cn-hangzhou")
		o.Places[0].Amount = 3
		before := w.Prepare(t.Context(), w.PlanOrder(o))
		w.finish(w.begin(before), fleet.JobCounts{Done: 3})
		after := w.Prepare(t.Context(), w.PlanOrder(o))
		if a, b := after.Quotas[0], before.Quotas[0]; a.Used != b.Used+b.Takes || a.Max != b.Max {
			t.Errorf("%+v, then %+v", b, a)
		}
	})
}

// TestUnknownQuotas: a quota that can't be read says why, in time, and the plan is whole without it.
func TestUnknownQuotas(t *testing.T) {
	for _, c := range []struct {
		name  string
		bend  func(w *world)
		kind  ecsapi.Kind // of each quota; "" is known
		takes bool
	}{
		{"refused", func(w *world) {
			w.cloud.Inject(ecssim.Fault{Action: quotaAPI, Kind: ecssim.FaultError, Code: "NoPermission", Status: 403})
		}, ecsapi.KindForbidden, true},
		{"throttled", func(w *world) { w.cloud.Inject(ecssim.Fault{Action: quotaAPI, Kind: ecssim.FaultThrottle}) }, ecsapi.KindThrottled, true},
		{"silent", func(w *world) {
			w.cloud.Inject(ecssim.Fault{Action: quotaAPI, Kind: ecssim.FaultLatency, Delay: time.Minute})
		}, ecsapi.KindTimeout, true},
		{"odd", func(w *world) {
			w.setEdit(func(r *http.Request, answer map[string]any) { delete(answer, "AccountAttributeItems") })
		}, ecsapi.KindAnswer, true},
		{"types are silent", func(w *world) {
			w.cloud.Inject(ecssim.Fault{Action: "DescribeInstanceTypes", Kind: ecssim.FaultLatency, Delay: time.Minute})
		}, "", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t, setup{})
				w.load()
				o := w.order("cn-hangzhou", "cn-beijing")
				c.bend(w)
				began := time.Now()
				p := w.Prepare(t.Context(), w.PlanOrder(o))
				if d := time.Since(began); d > 4*time.Second {
					t.Errorf("took %v", d)
				}
				if len(p.Quotas) != 2 || len(p.Flaws) > 0 || p.Bill == nil || p.Bill.Unknown > 0 || p.Hopeless() || p.Open {
					t.Fatalf("%+v: %v", p, p.Flaws)
				}
				for _, q := range p.Quotas {
					if (q.Err != nil) != (c.kind != "") || q.Err != nil && q.Err.Kind != c.kind || (q.Takes > 0) != c.takes || q.Exceeded() {
						t.Errorf("%+v", q)
					}
				}
			})
		})
	}
}

// TestQuotaOfAnOffer: a form gets it with the offers, as they are paid, and no subscription has one.
func TestQuotaOfAnOffer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, setup{})
		for _, c := range []struct {
			charge, strategy string
			spot             bool
		}{{"", "", false}, {ecsapi.PostPaid, ecsapi.NoSpot, false}, {ecsapi.PostPaid, ecsapi.SpotAsPriceGo, true}} {
			o := w.Offers(t.Context(), fleet.OffersQuery{Region: "cn-hangzhou", ChargeType: c.charge, SpotStrategy: c.strategy})
			if want, err := w.client.VCPUQuota(t.Context(), "cn-hangzhou", c.spot); err != nil || o.QuotaErr != nil || o.Quota == nil || *o.Quota != want {
				t.Errorf("%+v is %+v, %v", c, o.Quota, o.QuotaErr)
			}
		}
		w.reset()
		o := w.Offers(t.Context(), fleet.OffersQuery{Region: "cn-hangzhou", ChargeType: ecsapi.PrePaid})
		w.Offers(t.Context(), fleet.OffersQuery{Region: "cn-hangzhou", SpotStrategy: ecsapi.SpotAsPriceGo})
		if o.Quota != nil || o.QuotaErr != nil || len(w.calls(quotaAPI)) > 0 {
			t.Errorf("%+v, %v, %d calls", o.Quota, o.QuotaErr, len(w.calls(quotaAPI)))
		}
	})
}

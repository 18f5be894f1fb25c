package engine

import (
	"context"
	"math"
	"testing"
	"testing/synctest"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/ecssim"
	"ecsdeck/ecsapi/fleet"
)

// renewable returns n subscriptions that have not expired.
func (w *world) renewable(n int) []ecsapi.InstanceID {
	now := w.client.Now()
	return w.pickIf(n, "", func(in *ecsapi.Instance) bool { return prepaid(in) && in.Expires.After(now.Add(time.Hour)) })
}

func months(n int) fleet.ActionOptions {
	return fleet.ActionOptions{Period: ecsapi.Period{N: n, Unit: ecsapi.Month}}
}

// TestRenew: the plan says what it costs and until when, the job charges that
// and waits for it, and nothing else is sent.
func TestRenew(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, setup{sim: ecssim.Config{Latency: 50 * time.Millisecond}})
		w.load()
		ids := w.renewable(30)
		hours := w.pickIf(5, "", hourly)
		p := w.Plan(fleet.ActionRenew, append(ids, hours...), months(2))
		if !p.Open || p.Calls != 30 || len(p.Skipped) != 5 || p.Skipped[0].Reason != fleet.NotPrepaid {
			t.Fatalf("%+v", p)
		}
		p = w.Prepare(t.Context(), p)
		if p.Open || p.Bill == nil || p.Bill.Unknown != 0 || p.Bill.Once <= 0 || p.Bill.Currency != "CNY" {
			t.Fatalf("the bill: %+v", p.Bill)
		}
		before := w.cloud.Balance()
		j := w.finish(w.begin(p), fleet.JobCounts{Done: 30})
		if paid := before - w.cloud.Balance(); math.Abs(paid-float64(p.Bill.Once)/1e6) > 0.01 {
			t.Errorf("paid %v, the plan said %v", paid, p.Bill.Once)
		}
		truth := w.read(ids...)
		for n, it := range j.Items {
			in, want := truth[it.ID], p.Bill.Costs[n].Expiry
			if !in.Expires.Equal(want) || !it.NewExpiry.Equal(want) || !it.OldExpiry.Equal(p.Targets[n].Expires) {
				t.Errorf("%s from %s to %s, said %s to %s, planned %s", it.ID, p.Targets[n].Expires, in.Expires, it.OldExpiry, it.NewExpiry, want)
			}
			if it.OrderID == "" || it.Cost != p.Bill.Costs[n].Once {
				t.Errorf("%+v", it)
			}
		}
		if n := len(w.calls(ecsapi.RenewInstance)); n != 30 {
			t.Errorf("%d calls", n)
		}
	})
}

// TestRenewIsChargedOnce whatever becomes of the answer.
func TestRenewIsChargedOnce(t *testing.T) {
	for _, fault := range []string{
		ecssim.FaultCut, ecssim.FaultMalformed, ecssim.FaultReset, ecssim.FaultHTTP500, ecssim.FaultLostAnswer, ecssim.FaultThrottle,
	} {
		t.Run(fault, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t, setup{sim: ecssim.Config{Latency: 50 * time.Millisecond}})
				w.load()
				p := w.Prepare(t.Context(), w.Plan(fleet.ActionRenew, w.renewable(3), months(1)))
				before := w.cloud.Balance()
				w.cloud.Inject(ecssim.Fault{Action: ecsapi.RenewInstance, Kind: fault, For: 5 * time.Second})
				j := w.finish(w.begin(p), fleet.JobCounts{Done: 3})
				if paid := before - w.cloud.Balance(); math.Abs(paid-float64(p.Bill.Once)/1e6) > 0.01 {
					t.Errorf("paid %v, the plan said %v", paid, p.Bill.Once)
				}
				calls := w.calls(ecsapi.RenewInstance)
				token := map[string]string{}
				for _, c := range calls {
					id := c.values["InstanceId"]
					if token[id] != "" && token[id] != c.values["ClientToken"] {
						t.Errorf("%s was renewed with two tokens", id)
					}
					token[id] = c.values["ClientToken"]
				}
				if len(calls) < 4 || len(token) != 3 {
					t.Errorf("%d calls for %d instances show nothing", len(calls), len(token))
				}
				for _, it := range j.Items {
					if it.OrderID == "" || !it.NewExpiry.After(it.OldExpiry) {
						t.Errorf("%+v", it)
					}
				}
			})
		})
	}
}

// TestRenewNeverAnswered: it was charged, which only the expiry tells.
func TestRenewNeverAnswered(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, setup{sim: ecssim.Config{Latency: 50 * time.Millisecond}})
		w.load()
		w.cloud.Inject(ecssim.Fault{Action: ecsapi.RenewInstance, Kind: ecssim.FaultCut})
		w.finish(w.submit(fleet.ActionRenew, w.renewable(2), months(1)), fleet.JobCounts{Done: 2})
	})
	synctest.Test(t, func(t *testing.T) { // and so that it was not is not known
		w := newWorld(t, setup{sim: ecssim.Config{Latency: 50 * time.Millisecond}})
		w.load()
		before := w.cloud.Balance()
		w.cloud.Inject(ecssim.Fault{Action: ecsapi.RenewInstance, Kind: ecssim.FaultReset})
		w.finish(w.submit(fleet.ActionRenew, w.renewable(2), months(1)), fleet.JobCounts{Unknown: 2})
		if w.cloud.Balance() != before {
			t.Error("charged")
		}
	})
}

// TestRenewShowsLate: charged, and the expiry stays for longer than it should.
func TestRenewShowsLate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, setup{sim: ecssim.Config{Frozen: true}})
		w.load()
		j := w.finish(w.submit(fleet.ActionRenew, w.renewable(1), months(1)), fleet.JobCounts{TimedOut: 1})
		if it := j.Items[0]; it.OrderID == "" || it.Err == nil {
			t.Errorf("%+v", it)
		}
		if d := j.Elapsed(time.Now()); d < 2*time.Minute || d > 150*time.Second {
			t.Errorf("gave up after %v", d)
		}
	})
}

// TestRenewRefused: one has no money, and the others get theirs.
func TestRenewRefused(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, setup{sim: ecssim.Config{Latency: 50 * time.Millisecond}})
		w.load()
		p := w.Prepare(t.Context(), w.Plan(fleet.ActionRenew, w.renewable(6), months(1)))
		most := float64(p.Bill.Once) / 1e6
		w.cloud.SetBalance(most * 0.6)
		j, _ := w.WaitJob(context.Background(), w.begin(p))
		if c := j.Counts; c.Done+c.Failed != 6 || c.Done == 0 || c.Failed == 0 {
			t.Fatalf("%+v", c)
		}
		spent := ecsapi.Price(0)
		for _, it := range j.Items {
			if it.Outcome == fleet.Done {
				spent += it.Cost
			} else if it.Err.Kind != ecsapi.KindMoney || it.Cost != 0 || it.OrderID != "" {
				t.Errorf("%+v", it)
			}
		}
		if left := w.cloud.Balance(); math.Abs(left-(most*0.6-float64(spent)/1e6)) > 0.01 {
			t.Errorf("%v left after %v of %v", left, spent, most*0.6)
		}
	})
}

// TestRenewalPriceUnknown: one price can't be read; the bill says so and what
// it knows.
func TestRenewalPriceUnknown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, setup{sim: ecssim.Config{Regions: 1}})
		w.load()
		ids := w.renewable(3)
		w.setBend(deny(w, "DescribeRenewalPrice", func(q map[string]string) bool { return q["ResourceId"] == string(ids[1]) }))
		b := w.Prepare(t.Context(), w.Plan(fleet.ActionRenew, ids, months(1))).Bill
		if b.Unknown != 1 || b.Costs[1].Err == nil || b.Once != b.Costs[0].Once+b.Costs[2].Once || b.Once == 0 {
			t.Errorf("%+v", b)
		}
	})
}

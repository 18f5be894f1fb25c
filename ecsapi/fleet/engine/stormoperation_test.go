package engine

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/ecssim"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/fleet/journal"
	"ecsdeck/ecsapi/randtest"
)

// TestStormOfOperations lets everything go wrong at once while each kind of action is
// at work. Whatever an item is said to have come to, the cloud must not
// contradict; nothing is charged twice, nothing released unsaid, and the journal
// tells the same. Leaked goroutines fail the bubble.
func TestStormOfOperations(t *testing.T) {
	done, repeats := 0, 0
	seed := randtest.Seed(t)
	for n := range storms() {
		t.Run(fmt.Sprint("seed ", seed+n), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				d, r := stormOfOperations(t, seed+n)
				done, repeats = done+d, repeats+r
			})
		})
	}
	if done < 40*int(storms()) || repeats == 0 {
		t.Errorf("%d done, %d writes sent again: too little to show anything", done, repeats)
	}
}

// expectation is a job and what the cloud must tell of an instance that is done.
type expectation struct {
	id      fleet.JobID
	reached func(n int, in *ecsapi.Instance) bool
}

func stormOfOperations(t *testing.T, seed uint64) (done, repeats int) {
	w := newWorld(t, setup{
		sim:     ecssim.Config{Seed: seed, Instances: 600, Regions: 3, Latency: 20 * time.Millisecond},
		journal: t.TempDir(), undo: 3 * time.Second,
	})
	w.load()
	used := map[ecsapi.InstanceID]bool{}
	take := func(n int, fit func(*ecsapi.Instance) bool) []ecsapi.InstanceID {
		ids := w.pickIf(n, "", func(in *ecsapi.Instance) bool { return !used[in.ID] && fit(in) })
		for _, id := range ids {
			used[id] = true
		}
		return ids
	}
	now := w.client.Now()
	paid := func(in *ecsapi.Instance) bool { return prepaid(in) && in.Expires.After(now.Add(24*time.Hour)) }
	renewed := take(12, paid)
	before := w.read(renewed...)
	bill := w.Prepare(t.Context(), w.Plan(fleet.ActionRenew, renewed, months(1))).Bill
	balance := w.cloud.Balance()

	traffic := w.watch()
	const lasts = 10 * time.Minute
	faults := append(storm(),
		ecssim.Fault{Action: ecsapi.RenewInstance, Kind: ecssim.FaultCut, For: 3 * time.Second},
		ecssim.Fault{Action: ecsapi.DeleteInstances, Kind: ecssim.FaultReset, For: 5 * time.Second})
	for n := range faults {
		faults[n].For = cmp.Or(faults[n].For, lasts)
	}
	if err := w.cloud.Inject(faults...); err != nil {
		t.Fatal(err)
	}
	var jobs []expectation
	begin := func(a fleet.Action, ids []ecsapi.InstanceID, o fleet.ActionOptions, reached func(n int, in *ecsapi.Instance) bool) {
		jobs = append(jobs, expectation{w.submit(a, ids, o), reached})
	}
	for n := range 4 {
		part := renewed[3*n : 3*n+3]
		begin(fleet.ActionRenew, part, months(1), func(n int, in *ecsapi.Instance) bool {
			return in.Expires.Equal(ecsapi.Period{N: 1, Unit: ecsapi.Month}.After(before[part[n]].Expires))
		})
		begin(fleet.ActionRelease, take(4, unprotected), fleet.ActionOptions{Force: true, Snapshot: n == 0}, nil)
		for _, c := range operationCases {
			if c.fit == nil || c.action == fleet.ActionAutoRelease && c.options(w).At.IsZero() || c.action == fleet.ActionProtect && !c.options(w).On {
				continue // too few of them
			}
			o := c.options(w)
			begin(c.action, take(3, c.fit), o, func(n int, in *ecsapi.Instance) bool { return c.reached(o, n, in) })
		}
		begin(fleet.ActionAutoRenew, take(3, paid), fleet.ActionOptions{On: true, Period: ecsapi.Period{N: 6, Unit: ecsapi.Month}}, nil)
	}
	for begun := time.Now(); time.Since(begun) < lasts || w.Pending() > 0 && time.Since(begun) < 8*lasts; {
		pass(7 * time.Second)
	}

	pass(5 * time.Minute) // until the cloud takes calls again
	book := map[string]journal.Job{}
	for _, b := range w.book() {
		book[b.Key] = b
	}
	total, spent := fleet.JobCounts{}, ecsapi.Price(0)
	for _, x := range jobs {
		j, err := w.WaitJob(context.Background(), x.id)
		if err != nil {
			t.Fatal(err)
		}
		var ids []ecsapi.InstanceID
		for _, it := range j.Items {
			ids = append(ids, it.ID)
		}
		truth := w.read(ids...)
		settings := map[ecsapi.InstanceID]ecsapi.AutoRenewal{}
		if j.Action == fleet.ActionAutoRenew {
			for _, r := range j.Regions {
				got, err := w.client.AutoRenewals(t.Context(), r.Region, ids)
				if err != nil {
					t.Fatal(err)
				}
				for id, a := range got {
					settings[id] = a
				}
			}
		}
		for n, it := range j.Items {
			total.Count(it.Outcome)
			in, is := truth[it.ID], false
			switch {
			case j.Action == fleet.ActionRelease:
				is = in == nil
			case j.Action == fleet.ActionAutoRenew:
				is = settings[it.ID].On && settings[it.ID].Period.N == 6
			case in != nil:
				is = x.reached(n, in)
			}
			switch it.Outcome {
			case fleet.Done:
				if !is {
					t.Errorf("%s %s is called done and is %+v %+v", j.Action, it.ID, in, settings[it.ID])
				}
			case fleet.Failed, fleet.Cancelled:
				if is {
					t.Errorf("%s %s is called %s and is done: %v", j.Action, it.ID, it.Outcome, it.Err)
				}
			case fleet.Queued, fleet.Sent:
				t.Errorf("%s %s is still %s", j.Action, it.ID, it.Outcome)
			case fleet.TimedOut, fleet.Unknown: // which claim nothing
			}
			if j.Action == fleet.ActionRenew {
				if old := before[it.ID].Expires; is {
					spent += bill.Costs[slices.Index(renewed, it.ID)].Once
				} else if !in.Expires.Equal(old) {
					t.Errorf("%s was renewed from %s to %s", it.ID, old, in.Expires)
				}
			}
			if noted := book[j.Key].Items[n]; noted.Outcome != string(it.Outcome) || noted.ID != string(it.ID) {
				t.Errorf("the journal has %+v for %+v", noted, it)
			}
		}
		if b := book[j.Key]; b.State != journal.Over || !j.Trouble.IsZero() {
			t.Errorf("the journal has %s as %s, %q", j.Key, b.State, j.Trouble)
		}
	}
	if charged := balance - w.cloud.Balance(); math.Abs(charged-float64(spent)/1e6) > 0.01 {
		t.Errorf("charged %v, for what was renewed that is %v", charged, spent)
	}
	w.accounts(book)
	t.Logf("%+v", total)
	blind, repeats := traffic.repeats()
	for _, wrong := range blind {
		t.Error(wrong)
	}
	return total.Done, repeats
}

// accounts checks that each write that arrived with a token had its intent in
// the journal.
func (w *world) accounts(book map[string]journal.Job) {
	w.t.Helper()
	known := map[string]bool{}
	for _, b := range book {
		for _, c := range b.Calls {
			known[c.API+" "+c.Token] = true
		}
	}
	n := 0
	for _, api := range []string{ecsapi.RenewInstance, ecsapi.DeleteInstances, ecsapi.CreateSnapshot} {
		for _, c := range w.calls(api) {
			if n++; !known[api+" "+c.values["ClientToken"]] {
				w.t.Errorf("%s %s was never noted", api, c.values["ClientToken"])
			}
		}
	}
	if n == 0 {
		w.t.Error("no write carried a token")
	}
}

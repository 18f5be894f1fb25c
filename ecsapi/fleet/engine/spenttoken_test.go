package engine

import (
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/ecssim"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/op"
)

// spent is the refusal of a token whose first request failed.
func spent(api string, done bool, times int) ecssim.Fault {
	return ecssim.Fault{Action: api, Kind: ecssim.FaultError, Code: ecsapi.IdempotentFailed, Status: 400, Done: done, Times: times}
}

// TestSpentTokenOfACreation: another token is used once two looks half a minute
// apart found nothing of the first, and it is noted before it leaves.
func TestSpentTokenOfACreation(t *testing.T) {
	for _, oneByOne := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			w := newWorld(t, setup{sim: ecssim.Config{Regions: 1, Latency: 50 * time.Millisecond}, journal: t.TempDir()})
			w.load()
			o := w.order("cn-hangzhou")
			o.Places[0].Amount, o.OneByOne = 1, oneByOne
			p := w.PlanOrder(o)
			w.cloud.Inject(spent(op.API(p.Action, p.Options, p.Order), false, 1))
			w.reset()
			j := w.finish(w.begin(p), fleet.JobCounts{Done: 1})
			w.agrees(j, "cn-hangzhou")
			calls := w.calls(op.API(p.Action, p.Options, p.Order))
			if len(calls) != 2 || calls[0].values["ClientToken"] == calls[1].values["ClientToken"] {
				t.Fatalf("%d calls: %v", len(calls), calls)
			}
			var looks []time.Time
			for _, c := range w.calls("DescribeInstances") {
				if c.values["Tag.1.Key"] == fleet.PlanTag && c.at.After(calls[0].at) && c.at.Before(calls[1].at) {
					looks = append(looks, c.at)
				}
			}
			if len(looks) != 2 || looks[1].Sub(looks[0]) < renewPause {
				t.Errorf("looked at %v", looks)
			}
			var noted []string
			for _, c := range w.book()[0].Calls {
				if c.API == op.API(p.Action, p.Options, p.Order) {
					noted = append(noted, c.Token)
				}
			}
			if want := []string{calls[0].values["ClientToken"], calls[1].values["ClientToken"]}; !slices.Equal(noted, want) {
				t.Errorf("noted %v, sent %v", noted, want)
			}
		})
	}
}

// TestSpentTokenThatCreated: what the look finds is taken over, and nothing is
// created beside it.
func TestSpentTokenThatCreated(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, setup{sim: ecssim.Config{Regions: 1, Latency: 50 * time.Millisecond}})
		w.load()
		p := w.busyPlan(fleet.ActionCreate)
		w.cloud.Inject(spent(op.API(p.Action, p.Options, p.Order), true, 1))
		w.reset()
		j := w.finish(w.begin(p), fleet.JobCounts{Done: 2})
		w.agrees(j, "cn-hangzhou")
		if n := len(w.calls(op.API(p.Action, p.Options, p.Order))); n != 1 {
			t.Errorf("%d calls", n)
		}
	})
}

// TestSpentTokensAgain: the second token is the last one. What it did is looked
// for until it would have shown.
func TestSpentTokensAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, setup{sim: ecssim.Config{Regions: 1}})
		w.load()
		p := w.busyPlan(fleet.ActionCreate)
		w.cloud.Inject(spent(op.API(p.Action, p.Options, p.Order), false, 0))
		w.reset()
		id := w.begin(p)
		w.finish(id, fleet.JobCounts{Unknown: 2})
		j := w.counted(id, fleet.JobCounts{Failed: 2})
		if n := len(w.calls(op.API(p.Action, p.Options, p.Order))); n != 2 {
			t.Errorf("%d calls", n)
		}
		if err := j.Items[0].Err; err == nil || err.Kind != ecsapi.KindNotDone {
			t.Error(err)
		}
	})
}

// TestSpentTokenUnread: as long as nobody can look, no other token leaves.
func TestSpentTokenUnread(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, setup{sim: ecssim.Config{Regions: 1}})
		w.load()
		p := w.busyPlan(fleet.ActionCreate)
		w.cloud.Inject(spent(op.API(p.Action, p.Options, p.Order), false, 0), ecssim.Fault{Action: "DescribeInstances", Kind: ecssim.FaultHTTP500})
		w.reset()
		w.finish(w.begin(p), fleet.JobCounts{Unknown: 2})
		if n := len(w.calls(op.API(p.Action, p.Options, p.Order))); n != 1 {
			t.Errorf("%d calls", n)
		}
	})
}

// TestSpentTokensOfOthers: a renewal, a release and a script get no other token.
// What shows decides, and else it is not known.
func TestSpentTokensOfOthers(t *testing.T) {
	for _, action := range []fleet.Action{fleet.ActionRenew, fleet.ActionRelease, fleet.ActionScript} {
		for _, done := range []bool{true, false} {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t, setup{sim: ecssim.Config{Regions: 1, Latency: 50 * time.Millisecond}})
				w.load()
				p := w.busyPlan(action)
				w.cloud.Inject(spent(op.API(p.Action, p.Options, p.Order), done, 0))
				w.reset()
				want := fleet.JobCounts{Done: p.N()}
				if !done || action == fleet.ActionScript { // whose runs are only known by their answer
					want = fleet.JobCounts{Unknown: p.N()}
				}
				j := w.finish(w.begin(p), want)
				if n := len(w.calls(op.API(p.Action, p.Options, p.Order))); n != p.Calls {
					t.Errorf("%s: %d calls, want %d", action, n, p.Calls)
				}
				for _, it := range j.Items {
					if it.Outcome == fleet.Unknown && (it.Err == nil || it.Err.Code != ecsapi.IdempotentFailed) {
						t.Errorf("%s: %+v", action, it.Err)
					}
				}
			})
		}
	}
}

// TestSpentTokenOfASnapshot: without its snapshot nothing is released.
func TestSpentTokenOfASnapshot(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, setup{sim: ecssim.Config{Regions: 1}})
		w.load()
		w.cloud.Inject(spent(ecsapi.CreateSnapshot, false, 0))
		w.reset()
		ids := w.pickIf(1, "", unprotected)
		j := w.finish(w.submit(fleet.ActionRelease, ids, fleet.ActionOptions{Force: true, Snapshot: true}), fleet.JobCounts{Failed: 1})
		if n := len(w.calls(ecsapi.DeleteInstances)); n != 0 || j.Items[0].Err.Code != ecsapi.IdempotentFailed {
			t.Errorf("%d calls, %v", n, j.Items[0].Err)
		}
		disks := map[string]int{}
		for _, c := range w.calls(ecsapi.CreateSnapshot) {
			disks[c.values["DiskId"]]++
		}
		for disk, n := range disks {
			if n != 1 {
				t.Errorf("%d calls for %s", n, disk)
			}
		}
	})
}

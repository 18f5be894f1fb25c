package engine

import (
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/ecssim"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/fleet/journal"
)

// counted waits until a job's items stand so.
func (w *world) counted(id fleet.JobID, want fleet.JobCounts) *fleet.Job {
	w.t.Helper()
	var j *fleet.Job
	w.until("the outcomes", func(s *fleet.Snapshot) bool {
		var ok bool
		j, ok = s.Job(id)
		return ok && j.Counts == want
	})
	return j
}

func idsIn(list []*ecsapi.Instance) (ids []ecsapi.InstanceID) {
	for _, in := range list {
		ids = append(ids, in.ID)
	}
	return ids
}

// TestLooksAgain: what is unknown after an answer was lost is looked at again by
// itself, until it is known to have been carried out or not, and what it cost.
func TestLooksAgain(t *testing.T) {
	for _, c := range []struct {
		name  string
		api   string
		begin func(*world) *fleet.Plan
		first fleet.JobCounts
		then  fleet.JobCounts
		after time.Duration // at the earliest, from the beginning
	}{
		{"stop", ecsapi.StopInstances, func(w *world) *fleet.Plan {
			return w.Plan(fleet.ActionStop, w.pick(3, "", ecsapi.Running), fleet.ActionOptions{})
		}, fleet.JobCounts{Unknown: 3}, fleet.JobCounts{Failed: 3}, 3 * time.Minute},
		{"reboot", ecsapi.RebootInstances, func(w *world) *fleet.Plan {
			return w.Plan(fleet.ActionReboot, w.pick(3, "", ecsapi.Running), fleet.ActionOptions{})
		}, fleet.JobCounts{Unknown: 3}, fleet.JobCounts{Failed: 3}, 3 * time.Minute},
		{"renewal", ecsapi.RenewInstance, func(w *world) *fleet.Plan {
			return w.Prepare(w.t.Context(), w.Plan(fleet.ActionRenew, w.renewable(2), months(1)))
		}, fleet.JobCounts{Unknown: 2}, fleet.JobCounts{Failed: 2}, 15 * time.Minute},
		{"creation", ecsapi.RunInstances, func(w *world) *fleet.Plan {
			o := w.order("cn-hangzhou")
			o.Places[0].Amount = 3
			return w.PlanOrder(o)
		}, fleet.JobCounts{Unknown: 3}, fleet.JobCounts{Failed: 3}, 15 * time.Minute},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t, setup{sim: ecssim.Config{Regions: 1, Latency: 50 * time.Millisecond}, journal: t.TempDir()})
				w.load()
				p := c.begin(w)
				w.cloud.Inject(ecssim.Fault{Action: c.api, Kind: ecssim.FaultReset})
				id := w.begin(p)
				w.finish(id, c.first)
				writes, begun := w.writes(), time.Now()
				if again := w.Retry(id); again.N() > 0 {
					t.Errorf("what is in doubt is planned again: %+v", again.Targets)
				}
				if p.Bill != nil { // what is paid for is not given again unwarned
					notes := w.Prepare(t.Context(), w.Plan(p.Action, idsIn(p.Targets), p.Options)).Notes
					if len(notes) != 1 || !strings.Contains(notes[0].Text.String(), " may have done this already") {
						t.Errorf("notes %+v", notes)
					}
				}
				j := w.counted(id, c.then)
				if took := time.Since(j.Created); took < c.after || time.Since(begun) > c.after+2*againMost {
					t.Errorf("settled after %v", took)
				}
				for _, it := range j.Items {
					if it.Err == nil || it.Err.Kind != ecsapi.KindNotDone || !strings.HasPrefix(it.Err.Says().String(), "the answer was lost (") || it.Cost != 0 {
						t.Errorf("%+v: %v", it, it.Err)
					}
				}
				pass(time.Second)
				if n := w.writes() - writes; n != 0 {
					t.Errorf("%d calls were sent meanwhile", n)
				}
				if b := w.book()[0]; b.State != journal.Over || b.Items[0].Outcome != "failed" {
					t.Errorf("the journal has %+v", b)
				}
				w.cloud.ClearFaults()
				if again := w.Retry(id); again.N() != len(j.Items) {
					t.Errorf("what was not carried out is not planned again: %+v", again)
				}
			})
		})
	}
}

// TestLooksAgainAfterABrownOut: while nothing of a region can be read its items
// stay unknown; once it answers they are done, and their cost is known.
func TestLooksAgainAfterABrownOut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, setup{sim: ecssim.Config{Regions: 1, Latency: 50 * time.Millisecond}, journal: t.TempDir()})
		w.load()
		renew := w.begin(w.Prepare(t.Context(), w.Plan(fleet.ActionRenew, w.renewable(2), months(1))))
		stop := w.submit(fleet.ActionStop, w.pickIf(4, "", running), fleet.ActionOptions{})
		w.setBend(func(rw http.ResponseWriter, r *http.Request) bool {
			switch api := r.URL.Query().Get("Action"); {
			case api == ecsapi.RenewInstance || api == ecsapi.StopInstances:
				w.cloud.ServeHTTP(quietWriter{rw}, r) // carried out, and nobody hears of it
			case len(w.calls(ecsapi.RenewInstance)) < 2 || len(w.calls(ecsapi.StopInstances)) == 0:
				return false
			}
			rw.WriteHeader(http.StatusServiceUnavailable)
			return true
		})
		w.finish(renew, fleet.JobCounts{Unknown: 2})
		w.finish(stop, fleet.JobCounts{Unknown: 4})
		pass(time.Hour)
		w.setBend(nil)
		back := time.Now()
		j := w.counted(renew, fleet.JobCounts{Done: 2})
		for _, it := range j.Items {
			if it.Cost <= 0 || !it.NewExpiry.After(it.OldExpiry) {
				t.Errorf("%+v", it)
			}
		}
		w.counted(stop, fleet.JobCounts{Done: 4})
		if took := time.Since(back); took > time.Minute {
			t.Errorf("known %v after the region answered again", took)
		}
		pass(time.Second)
		for _, b := range w.book() {
			for _, it := range b.Items {
				if it.Outcome != "done" || b.Action == "renew" && it.Cost == 0 {
					t.Errorf("the journal has %+v", it)
				}
			}
		}
	})
}

// TestLooksAgainInLaterRuns: a job that ended with what is unknown is looked
// into by the next run.
func TestLooksAgainInLaterRuns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dir := t.TempDir()
		w := newWorld(t, setup{sim: ecssim.Config{Regions: 1, Latency: 50 * time.Millisecond}, journal: dir})
		w.load()
		p := w.Prepare(t.Context(), w.Plan(fleet.ActionRenew, w.renewable(1), months(1)))
		w.cloud.Inject(ecssim.Fault{Action: ecsapi.RenewInstance, Kind: ecssim.FaultReset})
		id := w.begin(p)
		j := w.finish(id, fleet.JobCounts{Unknown: 1})
		w.Close()
		if b := w.book()[0]; b.State != journal.Over || b.Items[0].Planned != int64(p.Bill.Once) {
			t.Fatalf("the journal has %+v", b)
		}
		// Somebody's renewal of the same length stands for it: more can't be told.
		w.cloud.ClearFaults()
		in := p.Targets[0]
		if _, _, err := w.client.Renew(t.Context(), in.Region, in.ID, months(1).Period, "token-of-the-lost-call"); err != nil {
			t.Fatal(err)
		}
		next := w.successor(dir)
		next.load()
		if found := next.counted(j.ID, fleet.JobCounts{Done: 1}); found.Items[0].Cost != p.Bill.Once {
			t.Errorf("%+v", found.Items)
		}
	})
}

// TestOthersRenewal: a later renewal by ourselves does not tell that the one in
// doubt was carried out.
func TestOthersRenewal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, setup{sim: ecssim.Config{Regions: 1, Latency: 50 * time.Millisecond}, journal: t.TempDir()})
		w.load()
		ids := w.renewable(1)
		w.cloud.Inject(ecssim.Fault{Action: ecsapi.RenewInstance, Kind: ecssim.FaultReset})
		lost := w.submit(fleet.ActionRenew, ids, months(1))
		w.finish(lost, fleet.JobCounts{Unknown: 1})
		w.cloud.ClearFaults()
		w.finish(w.submit(fleet.ActionRenew, ids, months(1)), fleet.JobCounts{Done: 1})
		w.counted(lost, fleet.JobCounts{Failed: 1})
	})
}

package engine

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/ecssim"
	"ecsdeck/ecsapi/fleet"
)

// TestUndo: what nothing can take back waits, in wall time, and can be called
// off meanwhile; what can be undone does not wait.
func TestUndo(t *testing.T) {
	const window = 3 * time.Second
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, setup{sim: ecssim.Config{Regions: 1, Speed: 100}, undo: window})
		w.load()
		ids := w.pickIf(4, "", unprotected)
		begun := time.Now()
		id := w.submit(fleet.ActionRelease, ids[:2], fleet.ActionOptions{Force: true})
		j, _ := w.Snapshot().Job(id)
		for j == nil {
			pass(publishEvery)
			j, _ = w.Snapshot().Job(id)
		}
		if !j.Held(time.Now()) || !j.HeldUntil.Equal(begun.Add(window)) {
			t.Errorf("held until %s, begun %s", j.HeldUntil, begun)
		}
		pass(window - 200*time.Millisecond)
		if n := len(w.calls(ecsapi.DeleteInstances)); n != 0 {
			t.Fatalf("%d calls in the window", n)
		}
		w.finish(id, fleet.JobCounts{Done: 2})

		id = w.submit(fleet.ActionRelease, ids[2:], fleet.ActionOptions{Force: true})
		pass(window - time.Second)
		w.Cancel(id)
		over := w.finish(id, fleet.JobCounts{Cancelled: 2})
		if over.Elapsed(time.Now()) >= window {
			t.Errorf("called off after %v", over.Elapsed(time.Now()))
		}
		pass(time.Minute)
		if len(w.read(ids...)) != 2 {
			t.Error("was released all the same")
		}

		begun = time.Now()
		gentle := w.finish(w.submit(fleet.ActionStop, w.pick(1, "", ecsapi.Running), fleet.ActionOptions{}), fleet.JobCounts{Done: 1})
		if !gentle.HeldUntil.IsZero() || gentle.Items[0].Sent.Sub(begun) > time.Second {
			t.Errorf("a gentle stop waited until %s", gentle.Items[0].Sent)
		}
	})
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, setup{sim: ecssim.Config{Regions: 1}, undo: window, journal: t.TempDir()})
		w.load()
		id := w.submit(fleet.ActionRelease, w.pickIf(2, "", unprotected), fleet.ActionOptions{Force: true})
		pass(window / 2)
		w.Close()
		if j, _ := w.Snapshot().Job(id); j.Counts != (fleet.JobCounts{Cancelled: 2}) || !j.Over() {
			t.Errorf("closed in the window: %+v", j)
		}
		pass(time.Minute)
		if n := len(w.calls(ecsapi.DeleteInstances)); n != 0 {
			t.Errorf("%d calls", n)
		}
		if b := w.book()[0]; b.Items[0].Outcome != "cancelled" || b.Ended.IsZero() || len(b.Calls) != 0 {
			t.Errorf("the journal has %+v", b)
		}
	})
}

// TestUndoOfAPurchase: what is paid in advance is charged at once and for good.
func TestUndoOfAPurchase(t *testing.T) {
	for _, ahead := range []bool{true, false} {
		synctest.Test(t, func(t *testing.T) {
			w := newWorld(t, setup{sim: ecssim.Config{Regions: 1}, undo: 3 * time.Second})
			w.load()
			o := w.order("cn-hangzhou")
			o.Places[0].Amount = 2
			if ahead {
				o.Launch.ChargeType, o.Launch.Period = ecsapi.PrePaid, ecsapi.Period{N: 1, Unit: ecsapi.Month}
			}
			id := w.create(o)
			pass(time.Second)
			w.Cancel(id)
			want := fleet.JobCounts{Done: 2}
			if ahead {
				want = fleet.JobCounts{Cancelled: 2}
			}
			w.finish(id, want)
		})
	}
}

// TestRetry plans what was not done, and nothing that may have been.
func TestRetry(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, setup{sim: ecssim.Config{Regions: 1}})
		w.load()
		ids := w.pick(4, "", ecsapi.Running)
		w.setBend(deny(w, ecsapi.StopInstances, func(map[string]string) bool { return true }))
		id := w.submit(fleet.ActionStop, ids, fleet.ActionOptions{Force: true})
		w.finish(id, fleet.JobCounts{Failed: 4})
		w.setBend(nil)
		w.finish(w.submit(fleet.ActionStop, ids[:1], fleet.ActionOptions{Force: true}), fleet.JobCounts{Done: 1})
		p := w.Retry(id)
		if p.N() != 3 || !p.Options.Force || p.Action != fleet.ActionStop || len(p.Skipped) != 1 || p.Skipped[0].Reason != fleet.AlreadyStopped {
			t.Errorf("%+v", p)
		}
		w.finish(w.begin(p), fleet.JobCounts{Done: 3})
		if p := w.Retry(99); p.N() != 0 {
			t.Errorf("of no job: %+v", p)
		}
	})
	for _, c := range []struct {
		action fleet.Action
		it     fleet.Item
		want   bool
	}{
		{fleet.ActionStop, fleet.Item{ID: "i", Outcome: fleet.TimedOut}, true},
		{fleet.ActionStop, fleet.Item{ID: "i", Outcome: fleet.Unknown}, false},
		{fleet.ActionRenew, fleet.Item{ID: "i", Outcome: fleet.TimedOut}, false}, // it was charged
		{fleet.ActionRenew, fleet.Item{ID: "i", Outcome: fleet.Cancelled}, true},
		{fleet.ActionCreate, fleet.Item{Outcome: fleet.Failed}, true},
		{fleet.ActionCreate, fleet.Item{ID: "i", Outcome: fleet.Failed}, false}, // it exists
		{fleet.ActionCreate, fleet.Item{ID: "i", Outcome: fleet.TimedOut}, false},
		{fleet.ActionRelease, fleet.Item{ID: "i", Outcome: fleet.Done}, false},
	} {
		if got := retryable(&c.it, c.action); got != c.want {
			t.Errorf("%s %+v: %v", c.action, c.it, got)
		}
	}
}

// TestRetryOrder asks again for the missing ones, where they were missing, under
// the names they should have had.
func TestRetryOrder(t *testing.T) {
	e := New(Options{Client: new(ecsapi.Client)})
	o := &fleet.Order{
		Launch: ecsapi.Launch{Type: "ecs.g7.large", Name: "web-[1,3]"}, AnyStock: true,
		Places: []fleet.Place{{Region: "a", VSwitch: "v", Amount: 120}, {Region: "b", VSwitch: "w", Amount: 3}},
	}
	j := &fleet.Job{ID: 1, Action: fleet.ActionCreate, Order: o, Launches: o.Launches()}
	for n := range 123 {
		it := fleet.Item{ID: "i", Outcome: fleet.Done}
		if n >= 118 && n < 120 || n >= 121 {
			it = fleet.Item{Outcome: fleet.Failed}
		}
		j.Items = append(j.Items, it)
	}
	p := e.retryOrder(j)
	var got []string
	for _, l := range p.Launches {
		got = append(got, string(l.Region)+" "+l.Name)
	}
	if strings.Join(got, ", ") != "a web-[119,3], b web-[122,3]" || p.N() != 4 || p.Order.N() != 4 || !p.Open {
		t.Errorf("%v, %d of %d", got, p.N(), p.Order.N())
	}
}

package engine

import (
	"fmt"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/ecssim"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/op"
)

// TestDoneButRefused: the call is carried out and answered as if the instance were
// in no state for it. That state is read before anything is believed.
func TestDoneButRefused(t *testing.T) {
	for _, c := range []struct {
		action fleet.Action
		code   string
		calls  int
		want   fleet.JobCounts
	}{
		{fleet.ActionStart, ecsapi.IncorrectInstanceStatus, 1, fleet.JobCounts{Done: 2}},
		{fleet.ActionStop, ecsapi.IncorrectInstanceStatus, 1, fleet.JobCounts{Done: 2}},
		{fleet.ActionReboot, ecsapi.IncorrectInstanceStatus, 1, fleet.JobCounts{Done: 2}},
		{fleet.ActionRelease, ecsapi.IncorrectInstanceStatus, 1, fleet.JobCounts{Done: 1}},
		{fleet.ActionStop, "OperationConflict", 1, fleet.JobCounts{Done: 2}},
		{fleet.ActionReboot, "OperationConflict", 1, fleet.JobCounts{Done: 2}},
		{fleet.ActionTag, "OperationConflict", 1, fleet.JobCounts{Done: 2}},
		{fleet.ActionRename, "OperationConflict", 2, fleet.JobCounts{Done: 2}},
	} {
		t.Run(string(c.action)+" "+c.code, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t, setup{sim: ecssim.Config{Regions: 1, Latency: 50 * time.Millisecond, Speed: 60}})
				w.load()
				p := w.busyPlan(c.action)
				api := op.API(p.Action, p.Options, p.Order)
				w.cloud.Inject(ecssim.Fault{Action: api, Kind: ecssim.FaultError, Code: c.code, Status: 403, Done: true, For: time.Second})
				w.reset()
				w.finish(w.begin(p), c.want)
				if n := len(w.calls(api)); n != c.calls {
					t.Errorf("sent %d times, want %d", n, c.calls)
				}
			})
		})
	}
}

// TestDoneButRefusedAndUnread: the call is carried out and answered as if the
// instance were in no state for it, and then its state can't be read. It is not
// called failed, or cancelled, before it was.
func TestDoneButRefusedAndUnread(t *testing.T) {
	for _, cancelled := range []bool{false, true} {
		t.Run(fmt.Sprint("cancelled ", cancelled), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t, setup{sim: ecssim.Config{Regions: 1, Latency: 50 * time.Millisecond}})
				w.load()
				p := w.busyPlan(fleet.ActionStop)
				fault := ecssim.Fault{Action: ecsapi.StopInstances, Kind: ecssim.FaultError, Code: ecsapi.IncorrectInstanceStatus, Status: 403, Done: true, Times: 1}
				if err := w.cloud.Inject(fault); err != nil {
					t.Fatal(err)
				}
				given, blind := make(chan fleet.JobID, 1), time.Time{}
				w.setBend(func(rw http.ResponseWriter, r *http.Request) bool {
					switch action := r.URL.Query().Get("Action"); {
					case action == ecsapi.StopInstances:
						blind = time.Now().Add(20 * time.Second)
						if cancelled {
							w.Cancel(<-given)
						}
					case time.Now().Before(blind):
						refuse(rw, http.StatusForbidden, "Forbidden.RAM")
						return true
					}
					return false
				})
				id := w.begin(p)
				given <- id
				w.finish(id, fleet.JobCounts{Done: 2})
			})
		})
	}
}

// TestDoneButRefusedAndLongUnread: when nothing can be read for so long that it is
// unknown what became of such a call, that settles by itself later.
func TestDoneButRefusedAndLongUnread(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, setup{sim: ecssim.Config{Regions: 1, Latency: 50 * time.Millisecond}})
		w.load()
		p := w.busyPlan(fleet.ActionStop)
		w.cloud.Inject(ecssim.Fault{Action: ecsapi.StopInstances, Kind: ecssim.FaultError, Code: ecsapi.IncorrectInstanceStatus, Status: 403, Done: true, Times: 1})
		blind := time.Time{}
		w.setBend(func(rw http.ResponseWriter, r *http.Request) bool {
			switch action := r.URL.Query().Get("Action"); {
			case action == ecsapi.StopInstances:
				blind = time.Now().Add(20 * time.Minute)
			case time.Now().Before(blind):
				refuse(rw, http.StatusForbidden, "Forbidden.RAM")
				return true
			}
			return false
		})
		id := w.begin(p)
		pass(time.Second) // it was refused, and waits
		w.Cancel(id)
		unknown, err := w.WaitJob(t.Context(), id)
		if err != nil || unknown.Counts.Unknown != 2 {
			t.Fatalf("%v, %+v", err, unknown.Counts)
		}
		w.counted(id, fleet.JobCounts{Done: 2})
	})
}

// TestDoneButRefusedAndInterrupted: the call is carried out and answered as if the
// state did not allow it; before the state is read again the job is cancelled, or the
// engine closed. What was done is neither cancelled nor failed.
func TestDoneButRefusedAndInterrupted(t *testing.T) {
	for _, a := range []fleet.Action{fleet.ActionStart, fleet.ActionStop, fleet.ActionRelease} {
		for _, closed := range []bool{false, true} {
			t.Run(fmt.Sprint(a, ", closed ", closed), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					w := newWorld(t, setup{sim: ecssim.Config{Regions: 1, Latency: 50 * time.Millisecond}, journal: t.TempDir()})
					w.load()
					p := w.busyPlan(a)
					fault := ecssim.Fault{Action: op.Of(a).APIs[len(op.Of(a).APIs)-1], Kind: ecssim.FaultError, Code: ecsapi.IncorrectInstanceStatus, Status: 403, Done: true, Times: 1}
					if err := w.cloud.Inject(fault); err != nil {
						t.Fatal(err)
					}
					id := w.begin(p)
					pass(time.Second) // it was refused, and waits
					if !closed {
						w.Cancel(id)
						w.finish(id, fleet.JobCounts{Done: p.N()})
						return
					}
					w.Engine.Close()
					j, _ := w.Snapshot().Job(id)
					if j.Counts.Unknown != p.N() {
						t.Errorf("closed: %+v", j.Counts)
					}
					next := w.successor(w.crash())
					next.load()
					next.until("what became of it", func(s *fleet.Snapshot) bool {
						return len(s.Jobs) == 1 && s.Jobs[0].Counts.Done == p.N()
					})
				})
			})
		}
	}
}

// TestReleasedButRefused: a call for many is carried out and refused. Those that
// are sent again, each by itself, are not there any more.
func TestReleasedButRefused(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, setup{sim: ecssim.Config{Regions: 1, Latency: 50 * time.Millisecond}})
		w.load()
		w.cloud.Inject(ecssim.Fault{Action: ecsapi.DeleteInstances, Kind: ecssim.FaultError, Code: ecsapi.IncorrectInstanceStatus, Status: 403, Done: true, Times: 1})
		ids := w.pickIf(4, "", unprotected)
		w.finish(w.submit(fleet.ActionRelease, ids, fleet.ActionOptions{Force: true}), fleet.JobCounts{Done: 4})
		if left := w.read(ids...); len(left) > 0 {
			t.Errorf("%d are left", len(left))
		}
	})
}

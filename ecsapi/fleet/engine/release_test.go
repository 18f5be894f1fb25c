package engine

import (
	"context"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/ecssim"
	"ecsdeck/ecsapi/fleet"
)

// TestRelease: all that is asked for goes, a hundred a call, and nothing else.
func TestRelease(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, setup{sim: ecssim.Config{Instances: ecssim.DefaultInstances, Regions: 1, Latency: 50 * time.Millisecond}})
		total := w.load().Counts.Total
		ids := w.pickIf(150, "", unprotected)
		p := w.Prepare(t.Context(), w.Plan(fleet.ActionRelease, ids, fleet.ActionOptions{Force: true}))
		if p.Open || len(p.Flaws) > 0 || len(p.Disks) != 150 {
			t.Fatalf("the plan knows %d instances' disks: %v", len(p.Disks), p.Flaws)
		}
		for id, disks := range p.Disks {
			if !slices.ContainsFunc(disks, func(d ecsapi.Disk) bool { return d.System && d.DeleteWithInstance && d.Instance == id }) {
				t.Errorf("%s has the disks %+v", id, disks)
			}
		}
		w.finish(w.begin(p), fleet.JobCounts{Done: 150})
		if left := w.read(ids...); len(left) != 0 {
			t.Errorf("%d are still there", len(left))
		}
		s := w.Snapshot()
		if s.Counts.Total != total-150 {
			t.Errorf("shows %d of %d after 150 were released", s.Counts.Total, total)
		}
		if n := len(w.calls(ecsapi.DeleteInstances)); n != 2 {
			t.Errorf("%d calls", n)
		}
		pass(2 * time.Minute)
		if n := w.Snapshot().Counts.Total; n != total-150 {
			t.Errorf("later it shows %d", n)
		}
	})
}

// TestReleaseAllOrNone: the cloud refuses a hundred for the sake of three that
// changed under way; the others go, and each of the three says why not.
func TestReleaseAllOrNone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, setup{sim: ecssim.Config{Regions: 1, Latency: 50 * time.Millisecond}})
		w.load()
		ids := w.pickIf(100, "", unprotected)
		bad := []ecsapi.InstanceID{ids[0], ids[41], ids[99]}
		on, first := true, true
		w.setBend(hook(w, ecsapi.DeleteInstances, func() {
			if first { // after the states were read, before the call arrives
				first = false
				for _, id := range bad {
					if _, err := w.client.SetAttributes(context.Background(), "cn-hangzhou", id, ecsapi.Attributes{Protected: &on}); err != nil {
						t.Error(err)
					}
				}
			}
		}))
		j := w.finish(w.submit(fleet.ActionRelease, ids, fleet.ActionOptions{Force: true}), fleet.JobCounts{Done: 97, Failed: 3})
		left := w.read(ids...)
		for _, it := range j.Items {
			switch {
			case !slices.Contains(bad, it.ID):
				if left[it.ID] != nil {
					t.Errorf("%s was good and is still there", it.ID)
				}
			case left[it.ID] == nil || it.Err.Code != "InvalidOperation.DeletionProtection":
				t.Errorf("%s: %+v", it.ID, it)
			}
		}
		if n := len(w.calls(ecsapi.DeleteInstances)); n > 45 {
			t.Errorf("%d calls to find three of a hundred", n)
		}
	})
}

// TestReleaseLosesAnswers: carried out or not, it is asked for once more at most
// and ends as it should.
func TestReleaseLosesAnswers(t *testing.T) {
	for _, fault := range []string{ecssim.FaultCut, ecssim.FaultMalformed, ecssim.FaultReset, ecssim.FaultHTTP500} {
		t.Run(fault, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t, setup{sim: ecssim.Config{Regions: 1, Latency: 50 * time.Millisecond}})
				w.load()
				ids := w.pickIf(5, "", unprotected)
				w.cloud.Inject(ecssim.Fault{Action: ecsapi.DeleteInstances, Kind: fault, For: time.Second})
				w.finish(w.submit(fleet.ActionRelease, ids, fleet.ActionOptions{Force: true}), fleet.JobCounts{Done: 5})
				if left := w.read(ids...); len(left) != 0 {
					t.Errorf("%d are still there", len(left))
				}
				tokens := map[string]bool{}
				for _, c := range w.calls(ecsapi.DeleteInstances) {
					tokens[c.values["ClientToken"]] = true
				}
				if len(tokens) != 1 || tokens[""] {
					t.Errorf("the tokens of one call: %v", tokens)
				}
			})
		})
	}
}

// TestReleasedStaysAway: the page of a sweep that began before the release comes
// after it, and brings nothing back.
func TestReleasedStaysAway(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, setup{sim: ecssim.Config{Regions: 1, Latency: 50 * time.Millisecond}})
		w.load()
		id := w.pickIf(1, "", unprotected)[0]
		const late = 14500 * time.Millisecond // less than the call's time-out
		begun := time.Now()
		w.setBend(func(rw http.ResponseWriter, r *http.Request) bool {
			if !listing(r) {
				return false
			}
			old := httptest.NewRecorder()
			w.cloud.ServeHTTP(old, r)
			pass(late)
			maps.Copy(rw.Header(), old.Header())
			rw.Write(old.Body.Bytes())
			return true
		})
		w.Refresh()
		pass(publishEvery)
		w.finish(w.submit(fleet.ActionRelease, []ecsapi.InstanceID{id}, fleet.ActionOptions{Force: true}), fleet.JobCounts{Done: 1})
		pass(publishEvery)
		if w.setBend(nil); time.Since(begun) >= late {
			t.Error("the page came before the end")
		}
		bell := w.Subscribe()
		defer bell.Close()
		for over := time.After(time.Minute); ; {
			if _, back := w.Snapshot().Instance(id); back {
				t.Fatal("it is shown again")
			}
			select {
			case <-bell.C:
			case <-over:
				return
			}
		}
	})
}

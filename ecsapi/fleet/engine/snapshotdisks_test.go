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
	"ecsdeck/ecsapi/op"
)

var afterCopies = fleet.ActionOptions{Snapshot: true, Force: true}

// TestSnapshotsBeforeRelease: each disk that goes is copied and the copy waited
// for, and only then does the instance go.
func TestSnapshotsBeforeRelease(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, setup{sim: ecssim.Config{Regions: 1, Latency: 50 * time.Millisecond}})
		w.load()
		ids := w.pickIf(4, "", unprotected)
		p := w.Prepare(t.Context(), w.Plan(fleet.ActionRelease, ids, afterCopies))
		goes := map[string]bool{}
		for _, disks := range p.Disks {
			for _, d := range disks {
				if d.DeleteWithInstance {
					goes[d.ID] = true
				}
			}
		}
		var finished []string
		w.setBend(hook(w, ecsapi.DeleteInstances, func() {
			var made []string
			for _, c := range w.calls("DescribeSnapshots") {
				made = append(made, jsonIDs(c.values["SnapshotIds"])...)
			}
			slices.Sort(made)
			found, err := w.client.Snapshots(context.Background(), "cn-hangzhou", slices.Compact(made))
			if err != nil {
				t.Error(err)
			}
			for _, s := range found {
				if s.Status == "accomplished" {
					finished = append(finished, s.Disk)
				}
			}
		}))
		id := w.begin(p)
		w.until("progress", func(s *fleet.Snapshot) bool {
			return len(s.Jobs) > 0 && slices.ContainsFunc(s.Jobs[0].Items, func(it fleet.Item) bool {
				return it.Outcome == fleet.Queued && it.Step == "snapshot" && it.Progress != "" && it.Progress != "0%"
			})
		})
		w.finish(id, fleet.JobCounts{Done: 4})
		if len(finished) != len(goes) || slices.ContainsFunc(finished, func(d string) bool { return !goes[d] }) {
			t.Errorf("released when %v of %v were copied", finished, goes)
		}
		if left := w.read(ids...); len(left) != 0 {
			t.Errorf("%d are still there", len(left))
		}
		if len(op.Commands(p)) != p.Calls || p.Calls != 1+len(goes) {
			t.Errorf("%d commands, %d calls, %d disks", len(op.Commands(p)), p.Calls, len(goes))
		}
		for _, line := range op.Commands(p) {
			if disk, ok := strings.CutPrefix(line, "aliyun ecs CreateSnapshot --RegionId cn-hangzhou --DiskId "); ok {
				delete(goes, disk)
			}
		}
		if len(goes) != 0 {
			t.Errorf("the commands leave out %v", goes)
		}
	})
}

// TestNoReleaseWithoutItsSnapshot: one can't be begun, one is spoiled, and the
// third goes.
func TestNoReleaseWithoutItsSnapshot(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, setup{sim: ecssim.Config{Regions: 1, Latency: 50 * time.Millisecond}})
		w.load()
		ids := w.pickIf(3, "", func(in *ecsapi.Instance) bool { return unprotected(in) && in.Status == ecsapi.Running })
		p := w.Prepare(t.Context(), w.Plan(fleet.ActionRelease, ids, afterCopies))
		first := p.Disks[ids[0]][0].ID
		w.setBend(deny(w, ecsapi.CreateSnapshot, func(q map[string]string) bool { return q["DiskId"] == first }))
		id := w.begin(p)
		w.until("the copies", func(s *fleet.Snapshot) bool {
			return len(w.calls("DescribeSnapshots")) > 0
		})
		if _, err := w.client.Stop(t.Context(), "cn-hangzhou", ids[1:2], ecsapi.StopOptions{Force: true}); err != nil {
			t.Fatal(err)
		}
		j := w.finish(id, fleet.JobCounts{Done: 1, Failed: 2})
		left := w.read(ids...)
		if left[ids[0]] == nil || left[ids[1]] == nil || left[ids[2]] != nil {
			t.Errorf("left are %v of %v", left, ids)
		}
		for n := range 2 {
			if it := j.Items[n]; it.Outcome != fleet.Failed || !strings.HasPrefix(it.Err.Says().String(), "not released: ") || it.Err.API != ecsapi.CreateSnapshot {
				t.Errorf("%+v: %v", it, it.Err)
			}
		}
	})
}

// TestSnapshotsLoseAnswers: none is taken twice.
func TestSnapshotsLoseAnswers(t *testing.T) {
	for _, fault := range []string{ecssim.FaultCut, ecssim.FaultReset} {
		synctest.Test(t, func(t *testing.T) {
			w := newWorld(t, setup{sim: ecssim.Config{Regions: 1, Latency: 50 * time.Millisecond}})
			w.load()
			w.cloud.Inject(ecssim.Fault{Action: ecsapi.CreateSnapshot, Kind: fault, For: 3 * time.Second})
			w.finish(w.submit(fleet.ActionRelease, w.pickIf(2, "", unprotected), afterCopies), fleet.JobCounts{Done: 2})
			tokens, disks := map[string]bool{}, map[string]bool{}
			calls := w.calls(ecsapi.CreateSnapshot)
			for _, c := range calls {
				tokens[c.values["ClientToken"]], disks[c.values["DiskId"]] = true, true
			}
			if len(tokens) != len(disks) || len(calls) <= len(disks) {
				t.Errorf("%s: %d calls with %d tokens for %d disks", fault, len(calls), len(tokens), len(disks))
			}
		})
	}
}

// TestCancelDuringSnapshots: nothing is released then.
func TestCancelDuringSnapshots(t *testing.T) {
	for _, end := range []string{"cancel", "close"} {
		synctest.Test(t, func(t *testing.T) {
			w := newWorld(t, setup{sim: ecssim.Config{Regions: 1, Latency: 50 * time.Millisecond}})
			w.load()
			ids := w.pickIf(2, "", unprotected)
			id := w.submit(fleet.ActionRelease, ids, afterCopies)
			pass(8 * time.Second)
			if end == "cancel" {
				w.Cancel(id)
				w.finish(id, fleet.JobCounts{Cancelled: 2})
			} else {
				w.Close()
				if j, _ := w.Snapshot().Job(id); j.Counts != (fleet.JobCounts{Cancelled: 2}) {
					t.Errorf("%+v", j.Counts)
				}
			}
			pass(20 * time.Minute)
			if n := len(w.calls(ecsapi.DeleteInstances)); n != 0 || len(w.read(ids...)) != 2 {
				t.Errorf("after %s: %d calls", end, n)
			}
		})
	}
}

// TestSnapshotsThatHang don't keep a job open for ever.
func TestSnapshotsThatHang(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, setup{sim: ecssim.Config{Regions: 1, Instances: 50, Frozen: true}})
		w.load()
		ids := w.pickIf(1, "", unprotected)
		j := w.finish(w.submit(fleet.ActionRelease, ids, afterCopies), fleet.JobCounts{TimedOut: 1})
		if d := j.Elapsed(time.Now()); d < copyStuck || d > copyStuck+time.Minute || len(w.read(ids...)) != 1 {
			t.Errorf("gave up after %v", d)
		}
	})
}

// TestSecuredDisksAreCopied: under a lock for security all disks go, those too that are
// to stay, so each must be copied first; the cloud refuses that, and nothing is released.
func TestSecuredDisksAreCopied(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, setup{sim: ecssim.Config{Regions: 1}})
		w.load()
		ids := w.pickIf(1, "", func(in *ecsapi.Instance) bool {
			disks, err := w.client.Disks(t.Context(), "cn-hangzhou", []ecsapi.InstanceID{in.ID})
			return err == nil && in.Status == ecsapi.Stopped && unprotected(in) && slices.ContainsFunc(disks, func(d ecsapi.Disk) bool { return !d.DeleteWithInstance })
		})
		if err := w.cloud.LockInstance(string(ids[0]), ecsapi.LockSecurity); err != nil {
			t.Fatal(err)
		}
		w.until("the lock", func(s *fleet.Snapshot) bool {
			in, ok := s.Instance(ids[0])
			return ok && in.Secured()
		})
		p := w.Prepare(t.Context(), w.Plan(fleet.ActionRelease, ids, fleet.ActionOptions{Snapshot: true}))
		disks := p.Disks[ids[0]]
		if len(disks) < 2 || slices.ContainsFunc(disks, func(d ecsapi.Disk) bool { return !d.Goes() }) || p.Calls != 1+len(disks) {
			t.Fatalf("%d calls for %+v", p.Calls, disks)
		}
		w.finish(w.begin(p), fleet.JobCounts{Failed: 1})
		tried := map[string]bool{}
		for _, c := range w.calls(ecsapi.CreateSnapshot) {
			tried[c.values["DiskId"]] = true
		}
		if n := len(w.calls(ecsapi.DeleteInstances)); n > 0 || len(tried) == 0 {
			t.Errorf("%d releases after copies of %v were tried", n, tried)
		}
	})
}

package engine

import (
	"context"
	"io/fs"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/ecssim"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/fleet/journal"
	"ecsdeck/ecsapi/op"
)

// crash is the moment after which a world's process writes no more: what is on
// disk then, in a directory of its own.
func (w *world) crash() (dir string) {
	w.t.Helper()
	dir = w.t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(w.journal.Dir())); err != nil {
		w.t.Error(err)
	}
	return dir
}

// successor is the engine of the next process: the same cloud, the directory
// that the last one left.
func (w *world) successor(dir string) *world {
	w.t.Helper()
	book, err := journal.Open(dir)
	if err != nil {
		w.t.Fatal(err)
	}
	next := &world{t: w.t, cloud: w.cloud, client: w.client}
	next.Engine = New(Options{Client: w.client, Who: "mei", Journal: book})
	w.t.Cleanup(func() {
		next.Close()
		book.Close()
	})
	return next
}

// past waits until the newest job of another run is over.
func (w *world) past(key string) *fleet.Job {
	w.t.Helper()
	var j *fleet.Job
	w.until("the past", func(s *fleet.Snapshot) bool {
		n := slices.IndexFunc(s.Jobs, func(j *fleet.Job) bool { return j.Key == key })
		if n < 0 {
			return false
		}
		j = s.Jobs[n]
		return j.Over()
	})
	return j
}

// TestJournal: what a job sends is there before it leaves, and its end after.
func TestJournal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, setup{sim: ecssim.Config{Regions: 1, Latency: 50 * time.Millisecond}, journal: t.TempDir()})
		w.load()
		ids := w.renewable(2)
		var intended []journal.Call
		w.setBend(hook(w, ecsapi.RenewInstance, func() {
			calls := w.book()[0].Calls
			intended = append(intended, calls[len(calls)-1])
		}))
		p := w.Plan(fleet.ActionRenew, append(ids, w.pickIf(1, "", hourly)...), months(3))
		j := w.finish(w.begin(p), fleet.JobCounts{Done: 2})
		b := w.book()[0]
		if b.Key != j.Key || int(j.ID) != b.Number || b.Who != "lin" || b.Action != "renew" || b.State != journal.Over || len(b.Skipped) != 1 {
			t.Errorf("%+v", b)
		}
		for n, it := range b.Items {
			want := j.Items[n]
			if it.Outcome != "done" || it.OrderID != want.OrderID || !it.NewExpiry.Equal(want.NewExpiry) || !it.OldExpiry.Equal(want.OldExpiry) {
				t.Errorf("%+v, want %+v", it, want)
			}
		}
		sent := w.calls(ecsapi.RenewInstance)
		for n, c := range intended {
			if !c.Answered.IsZero() || c.Token != sent[n].values["ClientToken"] || c.Params["InstanceId"] != sent[n].values["InstanceId"] || c.Params["Period"] != "3" {
				t.Errorf("before it left: %+v", c)
			}
			if b.Calls[n].RequestID == "" || b.Calls[n].Answered.IsZero() {
				t.Errorf("after it: %+v", b.Calls[n])
			}
		}
		if len(intended) != 2 {
			t.Errorf("%d intents", len(intended))
		}
	})
}

// TestNothingIsSentUnnoted: a journal that can't be written stops everything, and
// the job says why.
func TestNothingIsSentUnnoted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) { // from the beginning
		w := newWorld(t, setup{sim: ecssim.Config{Regions: 1}})
		w.Engine = New(Options{Client: w.client, Journal: journal.Refuse("", fs.ErrPermission)})
		w.load()
		j := w.finish(w.submit(fleet.ActionStop, w.pick(3, "", ecsapi.Running), fleet.ActionOptions{}), fleet.JobCounts{Cancelled: 3})
		if !strings.Contains(j.Trouble.String(), "permission") || len(w.calls(ecsapi.StopInstances)) != 0 {
			t.Errorf("%q, %d calls", j.Trouble, len(w.calls(ecsapi.StopInstances)))
		}
	})
	synctest.Test(t, func(t *testing.T) { // in the middle
		w := newWorld(t, setup{sim: ecssim.Config{Regions: 1, Latency: 50 * time.Millisecond}, journal: t.TempDir()})
		w.load()
		n := 0
		w.setBend(hook(w, ecsapi.ModifyInstanceAttribute, func() {
			if n++; n == 5 {
				w.journal.Close()
			}
		}))
		id := w.submit(fleet.ActionRename, w.pickIf(20, "", hourly), fleet.ActionOptions{Name: "web-[1,3]"})
		j, _ := w.WaitJob(context.Background(), id)
		if j.Trouble.IsZero() || j.Counts.Done < 4 || j.Counts.Done > 8 || j.Counts.Done+j.Counts.Cancelled != 20 || n != j.Counts.Done {
			t.Errorf("%q after %d calls: %+v", j.Trouble, n, j.Counts)
		}
	})
}

// TestElsewhere: another process's job is shown as it goes on, not touched, and
// taken up once that process died.
func TestElsewhere(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dir := t.TempDir()
		w := newWorld(t, setup{sim: ecssim.Config{Regions: 1, Latency: 50 * time.Millisecond}, journal: dir, undo: time.Hour})
		w.load()
		id := w.submit(fleet.ActionRelease, w.pickIf(2, "", unprotected), fleet.ActionOptions{Force: true})
		pass(time.Second)
		mine, _ := w.Snapshot().Job(id)
		other := w.successor(dir)
		other.load()
		s := other.until("the other's job", func(s *fleet.Snapshot) bool { return len(s.Jobs) == 1 })
		if j := s.Jobs[0]; !j.Elsewhere || !j.Past || j.Over() || j.Key != mine.Key || j.Counts.Queued != 2 || other.Pending() != 0 {
			t.Errorf("%+v", j)
		}
		own := other.submit(fleet.ActionStop, other.pick(1, "", ecsapi.Running), fleet.ActionOptions{})
		if own <= id {
			t.Errorf("job %d after job %d", own, id)
		}
		other.finish(own, fleet.JobCounts{Done: 1})
		w.Close()
		j := other.past(mine.Key)
		if j.Elsewhere || j.Counts.Cancelled != 2 {
			t.Errorf("%+v", j)
		}
		if jobs := other.Snapshot().Jobs; len(jobs) != 2 || jobs[0].ID != own {
			t.Errorf("%d jobs, first %d", len(jobs), jobs[0].ID)
		}
	})
}

// TestQuitInTheMiddle: what the cloud had accepted, or not answered yet, when the
// program ended is found out by the next run.
func TestQuitInTheMiddle(t *testing.T) {
	for _, c := range []struct {
		after time.Duration
		state journal.State
		want  fleet.JobCounts
	}{
		{3 * time.Second, journal.Over, fleet.JobCounts{Done: 3}},                // accepted
		{700 * time.Millisecond, journal.BrokenOff, fleet.JobCounts{Unknown: 3}}, // the call is on the wire, and the cloud drops it
	} {
		synctest.Test(t, func(t *testing.T) {
			w := newWorld(t, setup{sim: ecssim.Config{Regions: 1, Latency: 500 * time.Millisecond}, journal: t.TempDir()})
			w.load()
			id := w.submit(fleet.ActionStop, w.pick(3, "", ecsapi.Running), fleet.ActionOptions{})
			pass(c.after)
			w.Close()
			key := w.book()[0].Key
			if b := w.book()[0]; b.State != c.state && (b.State != journal.Running || c.state == journal.Over) || len(b.Calls) != 1 {
				t.Errorf("after %v the journal has %+v", c.after, b)
			}
			dir := w.crash()
			next := w.successor(dir)
			next.load()
			next.until("the end", func(s *fleet.Snapshot) bool {
				return len(s.Jobs) == 1 && s.Jobs[0].Key == key && s.Jobs[0].ID == id && s.Jobs[0].Counts == c.want
			})
			pass(time.Second)
			if b, _, _ := journal.Read(dir, 0); b[0].State != journal.Over || b[0].Items[2].Outcome != string(next.Snapshot().Jobs[0].Items[2].Outcome) {
				t.Errorf("then it has %+v", b[0])
			}
		})
	}
}

// TestPastTells: a later run shows what a job did as the run that did it.
func TestPastTells(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dir := t.TempDir()
		w := newWorld(t, setup{sim: ecssim.Config{Regions: 1, Latency: 50 * time.Millisecond}, journal: dir})
		w.load()
		ids := w.pick(3, "", ecsapi.Running)
		w.setBend(deny(w, ecsapi.StopInstances, func(q map[string]string) bool { return len(sentIDs(call{values: q})) == 1 }))
		bad := w.submit(fleet.ActionStop, ids[:1], fleet.ActionOptions{Force: true, StoppedMode: ecsapi.KeepCharging})
		w.finish(bad, fleet.JobCounts{Failed: 1})
		good := w.submit(fleet.ActionStop, ids[1:], fleet.ActionOptions{})
		w.finish(good, fleet.JobCounts{Done: 2})
		first, _ := w.Snapshot().Job(bad)
		w.Close()
		next := w.successor(dir)
		next.load()
		s := next.until("the past", func(s *fleet.Snapshot) bool { return len(s.Jobs) == 2 })
		j := s.Jobs[1]
		if s.Jobs[0].ID != good || j.ID != bad || j.Options.StoppedMode != ecsapi.KeepCharging || !j.Options.Force || len(j.Regions) != 1 {
			t.Errorf("%+v", j)
		}
		if it, was := j.Items[0], first.Items[0]; it.Err == nil || it.Err.Code != was.Err.Code || it.Err.Kind != was.Err.Kind || it.Err.Hint() != was.Err.Hint() || it.Name != was.Name {
			t.Errorf("%+v, was %+v", it, was)
		}
		if !slices.Equal(op.JobCommands(j), op.JobCommands(first)) || len(op.JobCommands(j)) != 1 {
			t.Errorf("%q, was %q", op.JobCommands(j), op.JobCommands(first))
		}
		if p := next.Retry(bad); p.N() != 1 || !p.Options.Force {
			t.Errorf("%+v", p)
		}
	})
}

// quietWriter lets nothing out.
type quietWriter struct{ http.ResponseWriter }

func (quietWriter) Write(p []byte) (int, error) { return len(p), nil }
func (quietWriter) WriteHeader(int)             {}

// writes counts the writes that arrived.
func (w *world) writes() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	n := 0
	for _, c := range w.asked {
		if !strings.HasPrefix(c.action, "Describe") {
			n++
		}
	}
	return n
}

func running(in *ecsapi.Instance) bool { return in.Status == ecsapi.Running && hourly(in) }

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
	"ecsdeck/ecsapi/op"
)

// TestBrokenOff: the process ends between intent and answer. The next one tells
// what became of each instance, and sends nothing.
func TestBrokenOff(t *testing.T) {
	for _, c := range []struct {
		name   string
		action fleet.Action
		o      fleet.ActionOptions
		fit    func(*ecsapi.Instance) bool
		carry  bool            // the call arrives all the same
		want   fleet.JobCounts // first; what is unknown failed a quarter of an hour later
	}{
		{"release arrives", fleet.ActionRelease, fleet.ActionOptions{Force: true}, unprotected, true, fleet.JobCounts{Done: 3}},
		{"release does not", fleet.ActionRelease, fleet.ActionOptions{Force: true}, unprotected, false, fleet.JobCounts{Unknown: 3}},
		{"stop arrives", fleet.ActionStop, fleet.ActionOptions{Force: true}, running, true, fleet.JobCounts{Done: 3}},
		{"stop does not", fleet.ActionStop, fleet.ActionOptions{Force: true}, running, false, fleet.JobCounts{Unknown: 3}},
		{"reboot arrives", fleet.ActionReboot, fleet.ActionOptions{Force: true}, running, true, fleet.JobCounts{Done: 3}},
		{"reboot does not", fleet.ActionReboot, fleet.ActionOptions{Force: true}, running, false, fleet.JobCounts{Unknown: 3}},
		{"renewal arrives", fleet.ActionRenew, months(1), prepaid, true, fleet.JobCounts{Done: 1, Cancelled: 2}},
		{"renewal does not", fleet.ActionRenew, months(1), prepaid, false, fleet.JobCounts{Unknown: 1, Cancelled: 2}},
		{"auto-renewal arrives", fleet.ActionAutoRenew, fleet.ActionOptions{On: true, Period: ecsapi.Period{N: 2, Unit: ecsapi.Month}}, prepaid, true, fleet.JobCounts{Done: 3}},
		{"tags arrive", fleet.ActionTag, fleet.ActionOptions{Tags: []ecsapi.Tag{{Key: "night", Value: "off"}}}, hourly, true, fleet.JobCounts{Done: 3}},
		{"names do not", fleet.ActionRename, fleet.ActionOptions{Name: "web-[1,3]"}, hourly, false, fleet.JobCounts{Unknown: 1, Cancelled: 2}},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t, setup{sim: ecssim.Config{Regions: 1, Latency: 50 * time.Millisecond}, journal: t.TempDir()})
				w.load()
				now := w.client.Now()
				ids := w.pickIf(3, "", func(in *ecsapi.Instance) bool {
					return c.fit(in) && (in.Expires.IsZero() || in.Expires.After(now.Add(time.Hour)))
				})
				api := op.New(c.action, c.o).Traits().API
				left := make(chan string, 1)
				w.setBend(func(rw http.ResponseWriter, r *http.Request) bool {
					if r.URL.Query().Get("Action") != api {
						return false
					}
					if c.carry {
						w.cloud.ServeHTTP(quietWriter{rw}, r)
					}
					select {
					case left <- w.crash():
					default: // of the first call
					}
					<-r.Context().Done()
					return true
				})
				id := w.submit(c.action, ids, c.o)
				pass(10 * time.Second)
				key := ""
				if j, ok := w.Snapshot().Job(id); ok {
					key = j.Key
				}
				w.Close()
				w.setBend(nil)
				writes := w.writes()

				dir := <-left
				next := w.successor(dir)
				next.load()
				j := next.past(key)
				if j.Counts != c.want || !j.Past || j.Elsewhere || j.Who != "lin" || j.ID != id {
					t.Errorf("%+v: %+v", j.Counts, j)
				}
				for _, it := range j.Items {
					if (it.Outcome == fleet.Unknown) != (it.Err != nil) {
						t.Errorf("%+v: %v", it, it.Err)
					}
					if it.Err != nil && (it.Err.Kind != ecsapi.KindBrokenOff || !strings.HasSuffix(it.Err.Says().String(), "the instance shows no sign of it")) {
						t.Errorf("the network is not to blame, and the cloud was asked: %v (%s)", it.Err, it.Err.Hint())
					}
					if in := next.read(it.ID)[it.ID]; c.action == fleet.ActionRelease && (in == nil) != c.carry {
						t.Errorf("%s is %v", it.ID, in)
					}
				}
				if n := w.writes(); n != writes {
					t.Errorf("%d writes after the restart", n-writes)
				}
				b, _, _ := journal.Read(dir, 0)
				if len(b) != 1 || b[0].State != journal.Over || b[0].Items[0].Outcome != string(j.Items[0].Outcome) {
					t.Errorf("the journal's end: %+v", b)
				}
				if next.Pending() != 0 {
					t.Error("what is only looked at counts as pending")
				}

				third := w.successor(dir) // and for good
				third.load()
				if again := third.past(key); again.Counts != c.want || !again.Past {
					t.Errorf("the time after: %+v", again.Counts)
				}
				then := c.want
				then.Failed, then.Unknown = then.Unknown, 0
				third.counted(id, then)
				pass(time.Second)
				if b, _, _ := journal.Read(dir, 0); then.Failed > 0 && b[0].Items[0].Outcome != string(fleet.Failed) {
					t.Errorf("the journal's end is %+v", b)
				}
			})
		})
	}
}

// TestBrokenOffCreation: of two calls nobody heard an answer; what one of them
// created is found by the plan's tag.
func TestBrokenOffCreation(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, setup{sim: ecssim.Config{Regions: 1, Latency: 50 * time.Millisecond}, journal: t.TempDir()})
		w.load()
		o := w.order("cn-hangzhou")
		o.Places[0].Amount = 150
		left := make(chan string, 2)
		w.setBend(func(rw http.ResponseWriter, r *http.Request) bool {
			q := r.URL.Query()
			if q.Get("Action") != ecsapi.RunInstances || q.Get("DryRun") == "true" {
				return false
			}
			if q.Get("Amount") == "50" {
				w.cloud.ServeHTTP(quietWriter{rw}, r) // created, and nobody hears of it
			}
			left <- w.crash()
			<-r.Context().Done()
			return true
		})
		id := w.create(o)
		pass(10 * time.Second)
		s := w.Snapshot()
		job, _ := s.Job(id)
		w.Close()
		w.setBend(nil)
		<-left
		next := w.successor(<-left) // the later one
		next.load()
		j := next.past(job.Key)
		if want := (fleet.JobCounts{Done: 50, Unknown: 100}); j.Counts != want {
			t.Errorf("%+v, want %+v", j.Counts, want)
		}
		named := 0
		for _, it := range j.Items[100:] {
			if it.ID != "" && strings.HasPrefix(it.Name, "web-1") {
				named++
			}
		}
		if named != 50 || j.Order == nil || j.Order.N() != 150 {
			t.Errorf("%d of 50 named, %+v", named, j.Order)
		}
		if err := j.Items[0].Err; err.Kind != ecsapi.KindBrokenOff || !strings.HasSuffix(err.Says().String(), "nothing is listed that has the tag "+fleet.PlanTag+"="+job.Key) {
			t.Errorf("%v", err)
		}
	})
}

// TestBrokenOffSteps: the process ends while an instance is taken through its
// steps. That it exists is no matter of doubt, nor what it lacks.
func TestBrokenOffSteps(t *testing.T) {
	for _, c := range []struct {
		api  string // of the step that is not answered
		last bool   // the instance is left stopped
		want string
	}{
		{ecsapi.AllocatePublicIPAddress, false, "it was created, but has no public address and is stopped instead of running"},
		{ecsapi.AllocatePublicIPAddress, true, "it was created, but has no public address"},
		{ecsapi.StartInstances, false, "it was created, but is stopped instead of running"},
	} {
		synctest.Test(t, func(t *testing.T) {
			w := newWorld(t, setup{sim: ecssim.Config{Regions: 1, Latency: 50 * time.Millisecond}, journal: t.TempDir()})
			w.load()
			o := w.order("cn-hangzhou")
			o.Places[0].Amount, o.Launch.BandwidthOut, o.OneByOne, o.LeaveStopped = 1, 5, !c.last, c.last
			left := make(chan string, 1)
			w.setBend(func(_ http.ResponseWriter, r *http.Request) bool {
				if r.URL.Query().Get("Action") != c.api {
					return false
				}
				select {
				case left <- w.crash():
				default: // of the first call
				}
				<-r.Context().Done()
				return true
			})
			id := w.create(o)
			dir := <-left
			job, _ := w.Snapshot().Job(id)
			w.Close()
			w.setBend(nil)
			writes := w.writes()
			next := w.successor(dir)
			next.load()
			j := next.past(job.Key)
			if want := (fleet.JobCounts{Failed: 1}); j.Counts != want || j.Items[0].ID == "" || j.Items[0].Err.Says().String() != c.want {
				t.Errorf("%+v: %v, want %q", j.Counts, j.Items[0].Err, c.want)
			}
			if n := w.writes(); n != writes {
				t.Errorf("%d writes after the restart", n-writes)
			}
		})
	}
}

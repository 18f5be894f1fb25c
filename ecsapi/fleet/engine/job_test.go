package engine

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/ecssim"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/op"
)

func TestStopFive(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, setup{sim: ecssim.Config{Latency: 50 * time.Millisecond}})
		w.load()
		ids := w.pick(5, "", ecsapi.Running)
		bell := w.Subscribe()
		defer bell.Close()
		id := w.submit(fleet.ActionStop, ids, fleet.ActionOptions{})

		// The bell may ring for the first time when the cloud has answered already.
		seen := map[ecsapi.InstanceID][]ecsapi.Status{}
		for s := w.Snapshot(); ; s = w.Snapshot() {
			for _, id := range ids {
				in, _ := s.Instance(id)
				if l := seen[id]; len(l) == 0 || l[len(l)-1] != in.Status {
					seen[id] = append(l, in.Status)
				}
			}
			if j, ok := s.Job(id); ok && j.Over() {
				break
			}
			<-bell.C
		}
		for id, got := range seen {
			if want := []ecsapi.Status{ecsapi.Running, ecsapi.Stopping, ecsapi.Stopped}; !slices.Equal(got, want) {
				t.Errorf("%s went %v, want %v", id, got, want)
			}
		}
		j := w.finish(id, fleet.JobCounts{Done: 5})
		if j.Who != "lin" || j.Elapsed(time.Now()) > 50*time.Second || j.Elapsed(time.Now()) < 8*time.Second {
			t.Errorf("by %q in %v", j.Who, j.Elapsed(time.Now()))
		}
		for _, it := range j.Items {
			if it.From != ecsapi.Running || it.Now != ecsapi.Stopped || it.RequestID == "" || it.Sent.IsZero() || it.Ended.Before(it.Sent) {
				t.Errorf("%+v", it)
			}
		}
		if n := w.Pending(); n != 0 {
			t.Errorf("%d jobs pending", n)
		}
	})
}

func TestThousandInOneRegion(t *testing.T) {
	long(t)
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, setup{sim: ecssim.Config{Instances: 1200, Regions: 1, Latency: 50 * time.Millisecond}})
		w.load()
		ids := w.pick(1000, "", ecsapi.Running)
		w.finish(w.submit(fleet.ActionStop, ids, fleet.ActionOptions{Force: true}), fleet.JobCounts{Done: 1000})
		pass(2 * time.Minute) // the call budget fills up
		w.reset()
		p := w.Plan(fleet.ActionStart, ids, fleet.ActionOptions{})
		if p.Calls != 10 || len(p.Targets) != 1000 {
			t.Fatalf("the plan has %d calls for %d", p.Calls, len(p.Targets))
		}
		id, _ := w.Submit(p)
		if _, err := w.WaitSent(context.Background(), id); err != nil {
			t.Fatal(err)
		}
		pass(10 * time.Second) // nothing starts faster
		if n := len(w.calls("StartInstances")); n != 10 {
			t.Errorf("%d StartInstances calls, want 10", n)
		}
		// Reads come in rounds, 10 calls each: one before the sends, then polls
		// of all while none has started.
		var rounds []int
		last := time.Time{}
		for _, c := range w.calls("DescribeInstances") {
			read := jsonIDs(c.values["InstanceIds"])
			switch n := len(read); {
			case n == 0 || !slices.Contains(ids, ecsapi.InstanceID(read[0])):
				continue // the region's own reads
			case n == 100:
			default:
				t.Errorf("a read of %d ids", n)
			}
			if c.at.Sub(last) > 500*time.Millisecond {
				rounds = append(rounds, 0)
			}
			rounds[len(rounds)-1]++
			last = c.at
		}
		t.Log("reads a round:", rounds)
		if len(rounds) < 4 || len(rounds) > 6 {
			t.Errorf("%d rounds in 10 s", len(rounds))
		}
		for _, n := range rounds {
			if n != 10 {
				t.Errorf("rounds of %v calls, want 10", rounds)
				break
			}
		}
		w.finish(id, fleet.JobCounts{Done: 1000})
	})
}

func TestOneOfManyRefused(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, setup{})
		w.load()
		ids := w.pick(4, "", ecsapi.Stopped)
		w.setEdit(func(r *http.Request, answer map[string]any) {
			list, _ := answer["InstanceResponses"].(map[string]any)
			all, _ := list["InstanceResponse"].([]any)
			for _, v := range all {
				if one := v.(map[string]any); one["InstanceId"] == string(ids[1]) {
					one["Code"], one["Message"], one["CurrentStatus"] = "OperationDenied.NoStock", "no stock", "Stopped"
				}
			}
		})
		j := w.finish(w.submit(fleet.ActionStart, ids, fleet.ActionOptions{}), fleet.JobCounts{Done: 3, Failed: 1})
		i := slices.IndexFunc(j.Items, func(it fleet.Item) bool { return it.Outcome == fleet.Failed })
		if it := j.Items[i]; it.ID != ids[1] || it.Err.Code != "OperationDenied.NoStock" || it.Err.Kind != ecsapi.KindStock || it.RequestID == "" {
			t.Errorf("%+v", it)
		}
	})
}

func TestTransitionsNobodySaw(t *testing.T) {
	for _, a := range []fleet.Action{fleet.ActionStart, fleet.ActionStop, fleet.ActionReboot} {
		synctest.Test(t, func(t *testing.T) {
			w := newWorld(t, setup{sim: ecssim.Config{Speed: 10_000}})
			w.load()
			from := ecsapi.Running
			if a == fleet.ActionStart {
				from = ecsapi.Stopped
			}
			j := w.finish(w.submit(a, w.pick(3, "", from), fleet.ActionOptions{}), fleet.JobCounts{Done: 3})
			if d := j.Elapsed(time.Now()); d > 3*time.Second {
				t.Errorf("%s took %v", a, d)
			}
		})
	}
}

// TestLostAnswers: the answer to a write is lost, after it was carried out
// ("cut") or before ("reset"). The state tells which, and nothing is sent again. A
// reboot leaves no sign of not having happened.
func TestLostAnswers(t *testing.T) {
	for _, c := range []struct {
		action fleet.Action
		fault  string
		calls  int
		want   fleet.JobCounts
	}{
		{fleet.ActionStop, ecssim.FaultCut, 1, fleet.JobCounts{Done: 3}},
		{fleet.ActionStop, ecssim.FaultMalformed, 1, fleet.JobCounts{Done: 3}},
		{fleet.ActionStop, ecssim.FaultReset, 1, fleet.JobCounts{Unknown: 3}},
		{fleet.ActionStop, ecssim.FaultHTTP500, 1, fleet.JobCounts{Unknown: 3}},
		{fleet.ActionStart, ecssim.FaultCut, 1, fleet.JobCounts{Done: 3}},
		{fleet.ActionStart, ecssim.FaultReset, 1, fleet.JobCounts{Unknown: 3}},
		{fleet.ActionReboot, ecssim.FaultCut, 1, fleet.JobCounts{Done: 3}},
		{fleet.ActionReboot, ecssim.FaultReset, 1, fleet.JobCounts{Unknown: 3}},
	} {
		t.Run(string(c.action)+" "+c.fault, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t, setup{sim: ecssim.Config{Regions: 1, Latency: 50 * time.Millisecond}})
				w.load()
				from := ecsapi.Running
				if c.action == fleet.ActionStart {
					from = ecsapi.Stopped
				}
				ids := w.pick(3, "", from)
				w.cloud.Inject(ecssim.Fault{Action: api(c.action), Kind: c.fault, For: time.Second})
				j := w.finish(w.submit(c.action, ids, fleet.ActionOptions{}), c.want)
				if n := len(w.calls(api(c.action))); n != c.calls {
					t.Errorf("%d calls, want %d", n, c.calls)
				}
				for _, it := range j.Items {
					if it.Sent.IsZero() || (it.Err == nil) != (it.Outcome == fleet.Done) {
						t.Errorf("%+v", it)
					}
				}
			})
		})
	}
}

func TestChangedBeforeItsTurn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, setup{})
		w.load()
		ids := w.pick(3, "cn-hangzhou", ecsapi.Running)
		p := w.Plan(fleet.ActionStop, ids, fleet.ActionOptions{})
		if _, err := w.client.Stop(t.Context(), "cn-hangzhou", ids[:1], ecsapi.StopOptions{Force: true}); err != nil {
			t.Fatal(err)
		}
		w.reset()
		id, _ := w.Submit(p)
		j := w.finish(id, fleet.JobCounts{Done: 2, Failed: 1})
		it := j.Items[0]
		if it.Outcome != fleet.Failed || it.Err.Kind != ecsapi.KindState || it.Err.Says().String() != "not sent: is changing" || !it.Sent.IsZero() {
			t.Errorf("%+v: %v", it, it.Err)
		}
		if c := w.calls("StopInstances"); len(c) != 1 || len(sentIDs(c[0])) != 2 {
			t.Errorf("sent %v", c)
		}
	})
}

func TestForbidden(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, readOnly := ecssim.New(ecssim.Config{}).Keys()
		w := newWorld(t, setup{client: ecsapi.Options{Credentials: ecsapi.Credentials{KeyID: readOnly.ID, Secret: readOnly.Secret}}})
		w.load()
		j := w.finish(w.submit(fleet.ActionStop, w.pick(2, "cn-hangzhou", ecsapi.Running), fleet.ActionOptions{}), fleet.JobCounts{Failed: 2})
		if err := j.Items[0].Err; err.Kind != ecsapi.KindForbidden {
			t.Error(err)
		}
		if n := len(w.calls("StopInstances")); n != 1 {
			t.Errorf("sent %d times", n)
		}
	})
}

func TestSubmitRefuses(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, setup{client: ecsapi.Options{ReadOnly: true}})
		s := w.load()
		p := op.NewPlan(s, fleet.ActionStop, w.pick(1, "", ecsapi.Running), fleet.ActionOptions{}, time.Now())
		var e *ecsapi.Error
		if _, err := w.Submit(p); !errors.As(err, &e) || e.Kind != ecsapi.KindReadOnly {
			t.Errorf("a read-only client: %v", err)
		}
		if _, err := w.Submit(&fleet.Plan{Action: fleet.ActionStop}); err == nil {
			t.Error("took an empty plan")
		}
		if _, err := w.WaitJob(t.Context(), 7); err == nil {
			t.Error("waited for a job that isn't there")
		}
	})
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, setup{})
		p := op.NewPlan(w.load(), fleet.ActionStop, w.pick(1, "", ecsapi.Running), fleet.ActionOptions{}, time.Now())
		w.Close()
		if _, err := w.Submit(p); !errors.Is(err, ErrClosed) {
			t.Errorf("a closed engine: %v", err)
		}
	})
}

// TestCancel: with four calls at once, the fifth hundred and on wait for their
// turn; those that were sent are followed to their end.
func TestCancel(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, setup{sim: ecssim.Config{Instances: ecssim.DefaultInstances, Regions: 1, Latency: time.Second}})
		w.load()
		id := w.submit(fleet.ActionStop, w.pick(1000, "", ecsapi.Running), fleet.ActionOptions{})
		pass(1500 * time.Millisecond) // the first calls are on the wire
		w.Cancel(id)
		w.Cancel(id)
		s := w.until("the cancellation", func(s *fleet.Snapshot) bool { return s.Jobs[0].Counts.Cancelled > 0 })
		if c := s.Jobs[0].Counts; c.Cancelled != 600 || s.Jobs[0].Over() {
			t.Errorf("at once: %+v", c)
		}
		w.finish(id, fleet.JobCounts{Done: 400, Cancelled: 600})
		if n := len(w.calls("StopInstances")); n != 4 {
			t.Errorf("%d calls", n)
		}
	})
}

// TestCancelWhileThrottled: a call that waits for the cloud's limit to pass
// doesn't leave after Cancel, however short the wait.
func TestCancelWhileThrottled(t *testing.T) {
	for _, wait := range []string{"", "1500", "3500"} { // milliseconds; "" is until the next minute
		synctest.Test(t, func(t *testing.T) {
			w := newWorld(t, setup{sim: ecssim.Config{Regions: 1}})
			w.load()
			w.setBend(func(rw http.ResponseWriter, r *http.Request) bool {
				if r.URL.Query().Get("Action") != ecsapi.StopInstances || len(w.calls(ecsapi.StopInstances)) > 1 {
					return false
				}
				throttle(rw, wait)
				return true
			})
			id := w.submit(fleet.ActionStop, w.pick(3, "", ecsapi.Running), fleet.ActionOptions{})
			pass(time.Second)
			w.Cancel(id)
			w.finish(id, fleet.JobCounts{Cancelled: 3})
			pass(5 * time.Minute)
			if n := len(w.calls(ecsapi.StopInstances)); n != 1 {
				t.Errorf("a throttling of %q ms: %d calls", wait, n)
			}
			if w.Snapshot().Counts.Changing != 0 {
				t.Error("something stops")
			}
		})
	}
}

func TestThrottledWritesGetThere(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, setup{sim: ecssim.Config{Instances: ecssim.DefaultInstances, Regions: 1}})
		w.load()
		w.cloud.Inject(ecssim.Fault{Kind: ecssim.FaultThrottle, For: 50 * time.Second})
		w.finish(w.submit(fleet.ActionStop, w.pick(300, "", ecsapi.Running), fleet.ActionOptions{}), fleet.JobCounts{Done: 300})
	})
}

// TestCloseInTheMiddle: three hundred were accepted, a hundred are on the
// wire, six hundred wait.
func TestCloseInTheMiddle(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, setup{sim: ecssim.Config{Instances: ecssim.DefaultInstances, Regions: 1, Latency: 100 * time.Millisecond}})
		w.load()
		ids := w.pick(1000, "", ecsapi.Running)
		n := 0
		w.setBend(func(rw http.ResponseWriter, r *http.Request) bool {
			if r.URL.Query().Get("Action") != "StopInstances" {
				return false
			}
			w.mu.Lock()
			n++
			slow := n > 3
			w.mu.Unlock()
			if slow {
				<-r.Context().Done() // never answered
			}
			return slow
		})
		id := w.submit(fleet.ActionStop, ids, fleet.ActionOptions{})
		pass(2 * time.Second)
		w.Close()
		j, ok := w.Snapshot().Job(id)
		if !ok || !j.Over() || w.Pending() != 0 {
			t.Fatalf("after Close the job is not over: %+v", j)
		}
		if want := (fleet.JobCounts{Sent: 300, Unknown: 400, Cancelled: 300}); j.Counts != want {
			t.Errorf("%+v, want %+v", j.Counts, want)
		}
		pass(time.Minute)
		if n != 7 {
			t.Errorf("%d calls", n)
		}
	})
}

// TestHangs: what is accepted and hangs does not keep a job open for ever.
func TestHangs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, setup{sim: ecssim.Config{Regions: 1, Instances: 50, Frozen: true}})
		w.load()
		j := w.finish(w.submit(fleet.ActionStop, w.pick(2, "", ecsapi.Running), fleet.ActionOptions{}), fleet.JobCounts{TimedOut: 2})
		if d := j.Elapsed(time.Now()); d < followFor || d > followFor+10*time.Second {
			t.Errorf("gave up after %v", d)
		}
	})
}

func TestWaitJobEndsWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, setup{})
		w.load()
		id := w.submit(fleet.ActionStop, w.pick(2, "", ecsapi.Running), fleet.ActionOptions{})
		ctx, stop := context.WithTimeout(t.Context(), 3*time.Second)
		defer stop()
		j, err := w.WaitJob(ctx, id)
		if !errors.Is(err, context.DeadlineExceeded) || j.Over() || j.Counts.Sent != 2 {
			t.Errorf("%v: %+v", err, j)
		}
		if n := w.Pending(); n != 1 {
			t.Errorf("%d jobs pending", n)
		}
	})
}

package engine

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/ecssim"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/randtest"
)

// storm is every kind of fault at once, for ten minutes.
func storm() []ecssim.Fault {
	return []ecssim.Fault{
		// Some must be sent again, also where a throttled region waits a minute.
		{Action: "StopInstances", Kind: ecssim.FaultError, Code: "OperationConflict", Status: 409, For: 90 * time.Second},
		{Kind: ecssim.FaultError, Code: "Operation.Conflict", Status: 409, P: 0.05},
		{Action: "StopInstances", Kind: ecssim.FaultError, Code: ecsapi.IncorrectInstanceStatus, Status: 403, Done: true, P: 0.05},
		{Kind: ecssim.FaultJitter, Delay: 2 * time.Second},
		{Kind: ecssim.FaultLatency, Delay: 5 * time.Second, P: 0.05},
		{Kind: ecssim.FaultThrottle, P: 0.05},
		{Kind: ecssim.FaultHTTP500, P: 0.05},
		{Kind: ecssim.FaultHTTP503, P: 0.05},
		{Kind: ecssim.FaultReset, P: 0.05},
		{Kind: ecssim.FaultCut, P: 0.05},
		{Kind: ecssim.FaultMalformed, P: 0.05},
		{Kind: ecssim.FaultSlow, Delay: 20 * time.Second, P: 0.05},
		{Kind: ecssim.FaultLostAnswer, P: 0.1},
		{Kind: ecssim.FaultStale, Delay: 3 * time.Second, P: 0.1},
		{Kind: ecssim.FaultShift, P: 0.1},
		{Kind: ecssim.FaultExpiredToken, P: 0.01},
		{Kind: ecssim.FaultSkew, P: 0.01},
	}
}

// TestStorm lets everything go wrong at once while three jobs run and the fleet
// is swept, and holds the engine to what it promises. Leaked goroutines fail
// the bubble.
func TestStorm(t *testing.T) {
	done, repeats := 0, 0
	seed := randtest.Seed(t)
	for n := range storms() {
		t.Run(fmt.Sprint("seed ", seed+n), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				d, r := weather(t, seed+n)
				done, repeats = done+d, repeats+r
			})
		})
	}
	if done < 30*int(storms()) || repeats == 0 {
		t.Errorf("%d of %d done, %d writes sent again: too little to show anything", done, 72*storms(), repeats)
	}
}

// storms is how many are weathered; each takes ten times as long under the race
// detector.
func storms() uint64 {
	if testing.Short() {
		return 1
	}
	return 3
}

// weather is a storm over one fleet. It returns how many instances came to their
// target, and how many writes were sent again.
func weather(t *testing.T, seed uint64) (done, repeats int) {
	w := newWorld(t, setup{sim: ecssim.Config{Seed: seed, Instances: 400, Regions: 3, Latency: 20 * time.Millisecond}})
	first := w.load()
	running, stopped := w.pick(60, "", ecsapi.Running), w.pick(12, "", ecsapi.Stopped)
	traffic := w.watch()
	const lasts = 10 * time.Minute
	faults := storm()
	for n := range faults {
		faults[n].For = cmp.Or(faults[n].For, lasts)
	}
	if err := w.cloud.Inject(faults...); err != nil {
		t.Fatal(err)
	}

	var jobs []fleet.JobID
	for n := range 6 { // small ones, so that many writes go out
		jobs = append(jobs,
			w.submit(fleet.ActionStop, running[5*n:5*n+5], fleet.ActionOptions{}),
			w.submit(fleet.ActionReboot, running[30+5*n:30+5*n+5], fleet.ActionOptions{}),
			w.submit(fleet.ActionStart, stopped[2*n:2*n+2], fleet.ActionOptions{}))
	}
	begin, missed := time.Now(), map[ecsapi.InstanceID]bool{}
	for time.Since(begin) < lasts || w.Pending() > 0 && time.Since(begin) < 2*lasts {
		pass(7 * time.Second)
		w.Refresh()
		s := w.Snapshot()
		for _, r := range first.Regions {
			for _, in := range r.Instances {
				if _, ok := s.Instance(in.ID); !ok {
					missed[in.ID] = true
				}
			}
		}
	}

	// Good weather: all is as the cloud has it, and only what is gone was missed. What is
	// taken back meanwhile is called gone after two reads ten seconds apart.
	var s *fleet.Snapshot
	var truth map[ecsapi.InstanceID]ecsapi.Status
	for range 4 {
		late := w.client.Now()
		w.Refresh()
		s = w.until("recovery", func(s *fleet.Snapshot) bool {
			for _, r := range s.Regions {
				if !r.Complete || r.Err != nil || r.Loading || r.Read.Before(late) {
					return false
				}
			}
			return len(s.Regions) == 3
		})
		truth = map[ecsapi.InstanceID]ecsapi.Status{}
		shown := 0
		for _, r := range s.Regions {
			list, err := w.client.Instances(context.Background(), ecsapi.Query{Region: r.ID})
			if err != nil {
				t.Fatal(err)
			}
			for _, in := range list {
				truth[in.ID] = in.Status
			}
			shown += len(r.Instances)
		}
		if shown == len(truth) {
			break
		}
		pass(15 * time.Second)
	}
	for id, status := range truth {
		if missed[id] {
			t.Errorf("%s was missing for a while", id)
		}
		if shown, ok := s.Instance(id); !ok || shown.Status != status {
			t.Errorf("%s is %s and shown as %+v", id, status, shown)
		}
	}
	for _, r := range s.Regions {
		for _, in := range r.Instances {
			if truth[in.ID] == "" {
				t.Errorf("%s is gone and shown", in.ID)
			}
		}
	}

	// Each job ended, and says nothing that the cloud contradicts.
	total := fleet.JobCounts{}
	for _, id := range jobs {
		j, err := w.WaitJob(context.Background(), id)
		if err != nil {
			t.Fatal(err)
		}
		for _, it := range j.Items {
			total.Count(it.Outcome)
		}
		target := ecsapi.Running
		if j.Action == fleet.ActionStop {
			target = ecsapi.Stopped
		}
		for _, it := range j.Items {
			status, there := truth[it.ID]
			switch {
			case it.Outcome == fleet.Done && there && status != target:
				t.Errorf("%s %s is called done and is %s", j.Action, it.ID, status)
			case it.Outcome == fleet.Failed && j.Action != fleet.ActionReboot && status == target:
				t.Errorf("%s %s is called failed and is %s: %v", j.Action, it.ID, status, it.Err)
			case it.Outcome == fleet.Queued || it.Outcome == fleet.Sent:
				t.Errorf("%s %s is still %s", j.Action, it.ID, it.Outcome)
			}
		}
	}
	blind, repeats := traffic.repeats()
	t.Logf("%+v, %d writes sent again", total, repeats)
	for _, wrong := range blind {
		t.Error(wrong)
	}
	return total.Done, repeats
}

// traffic is what the cloud was asked, in order of arrival, and how that ended.
type traffic struct {
	mu   sync.Mutex
	list []*exchange
}

type exchange struct {
	action string
	IDs    []string
	token  bool
	status int // 0: never answered
}

// watch records the traffic from now on.
func (w *world) watch() *traffic {
	log := &traffic{}
	w.setBend(func(rw http.ResponseWriter, r *http.Request) bool {
		q := r.URL.Query()
		x := &exchange{action: q.Get("Action"), IDs: jsonIDs(q.Get("InstanceIds")), token: q.Has("ClientToken")}
		for k := range q {
			if k == "InstanceId" || strings.HasPrefix(k, "InstanceId.") || strings.HasPrefix(k, "ResourceId.") {
				x.IDs = append(x.IDs, strings.Split(q.Get(k), ",")...)
			}
		}
		log.mu.Lock()
		log.list = append(log.list, x)
		log.mu.Unlock()
		w.cloud.ServeHTTP(&statusWriter{rw, log, x}, r)
		return true
	})
	return log
}

// statusWriter notes the status of an answer.
type statusWriter struct {
	http.ResponseWriter
	log *traffic
	x   *exchange
}

func (s *statusWriter) WriteHeader(status int) {
	s.log.mu.Lock()
	s.x.status = status
	s.log.mu.Unlock()
	s.ResponseWriter.WriteHeader(status)
}

func (s *statusWriter) Unwrap() http.ResponseWriter { return s.ResponseWriter }

// repeats counts the writes that were sent again, and lists those that should not
// have been: without a look at the instance in between, or without a token after
// one that may have happened.
func (l *traffic) repeats() (wrong []string, n int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	looks := map[string]int{} // at an instance
	type write struct {
		looks   int // before it
		refused bool
	}
	last := map[string]write{}
	for _, x := range l.list {
		for _, id := range x.IDs {
			if strings.HasPrefix(x.action, "Describe") {
				looks[id]++
				continue
			}
			again := x.action + " " + id
			if before, ok := last[again]; ok {
				n++
				if !before.refused && !x.token {
					wrong = append(wrong, again+" again, though it may have happened and has no token")
				}
				if !(before.refused && x.token) && looks[id] == before.looks {
					wrong = append(wrong, again+" again without a look at it")
				}
			}
			if x.status != http.StatusBadRequest { // throttled: the client sends it again by itself
				last[again] = write{looks[id], x.status >= 400 && x.status < 500}
			}
		}
	}
	return wrong, n
}

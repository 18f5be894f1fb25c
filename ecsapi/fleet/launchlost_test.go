package fleet

import (
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/ecssim"
	"ecsdeck/ecsapi/fleet/journal"
)

// TestLostCreations: the answer is lost, after the cloud created or before. The
// call goes again with its token, so that each instance is created once.
func TestLostCreations(t *testing.T) {
	for _, c := range []struct {
		kind  string
		for_  time.Duration // 0: for ever
		calls int
		want  JobCounts
	}{
		{ecssim.FaultLostAnswer, time.Second, 2, JobCounts{Done: 30}},
		{ecssim.FaultCut, time.Second, 2, JobCounts{Done: 30}},
		{ecssim.FaultMalformed, time.Second, 2, JobCounts{Done: 30}},
		{ecssim.FaultReset, time.Second, 2, JobCounts{Done: 30}},
		{ecssim.FaultHTTP500, time.Second, 2, JobCounts{Done: 30}},
		// No answer ever comes: the plan's tag tells what was created.
		{ecssim.FaultLostAnswer, 0, maxSends, JobCounts{Done: 30}},
		{ecssim.FaultReset, 0, maxSends, JobCounts{Unknown: 30}},
	} {
		name := c.kind
		if c.for_ == 0 {
			name += " for ever"
		}
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t, setup{sim: ecssim.Config{Regions: 1, Latency: 50 * time.Millisecond}})
				w.load()
				o := w.order("cn-hangzhou")
				o.Places[0].Amount = 30
				w.reset()
				w.cloud.Inject(ecssim.Fault{Action: ecsapi.RunInstances, Kind: c.kind, For: c.for_})
				j := w.finish(w.begin(w.PlanOrder(o)), c.want)
				w.agrees(j, "cn-hangzhou")
				calls := w.calls(ecsapi.RunInstances)
				if len(calls) != c.calls {
					t.Errorf("%d calls, want %d", len(calls), c.calls)
				}
				for _, call := range calls {
					if call.values["ClientToken"] != calls[0].values["ClientToken"] {
						t.Error("another token")
					}
				}
				for _, it := range j.Items {
					if (it.Err == nil) != (it.Outcome == Done) || it.Sent.IsZero() {
						t.Errorf("%+v", it)
					}
				}
			})
		})
	}
}

// TestTwoCallsLost: what two calls created whose answers never came goes to the
// items under whose names it was created.
func TestTwoCallsLost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, setup{sim: ecssim.Config{Regions: 1}})
		w.load()
		o := w.order("cn-hangzhou")
		o.Places[0].Amount = 150
		w.cloud.Inject(ecssim.Fault{Action: ecsapi.RunInstances, Kind: ecssim.FaultLostAnswer})
		j := w.finish(w.begin(w.PlanOrder(o)), JobCounts{Done: 150})
		w.agrees(j, "cn-hangzhou")
		for k, it := range j.Items {
			if it.Name != NthName("web-[1,3]", k) {
				t.Errorf("item %d is %s", k, it.Name)
			}
		}
	})
}

// TestRefusedAfterALostAnswer: a refusal tells that the call before it created
// nothing, but for one that comes before the cloud looks at the token.
func TestRefusedAfterALostAnswer(t *testing.T) {
	for _, c := range []struct {
		code string
		want JobCounts
	}{
		{"OperationDenied.NoStock", JobCounts{Failed: 5}},
		{"Forbidden.RAM", JobCounts{Unknown: 5}},
	} {
		synctest.Test(t, func(t *testing.T) {
			w := newWorld(t, setup{sim: ecssim.Config{Regions: 1}})
			w.load()
			o := w.order("cn-hangzhou")
			o.Places[0].Amount = 5
			w.reset()
			w.setBend(func(rw http.ResponseWriter, r *http.Request) bool {
				switch {
				case r.URL.Query().Get("Action") != ecsapi.RunInstances:
					return false
				case len(w.calls(ecsapi.RunInstances)) == 1:
					panic(http.ErrAbortHandler)
				}
				refuse(rw, http.StatusForbidden, c.code)
				return true
			})
			j := w.finish(w.begin(w.PlanOrder(o)), c.want)
			if n := len(w.calls(ecsapi.RunInstances)); n != 2 {
				t.Errorf("%d calls", n)
			}
			if err := j.Items[0].Err; err == nil || c.want.Failed > 0 && err.Code != c.code {
				t.Error(err)
			}
		})
	}
}

func refuse(rw http.ResponseWriter, status int, code string) {
	rw.Header().Set("Content-Type", "application/json")
	rw.WriteHeader(status)
	rw.Write([]byte(`{"RequestId":"R-1","HostId":"h","Code":"` + code + `","Message":"no"}`))
}

// TestKilledBeforeTheAnswer: a process ends between the intent and the answer.
// From the journal the next one knows the job's key, and finds what it created.
func TestKilledBeforeTheAnswer(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, setup{sim: ecssim.Config{Regions: 1}})
		book, err := journal.Open(dir)
		if err != nil {
			t.Fatal(err)
		}
		w.Engine = New(Options{Client: w.client, Journal: book})
		w.load()
		o := w.order("cn-hangzhou")
		o.Places[0].Amount = 20
		w.cloud.Inject(ecssim.Fault{Action: ecsapi.RunInstances, Kind: ecssim.FaultLostAnswer})
		id := w.begin(w.PlanOrder(o))
		pass(time.Second)
		w.Close()
		book.Close()
		if j, _ := w.Snapshot().Job(id); j.Counts != (JobCounts{Unknown: 20}) {
			t.Errorf("%+v", j.Counts)
		}

		past, problems, err := journal.Read(dir, 10)
		if err != nil || len(problems) > 0 || len(past) != 1 || len(past[0].Calls) != 1 {
			t.Fatal(err, problems, past)
		}
		call := past[0].Calls[0]
		if call.API != ecsapi.RunInstances || call.Token == "" || !call.Answered.IsZero() || len(call.Items) != 20 || call.Params["Amount"] != "20" {
			t.Errorf("noted %+v", call)
		}
		pass(5 * time.Second)
		next := New(Options{Client: w.client})
		found, err := next.findLaunched(t.Context(), "cn-hangzhou", past[0].Key)
		if err != nil || len(found) != 20 {
			t.Errorf("%d found, %v", len(found), err)
		}
		if found, err = next.findLaunched(t.Context(), "cn-hangzhou", "another"); err != nil || len(found) != 0 {
			t.Errorf("%d of another job, %v", len(found), err)
		}
	})
}

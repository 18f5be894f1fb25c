package engine

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/ecssim"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/fleet/journal"
)

// TestLostCreations: the answer is lost, after the cloud created or before. The
// call goes again with its token, so that each instance is created once.
func TestLostCreations(t *testing.T) {
	for _, c := range []struct {
		kind  string
		for_  time.Duration // 0: for ever
		calls int
		want  fleet.JobCounts
	}{
		{ecssim.FaultLostAnswer, time.Second, 2, fleet.JobCounts{Done: 30}},
		{ecssim.FaultCut, time.Second, 2, fleet.JobCounts{Done: 30}},
		{ecssim.FaultMalformed, time.Second, 2, fleet.JobCounts{Done: 30}},
		{ecssim.FaultReset, time.Second, 2, fleet.JobCounts{Done: 30}},
		{ecssim.FaultHTTP500, time.Second, 2, fleet.JobCounts{Done: 30}},
		// No answer ever comes: the plan's tag tells what was created.
		{ecssim.FaultLostAnswer, 0, maxSends, fleet.JobCounts{Done: 30}},
		{ecssim.FaultReset, 0, maxSends, fleet.JobCounts{Unknown: 30}},
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
					if (it.Err == nil) != (it.Outcome == fleet.Done) || it.Sent.IsZero() {
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
		j := w.finish(w.begin(w.PlanOrder(o)), fleet.JobCounts{Done: 150})
		w.agrees(j, "cn-hangzhou")
		for k, it := range j.Items {
			if it.Name != fleet.NthName("web-[1,3]", k) {
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
		want fleet.JobCounts
	}{
		{"OperationDenied.NoStock", fleet.JobCounts{Failed: 5}},
		{"Forbidden.RAM", fleet.JobCounts{Unknown: 5}},
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

// TestLostAndUnread: the answer is lost and the call refused when it goes again,
// as for a quota that it has used up itself. Only looks at the cloud, and more
// than one, may say that nothing was created.
func TestLostAndUnread(t *testing.T) {
	never := func(time.Duration, int) bool { return false }
	for _, c := range []struct {
		name    string
		created bool
		empty   func(d time.Duration, look int) bool // the list lacks what was created
		deaf    func(d time.Duration, look int) bool // it is refused
		code    string
		want    fleet.JobCounts
		says    string
	}{
		{"no look", true, never, func(time.Duration, int) bool { return true }, "Throttling.User", fleet.JobCounts{Unknown: 5}, "could not be asked"},
		{"not allowed to look", true, never, func(time.Duration, int) bool { return true }, "Forbidden.RAM", fleet.JobCounts{Unknown: 5}, "could not be asked"},
		{"one look, too early", true, func(_ time.Duration, n int) bool { return n == 1 }, func(_ time.Duration, n int) bool { return n > 1 },
			"Throttling.User", fleet.JobCounts{Unknown: 5}, "listed"},
		{"late", true, never, func(d time.Duration, _ int) bool { return d < 50*time.Second }, "Throttling.User", fleet.JobCounts{Done: 5}, ""},
		{"nothing there", false, never, never, "", fleet.JobCounts{Failed: 5}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t, setup{sim: ecssim.Config{Regions: 1}})
				w.load()
				o := w.order("cn-hangzhou")
				o.Places[0].Amount = 5
				w.reset()
				began, looks := time.Now(), 0
				tagged := func(r *http.Request) bool { return r.URL.Query().Get("Tag.1.Key") == fleet.PlanTag && listing(r) }
				w.setBend(func(rw http.ResponseWriter, r *http.Request) bool {
					switch {
					case tagged(r):
						if looks++; !c.deaf(time.Since(began), looks) {
							return false
						}
						refuse(rw, http.StatusForbidden, c.code)
					case r.URL.Query().Get("Action") != ecsapi.RunInstances:
						return false
					case len(w.calls(ecsapi.RunInstances)) > 1:
						refuse(rw, http.StatusForbidden, "QuotaExceed.ElasticQuota")
					default:
						if c.created {
							w.cloud.ServeHTTP(httptest.NewRecorder(), r)
						}
						panic(http.ErrAbortHandler)
					}
					return true
				})
				w.setEdit(func(r *http.Request, answer map[string]any) {
					if _, set := rows(answer); tagged(r) && c.empty(time.Since(began), looks) {
						set(nil)
						answer["TotalCount"] = 0
					}
				})
				j := w.finish(w.begin(w.PlanOrder(o)), c.want)
				it := j.Items[0]
				switch {
				case c.want.Done > 0:
					w.agrees(j, "cn-hangzhou")
				case c.want.Failed > 0:
					if it.Err.Code != "QuotaExceed.ElasticQuota" || looks < 2 {
						t.Errorf("after %d looks: %v", looks, it.Err)
					}
				case !strings.Contains(it.Err.Says().String(), c.says) || !strings.Contains(it.Err.Says().String(), fleet.PlanTag+"="+j.Key):
					t.Error(it.Err)
				}
			})
		})
	}
}

// TestClosedBeforeTheAnswer: what is not known when the program ends is left
// open in the journal, and the next run finds it.
func TestClosedBeforeTheAnswer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, setup{sim: ecssim.Config{Regions: 1}, journal: t.TempDir()})
		w.load()
		o := w.order("cn-hangzhou")
		o.Places[0].Amount = 5
		w.cloud.Inject(ecssim.Fault{Action: ecsapi.RunInstances, Kind: ecssim.FaultLostAnswer})
		id := w.begin(w.PlanOrder(o))
		pass(time.Second)
		w.Close()
		j, _ := w.Snapshot().Job(id)
		if j.Counts != (fleet.JobCounts{Unknown: 5}) {
			t.Errorf("%+v", j.Counts)
		}
		w.journal.Close()
		next := w.successor(w.crash())
		next.Start(t.Context())
		if past := next.past(j.Key); past.Counts != (fleet.JobCounts{Done: 5}) {
			t.Errorf("found %+v", past.Counts)
		}
	})
}

// TestMoreThanAsked: an answer names more instances than the call asked for. They
// exist and cost money, so the job shows them, and so does the next run.
func TestMoreThanAsked(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, setup{sim: ecssim.Config{Regions: 1}, journal: t.TempDir()})
		w.load()
		o := w.order("cn-hangzhou", "cn-hangzhou")
		o.Places[0].Amount, o.Places[1].Amount = 3, 2
		w.setEdit(func(r *http.Request, answer map[string]any) {
			if sets, ok := answer["InstanceIdSets"].(map[string]any); ok && r.URL.Query().Get("Amount") == "3" {
				sets["InstanceIdSet"] = append(sets["InstanceIdSet"].([]any), "i-4", "i-5")
			}
		})
		j := w.finish(w.begin(w.PlanOrder(o)), fleet.JobCounts{Done: 5, Failed: 2})
		if len(j.Items) != 7 {
			t.Fatalf("%d items", len(j.Items))
		}
		told := func(j *fleet.Job) {
			for n, it := range j.Items[5:] {
				if want := ecsapi.InstanceID("i-" + string('4'+rune(n))); it.ID != want || it.Region != "cn-hangzhou" || !strings.Contains(it.Err.Says().String(), "5 instances where 3 were asked for") {
					t.Errorf("%+v: %v", it, it.Err)
				}
			}
		}
		told(j)
		if n := w.Retry(j.ID).N(); n != 0 {
			t.Errorf("%d would be created again", n)
		}
		w.Close()
		w.journal.Close()
		if jobs, problems, err := journal.Read(w.journal.Dir(), 0); err != nil || len(problems) > 0 || len(jobs) != 1 {
			t.Fatal(jobs, problems, err)
		}
		next := w.successor(w.journal.Dir())
		next.Start(t.Context())
		past := next.past(j.Key)
		if past.Counts != j.Counts {
			t.Fatalf("the next run says %+v", past.Counts)
		}
		told(past)
	})
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
		if j, _ := w.Snapshot().Job(id); j.Counts != (fleet.JobCounts{Unknown: 20}) {
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

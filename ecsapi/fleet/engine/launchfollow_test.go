package engine

import (
	"context"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/ecssim"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/op"
)

// TestCancelMidway: four calls are on the wire, six never leave.
func TestCancelMidway(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, setup{sim: ecssim.Config{Regions: 1, Latency: time.Second}})
		w.load()
		o := w.order("cn-hangzhou", "cn-hangzhou", "cn-hangzhou", "cn-hangzhou", "cn-hangzhou", "cn-hangzhou")
		for i := range o.Places {
			o.Places[i].Amount = 20
		}
		id := w.begin(w.PlanOrder(o))
		pass(500 * time.Millisecond)
		w.Cancel(id)
		j := w.finish(id, fleet.JobCounts{Done: 80, Cancelled: 40})
		w.agrees(j, "cn-hangzhou")
		for k, it := range j.Items {
			if want := fleet.NthName("web-[1,3]", k); it.Name != want || it.Outcome == fleet.Cancelled && (it.ID != "" || !it.Sent.IsZero()) {
				t.Errorf("%+v", it)
			}
		}
	})
}

// TestTheRestOfAnOrder: what a job did not create is created by the next one,
// under the names that are missing.
func TestTheRestOfAnOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, setup{})
		w.load()
		o := w.order("cn-hangzhou", "cn-beijing")
		o.Places[0].Amount, o.Places[1].Amount = 150, 4
		w.setBend(func(rw http.ResponseWriter, r *http.Request) bool {
			q := r.URL.Query()
			if q.Get("Action") != ecsapi.RunInstances || q.Get("Amount") == "100" {
				return false
			}
			refuse(rw, http.StatusForbidden, "OperationDenied.NoStock")
			return true
		})
		first := w.finish(w.begin(w.PlanOrder(o)), fleet.JobCounts{Done: 100, Failed: 54})
		w.setBend(nil)
		rest := w.Prepare(t.Context(), w.Retry(first.ID))
		if rest.N() != 54 || rest.Calls != 2 || rest.Order.N() != 54 || len(rest.Flaws) > 0 || rest.Bill.PerHour == 0 {
			t.Fatalf("%+v", rest)
		}
		second := w.finish(w.begin(rest), fleet.JobCounts{Done: 54})
		names := map[string]bool{}
		for _, it := range slices.Concat(byOutcome(first.Items, fleet.Done), second.Items) {
			names[it.Name] = true
		}
		for k := range 154 {
			if name := fleet.NthName("web-[1,3]", k); !names[name] {
				t.Error(name, "is missing")
			}
		}
		if len(w.made("cn-hangzhou", "cn-beijing")) != 154 || w.Retry(second.ID).N() != 0 {
			t.Error("there are more or less than 154")
		}
	})
}

// TestTheRestInThePast: a later run tells of a job that created the rest of
// another what that job was, with the names that were missing then.
func TestTheRestInThePast(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, setup{sim: ecssim.Config{Regions: 1}, journal: t.TempDir()})
		w.load()
		o := w.order("cn-hangzhou")
		o.Places[0].Amount = 150
		w.setBend(func(rw http.ResponseWriter, r *http.Request) bool {
			if q := r.URL.Query(); q.Get("Action") != ecsapi.RunInstances || q.Get("Amount") == "100" {
				return false
			}
			refuse(rw, http.StatusForbidden, "OperationDenied.NoStock")
			return true
		})
		first := w.finish(w.begin(w.PlanOrder(o)), fleet.JobCounts{Done: 100, Failed: 50})
		rest := w.finish(w.begin(w.Retry(first.ID)), fleet.JobCounts{Failed: 50})
		w.Close()
		w.journal.Close()
		next := w.successor(w.journal.Dir())
		next.Start(t.Context())
		for _, j := range []*fleet.Job{first, rest} {
			past := next.past(j.Key)
			if got, want := op.JobCommands(past), op.JobCommands(j); len(want) == 0 || !slices.Equal(got, want) {
				t.Errorf("says\n%q, was\n%q", got, want)
			}
			again := next.Retry(past.ID)
			if len(again.Launches) != 1 || again.Launches[0].Name != "web-[101,3]" || again.N() != 50 {
				t.Errorf("again: %+v", again.Launches)
			}
		}
	})
}

// TestCancelWithAnAnswerOnItsWay: the cloud created, its answer does not come in
// time, and the call is not sent again: what is there is found.
func TestCancelWithAnAnswerOnItsWay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, setup{sim: ecssim.Config{Regions: 1}})
		w.load()
		o := w.order("cn-hangzhou")
		o.Places[0].Amount = 10
		w.reset()
		w.setBend(func(rw http.ResponseWriter, r *http.Request) bool {
			if r.URL.Query().Get("Action") != ecsapi.RunInstances {
				return false
			}
			w.cloud.ServeHTTP(httptest.NewRecorder(), r)
			<-r.Context().Done()
			return true
		})
		id := w.begin(w.PlanOrder(o))
		pass(time.Second)
		w.Cancel(id)
		w.agrees(w.finish(id, fleet.JobCounts{Done: 10}), "cn-hangzhou")
		if n := len(w.calls(ecsapi.RunInstances)); n != 1 {
			t.Errorf("%d calls", n)
		}
	})
}

// TestPrepaidIsChargedOnce: an answer is lost, and the balance has gone down by
// what the plan said.
func TestPrepaidIsChargedOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, setup{sim: ecssim.Config{Regions: 1}})
		w.load()
		o := w.order("cn-hangzhou")
		o.Launch.ChargeType, o.Launch.Period, o.Places[0].Amount = ecsapi.PrePaid, ecsapi.Period{N: 2, Unit: ecsapi.Month}, 7
		p := w.Prepare(t.Context(), w.PlanOrder(o))
		before := w.balance()
		w.cloud.Inject(ecssim.Fault{Action: ecsapi.RunInstances, Kind: ecssim.FaultLostAnswer, For: time.Second})
		j := w.finish(w.begin(p), fleet.JobCounts{Done: 7})
		paid := ecsapi.Price(0)
		for _, it := range j.Items {
			paid += it.Cost
			if it.OrderID == "" {
				t.Errorf("%+v", it)
			}
		}
		if p.Bill.Once == 0 || p.Bill.PerHour != 0 || paid != p.Bill.Once || before-w.balance() != paid {
			t.Errorf("the bill says %d, the items %d, the balance %d", p.Bill.Once, paid, before-w.balance())
		}
		w.agrees(j, "cn-hangzhou")
	})
}

// balance is what the account has.
func (w *world) balance() ecsapi.Price {
	r := httptest.NewRequest(http.MethodGet, "/_sim/balance", nil)
	r.RemoteAddr, r.Host = "127.0.0.1:1", "127.0.0.1"
	rec := httptest.NewRecorder()
	w.cloud.ServeHTTP(rec, r)
	text := strings.Trim(rec.Body.String(), "{}\n ")
	_, number, _ := strings.Cut(text, ":")
	f, err := strconv.ParseFloat(strings.TrimSpace(number), 64)
	if err != nil {
		w.t.Fatal(rec.Body, err)
	}
	return ecsapi.Price(f*1000+0.5) * 1000
}

// TestGoneAgain: the cloud deletes what it finds no stock for after it answered.
func TestGoneAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, setup{sim: ecssim.Config{Regions: 1}})
		w.load()
		o := w.order("cn-hangzhou")
		o.Places[0].Amount = 3
		id := w.begin(w.PlanOrder(o))
		s := w.until("the ids", func(s *fleet.Snapshot) bool { return len(s.Jobs) > 0 && s.Jobs[0].Counts.Sent == 3 })
		lost := s.Jobs[0].Items[1].ID
		pass(2 * time.Second) // it was listed
		w.setEdit(func(r *http.Request, answer map[string]any) {
			if list, set := rows(answer); list != nil {
				set(slices.DeleteFunc(list, func(in map[string]any) bool { return in["InstanceId"] == string(lost) }))
			}
		})
		j := w.finish(id, fleet.JobCounts{Done: 2, Failed: 1})
		if it := j.Items[1]; it.ID != lost || it.Err.Kind != ecsapi.KindStock || it.Now != "" {
			t.Errorf("%+v: %v", it, it.Err)
		}
	})
}

// TestUnlistedForAMoment: an old answer that lacks what a newer one had is not
// taken for the end of it.
func TestUnlistedForAMoment(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, setup{sim: ecssim.Config{Regions: 1}})
		w.load()
		o := w.order("cn-hangzhou")
		o.Places[0].Amount = 3
		id := w.begin(w.PlanOrder(o))
		began := time.Now()
		w.setEdit(func(r *http.Request, answer map[string]any) {
			if d := time.Since(began); r.URL.Query().Get("InstanceIds") != "" && 2*time.Second < d && d < 12*time.Second {
				_, set := rows(answer)
				set(nil)
			}
		})
		w.finish(id, fleet.JobCounts{Done: 3})
		if time.Since(began) < 12*time.Second {
			t.Error("nothing was tried")
		}
	})
}

// TestStaleReadsOfTheNew: answers may be as old as before the creation, and
// lists don't have it at once. That is not taken for the end of it.
func TestStaleReadsOfTheNew(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, setup{sim: ecssim.Config{Regions: 1}})
		w.load()
		o := w.order("cn-hangzhou")
		o.Places[0].Amount = 20
		w.cloud.Inject(ecssim.Fault{Kind: ecssim.FaultStale, For: time.Minute, Delay: 10 * time.Second})
		before := w.Snapshot().Counts.Total
		id := w.begin(w.PlanOrder(o))
		w.until("the rows", func(s *fleet.Snapshot) bool { return s.Counts.Total == before+20 })
		w.until("the end", func(s *fleet.Snapshot) bool {
			if s.Counts.Total != before+20 {
				t.Fatal("rows went away")
			}
			return s.Jobs[0].Over()
		})
		w.agrees(w.finish(id, fleet.JobCounts{Done: 20}), "cn-hangzhou")
	})
}

// TestCreateOutOfScope: what is created in a region that the engine does not
// read is followed all the same.
func TestCreateOutOfScope(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, setup{regions: []ecsapi.RegionID{"cn-beijing"}})
		w.load()
		o := w.order("cn-hangzhou")
		o.Places[0].Amount = 2
		w.agrees(w.finish(w.create(o), fleet.JobCounts{Done: 2}), "cn-hangzhou")
	})
}

// TestCreationPace: no minute sees more than the account may create.
func TestCreationPace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var p pace
		began := time.Now()
		var left []time.Duration
		for range 120 {
			if !p.wait(t.Context(), 100) {
				t.Fatal("gave up")
			}
			left = append(left, time.Since(began))
		}
		if left[24] != 0 {
			t.Errorf("the first 2,500 take %v", left[24])
		}
		for k := 50; k < len(left); k++ {
			if d := left[k] - left[k-50]; d < time.Minute {
				t.Errorf("5,000 within %v", d)
			}
		}
		if d := left[119]; d > 4*time.Minute {
			t.Errorf("12,000 take %v", d)
		}
		ctx, stop := context.WithCancel(t.Context())
		stop()
		if p.wait(ctx, 1) {
			t.Error("leaves after it was cancelled")
		}
	})
}

package engine

import (
	"encoding/json"
	"fmt"
	"maps"
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

// busyCases are the codes that say that something else goes on, with an action
// that they are documented or known for.
var busyCases = []struct {
	action fleet.Action
	code   string
	status int
}{
	{fleet.ActionStart, "OperationConflict", 409},
	{fleet.ActionStart, "InvalidOperation.Conflict", 409},
	{fleet.ActionStart, "LastTokenProcessing", 403},
	{fleet.ActionStart, ecsapi.IncorrectInstanceStatus, 403},
	{fleet.ActionStart, "NodeControllerUnavailable", 403},
	{fleet.ActionStop, "OperationConflict", 409},
	{fleet.ActionStop, "InvalidOperation.Conflict", 409},
	{fleet.ActionStop, "TaskConflict", 400},
	{fleet.ActionStop, ecsapi.IncorrectInstanceStatus, 403},
	{fleet.ActionStop, "OperationDenied.ResourceControl", 403},
	{fleet.ActionReboot, "OperationConflict", 409},
	{fleet.ActionReboot, "InvalidOperation.Conflict", 409},
	{fleet.ActionReboot, "InstanceNotReady", 403},
	{fleet.ActionRelease, "OperationConflict", 409},
	{fleet.ActionRelease, "IncorrectInstanceStatus.Initializing", 403},
	{fleet.ActionRelease, ecsapi.IncorrectInstanceStatus, 403},
	{fleet.ActionRelease, "DependencyViolation.RouteEntry", 400},
	{fleet.ActionRelease, "DependencyViolation.SLBConfiguring", 400},
	{fleet.ActionTag, "OperationConflict", 409},
	{fleet.ActionRename, "OperationConflict", 409},
	{fleet.ActionProtect, "Operation.Conflict", 409},
	{fleet.ActionAutoRelease, "OperationConflict", 409},
	{fleet.ActionRenew, "OperationConflict", 409},
	{fleet.ActionRenew, "LastOrderProcessing", 400},
	{fleet.ActionRenew, "LastRequestProcessing", 403},
	{fleet.ActionRenew, "IdempotentProcessing", 403},
	{fleet.ActionRenew, "InvalidStatus.Upgrading", 403},
	{fleet.ActionScript, "OperationConflict", 409},
	{fleet.ActionCreate, "OperationConflict", 409},
	{fleet.ActionCreate, "IncorrectVSwitchStatus", 400},
	{fleet.ActionCreate, "OperationDenied.CreatingConflict", 404},
	{fleet.ActionCreate, "InvalidPrivateIpAddress.Duplicated", 403},
	{fleet.ActionCreate, "InvalidIPAddress.AlreadyUsed", 400},
	{fleet.ActionCreate, "LimitedOperation.ServiceUnavailable", 503},
	{fleet.ActionCreate, "LastTokenProcessing", 403},
	{fleet.ActionCreate, "IdempotentProcessing", 403},
}

// busyPlan is a plan for two instances, or for one where the cloud says of a call
// that is for all or none which of them is busy.
func (w *world) busyPlan(a fleet.Action) *fleet.Plan {
	w.t.Helper()
	switch a {
	case fleet.ActionCreate:
		o := w.order("cn-hangzhou")
		o.Places[0].Amount = 2
		return w.PlanOrder(o)
	case fleet.ActionStart:
		return w.Plan(a, w.pick(2, "", ecsapi.Stopped), fleet.ActionOptions{})
	case fleet.ActionRelease:
		return w.Plan(a, w.pickIf(1, "", unprotected), fleet.ActionOptions{Force: true})
	case fleet.ActionRenew:
		return w.Plan(a, w.renewable(2), months(1))
	case fleet.ActionScript:
		return w.Plan(a, w.pickIf(1, "", func(in *ecsapi.Instance) bool { return in.Status == ecsapi.Running && hourly(in) }), fleet.ActionOptions{Script: "true"})
	default: // one of the table
	}
	for _, c := range operationCases {
		if c.action == a {
			return w.Plan(a, w.pickIf(2, "", c.fit), c.options(w))
		}
	}
	return w.Plan(a, w.pick(2, "", ecsapi.Running), fleet.ActionOptions{})
}

// TestBusyIsNotRefused: what is refused twice because something else goes on is
// sent a third time, five to fifteen seconds apart, and meanwhile the job says so.
func TestBusyIsNotRefused(t *testing.T) {
	for _, c := range busyCases {
		t.Run(string(c.action)+" "+c.code, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t, setup{sim: ecssim.Config{Regions: 1, Latency: 50 * time.Millisecond}})
				w.load()
				p := w.busyPlan(c.action)
				api := op.API(p.Action, p.Options, p.Order)
				w.reset()
				fault := ecssim.Fault{Action: api, Kind: ecssim.FaultError, Code: c.code, Status: c.status, Times: 2 * p.Calls}
				if err := w.cloud.Inject(fault); err != nil {
					t.Fatal(err)
				}
				id := w.begin(p)
				w.until("it is shown as busy", func(s *fleet.Snapshot) bool {
					j, ok := s.Job(id)
					return ok && slices.ContainsFunc(j.Items, func(it fleet.Item) bool {
						return it.Outcome == fleet.Queued && it.Busy == 1 && it.Err != nil && it.Err.Code == c.code
					})
				})
				j := w.finish(id, fleet.JobCounts{Done: p.N()})
				calls := w.calls(api)
				times := map[string][]time.Time{} // of the calls for one instance, or for all
				tokens := map[string]bool{}
				withTokens := 0
				for _, call := range calls {
					if call.values["ClientToken"] != "" {
						withTokens = p.Calls
					}
					of := call.values["InstanceId"]
					times[of] = append(times[of], call.at)
					tokens[call.values["ClientToken"]] = true
				}
				for of, at := range times {
					for n := 1; n < len(at); n++ {
						if pause := at[n].Sub(at[n-1]); pause < 5*time.Second || pause > 16*time.Second {
							t.Errorf("%s was sent again after %v", of, pause)
						}
					}
				}
				if len(calls) != 3*p.Calls || len(tokens) != max(1, withTokens) {
					t.Errorf("%d calls with %d tokens, want %d with %d", len(calls), len(tokens), 3*p.Calls, withTokens)
				}
				for _, it := range j.Items {
					if it.Err != nil || it.Busy == 0 {
						t.Errorf("%+v", it)
					}
				}
				if c.action == fleet.ActionCreate {
					w.agrees(j, "cn-hangzhou")
				}
				if c.action == fleet.ActionRenew {
					for _, it := range j.Items {
						if !it.NewExpiry.Equal(months(1).Period.After(it.OldExpiry)) {
							t.Errorf("%s: from %s to %s", it.ID, it.OldExpiry, it.NewExpiry)
						}
					}
				}
			})
		})
	}
}

// TestBusyForTooLong: after ten minutes it fails as what it is.
func TestBusyForTooLong(t *testing.T) {
	for _, action := range []fleet.Action{fleet.ActionStop, fleet.ActionRelease, fleet.ActionRenew, fleet.ActionCreate} {
		t.Run(string(action), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t, setup{sim: ecssim.Config{Regions: 1, Latency: 50 * time.Millisecond}})
				w.load()
				p := w.busyPlan(action)
				w.cloud.Inject(ecssim.Fault{Action: op.API(p.Action, p.Options, p.Order), Kind: ecssim.FaultError, Code: "OperationConflict", Status: 409})
				begun := time.Now()
				j := w.finish(w.begin(p), fleet.JobCounts{Failed: p.N()})
				if took := time.Since(begun); took < BusyFor || took > BusyFor+time.Minute {
					t.Errorf("given up after %v", took)
				}
				for _, it := range j.Items {
					if it.Err == nil || it.Err.Code != "OperationConflict" || it.Err.Hint() != "Another operation on the instance is in progress." {
						t.Errorf("%+v", it.Err)
					}
				}
			})
		})
	}
}

// TestBusyIsCancelled: who no longer wants it has nothing sent any more.
func TestBusyIsCancelled(t *testing.T) {
	for _, action := range []fleet.Action{fleet.ActionStop, fleet.ActionRenew, fleet.ActionCreate} {
		t.Run(string(action), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t, setup{sim: ecssim.Config{Regions: 1}})
				w.load()
				p := w.busyPlan(action)
				api := op.API(p.Action, p.Options, p.Order)
				w.cloud.Inject(ecssim.Fault{Action: api, Kind: ecssim.FaultError, Code: "OperationConflict", Status: 409})
				w.reset()
				id := w.begin(p)
				pass(30 * time.Second)
				w.Cancel(id)
				sent := len(w.calls(api))
				w.finish(id, fleet.JobCounts{Cancelled: 2})
				w.cloud.ClearFaults()
				pass(time.Minute)
				if n := len(w.calls(api)); n != sent || sent < 3 {
					t.Errorf("%d calls, %d of them after it was cancelled", n, n-sent)
				}
			})
		})
	}
}

// TestClosedWhileBusy: a command that runs out of time tells why, not that nothing
// was ever sent.
func TestClosedWhileBusy(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, setup{sim: ecssim.Config{Regions: 1}})
		w.load()
		p := w.busyPlan(fleet.ActionStop)
		w.cloud.Inject(ecssim.Fault{Action: op.API(p.Action, p.Options, p.Order), Kind: ecssim.FaultError, Code: "OperationConflict", Status: 409})
		id := w.begin(p)
		pass(30 * time.Second)
		w.Close()
		j, _ := w.Snapshot().Job(id)
		for _, it := range j.Items {
			if it.Outcome != fleet.Failed || it.Err == nil || it.Err.Code != "OperationConflict" {
				t.Errorf("%+v", it)
			}
		}
	})
}

// TestOneOfManyIsBusy: it does not hold the others up, whether a call is carried
// out for all or none or not.
func TestOneOfManyIsBusy(t *testing.T) {
	for _, action := range []fleet.Action{fleet.ActionTag, fleet.ActionRelease} {
		t.Run(string(action), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t, setup{sim: ecssim.Config{Regions: 1, Latency: 50 * time.Millisecond}})
				w.load()
				ids := w.pickIf(20, "", unprotected)
				bad := ids[7]
				o := tagged
				if action == fleet.ActionRelease {
					o = fleet.ActionOptions{Force: true}
				}
				p := w.Plan(action, ids, o)
				w.setBend(refuseWith("OperationConflict", op.API(p.Action, p.Options, p.Order), func(q map[string]string) bool {
					return slices.Contains(slices.Collect(maps.Values(q)), string(bad))
				}))
				begun := time.Now()
				id := w.begin(p)
				w.until("the others are done", func(s *fleet.Snapshot) bool {
					j, ok := s.Job(id)
					return ok && j.Counts.Done == 19
				})
				if took := time.Since(begun); took > 2*time.Minute {
					t.Errorf("the others waited for %v", took)
				}
				j := w.finish(id, fleet.JobCounts{Done: 19, Failed: 1})
				if it := j.Items[7]; it.Outcome != fleet.Failed || it.Err.Code != "OperationConflict" {
					t.Errorf("%+v", it)
				}
			})
		})
	}
}

var tagged = fleet.ActionOptions{Tags: []ecsapi.Tag{{Key: "night", Value: "off"}}}

// TestRefusedReboot: an instance that runs says nothing of a reboot that was
// refused for its state, and a second one could come on top of the first.
func TestRefusedReboot(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, setup{sim: ecssim.Config{Regions: 1}})
		w.load()
		w.cloud.Inject(ecssim.Fault{Action: ecsapi.RebootInstances, Kind: ecssim.FaultError, Code: ecsapi.IncorrectInstanceStatus, Status: 403, Times: 1})
		w.reset()
		j := w.finish(w.begin(w.busyPlan(fleet.ActionReboot)), fleet.JobCounts{Unknown: 2})
		if n := len(w.calls(ecsapi.RebootInstances)); n != 1 {
			t.Errorf("sent %d times", n)
		}
		if err := j.Items[0].Err; err == nil || err.Code != ecsapi.IncorrectInstanceStatus {
			t.Error(err)
		}
	})
}

// TestOutOfServiceWithoutAToken: a server's failure may have come after the call took effect,
// so that what has no token is looked at and not sent again.
func TestOutOfServiceWithoutAToken(t *testing.T) {
	for _, done := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			w := newWorld(t, setup{sim: ecssim.Config{Regions: 1}})
			w.load()
			w.cloud.Inject(ecssim.Fault{
				Action: ecsapi.StopInstances, Kind: ecssim.FaultError, Code: "LimitedOperation.ServiceUnavailable", Status: 503, Times: 1, Done: done,
			})
			w.reset()
			want := fleet.JobCounts{Unknown: 2}
			if done {
				want = fleet.JobCounts{Done: 2}
			}
			id := w.begin(w.busyPlan(fleet.ActionStop))
			if w.finish(id, want); !done {
				w.counted(id, fleet.JobCounts{Failed: 2})
			}
			if n := len(w.calls(ecsapi.StopInstances)); n != 1 {
				t.Errorf("sent %d times", n)
			}
		})
	}
}

// TestBusyForSomeInstances: an answer that refuses instances one by one, because
// something else goes on, leaves each of them to be sent again.
func TestBusyForSomeInstances(t *testing.T) {
	for _, test := range []struct {
		action fleet.Action
		code   string
	}{
		{fleet.ActionStart, "OperationConflict"},
		{fleet.ActionStart, ecsapi.IncorrectInstanceStatus},
		{fleet.ActionStop, "OperationConflict"},
		{fleet.ActionStop, ecsapi.IncorrectInstanceStatus},
		{fleet.ActionReboot, "OperationConflict"},
	} {
		t.Run(string(test.action)+" "+test.code, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t, setup{sim: ecssim.Config{Regions: 1, Latency: 50 * time.Millisecond}})
				w.load()
				p := w.busyPlan(test.action)
				w.setBend(refuseEach(test.code, op.API(p.Action, p.Options, p.Order), 2))
				w.finish(w.begin(p), fleet.JobCounts{Done: 2})
				if n := len(w.calls(op.API(p.Action, p.Options, p.Order))); n != 3 {
					t.Errorf("%d calls", n)
				}
			})
		})
	}
}

// refuseEach answers the first calls of an action on several instances with the
// code for each of them.
func refuseEach(code, action string, times int) func(http.ResponseWriter, *http.Request) bool {
	return func(rw http.ResponseWriter, r *http.Request) bool {
		q := r.URL.Query()
		if q.Get("Action") != action || times == 0 {
			return false
		}
		times--
		type refused struct{ InstanceId, Code, Message string }
		var each []refused
		for n := 1; q.Has(fmt.Sprint("InstanceId.", n)); n++ {
			each = append(each, refused{q.Get(fmt.Sprint("InstanceId.", n)), code, "not now"})
		}
		json.NewEncoder(rw).Encode(map[string]any{
			"RequestId": "R", "InstanceResponses": map[string]any{"InstanceResponse": each},
		})
		return true
	}
}

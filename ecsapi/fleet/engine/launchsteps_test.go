package engine

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/ecssim"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/message"
	"ecsdeck/ecsapi/op"
)

// stepped is an order of three that are created one by one.
func (w *world) stepped() fleet.Order {
	o := w.order("cn-hangzhou")
	o.OneByOne, o.Places[0].Amount = true, 3
	o.Launch.BandwidthOut = 5
	return o
}

// TestOneByOne: created, at rest, given its end and its address, started; and
// each step was to be seen.
func TestOneByOne(t *testing.T) {
	for _, c := range []struct {
		name  string
		make  func(*fleet.Order)
		steps []message.Key
		calls int
		ends  ecsapi.Status
	}{
		{"started", func(o *fleet.Order) {}, []message.Key{stepCreate, stepRest, "public address", op.StepStart}, 3, ecsapi.Running},
		{"without address", func(o *fleet.Order) { o.Launch.BandwidthOut = 0 }, []message.Key{stepCreate, stepRest, op.StepStart}, 2, ecsapi.Running},
		{"left stopped", func(o *fleet.Order) { o.LeaveStopped = true }, []message.Key{stepCreate, stepRest, "public address"}, 2, ecsapi.Stopped},
		{"left stopped without address", func(o *fleet.Order) { o.LeaveStopped, o.Launch.BandwidthOut = true, 0 },
			[]message.Key{stepCreate, stepRest}, 1, ecsapi.Stopped},
		{"to be released", func(o *fleet.Order) { o.Launch.AutoRelease = time.Now().Add(1000 * time.Hour) },
			[]message.Key{stepCreate, stepRest, "setting its automatic release", "public address", op.StepStart}, 4, ecsapi.Running},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t, setup{sim: ecssim.Config{Regions: 1, Latency: 200 * time.Millisecond}})
				w.load()
				o := w.stepped()
				c.make(&o)
				p := w.PlanOrder(o)
				if p.Calls != 3*c.calls {
					t.Errorf("%d calls planned, want %d", p.Calls, 3*c.calls)
				}
				bell := w.Subscribe()
				defer bell.Close()
				w.reset()
				id := w.begin(p)
				var steps []message.Key
				for over := false; !over; {
					<-bell.C
					if j, ok := w.Snapshot().Job(id); ok {
						if s := j.Items[0].Step; s != "" && !slices.Contains(steps, s) {
							steps = append(steps, s)
						}
						over = j.Over()
					}
				}
				if !slices.Equal(steps, c.steps) {
					t.Errorf("steps %q, want %q", steps, c.steps)
				}
				j := w.finish(id, fleet.JobCounts{Done: 3})
				for _, it := range j.Items {
					if it.Now != c.ends || (it.Address != "") != (o.Launch.BandwidthOut > 0) {
						t.Errorf("%+v", it)
					}
				}
				w.agrees(j, "cn-hangzhou")
				for _, in := range w.made("cn-hangzhou") {
					if !in.AutoRelease.Equal(o.Launch.AutoRelease.Truncate(time.Minute)) {
						t.Errorf("released at %v", in.AutoRelease)
					}
				}
				writes := 0
				for _, api := range []string{ecsapi.CreateInstance, ecsapi.RunInstances, ecsapi.AllocatePublicIPAddress, ecsapi.StartInstances, ecsapi.ModifyInstanceAutoReleaseTime} {
					writes += len(w.calls(api))
				}
				if writes != p.Calls {
					t.Errorf("%d writes of %d planned", writes, p.Calls)
				}
			})
		})
	}
}

// TestStepsThatFail: whichever step fails, what stands is told.
func TestStepsThatFail(t *testing.T) {
	for _, c := range []struct {
		api, code string
		step      message.Key
		stands    bool
	}{
		{ecsapi.CreateInstance, "OperationDenied.NoStock", stepCreate, false},
		{ecsapi.AllocatePublicIPAddress, "QuotaExceed.PublicIpAddress", "public address", true},
		{ecsapi.StartInstances, "OperationDenied.NoStock", op.StepStart, true},
	} {
		t.Run(c.api, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t, setup{sim: ecssim.Config{Regions: 1}})
				w.load()
				o := w.stepped()
				w.setBend(func(rw http.ResponseWriter, r *http.Request) bool {
					q := r.URL.Query()
					switch {
					case q.Get("Action") != c.api:
						return false
					case c.api == ecsapi.StartInstances: // a batch says it in its answer
						one := map[string]any{"InstanceId": q.Get("InstanceId.1"), "Code": c.code, "Message": "no"}
						json.NewEncoder(rw).Encode(map[string]any{"RequestId": "R-1", "InstanceResponses": map[string]any{"InstanceResponse": []any{one}}})
					default:
						refuse(rw, http.StatusForbidden, c.code)
					}
					return true
				})
				j := w.finish(w.begin(w.PlanOrder(o)), fleet.JobCounts{Failed: 3})
				for _, it := range j.Items {
					if it.Step != c.step || it.Err == nil || it.Err.Code != c.code || (it.ID != "") != c.stands {
						t.Errorf("%+v: %v", it, it.Err)
					}
					if c.stands && (it.Now != ecsapi.Stopped || !strings.Contains(it.Err.Error(), string(c.step)) || !strings.Contains(it.Err.Error(), "was created and is Stopped")) {
						t.Errorf("%s: %v", it.Now, it.Err)
					}
				}
				w.agrees(j, "cn-hangzhou")
			})
		})
	}
}

// TestStepsWithLostAnswers: the state tells what a lost answer did not. A step that
// was not made is not made later, for it has no token, and the instance stands.
func TestStepsWithLostAnswers(t *testing.T) {
	for _, api := range []string{ecsapi.CreateInstance, ecsapi.AllocatePublicIPAddress, ecsapi.StartInstances} {
		for _, kind := range []string{ecssim.FaultLostAnswer, ecssim.FaultReset} {
			t.Run(api+" "+kind, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					w := newWorld(t, setup{sim: ecssim.Config{Regions: 1}})
					w.load()
					o := w.stepped()
					var hit atomic.Bool
					w.setBend(func(rw http.ResponseWriter, r *http.Request) bool {
						if r.URL.Query().Get("Action") == api && hit.CompareAndSwap(false, true) {
							w.cloud.Inject(ecssim.Fault{Action: api, Kind: kind, For: time.Millisecond})
						}
						return false
					})
					want := fleet.JobCounts{Done: 3}
					if kind == ecssim.FaultReset && api != ecsapi.CreateInstance {
						want = fleet.JobCounts{Failed: 3}
					}
					j := w.finish(w.begin(w.PlanOrder(o)), want)
					if n := len(w.calls(api)); n > 3 && api != ecsapi.CreateInstance {
						t.Errorf("%s was sent %d times", api, n)
					}
					w.agrees(j, "cn-hangzhou")
				})
			})
		}
	}
}

// TestBusySteps: a step that is refused because something else goes on is made a
// few seconds later.
func TestBusySteps(t *testing.T) {
	for _, c := range []struct{ api, code string }{
		{ecsapi.CreateInstance, "OperationConflict"}, {ecsapi.AllocatePublicIPAddress, "InvalidOperation.AllocateFailed"},
		{ecsapi.AllocatePublicIPAddress, "AllocateIp.Fail"}, {ecsapi.StartInstances, ecsapi.IncorrectInstanceStatus},
		{ecsapi.StartInstances, "OperationConflict"}, {ecsapi.ModifyInstanceAutoReleaseTime, "OperationConflict"},
	} {
		t.Run(c.api+" "+c.code, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t, setup{sim: ecssim.Config{Regions: 1, Latency: 50 * time.Millisecond}})
				w.load()
				o := w.stepped()
				o.Launch.AutoRelease = w.client.Now().Add(48 * time.Hour).Truncate(time.Minute)
				w.cloud.Inject(ecssim.Fault{Action: c.api, Kind: ecssim.FaultError, Code: c.code, Status: 403, Times: 6})
				w.reset()
				j := w.finish(w.begin(w.PlanOrder(o)), fleet.JobCounts{Done: 3})
				if n := len(w.calls(c.api)); n != 9 {
					t.Errorf("%d calls", n)
				}
				w.agrees(j, "cn-hangzhou")
			})
		})
	}
}

// TestCancelledBetweenSteps: what was created stands and is told, nothing more
// is sent.
func TestCancelledBetweenSteps(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, setup{sim: ecssim.Config{Regions: 1, Latency: 200 * time.Millisecond}})
		w.load()
		id := w.begin(w.PlanOrder(w.stepped()))
		w.until("all created", func(s *fleet.Snapshot) bool { return len(s.Jobs) > 0 && s.Jobs[0].Counts.Sent == 3 })
		w.Cancel(id)
		j := w.finish(id, fleet.JobCounts{Failed: 3})
		for _, it := range j.Items {
			if it.ID == "" || it.Err.Kind != ecsapi.KindCancelled || !strings.Contains(it.Err.Error(), "was created and is Stopped") {
				t.Errorf("%+v: %v", it, it.Err)
			}
		}
		w.agrees(j, "cn-hangzhou")
		if n := len(w.calls(ecsapi.AllocatePublicIPAddress)) + len(w.calls(ecsapi.StartInstances)); n != 0 {
			t.Errorf("%d calls after Cancel", n)
		}
	})
}

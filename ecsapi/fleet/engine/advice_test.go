package engine

import (
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/ecssim"
	"ecsdeck/ecsapi/fleet"
)

// advised waits until the advice of all keys was read.
func (w *world) advised(keys []fleet.SpotKey) *fleet.Snapshot {
	w.t.Helper()
	return w.until("advice", func(s *fleet.Snapshot) bool {
		for _, k := range keys {
			if s.Advice[k] == nil {
				return false
			}
		}
		return true
	})
}

const adviceAPI = "DescribeSpotAdvice"

func TestAdvice(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, setup{sim: small})
		keys := boardTypes()
		for i := range keys {
			keys[i].Region = "cn-hangzhou"
		}
		w.WantAdvice(keys) // before the engine runs
		began := time.Now()
		w.Start(t.Context())
		s := w.advised(keys)
		if took := time.Since(began); took > 2*time.Second {
			t.Errorf("it took %v", took)
		}
		if n := len(w.calls(adviceAPI)); n != 9 {
			t.Errorf("%d calls for 90 types", n)
		}
		told, err := w.client.SpotAdvice(t.Context(), "cn-hangzhou", []string{"ecs.g6.large"})
		if err != nil {
			t.Fatal(err)
		}
		got := s.Advice[fleet.SpotKey{Region: "cn-hangzhou", Type: "ecs.g6.large"}]
		for _, a := range told {
			if want := (fleet.Advice{InterruptionRate: a.InterruptionRate, Desc: a.Desc, AvgDiscount: a.AvgDiscount}); got[a.Zone] != want {
				t.Errorf("%s: %+v, want %+v", a.Zone, got[a.Zone], want)
			}
		}
		if len(got) != len(told) || len(s.AdviceErr) > 0 {
			t.Errorf("%d zones, want %d; failures %v", len(got), len(told), s.AdviceErr)
		}

		// Another order, or fewer, asks nothing; an hour later it is read again.
		w.reset()
		keys[0], keys[50] = keys[50], keys[0]
		w.WantAdvice(keys)
		pass(time.Minute)
		w.WantAdvice(keys[:20])
		pass(50 * time.Minute)
		if n := len(w.calls(adviceAPI)); n != 0 {
			t.Errorf("%d calls for what is known", n)
		}
		pass(time.Hour)
		if n := len(w.calls(adviceAPI)); n < 2 || n > 4 {
			t.Errorf("%d calls in the hour after, for 20 types", n)
		}
		// What is wanted first is asked first.
		w.WantAdvice(nil)
		pass(3 * time.Hour)
		w.reset()
		w.WantAdvice(keys)
		pass(time.Minute)
		calls := w.calls(adviceAPI)
		if len(calls) != 9 || calls[0].values["InstanceTypes.1"] != keys[0].Type {
			t.Errorf("%d calls, of which the first is for %v", len(calls), calls[:min(1, len(calls))])
		}
	})
}

// TestAdviceBesideUnknownTypes: the cloud refuses all ten for one of them.
func TestAdviceBesideUnknownTypes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, setup{sim: small})
		w.load()
		keys := boardTypes()[:30]
		for i := range keys {
			keys[i].Region = "cn-hangzhou"
		}
		for _, i := range []int{3, 17, 18, 29} {
			keys[i].Type += ".none"
		}
		w.WantAdvice(keys)
		s := w.advised(keys)
		for i, key := range keys {
			if none := i == 3 || i == 17 || i == 18 || i == 29; none != (len(s.Advice[key]) == 0) {
				t.Errorf("%s: %v", key.Type, s.Advice[key])
			}
		}
		if len(s.AdviceErr) > 0 {
			t.Errorf("failures %v", s.AdviceErr)
		}
		if n := len(w.calls(adviceAPI)); n > 30 {
			t.Errorf("%d calls", n)
		}
	})
}

// TestAdviceWithoutPermission: it is said of the region, once, and the other one
// is whole.
func TestAdviceWithoutPermission(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, setup{sim: ecssim.Config{Regions: 2, Instances: ecssim.NoInstances}})
		w.load()
		w.setBend(func(rw http.ResponseWriter, r *http.Request) bool {
			if q := r.URL.Query(); q.Get("Action") != adviceAPI || q.Get("RegionId") != "cn-hangzhou" {
				return false
			}
			rw.WriteHeader(http.StatusForbidden)
			rw.Write([]byte(`{"RequestId":"R","Code":"Forbidden.RAM","Message":"not you"}`))
			return true
		})
		keys := boardTypes()[:30]
		for i := range keys {
			keys[i].Region = "cn-hangzhou"
		}
		other := []fleet.SpotKey{{Region: "cn-shanghai", Type: "ecs.g6.large"}}
		w.WantAdvice(append(keys, other...))
		w.advised(other)
		s := w.until("the failure", func(s *fleet.Snapshot) bool { return s.AdviceErr["cn-hangzhou"] != nil })
		if err := s.AdviceErr["cn-hangzhou"]; err.Kind != ecsapi.KindForbidden || len(s.AdviceErr) != 1 {
			t.Errorf("failures %v", s.AdviceErr)
		}
		for _, key := range keys {
			if s.Advice[key] != nil {
				t.Errorf("%s: %v", key.Type, s.Advice[key])
			}
		}
		pass(10 * time.Minute)
		if n := len(w.calls(adviceAPI)); n > 20 {
			t.Errorf("%d calls in ten minutes", n)
		}
		// Granted, and asked for again.
		w.setBend(nil)
		w.Refresh("cn-hangzhou")
		w.advised(keys)
		pass(time.Second)
		if s = w.Snapshot(); len(s.AdviceErr) > 0 {
			t.Errorf("failures %v", s.AdviceErr)
		}
	})
}

// TestAdviceIsDroppedOnLeave: its call ends, and it is no failure.
func TestAdviceIsDroppedOnLeave(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, setup{sim: small})
		w.load()
		w.cloud.Inject(ecssim.Fault{Action: adviceAPI, Kind: ecssim.FaultLatency, Delay: 10 * time.Second})
		keys := typesOf("ecs.g6.large")
		w.WantAdvice(keys)
		pass(time.Second)
		w.WantAdvice(nil)
		pass(time.Hour)
		if s := w.Snapshot(); len(s.AdviceErr) > 0 || len(s.Advice) > 0 || len(w.calls(adviceAPI)) != 1 {
			t.Errorf("failures %v, advice %v, %d calls", s.AdviceErr, s.Advice, len(w.calls(adviceAPI)))
		}
		w.cloud.ClearFaults()
		w.WantAdvice(keys)
		w.WantAdvice(nil)
		w.WantAdvice(keys)
		w.advised(keys)
	})
}

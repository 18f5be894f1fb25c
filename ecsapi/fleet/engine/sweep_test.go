package engine

import (
	"fmt"
	"net/http"
	"reflect"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/ecssim"
	"ecsdeck/ecsapi/fleet"
)

// TestSlippedFromAPage: an instance that a sweep misses and a read by ids finds
// is not gone.
func TestSlippedFromAPage(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, setup{sim: ecssim.Config{Regions: 1, Instances: 150}})
		before := w.load()
		id := w.pick(1, "", ecsapi.Running)[0]
		w.setEdit(func(r *http.Request, answer map[string]any) {
			if listing(r) {
				hide(answer, id)
			}
		})
		w.reset()
		for range 5 {
			w.Refresh()
			pass(time.Minute)
		}
		s, changed := w.Since(before.Rev)
		if _, ok := s.Instance(id); !ok || len(changed) != 0 {
			t.Errorf("there: %v, changed: %v", ok, changed)
		}
		if s.Regions[0].Read.Sub(before.Regions[0].Read) < 4*time.Minute {
			t.Error("no sweep was complete")
		}
	})
}

// TestReleased: gone from the sweep and from two reads by ids.
func TestReleased(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, setup{sim: ecssim.Config{Regions: 2}})
		before := w.load()
		id := w.pick(1, "", ecsapi.Running)[0]
		w.setEdit(func(r *http.Request, answer map[string]any) { hide(answer, id) })
		begin := time.Now()
		s := w.until("the release", func(s *fleet.Snapshot) bool { _, ok := s.Instance(id); return !ok })
		if d := time.Since(begin); d < goneAfter || d > SeenWithin(240)+2*goneAfter {
			t.Errorf("noticed after %v", d)
		}
		if s.Counts.Total != before.Counts.Total-1 || s.Counts.Running != before.Counts.Running-1 {
			t.Errorf("%+v, was %+v", s.Counts, before.Counts)
		}
		if _, changed := w.Since(before.Rev); !slices.Equal(changed, []ecsapi.InstanceID{id}) {
			t.Errorf("changed: %v", changed)
		}
		for _, r := range s.Regions {
			for _, in := range r.Instances {
				if got, ok := s.Instance(in.ID); !ok || got != in {
					t.Fatalf("%s is not found any more", in.ID)
				}
			}
		}
		if _, ok := before.Instance(id); !ok {
			t.Error("an old snapshot lost it")
		}
	})
}

// hide takes an instance out of an answer.
func hide(answer map[string]any, id ecsapi.InstanceID) {
	if list, set := rows(answer); len(list) > 0 {
		set(slices.DeleteFunc(list, func(v map[string]any) bool { return v["InstanceId"] == string(id) }))
	}
}

// TestStoppedBySomebodyElse: a sweep sees it stopping, polls see it stopped.
func TestStoppedBySomebodyElse(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, setup{})
		w.load()
		ids := w.pick(3, "cn-hangzhou", ecsapi.Running)
		w.setEdit(func(r *http.Request, answer map[string]any) {
			if listing(r) { // the sweeps saw the last of it
				list, _ := rows(answer)
				for _, v := range list {
					if v["InstanceId"] == string(ids[0]) {
						v["Status"] = "Stopping"
					}
				}
			}
		})
		if _, err := w.client.Stop(t.Context(), "cn-hangzhou", ids[:1], ecsapi.StopOptions{Force: true}); err != nil {
			t.Fatal(err)
		}
		w.until("Stopping", func(s *fleet.Snapshot) bool { in, _ := s.Instance(ids[0]); return in.Status == ecsapi.Stopping })
		begin := time.Now()
		w.until("Stopped", func(s *fleet.Snapshot) bool { in, _ := s.Instance(ids[0]); return in.Status == ecsapi.Stopped })
		if d := time.Since(begin); d > 4*time.Second {
			t.Errorf("took %v more", d)
		}
	})
}

// TestOldPagesDoNotUndo: a page that was asked for before an action and comes
// after it is old news.
func TestOldPagesDoNotUndo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, setup{sim: ecssim.Config{Regions: 1, Instances: 50}})
		w.load()
		id := w.pick(1, "", ecsapi.Running)
		w.setEdit(func(r *http.Request, answer map[string]any) {
			if listing(r) {
				pass(5 * time.Second) // the answer was made before this
			}
		})
		w.Refresh()
		pass(time.Second)
		w.submit(fleet.ActionStop, id, fleet.ActionOptions{})
		w.until("Stopping", func(s *fleet.Snapshot) bool { in, _ := s.Instance(id[0]); return in.Status == ecsapi.Stopping })
		w.until("the end of the sweep", func(s *fleet.Snapshot) bool {
			if in, _ := s.Instance(id[0]); in.Status == ecsapi.Running {
				t.Fatal("an old page undid it")
			}
			return !s.Regions[0].Loading
		})
	})
}

func TestReclaimWatch(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, setup{sim: ecssim.Config{Regions: 1}})
		s := w.load()
		i := slices.IndexFunc(s.Regions[0].Instances, func(in *ecsapi.Instance) bool { return in.Spot() && in.Status == ecsapi.Running })
		spot := s.Regions[0].Instances[i]
		w.SetFocus(false) // nobody looks
		pass(time.Minute)
		w.setBend(func(rw http.ResponseWriter, r *http.Request) bool {
			if r.URL.Query().Get("LockReason") != ecsapi.LockRecycling {
				return false
			}
			fmt.Fprintf(rw, `{"RequestId":"R","TotalCount":1,"Instances":{"Instance":[{"InstanceId":%q,"RegionId":%q,"Status":"Running",
				"SpotStrategy":"SpotAsPriceGo","OperationLocks":{"LockReason":[{"LockReason":"Recycling"}]}}]}}`, spot.ID, spot.Region)
			return true
		})
		begin := time.Now()
		w.until("the announcement", func(s *fleet.Snapshot) bool { in, _ := s.Instance(spot.ID); return in.Recycling() })
		if d := time.Since(begin); d > 35*time.Second {
			t.Errorf("seen after %v", d)
		}
	})
}

func TestThrottledRegionWaitsAsTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, setup{sim: ecssim.Config{Regions: 3}})
		w.load()
		w.cloud.Inject(ecssim.Fault{Action: "DescribeInstances", Region: "cn-hangzhou", Kind: ecssim.FaultThrottle, For: 2 * time.Minute})
		s := w.until("the throttling", func(s *fleet.Snapshot) bool { r, _ := s.Region("cn-hangzhou"); return r.Err != nil })
		r, _ := s.Region("cn-hangzhou")
		if wait := time.Until(r.RetryAt); r.Err.Kind != ecsapi.KindThrottled || wait < r.Err.RetryAfter-time.Second {
			t.Errorf("%v (%v): again in %v", r.Err, r.Err.RetryAfter, wait)
		}
		w.reset()
		w.until("recovery", func(s *fleet.Snapshot) bool { r, _ := s.Region("cn-hangzhou"); return r.Err == nil })
		n := 0
		for _, c := range w.calls("DescribeInstances") {
			if c.values["RegionId"] == "cn-hangzhou" {
				n++
			}
		}
		if n > 20 {
			t.Errorf("%d calls while throttled", n)
		}
	})
}

// TestSinceUnderFire: whoever follows Since sees what the snapshots hold.
func TestSinceUnderFire(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, setup{sim: ecssim.Config{Instances: ecssim.DefaultInstances, Regions: 2, Speed: 20, Latency: 20 * time.Millisecond}})
		s := w.load()
		rev := s.Rev
		mirror := map[ecsapi.InstanceID]ecsapi.Instance{}
		copyAll := func(s *fleet.Snapshot) {
			clear(mirror)
			for _, r := range s.Regions {
				for _, in := range r.Instances {
					mirror[in.ID] = *in
				}
			}
		}
		copyAll(s)
		running := w.pick(400, "", ecsapi.Running)
		var wg sync.WaitGroup
		for i := range 8 {
			ids := running[i*50 : i*50+50]
			wg.Go(func() {
				for _, a := range []fleet.Action{fleet.ActionStop, fleet.ActionStart, fleet.ActionReboot} {
					if p := w.Plan(a, ids, fleet.ActionOptions{}); len(p.Targets) > 0 {
						id, _ := w.Submit(p)
						w.WaitJob(t.Context(), id)
					}
				}
			})
		}
		done := make(chan struct{})
		go func() { wg.Wait(); close(done) }()
		bell := w.Subscribe()
		defer bell.Close()
		looks, changes := 0, 0
		for over := false; !over; {
			select {
			case <-bell.C:
			case <-done:
				over = true
			}
			s, ids := w.Since(rev)
			if rev = s.Rev; ids == nil {
				copyAll(s)
				continue
			}
			looks++
			changes += len(ids)
			for _, id := range ids {
				if in, ok := s.Instance(id); ok {
					mirror[id] = *in
				} else {
					delete(mirror, id)
				}
			}
			n := 0
			for _, r := range s.Regions {
				for _, in := range r.Instances {
					if n++; !reflect.DeepEqual(mirror[in.ID], *in) {
						t.Fatalf("rev %d: %s changed, but was not among the %d told", s.Rev, in.ID, len(ids))
					}
				}
			}
			if n != len(mirror) {
				t.Fatalf("%d instances, the mirror has %d", n, len(mirror))
			}
		}
		if looks < 10 || changes < 1500 {
			t.Errorf("only %d looks, %d changes", looks, changes)
		}
	})
}

func TestAtMostTenSnapshotsASecond(t *testing.T) {
	long(t)
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, setup{sim: ecssim.Config{Instances: 300, Latency: 10 * time.Millisecond}})
		bell := w.Subscribe()
		defer bell.Close()
		w.Start(t.Context())
		late := time.After(1500 * time.Millisecond)
		var last time.Time
		for n := 0; ; n++ {
			select {
			case <-bell.C:
			case <-late:
				if n < 4 {
					t.Errorf("%d snapshots", n)
				}
				return
			}
			if d := time.Since(last); d < publishEvery {
				t.Errorf("two snapshots within %v", d)
			}
			last = time.Now()
			w.Refresh()
		}
	})
}

// TestSame changes each field of an instance in turn.
func TestSame(t *testing.T) {
	now := time.Date(2026, 1, 2, 3, 4, 0, 0, time.UTC)
	full := func() *ecsapi.Instance {
		in := &ecsapi.Instance{}
		v := reflect.ValueOf(in).Elem()
		for i := range v.NumField() {
			fill(v.Field(i), now)
		}
		return in
	}
	a, b := full(), full()
	if !same(a, b) {
		t.Fatal("equal instances are not the same")
	}
	v := reflect.ValueOf(b).Elem()
	for i := range v.NumField() {
		old := reflect.ValueOf(v.Field(i).Interface())
		v.Field(i).SetZero()
		if same(a, b) || same(b, a) {
			t.Errorf("a change of %s is not seen", v.Type().Field(i).Name)
		}
		v.Field(i).Set(old)
	}
	b.Created = b.Created.In(time.FixedZone("", 3600))
	if !same(a, b) {
		t.Error("the same time in another zone is not the same")
	}
}

func fill(v reflect.Value, now time.Time) {
	switch v.Interface().(type) {
	case time.Time:
		v.Set(reflect.ValueOf(now))
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString("x")
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		fill(v.Index(0), now)
	case reflect.Struct:
		for i := range v.NumField() {
			fill(v.Field(i), now)
		}
	default:
		v.SetInt(7)
	}
}

package engine

import (
	"fmt"
	"net/http"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/ecssim"
	"ecsdeck/ecsapi/fleet"
)

// byLock reports whether a request lists what is locked as Recycling.
func byLock(r *http.Request) bool { return r.URL.Query().Get("LockReason") != "" }

// spots are the running spot instances.
func (w *world) spots() (list []*ecsapi.Instance) {
	for _, r := range w.Snapshot().Regions {
		for _, in := range r.Instances {
			if in.Spot() && in.Status == ecsapi.Running && len(in.Locks) == 0 {
				list = append(list, in)
			}
		}
	}
	return list
}

// The watch is one small call each half minute for a region that has spot
// instances, none for others, and the same whoever looks.
func TestWatchIsCheap(t *testing.T) {
	long(t)
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, setup{sim: ecssim.Config{Instances: 300, Latency: 30 * time.Millisecond}})
		w.load()
		has := map[string]bool{}
		for _, r := range w.Snapshot().Regions {
			if slices.ContainsFunc(r.Instances, (*ecsapi.Instance).Spot) {
				has[string(r.ID)] = true
			}
		}
		if len(has) < 3 || len(has) == len(w.Snapshot().Regions) {
			t.Fatalf("%d of %d regions have spot instances", len(has), len(w.Snapshot().Regions))
		}
		for _, focused := range []bool{true, false} {
			w.SetFocus(focused)
			pass(time.Minute)
			w.reset()
			pass(10 * time.Minute)
			watches, byLock, checks := map[string]int{}, map[string]int{}, 0
			for _, c := range w.calls("DescribeInstances") {
				region := c.values["RegionId"]
				switch {
				case c.values["LockReason"] != "":
					watches[region]++
					byLock[region]++
				case c.values["PageNumber"] == "1" && c.values["PageSize"] != "1" && has[region]: // a list of the region is a look too
					watches[region]++
				case c.values["InstanceIds"] != "":
					checks++
				}
			}
			for id, n := range watches {
				if n < 18 || n > 23 || byLock[id] < 10 || !has[id] {
					t.Errorf("focused %v: %s was asked %d times in ten minutes, %d of them by lock, has spot instances: %v", focused, id, n, byLock[id], has[id])
				}
			}
			if len(watches) != len(has) || checks > 8 { // transitions are polled by ids
				t.Errorf("focused %v: %d of %d regions are watched, %d reads by ids", focused, len(watches), len(has), checks)
			}
		}
	})
}

// A region whose instances are not known yet might have spot instances.
func TestWatchBeforeTheFirstSweep(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, setup{sim: ecssim.Config{Regions: 1}})
		w.setBend(func(rw http.ResponseWriter, r *http.Request) bool {
			if !listing(r) || byLock(r) {
				return false
			}
			rw.WriteHeader(http.StatusServiceUnavailable)
			return true
		})
		w.Start(t.Context())
		pass(10 * time.Second)
		w.strike()
		list := w.announced(12)
		if k := list[0]; k.Due != k.Seen || k.Latest != k.Seen.Add(fleet.ReclaimNotice) {
			t.Errorf("never seen without the lock, it goes between %v and %v, seen %v", k.Due, k.Latest, k.Seen)
		}
		if w.Snapshot().Regions[0].Complete {
			t.Error("it was swept")
		}
	})
}

// The lock counts however it is spelt and whatever the instance is doing, and
// whoever read it.
func TestAnyReadAnnounces(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, setup{sim: ecssim.Config{Instances: 200, Regions: 2}})
		w.load()
		told, list := w.editRows(), w.spots()
		told.hiding(true) // the list by lock tells of none
		told.of(list[0].ID, lockedAs("recycling", ecsapi.Stopped))
		told.of(list[1].ID, lockedAs("RECYCLING", ecsapi.Running))
		told.of(list[2].ID, lockedAs(ecsapi.LockSecurity, ecsapi.Running))
		clear := w.client.Now()
		ids := idsOfReclaims(w.announced(2))
		if !slices.Contains(ids, list[0].ID) || !slices.Contains(ids, list[1].ID) {
			t.Errorf("announced %v", ids)
		}
		for _, k := range w.Snapshot().Reclaims {
			if k.Due.After(clear.Add(fleet.ReclaimNotice)) || k.Due.Before(clear.Add(fleet.ReclaimNotice-40*time.Second)) {
				t.Errorf("it was clear at %v and is due from %v", clear, k.Due)
			}
		}
	})
}

// The list by lock may lag. Where it was seen to, all spot instances are asked
// for by their ids; and so they are where nothing else looks at them for long.
func TestTheWatchIsChecked(t *testing.T) {
	long(t)
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, setup{sim: ecssim.Config{Instances: 600, Regions: 2}})
		w.load()
		told := w.editRows()
		told.hiding(true)
		w.SetFocus(false)
		pass(5 * time.Minute)
		first := w.client.Now()
		w.strike()
		w.announced(12)
		if d := w.client.Now().Sub(first); d > checkPause+watchPause {
			t.Errorf("the check told after %v", d)
		}
		pass(time.Minute)
		second := w.client.Now()
		w.strike()
		w.announced(24)
		if d := w.client.Now().Sub(second); d > 35*time.Second {
			t.Errorf("once in doubt, told after %v", d)
		}
		told.hiding(false) // it is right again
		pass(2 * time.Minute)
		w.until("their end", func(s *fleet.Snapshot) bool {
			return !slices.ContainsFunc(s.Reclaims, (*fleet.Reclaim).Open)
		})
		w.strike()
		w.announced(36)
		pass(time.Minute)
		w.locked(func() {
			for _, r := range w.regions {
				if r.watching.lags {
					t.Errorf("%s is still in doubt", r.ID)
				}
			}
		})

		// No sweep comes through, and the list by lock lags.
		told.hiding(true)
		w.setBend(func(rw http.ResponseWriter, r *http.Request) bool {
			if !listing(r) || byLock(r) {
				return false
			}
			rw.WriteHeader(http.StatusServiceUnavailable)
			return true
		})
		pass(time.Minute)
		third := w.client.Now()
		w.strike()
		w.announced(48)
		if d := w.client.Now().Sub(third); d > checkPause+time.Minute {
			t.Errorf("the check told after %v", d)
		}
	})
}

// An instance whose lock goes is spared, once it is sure; locked again later it
// is announced anew.
func TestSpared(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, setup{sim: ecssim.Config{Instances: 60, Regions: 1}})
		w.load()
		w.SetFocus(false)
		told, in := w.editRows(), w.spots()[0]
		told.of(in.ID, lockedAs(ecsapi.LockRecycling, ecsapi.Running))
		w.announced(1)
		pass(4 * time.Minute)
		told.of(in.ID, func(row map[string]any) { row["Status"] = "Stopped" })
		begun := w.client.Now()
		s := w.until("the end", func(s *fleet.Snapshot) bool { return !s.Reclaims[0].Open() })
		k := s.Reclaims[0]
		if took := k.Gone.Sub(begun); !k.Spared || took < spareAfter || took > 80*time.Second || k.Instance.Status != ecsapi.Stopped {
			t.Errorf("after %v: %+v", took, k)
		}
		pass(2 * time.Minute) // or it would be taken for the same one
		told.of(in.ID, lockedAs(ecsapi.LockRecycling, ecsapi.Running))
		s = w.until("another announcement", func(s *fleet.Snapshot) bool { return s.Reclaims[0].Open() })
		if len(s.Reclaims) != 2 || s.Reclaims[0].Spared || !s.Reclaims[1].Spared {
			t.Errorf("%+v", s.Reclaims)
		}
	})
}

// Answers that are a moment old make nobody spared, gone or announced twice, and
// nothing is drained twice.
func TestStaleAnswersAnnounceOnce(t *testing.T) {
	long(t)
	synctest.Test(t, func(t *testing.T) {
		c := &shells{takes: time.Second}
		w := newWorld(t, setup{sim: ecssim.Config{Instances: 150, Regions: 3, Latency: 20 * time.Millisecond}})
		w.command = c.run
		w.load()
		if err := w.cloud.Inject(ecssim.Fault{Action: "DescribeInstances", Kind: ecssim.FaultStale, Delay: 10 * time.Second, P: 0.5}); err != nil {
			t.Fatal(err)
		}
		w.strike()
		for end := time.Now().Add(10 * time.Minute); time.Now().Before(end); pass(10 * time.Second) {
			w.Refresh()
			w.Drain(fleet.DrainOrder{Command: []string{"x"}})
		}
		w.cloud.ClearFaults()
		s := w.until("the end", func(s *fleet.Snapshot) bool { return !slices.ContainsFunc(s.Reclaims, (*fleet.Reclaim).Open) })
		for _, k := range s.Reclaims {
			if n := len(c.of(k.Instance.ID)); k.Spared || n != 1 {
				t.Errorf("%s was spared: %v, %d commands ran", k.Instance.ID, k.Spared, n)
			}
		}
		if len(s.Reclaims) != 12 {
			t.Errorf("%d announcements", len(s.Reclaims))
		}
	})
}

// A region that can't be watched says why, for as long as that is so, unless it
// has nothing to watch; others are watched on.
func TestWatchThatFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, setup{sim: ecssim.Config{Instances: 300, Regions: 8}})
		w.load()
		bad := w.spots()[0].Region
		w.setBend(func(rw http.ResponseWriter, r *http.Request) bool {
			if !byLock(r) || r.URL.Query().Get("RegionId") != string(bad) {
				return false
			}
			rw.WriteHeader(http.StatusForbidden)
			rw.Write([]byte(`{"RequestId":"R","Code":"Forbidden.RAM","Message":"no"}`))
			return true
		})
		w.until("the error", func(s *fleet.Snapshot) bool { return len(s.WatchErr) > 0 })
		for range 5 * 60 {
			pass(time.Second)
			if s := w.Snapshot(); len(s.WatchErr) != 1 || s.WatchErr[bad] == nil || s.WatchErr[bad].Code != "Forbidden.RAM" {
				t.Fatalf("can't be watched: %v", s.WatchErr)
			}
		}
		w.reset()
		pass(5 * time.Minute)
		n := map[string]int{}
		for _, c := range w.calls("DescribeInstances") {
			if c.values["LockReason"] != "" {
				n[c.values["RegionId"]]++
			}
		}
		if n[string(bad)] > 12 || len(n) < 3 {
			t.Errorf("the watches were %v", n)
		}
		w.strike() // the sweeps see what the watch can't
		w.announced(12)
		w.setBend(nil)
		w.until("recovery", func(s *fleet.Snapshot) bool { return len(s.WatchErr) == 0 })
	})
}

// The announcements of a long session are not kept for ever; those that are open
// are.
func TestOldAnnouncementsGo(t *testing.T) {
	s := reclaims{last: map[ecsapi.InstanceID]*reclaim{}}
	for n := range maxReclaims + 30 {
		k := &reclaim{Reclaim: fleet.Reclaim{Instance: &ecsapi.Instance{ID: ecsapi.InstanceID(fmt.Sprint("i-", n))}}}
		if n%10 != 0 {
			k.Gone = time.Unix(1, 0)
		}
		s.list, s.last[k.Instance.ID] = append(s.list, k), k
		s.trim()
	}
	if s.trim(); len(s.list) != maxReclaims+30 {
		t.Errorf("%d are kept", len(s.list))
	}
	for n := range 300 {
		k := &reclaim{Reclaim: fleet.Reclaim{Instance: &ecsapi.Instance{ID: ecsapi.InstanceID(fmt.Sprint("j-", n))}}}
		k.Gone = time.Unix(1, 0)
		s.list, s.last[k.Instance.ID] = append(s.list, k), k
		s.trim()
	}
	over := slices.DeleteFunc(slices.Clone(s.list), func(k *reclaim) bool { return k.Open() })
	if len(over) != maxReclaims || len(s.list)-len(over) != 53 || len(s.last) != len(s.list) || s.last["i-0"] == nil || s.last["i-1"] != nil {
		t.Errorf("%d are kept, %d of them over, %d known by id", len(s.list), len(over), len(s.last))
	}
}

// A list of a whole region tells nothing of the list by lock: once that was seen to lag, the
// watch goes on to read by ids.
func TestListsLeaveTheWatchInDoubt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, setup{sim: ecssim.Config{Instances: 90, Regions: 1}})
		w.load()
		told, list := w.editRows(), w.spots()
		told.hiding(true)
		for n, in := range list[:8] {
			began := time.Now()
			told.of(in.ID, lockedAs(ecsapi.LockRecycling, ecsapi.Running))
			w.announced(n + 1)
			if took := time.Since(began); n > 0 && took > 35*time.Second {
				t.Errorf("once in doubt, told after %v", took)
			}
			pass(time.Minute)
			told.of(in.ID, func(map[string]any) {})
			pass(3*time.Minute + 13*time.Second)
		}
	})
}

package engine

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/ecssim"
	"ecsdeck/ecsapi/fleet"
)

// The promises of freshness by size, as the README has them.
func TestFreshnessBySize(t *testing.T) {
	for _, c := range []struct {
		n         int
		seen, old time.Duration
	}{
		{0, 2 * time.Minute, 5 * time.Minute},
		{1_200, 2 * time.Minute, 5 * time.Minute},
		{10_000, 2 * time.Minute, 5*time.Minute + 20*time.Minute*8_800/48_800},
		{30_000, 6 * time.Minute, 5*time.Minute + 20*time.Minute*28_800/48_800},
		{50_000, 10 * time.Minute, 25 * time.Minute},
		{125_000, 10 * time.Minute, 42*time.Minute + 30*time.Second},
		{200_000, 10 * time.Minute, time.Hour},
		{900_000, 10 * time.Minute, time.Hour},
	} {
		if seen, old := SeenWithin(c.n), ChangeSeenWithin(c.n); (seen-c.seen).Abs() > time.Second || (old-c.old).Abs() > time.Second {
			t.Errorf("%d: %v and %v, want %v and %v", c.n, seen, old, c.seen, c.old)
		}
	}
}

// stopElsewhere stops an instance past the engine.
func (w *world) stopElsewhere(id ecsapi.InstanceID) {
	w.t.Helper()
	in, ok := w.Snapshot().Instance(id)
	if !ok {
		w.t.Fatalf("there is no %s", id)
	}
	if _, err := w.client.Stop(context.Background(), in.Region, []ecsapi.InstanceID{id}, ecsapi.StopOptions{Force: true}); err != nil {
		w.t.Fatal(err)
	}
}

// createElsewhere creates an instance like another one past the engine.
func (w *world) createElsewhere(like *ecsapi.Instance) ecsapi.InstanceID {
	w.t.Helper()
	l := ecsapi.Launch{
		Region: like.Region, VSwitch: like.VSwitch, SecurityGroups: like.SecurityGroups, Image: like.Image, Type: like.Type,
		ChargeType: ecsapi.PostPaid, Amount: 1,
	}
	made, err := w.client.Run(context.Background(), l, fmt.Sprint("t-", time.Now().UnixNano()))
	if err != nil {
		w.t.Fatal(err)
	}
	return made.IDs[0]
}

// seenStopping waits until an instance does not run any more and returns how long that took.
func (w *world) seenStopping(id ecsapi.InstanceID) time.Duration {
	w.t.Helper()
	began := time.Now()
	w.until("the change", func(s *fleet.Snapshot) bool { in, _ := s.Instance(id); return in.Status != ecsapi.Running })
	return time.Since(began)
}

// What was changed elsewhere is seen in time, in a small region and a big one: the
// sooner the more somebody looks at it.
func TestChangesElsewhereAreSeen(t *testing.T) {
	for _, n := range []int{90, 700} {
		synctest.Test(t, func(t *testing.T) {
			w := newWorld(t, setup{sim: ecssim.Config{Regions: 1, Instances: n}})
			w.load()
			ids := w.pick(8, "", ecsapi.Running)
			for _, id := range ids[:4] {
				w.stopElsewhere(id)
				if took := w.seenStopping(id); took > ChangeSeenWithin(n) {
					t.Errorf("%d instances: a change was seen after %v", n, took)
				}
				pass(37 * time.Second)
			}
			w.WantFresh(ids, FreshFor)
			pass(5 * time.Second)
			for _, id := range ids[4:6] {
				w.stopElsewhere(id)
				if took := w.seenStopping(id); took > FreshFor {
					t.Errorf("%d instances: a change in sight was seen after %v", n, took)
				}
				pass(7 * time.Second)
			}
			w.WantFresh(ids, time.Minute)
			pass(time.Minute)
			w.stopElsewhere(ids[7])
			if took := w.seenStopping(ids[7]); took > time.Minute {
				t.Errorf("%d instances: at rest, a change in sight was seen after %v", n, took)
			}
			w.WantFresh(ids, FreshFor)
			w.SetFocus(false)
			pass(20 * time.Second)
			w.stopElsewhere(ids[6])
			if took := w.seenStopping(ids[6]); took > away*FreshFor {
				t.Errorf("%d instances: unfocused, a change in sight was seen after %v", n, took)
			}
		})
	}
}

// byName are the first n instances of a screen that is sorted by name.
func (w *world) byName(n int) []ecsapi.InstanceID {
	var all []*ecsapi.Instance
	for _, r := range w.Snapshot().Regions {
		all = append(all, r.Instances...)
	}
	slices.SortStableFunc(all, func(a, b *ecsapi.Instance) int { return strings.Compare(a.Name, b.Name) })
	ids := make([]ecsapi.InstanceID, n)
	for i := range ids {
		ids[i] = all[i].ID
	}
	return ids
}

// Instances that come and go elsewhere are seen in time, also where as many come as go.
func TestArrivalsElsewhereAreSeen(t *testing.T) {
	for _, n := range []int{60, 700} {
		synctest.Test(t, func(t *testing.T) {
			w := newWorld(t, setup{sim: ecssim.Config{Regions: 1, Instances: n}})
			s := w.load()
			like := s.Regions[0].Instances[0]
			for _, and := range []string{"one comes", "one goes", "one comes and one goes"} {
				begun := time.Now()
				var came, went ecsapi.InstanceID
				if strings.Contains(and, "comes") {
					came = w.createElsewhere(like)
				}
				if strings.Contains(and, "goes") {
					for _, in := range w.Snapshot().Regions[0].Instances {
						if in.ChargeType == ecsapi.PostPaid && in.Status == ecsapi.Running && !in.DeletionProtection && len(in.Locks) == 0 && !in.Spot() {
							went = in.ID
						}
					}
					if _, err := w.client.Delete(t.Context(), like.Region, []ecsapi.InstanceID{went}, true, "t-"+string(went)); err != nil {
						t.Fatal(err)
					}
				}
				w.until(and, func(s *fleet.Snapshot) bool {
					_, there := s.Instance(came)
					_, still := s.Instance(went)
					return there == (came != "") && !still
				})
				if took := time.Since(begun); took > SeenWithin(n)+2*goneAfter {
					t.Errorf("%d instances: %s, seen after %v", n, and, took)
				}
				pass(41 * time.Second)
			}
		})
	}
}

// Each row's age is true: no row is older than promised, and none says that it is
// younger than its last read.
func TestAgesOfRows(t *testing.T) {
	long(t)
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, setup{sim: ecssim.Config{Regions: 3, Instances: 1_500, Latency: 20 * time.Millisecond}})
		w.load()
		var mu sync.Mutex
		answered := map[ecsapi.InstanceID]time.Time{}
		w.setEdit(func(r *http.Request, answer map[string]any) {
			mu.Lock()
			defer mu.Unlock()
			list, _ := rows(answer)
			for _, row := range list {
				answered[ecsapi.InstanceID(row["InstanceId"].(string))] = w.client.Now()
			}
		})
		w.Refresh()
		pass(time.Minute)
		for range 40 {
			pass(31 * time.Second)
			s := w.Snapshot()
			mu.Lock()
			for _, r := range s.Regions {
				oldest := w.client.Now()
				for _, in := range r.Instances {
					at := r.ReadAt(in.ID)
					if d := answered[in.ID].Sub(at); d < 0 || d > 2*time.Second {
						t.Errorf("%s says it was read at %v; it was at %v", in.ID, at, answered[in.ID])
					}
					if at.Before(oldest) {
						oldest = at
					}
				}
				if age := w.client.Now().Sub(oldest); age > ChangeSeenWithin(1_500)+2*time.Second {
					t.Errorf("a row of %s is %v old", r.ID, age)
				}
				if r.Read.After(oldest) {
					t.Errorf("%s says it is no older than %v: a row is of %v", r.ID, r.Read, oldest)
				}
			}
			mu.Unlock()
		}
	})
}

// At rest a fleet takes two calls a minute for each region with spot instances, one for
// each three hundred of them, and 15, 40 or 80 by its size for all else; fewer while nobody
// looks.
func TestCallsAtRest(t *testing.T) {
	long(t)
	for n, rest := range map[int]int{1_200: 15, 10_000: 40} {
		synctest.Test(t, func(t *testing.T) {
			w := newWorld(t, setup{sim: ecssim.Config{Instances: n}, client: ecsapi.Options{Budget: ecsapi.Budget{Burst: 1000, PerSecond: 100}}})
			s := w.load()
			regions, spots := 0, 0
			for _, r := range s.Regions {
				before := spots
				for _, in := range r.Instances {
					if in.Spot() {
						spots++
					}
				}
				if spots > before {
					regions++
				}
			}
			w.WantFresh(w.byName(47), 2*time.Minute)
			minute := func() int {
				pass(3 * time.Minute) // used to the change
				w.reset()
				pass(12 * time.Minute)
				return len(w.calls("DescribeInstances")) / 12
			}
			focused := minute()
			w.SetFocus(false)
			away := minute()
			most := 2*regions + spots/300 + rest
			t.Logf("%d instances, %d of them spot in %d of %d regions: %d calls a minute, %d while nobody looks; at most %d", n, spots, regions, len(s.Regions), focused, away, most)
			if focused > most || focused < 2*regions || away > focused || away < 2*regions*9/10 {
				t.Errorf("%d instances: %d calls a minute, %d while nobody looks; at most %d", n, focused, away, most)
			}
		})
	}
}

// oldest is how old the oldest of some rows of the only region gets in a time; all of them
// where none is named.
func (w *world) oldest(d time.Duration, ids ...ecsapi.InstanceID) (age time.Duration) {
	for end := time.Now().Add(d); time.Now().Before(end); pass(time.Second) {
		r := w.Snapshot().Regions[0]
		for _, in := range r.Instances {
			if len(ids) == 0 || slices.Contains(ids, in.ID) {
				age = max(age, w.client.Now().Sub(r.ReadAt(in.ID)))
			}
		}
	}
	return age
}

// Reads of what is in sight that take others with them are no substitute for the reads of
// the oldest rows: where much is in sight they take few.
func TestRowsOutOfSightAreReadAtRest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const n = 300
		w := newWorld(t, setup{sim: ecssim.Config{Regions: 1, Instances: n}})
		w.load()
		for _, inSight := range []int{95, 47} {
			w.WantFresh(w.byName(inSight), time.Minute)
			if age := w.oldest(20 * time.Minute); age > ChangeSeenWithin(n)+2*time.Second {
				t.Errorf("%d rows in sight: another got %v old", inSight, age)
			}
			if age := w.client.Now().Sub(w.Snapshot().Regions[0].Read); age > ChangeSeenWithin(n)+2*time.Second {
				t.Errorf("%d rows in sight: the region says that a row is %v old", inSight, age)
			}
		}
	})
}

// Where the watch lists a region for what is in sight, and there is nothing to watch any more,
// what is in sight is read by its ids.
func TestRowsInSightAreReadWithoutTheWatch(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, setup{sim: ecssim.Config{Regions: 1, Instances: 90}})
		w.load()
		ids := w.pickIf(20, "", func(in *ecsapi.Instance) bool { return !in.Spot() })
		w.WantFresh(ids, time.Minute)
		pass(3 * time.Minute)
		spot := map[string]bool{}
		for _, in := range w.Snapshot().Regions[0].Instances {
			spot[string(in.ID)] = in.Spot()
		}
		w.setEdit(func(_ *http.Request, answer map[string]any) {
			list, set := rows(answer)
			set(slices.DeleteFunc(list, func(row map[string]any) bool { return spot[row["InstanceId"].(string)] }))
		})
		if age := w.oldest(10*time.Minute, ids...); age > time.Minute+2*time.Second {
			t.Errorf("a row in sight got %v old", age)
		}
	})
}

// A list that takes long read what is in sight when it began, not when it ended.
func TestRowsInSightAfterALongList(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, setup{sim: ecssim.Config{Regions: 1, Instances: 2000}, client: ecsapi.Options{Budget: ecsapi.Budget{Burst: 2, PerSecond: 1}}})
		w.load()
		ids := w.pick(5, "", ecsapi.Running)
		w.WantFresh(ids, FreshFor)
		pass(5 * time.Minute)
		w.Refresh()
		if age := w.oldest(2*time.Minute, ids...); age > FreshFor+3*time.Second {
			t.Errorf("a row in sight got %v old", age)
		}
	})
}

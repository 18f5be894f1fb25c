package engine

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/ecssim"
	"ecsdeck/ecsapi/fleet"
)

// emptied has DescribeInstances answer without rows, which it counts all the same.
func (w *world) emptied(times int) {
	w.t.Helper()
	if err := w.cloud.Inject(ecssim.Fault{Action: "DescribeInstances", Kind: ecssim.FaultEmpty, Times: times}); err != nil {
		w.t.Fatal(err)
	}
}

// Lists that lack what they count change nothing but the region's error: no row
// goes, nobody is called taken back, and where one is announced the watch says
// that it can't look. When the cloud comes to itself, so does the region.
func TestListsThatLackRows(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, setup{sim: ecssim.Config{Regions: 2}})
		w.load()
		w.strike()
		before := w.announced(12)
		s := w.Snapshot()
		w.emptied(0)
		pass(4 * time.Minute) // and half of the announced ones are due soon
		now, changed := w.Since(s.Rev)
		if slices.ContainsFunc(now.Reclaims, func(k *fleet.Reclaim) bool { return !k.Open() }) || len(now.Reclaims) != len(before) {
			t.Errorf("of %d announcements some are over", len(now.Reclaims))
		}
		if len(changed) > 0 || now.Counts.Total != s.Counts.Total {
			t.Errorf("%v changed; %d of %d are left", changed, now.Counts.Total, s.Counts.Total)
		}
		for _, r := range now.Regions {
			if r.Err == nil || r.Err.Lack == nil || r.Err.Lack.Received != 0 || r.Err.Lack.Counted == 0 || r.RetryAt.IsZero() || !r.Complete {
				t.Errorf("%s: %v, again at %v", r.ID, r.Err, r.RetryAt)
			}
		}
		if e := now.WatchErr[before[0].Instance.Region]; e == nil || e.Lack == nil {
			t.Errorf("the watch says %v", e)
		}
		w.cloud.ClearFaults()
		w.until("recovery", func(s *fleet.Snapshot) bool {
			return len(s.WatchErr) == 0 && !slices.ContainsFunc(s.Regions, func(r *fleet.RegionState) bool { return r.Err != nil })
		})
		w.until("the end of those announced", func(s *fleet.Snapshot) bool { return !slices.ContainsFunc(s.Reclaims, (*fleet.Reclaim).Open) })
	})
}

// A region of which a part came is not complete, and has what came.
func TestAPartOfTheFirstList(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, setup{sim: ecssim.Config{Regions: 1}})
		w.cloud.Inject(ecssim.Fault{Action: "DescribeInstances", Kind: ecssim.FaultShort, Rows: 30})
		s := w.load()
		r := s.Regions[0]
		if r.Complete || !r.Known || r.Err == nil || r.Err.Lack == nil || len(r.Instances) != r.Err.Lack.Received || r.Total != 240 {
			t.Errorf("%d of %d, complete %v: %v", len(r.Instances), r.Total, r.Complete, r.Err)
		}
		w.cloud.ClearFaults()
		s = w.until("the rest", func(s *fleet.Snapshot) bool { return s.Complete })
		if r := s.Regions[0]; len(r.Instances) != 240 || r.Err != nil {
			t.Errorf("%d, %v", len(r.Instances), r.Err)
		}
	})
}

// readsOf tells reads of an instance by its id.
func readsOf(r *http.Request, id ecsapi.InstanceID) bool {
	return slices.Contains(jsonIDs(r.URL.Query().Get("InstanceIds")), string(id))
}

// What is in no list is gone once two whole reads by its id, ten seconds apart,
// lack it. No read more is made for that, and no answer that lacks what it counts
// is one of the two.
func TestGone(t *testing.T) {
	for _, c := range []struct {
		name  string
		reads string // what the reads by its id tell: "-" it is missing, "?" so it is though it is counted, "+" it is there
		gone  bool
	}{
		{"at once", "--", true},
		{"is back", "-+", false},
		{"is back and goes", "-+--", true},
		{"was not told", "????", false},
		{"was not told between", "-?-", true},
		{"was not told first", "??--", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t, setup{sim: ecssim.Config{Regions: 1, Instances: 50, Frozen: true}})
				before := w.load()
				id := w.pick(1, "", ecsapi.Running)[0]
				var at []time.Time
				var told strings.Builder
				w.setEdit(func(r *http.Request, answer map[string]any) {
					if !readsOf(r, id) {
						if len(at) < len(c.reads) || c.gone {
							hide(answer, id)
						}
						return
					}
					n := len(at)
					if n == 0 || time.Since(at[n-1]) > time.Second { // an answer that lacks rows is asked for again at once
						told.WriteString((c.reads + "++++")[n : n+1])
						at = append(at, time.Now())
						n++
					}
					sign := told.String()[n-1]
					total := answer["TotalCount"]
					if sign != '+' {
						hide(answer, id)
					}
					if sign == '?' {
						answer["TotalCount"] = total
					}
				})
				if !c.gone {
					pass(10 * time.Minute)
					if _, there := w.Snapshot().Instance(id); !there {
						t.Errorf("it went after %q", told.String())
					}
					return
				}
				s := w.until("the end", func(s *fleet.Snapshot) bool { _, there := s.Instance(id); return !there })
				if n := len(at); told.String() != c.reads || at[n-1].Sub(at[strings.LastIndexByte(c.reads[:n-1], '-')]) < goneAfter {
					t.Errorf("it went after %q at %v", told.String(), at)
				}
				if _, changed := w.Since(before.Rev); !slices.Equal(changed, []ecsapi.InstanceID{id}) || s.Regions[0].Total != 49 || s.Regions[0].Err != nil {
					t.Errorf("%v changed; %d of %d, %v", changed, len(s.Regions[0].Instances), s.Regions[0].Total, s.Regions[0].Err)
				}
			})
		})
	}
}

// While the question stands whether something is gone, the region is read as ever.
func TestNobodyWaitsForWhatIsGone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, setup{sim: ecssim.Config{Regions: 1, Instances: 50, Latency: 200 * time.Millisecond}})
		w.load()
		id := w.pick(1, "", ecsapi.Running)[0]
		w.setEdit(func(r *http.Request, answer map[string]any) { hide(answer, id) })
		begun := time.Now()
		w.Refresh()
		w.until("the sweep", func(s *fleet.Snapshot) bool { return s.Regions[0].Loading })
		s := w.until("its end", func(s *fleet.Snapshot) bool { return !s.Regions[0].Loading })
		if _, there := s.Instance(id); !there || !s.Complete || time.Since(begun) > time.Second {
			t.Errorf("there %v, complete %v, after %v", there, s.Complete, time.Since(begun))
		}
		if _, err := w.Loaded(t.Context()); err != nil || time.Since(begun) > time.Second {
			t.Errorf("%v after %v", err, time.Since(begun))
		}
	})
}

// A release is done once its instances are missing for ten seconds, not when the
// cloud tells nothing of them.
func TestReleaseIsNotDoneByNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, setup{sim: ecssim.Config{Regions: 1, Latency: 50 * time.Millisecond}})
		w.load()
		ids := w.pickIf(3, "", unprotected)
		left := ids[0] // somebody else saw to it that it stays
		w.setBend(func(rw http.ResponseWriter, r *http.Request) bool {
			if r.URL.Query().Get("Action") != ecsapi.DeleteInstances {
				return false
			}
			rw.Write([]byte(`{"RequestId":"R"}`))
			go func() { w.client.Delete(t.Context(), "cn-hangzhou", ids[1:], true, "another") }()
			w.emptied(0)
			w.setBend(nil)
			return true
		})
		id := w.submit(fleet.ActionRelease, ids, fleet.ActionOptions{Force: true})
		pass(40 * time.Second)
		if j, _ := w.Snapshot().Job(id); j.Counts.Sent != 3 {
			t.Errorf("%+v on answers that lack rows", j.Counts)
		}
		w.cloud.ClearFaults()
		begun := time.Now()
		j := w.finish(id, fleet.JobCounts{Done: 2, Failed: 1})
		for _, it := range j.Items {
			switch {
			case it.ID == left && (it.Outcome != fleet.Failed || it.Now == ""):
				t.Errorf("%+v", it)
			case it.ID != left && it.Ended.Sub(begun) < goneAfter:
				t.Errorf("done %v after it could be known", it.Ended.Sub(begun))
			}
		}
	})
}

// DeleteInstances without an answer is not sent again while reads tell nothing of
// its instances, or that they are missing; only the latter makes it done.
func TestLostReleaseAndNoRows(t *testing.T) {
	for fault, want := range map[string]fleet.JobCounts{ecssim.FaultLostAnswer: {Done: 3}, ecssim.FaultReset: {Unknown: 3}} {
		t.Run(fault, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t, setup{sim: ecssim.Config{Regions: 1, Latency: 50 * time.Millisecond}})
				w.load()
				ids := w.pickIf(3, "", unprotected)
				w.setBend(hook(w, ecsapi.DeleteInstances, func() { w.emptied(0) }))
				w.cloud.Inject(ecssim.Fault{Action: ecsapi.DeleteInstances, Kind: fault})
				id := w.submit(fleet.ActionRelease, ids, fleet.ActionOptions{Force: true})
				pass(2 * time.Minute)
				if n := len(w.calls(ecsapi.DeleteInstances)); n != 1 {
					t.Errorf("sent %d times", n)
				}
				if j, _ := w.Snapshot().Job(id); j.Over() != (fault == ecssim.FaultLostAnswer) {
					t.Errorf("%+v", j.Counts)
				}
				w.cloud.ClearFaults()
				w.finish(id, want)
				if n := len(w.calls(ecsapi.DeleteInstances)); n != 1 {
					t.Errorf("sent %d times in the end", n)
				}
			})
		})
	}
}

// Before it is sent, too, an instance is gone only when it is missing for ten
// seconds: one answer that lacks it does not fail it.
func TestMissingBeforeItsTurn(t *testing.T) {
	for name, want := range map[string]fleet.JobCounts{"once": {Done: 2}, "for good": {Done: 1, Failed: 1}} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t, setup{sim: ecssim.Config{Regions: 1}})
				w.load()
				ids := w.pick(2, "", ecsapi.Running)
				reads := 0
				w.setEdit(func(r *http.Request, answer map[string]any) {
					if readsOf(r, ids[1]) {
						reads++
						if reads == 1 || name == "for good" {
							hide(answer, ids[1])
						}
					}
				})
				begun := time.Now()
				j := w.finish(w.submit(fleet.ActionStop, ids, fleet.ActionOptions{}), want)
				if it := j.Items[1]; it.Outcome == fleet.Failed && (it.Err.Kind != ecsapi.KindNotFound || it.Ended.Sub(begun) < goneAfter) {
					t.Errorf("after %v: %v", it.Ended.Sub(begun), it.Err)
				}
				if n := len(w.calls("StopInstances")); name == "for good" && n != 1 {
					t.Errorf("%d calls", n)
				}
			})
		})
	}
}

// An instance that is gone does not come back with an answer that was asked for before and
// was long on its way, whatever was counted and listed meanwhile.
func TestLateAnswersBringNobodyBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, setup{sim: ecssim.Config{Instances: 300, Regions: 1}})
		in := w.load().Regions[0].Instances[7]
		r, asked := w.regions[0], w.readSeq()
		w.locked(func() { w.drop(r, []ecsapi.InstanceID{in.ID}, w.nextReadSeq()) })
		w.setEdit(func(_ *http.Request, answer map[string]any) {
			list, set := rows(answer)
			set(slices.DeleteFunc(list, func(row map[string]any) bool { return row["InstanceId"] == string(in.ID) }))
		})
		for range 2 {
			pass(5 * time.Second)
			w.countRegion(t.Context(), r)
		}
		w.Refresh()
		pass(20 * time.Second)
		w.locked(func() { w.apply(r, []*ecsapi.Instance{in}, asked) })
		if _, back := r.Index.Find(in.ID); back {
			t.Error("it came back")
		}
		pass(departedFor)
		w.locked(func() { w.drop(r, []ecsapi.InstanceID{r.rows[0].ID}, w.nextReadSeq()) })
		if len(r.gone) != 1 {
			t.Errorf("%d departures are known", len(r.gone))
		}
	})
}

package engine

import (
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/ecssim"
	"ecsdeck/ecsapi/fleet"
)

// strike lets a storm take spot instances back and returns what is left of their
// notice at most.
func (w *world) strike() {
	w.t.Helper()
	if err := w.cloud.Play(ecssim.Story{Name: ecssim.SpotStorm}); err != nil {
		w.t.Fatal(err)
	}
}

// announced waits until n instances were announced.
func (w *world) announced(n int) []*fleet.Reclaim {
	w.t.Helper()
	return w.until("the announcements", func(s *fleet.Snapshot) bool { return len(s.Reclaims) >= n }).Reclaims
}

// A storm is seen in half a minute though nobody looks, told once for each
// instance with when it goes, and followed until all are gone.
func TestStormIsSeen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, setup{sim: ecssim.Config{Latency: 50 * time.Millisecond}})
		w.load()
		w.SetFocus(false)
		pass(10 * time.Minute)
		if n := len(w.Snapshot().Reclaims); n != 0 {
			t.Fatalf("%d announcements out of nothing", n)
		}
		struck := w.client.Now()
		w.strike()
		list := w.announced(12)
		if late := w.client.Now().Sub(struck); late > 35*time.Second {
			t.Errorf("all were told after %v", late)
		}
		for i, k := range list {
			if !k.Open() || !k.Instance.Recycling() || !k.Instance.Spot() || k.Acked || k.Spared {
				t.Errorf("told %+v", k)
			}
			if k.Due.After(struck.Add(fleet.ReclaimNotice)) || k.Latest.Before(struck.Add(fleet.ReclaimNotice)) || k.Due.Before(k.Seen) {
				t.Errorf("goes between %v and %v, announced at %v", k.Due, k.Latest, struck)
			}
			if i > 0 && k.Seen.After(list[i-1].Seen) {
				t.Error("not the newest first")
			}
		}
		w.Acknowledge(list[0].Instance.ID)
		w.until("the acknowledgement", func(s *fleet.Snapshot) bool { return s.Reclaims[0].Acked && !s.Reclaims[1].Acked })
		w.Acknowledge()
		s := w.until("the end", func(s *fleet.Snapshot) bool {
			return !slices.ContainsFunc(s.Reclaims, func(k *fleet.Reclaim) bool { return k.Open() || !k.Acked })
		})
		truth := map[ecsapi.InstanceID]bool{}
		for id := range w.read(idsOfReclaims(s.Reclaims)...) {
			truth[id] = true
		}
		for _, k := range s.Reclaims {
			if k.Spared || truth[k.Instance.ID] || k.Gone.Before(struck.Add(fleet.ReclaimNotice)) || k.Gone.After(struck.Add(8*time.Minute)) {
				t.Errorf("%s, announced at %v, called gone at %v, listed: %v", k.Instance.ID, struck, k.Gone, truth[k.Instance.ID])
			}
			if _, ok := s.Instance(k.Instance.ID); ok {
				t.Errorf("%s is gone and has a row", k.Instance.ID)
			}
		}
		if len(s.Reclaims) != 12 {
			t.Errorf("%d announcements", len(s.Reclaims))
		}
	})
}

func idsOfReclaims(list []*fleet.Reclaim) (ids []ecsapi.InstanceID) {
	for _, k := range list {
		ids = append(ids, k.Instance.ID)
	}
	return ids
}

package model

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"ecsdeck/ecsapi/fleet"
	"ecsdeck/keymap"
	"ecsdeck/model/deck"
	"ecsdeck/ui/text"
)

// The deck's clock goes by seconds where somebody looks or something is counted down.
func TestClockGoesSlowerWhereNobodyLooks(t *testing.T) {
	printer, err := text.New("en")
	if err != nil {
		t.Fatal(err)
	}
	synctest.Test(t, func(t *testing.T) {
		r := newRoot(context.Background(), deck.Deps{Text: printer, Keys: keymap.Default(), ThemeName: "dark", Now: time.Now})
		next := func(what string, want time.Duration) {
			t.Helper()
			asked := time.Now()
			r.nextTick()()
			if got := time.Since(asked); got != want {
				t.Errorf("%s: a tick after %v, want %v", what, got, want)
			}
		}
		next("somebody looks", time.Second)
		r.setFocus(false)
		next("nobody looks", 5*time.Second)
		r.toast.text = "done"
		next("a toast", time.Second)
		r.toast.text = ""
		r.Snap = &fleet.Snapshot{Jobs: []*fleet.Job{{}}}
		next("a job", time.Second)
		r.Snap.Jobs[0].Past = true
		next("a job of another run", 5*time.Second)
		r.Alert.Open = []*fleet.Reclaim{{}}
		next("a reclaim", time.Second)
		r.Alert.Open = nil
		r.setFocus(true)
		next("somebody again", time.Second)
		r.NoCredentials = errors.New("none")
		next("no account", 5*time.Second)
	})
}

// The call rate is the newest while the fleet is read or where it grew by half, and else that
// of the last ten seconds.
func TestCallRateRests(t *testing.T) {
	var c callRate
	now := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	for _, step := range []struct {
		complete  bool
		after     time.Duration
		calls     int
		perMinute int
	}{
		{false, 0, 10, 10}, {false, time.Second, 20, 20}, {true, time.Second, 30, 20},
		{true, 8 * time.Second, 29, 20}, {true, time.Second, 50, 50}, {true, time.Second, 60, 50}, {true, time.Second, 76, 76},
		{false, time.Second, 70, 70},
	} {
		now = now.Add(step.after)
		c.follow(&fleet.Snapshot{Complete: step.complete, CallsPerMinute: step.calls}, now)
		if c.perMinute != step.perMinute {
			t.Errorf("%+v: %d", step, c.perMinute)
		}
	}
}

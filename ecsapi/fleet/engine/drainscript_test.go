package engine

import (
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/ecssim"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/fleet/journal"
	"ecsdeck/ecsapi/message"
)

// A script runs by Cloud Assistant, in one call for each region, noted before it
// leaves; what it printed is kept.
func TestDrainByScript(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := struck(t, setup{sim: ecssim.Config{Regions: 3, Latency: 20 * time.Millisecond}, journal: t.TempDir()}, &shells{})
		const text = "#!/bin/sh\n\necho moving; sleep 20\necho moved\n"
		linux := slices.DeleteFunc(slices.Clone(w.Snapshot().Reclaims), func(k *fleet.Reclaim) bool { return strings.Contains(k.Instance.OS, "Windows") })
		ids := idsOfReclaims(linux)
		regions := map[ecsapi.RegionID]bool{}
		for _, k := range linux {
			regions[k.Instance.Region] = true
		}
		w.reset()
		w.Drain(fleet.DrainOrder{IDs: ids, Script: text})
		w.Drain(fleet.DrainOrder{IDs: ids, Script: text})
		s := w.until("the end", func(s *fleet.Snapshot) bool {
			return !slices.ContainsFunc(s.Reclaims, func(k *fleet.Reclaim) bool {
				return slices.Contains(ids, k.Instance.ID) && (lastDrain(k) == nil || !lastDrain(k).Over())
			})
		})
		job := fleet.JobID(0)
		for _, k := range s.Reclaims {
			d := lastDrain(k)
			if !slices.Contains(ids, k.Instance.ID) {
				continue
			}
			if !d.OK() || !d.Remote || d.What != "echo moving; sleep 20" || d.Output != "moving\nmoved\n" || d.Ended.Sub(d.Began) < 20*time.Second {
				t.Errorf("%+v", d)
			}
			job = d.Job
		}
		if n := len(w.calls(ecsapi.RunCommand)); n != len(regions) {
			t.Errorf("%d calls for %d regions", n, len(regions))
		}
		if j := w.finish(job, fleet.JobCounts{Done: len(ids)}); j.Items[0].Run == "" {
			t.Errorf("its job is %+v", j)
		}
		b := w.book()[0]
		if b.Action != "script" || b.State != journal.Over || b.Calls[0].Params["CommandContent"] != text || b.Items[0].Run == "" || b.Items[0].Outcome != "done" {
			t.Errorf("the journal has %+v", b)
		}
	})
}

// windows tells which of the instances can't run a shell script.
func windows(in *ecsapi.Instance) bool { return strings.Contains(in.OS, "Windows") }

// Instances that can't run a script are named and spoil it for no other.
func TestScriptsThatFail(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, setup{sim: ecssim.Config{Regions: 3, Latency: 20 * time.Millisecond}})
		w.load()
		told, list := w.editRows(), w.spots()
		stopped, other := list[0], w.pickIf(1, list[0].Region, func(in *ecsapi.Instance) bool { return windows(in) && in.Status == ecsapi.Running })
		told.of(stopped.ID, lockedAs(ecsapi.LockRecycling, ecsapi.Stopped))
		told.of(other[0], lockedAs(ecsapi.LockRecycling, ecsapi.Running))
		for _, in := range list[1:12] {
			told.of(in.ID, lockedAs(ecsapi.LockRecycling, ecsapi.Running))
		}
		w.announced(13)
		w.Drain(fleet.DrainOrder{Script: "hostname; exit 4"})
		for _, k := range w.drained() {
			d := lastDrain(k)
			switch {
			case k.Instance.ID == stopped.ID:
				if d.Err.Key != message.Key(fleet.NotRunning) || d.Job != 0 || d.OK() {
					t.Errorf("stopped: %+v", d)
				}
			case windows(k.Instance):
				if d.Cause == nil || d.Cause.Code != "InvalidInstance.NotMatch" || d.Err.Key != d.Cause.Hint() || d.OK() {
					t.Errorf("Windows: %+v", d)
				}
			default:
				if !d.Err.IsZero() || d.Exit != 4 || !strings.HasPrefix(d.Output, "i") || d.OK() {
					t.Errorf("%s: %+v", k.Instance.OS, d)
				}
			}
		}
	})
}

// Who may not run scripts is told so in plain words, and nothing is tried again
// and again.
func TestScriptsNotAllowed(t *testing.T) {
	for name, s := range map[string]setup{
		"a read-only deck": {client: ecsapi.Options{ReadOnly: true}},
		"a read-only key":  {client: ecsapi.Options{Credentials: ecsapi.Credentials{KeyID: "LTAI-sim-readonly", Secret: "sim-readonly-secret"}}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s.sim = ecssim.Config{Regions: 2}
				c := &shells{}
				w := struck(t, s, c)
				w.Drain(fleet.DrainOrder{Script: "hostname", Command: []string{"x"}})
				for _, k := range w.drained() {
					here, there := k.Drains[0], k.Drains[1]
					if !here.OK() || here.Remote {
						t.Errorf("here: %+v", here)
					}
					if there.OK() || there.Cause == nil || there.Err.Key != there.Cause.Hint() || there.Cause.Kind != ecsapi.KindForbidden && there.Cause.Kind != ecsapi.KindReadOnly {
						t.Errorf("there: %+v", there)
					}
				}
				calls := 1
				if w.client.ReadOnly() {
					calls = 0
				}
				if n := len(w.calls(ecsapi.RunCommand)); n < calls || n > 2*calls {
					t.Errorf("%d calls", n)
				}
			})
		})
	}
}

// A script that can't be meant, or not be noted, is not sent.
func TestScriptsNotSent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := struck(t, setup{sim: ecssim.Config{Regions: 2}, journal: t.TempDir()}, &shells{})
		w.Drain(fleet.DrainOrder{Script: strings.Repeat("#", ecsapi.MaxScript+1)})
		for _, k := range w.drained() {
			if d := lastDrain(k); d.Err.String() != "a script has at most 16,384 bytes" {
				t.Errorf("too long: %+v", d)
			}
		}
		w.journal.Close()
		w.Drain(fleet.DrainOrder{Script: "true", Again: true})
		for _, k := range w.until("the second", func(s *fleet.Snapshot) bool {
			return lastDrain(s.Reclaims[0]).Over() && len(s.Reclaims[0].Drains) == 2
		}).Reclaims {
			if d := lastDrain(k); !strings.HasPrefix(text(d), "nothing was sent: ") {
				t.Errorf("not noted: %+v", d)
			}
		}
		if n := len(w.calls(ecsapi.RunCommand)); n != 0 {
			t.Errorf("%d calls", n)
		}
	})
}

// The next run of the program announces anew what it sees, tells what the last
// one did, finds out what became of it, and does nothing twice.
func TestNothingIsDrainedAfterARestart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := struck(t, setup{sim: ecssim.Config{Regions: 2, Latency: 20 * time.Millisecond}, journal: t.TempDir()}, &shells{takes: time.Hour})
		all := idsOfReclaims(w.Snapshot().Reclaims)
		w.Drain(fleet.DrainOrder{IDs: all[:9], Script: "sleep 40; echo done"})
		w.Drain(fleet.DrainOrder{IDs: all[3:6], Command: []string{"x", "-y"}})
		w.until("both to run", func(s *fleet.Snapshot) bool {
			return len(s.Jobs) == 2 && s.Jobs[0].Counts.Sent == len(s.Jobs[0].Items) && s.Jobs[1].Counts.Sent == len(s.Jobs[1].Items)
		})
		pass(3 * time.Second)
		dir := w.crash()
		w.Close()
		w.reset()
		again := &shells{}
		next := w.successor(dir)
		next.command = again.run
		next.load()
		for range 5 {
			next.Drain(fleet.DrainOrder{IDs: all[:9], Script: "sleep 40; echo done"})
			next.Drain(fleet.DrainOrder{IDs: all[3:6], Command: []string{"x", "-y"}})
			pass(15 * time.Second)
		}
		list := next.until("the end", func(s *fleet.Snapshot) bool {
			return len(s.Reclaims) == 12 && !slices.ContainsFunc(s.Reclaims, func(k *fleet.Reclaim) bool {
				return slices.ContainsFunc(k.Drains, func(d *fleet.Drain) bool { return !d.Over() })
			})
		}).Reclaims
		for _, k := range list {
			n, drains := slices.Index(all, k.Instance.ID), map[bool]*fleet.Drain{}
			for _, d := range k.Drains {
				drains[d.Remote] = d
			}
			if k.Acked || len(drains) != len(k.Drains) || (drains[true] != nil) != (n < 9) || (drains[false] != nil) != (n >= 3 && n < 6) {
				t.Errorf("%d has %d attempts: %+v", n, len(k.Drains), k)
			}
			if d := drains[true]; d != nil && (!d.OK() || d.Output != "done\n" || d.What != "sleep 40; echo done" || d.Job == 0 || d.Began.IsZero()) {
				t.Errorf("there: %+v", d)
			}
			if d := drains[false]; d != nil && (d.OK() || d.Err.String() != "nothing tells how it ended" || d.What != "x -y" || d.Job == 0) {
				t.Errorf("here: %+v", d)
			}
		}
		if n := len(w.calls(ecsapi.RunCommand)) + again.count(); n != 0 {
			t.Errorf("%d were run again", n)
		}
		next.Drain(fleet.DrainOrder{IDs: all[2:6], Command: []string{"x", "-y"}})
		next.until("what was not done yet", func(s *fleet.Snapshot) bool { return again.count() > 0 })
		next.Drain(fleet.DrainOrder{IDs: all[3:6], Command: []string{"x", "-y"}, Again: true})
		next.until("what was asked for again", func(s *fleet.Snapshot) bool { return again.count() == 4 })
		pass(time.Minute)
		if again.count() != 4 || len(again.of(all[2])) != 1 {
			t.Errorf("%d ran", again.count())
		}
	})
}

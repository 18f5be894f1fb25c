package fleet

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/ecssim"
	"ecsdeck/ecsapi/fleet/journal"
)

// shells stands in for the programs that drains run here.
type shells struct {
	takes  time.Duration
	output string
	exit   int
	err    error

	mu       sync.Mutex
	ran      []map[string]string // the environment of each
	together int
	most     int // at once
}

func (c *shells) run(ctx context.Context, command, environ []string) (string, int, error) {
	env := map[string]string{"command": strings.Join(command, "|")}
	for _, v := range environ {
		name, value, _ := strings.Cut(v, "=")
		env[name] = value
	}
	c.mu.Lock()
	c.ran = append(c.ran, env)
	c.together++
	c.most = max(c.most, c.together)
	c.mu.Unlock()
	wait(ctx, c.takes)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.together--
	return c.output, c.exit, c.err
}

// of are the environments of those that ran for an instance.
func (c *shells) of(id ecsapi.InstanceID) (list []map[string]string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, env := range c.ran {
		if env["ECSDECK_INSTANCE_ID"] == string(id) {
			list = append(list, env)
		}
	}
	return list
}

// struck is a world in which a storm was announced, with commands to run.
func struck(t *testing.T, s setup, c *shells) *world {
	t.Helper()
	w := newWorld(t, s)
	w.command, w.environ = c.run, []string{"PATH=/bin", "ECSDECK_INSTANCE_ID=not this"}
	w.load()
	w.strike()
	w.announced(12)
	return w
}

// drained waits until the attempts of each announcement are over, at least one
// of each.
func (w *world) drained() []*Reclaim {
	w.t.Helper()
	return w.until("the end of all attempts", func(s *Snapshot) bool {
		return !slices.ContainsFunc(s.Reclaims, func(k *Reclaim) bool {
			return len(k.Drains) == 0 || slices.ContainsFunc(k.Drains, func(d *Drain) bool { return !d.Over() })
		})
	}).Reclaims
}

// A command runs once for each instance, told what it has to know, and again
// only when that is asked for.
func TestDrainByCommand(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := &shells{takes: 3 * time.Second, output: "moved\r\n\x1b[31mall\a\n10%\r20%\rsim-operator-secret\n"}
		w := struck(t, setup{sim: ecssim.Config{Regions: 3}}, c)
		w.Drain(DrainOrder{Command: []string{"drain it", "--now", "$x"}})
		w.Drain(DrainOrder{Command: []string{"drain it", "--now", "$x"}})
		w.until("their beginning", func(s *Snapshot) bool {
			return slices.ContainsFunc(s.Reclaims, func(k *Reclaim) bool { d := k.LastDrain(); return d != nil && !d.Began.IsZero() && !d.Over() })
		})
		for _, k := range w.drained() {
			in, d := k.Instance, k.LastDrain()
			if len(k.Drains) != 1 || !d.OK() || d.Remote || d.What != "'drain it' --now '$x'" || d.Output != "moved\n[31mall\n<secret>\n" || d.Ended.Sub(d.Began) < 3*time.Second {
				t.Errorf("%s: %+v", in.ID, d)
			}
			ran := c.of(in.ID)
			if len(ran) != 1 {
				t.Fatalf("%d commands ran for %s", len(ran), in.ID)
			}
			want := map[string]string{
				"command": "drain it|--now|$x", "PATH": "/bin",
				"ECSDECK_INSTANCE_ID": string(in.ID), "ECSDECK_INSTANCE_NAME": in.Name, "ECSDECK_INSTANCE_REGION": string(in.Region),
				"ECSDECK_INSTANCE_ZONE": string(in.Zone), "ECSDECK_INSTANCE_TYPE": in.Type, "ECSDECK_INSTANCE_PRIVATE_IP": in.PrivateIP(),
				"ECSDECK_INSTANCE_PUBLIC_IP": in.PublicIP(), "ECSDECK_RECLAIM_DUE": k.Due.Format(time.RFC3339),
			}
			if fmt.Sprint(ran[0]) != fmt.Sprint(want) {
				t.Errorf("told %v, want %v", ran[0], want)
			}
		}
		if j := w.finish(1, JobCounts{Done: 12}); j.Action != ActionDrain || len(j.Regions) == 0 || j.Key == "" || j.Commands()[0] != "'drain it' --now '$x'" {
			t.Errorf("its job is %+v", j)
		}
		one := w.Snapshot().Reclaims[0].Instance.ID
		w.Drain(DrainOrder{IDs: []ecsapi.InstanceID{one, "i-unknown"}, Command: []string{"drain"}, Again: true})
		w.until("the second", func(s *Snapshot) bool { return len(s.Reclaims[0].Drains) == 2 && s.Reclaims[0].LastDrain().OK() })
		if len(c.ran) != 13 {
			t.Errorf("%d ran", len(c.ran))
		}
	})
}

// What goes wrong with a command is said; some run at once, and none for ever.
func TestDrainsThatFail(t *testing.T) {
	for _, test := range []struct {
		name  string
		c     *shells
		limit time.Duration
		err   string
		exit  int
	}{
		{"exit status", &shells{exit: 7}, 0, "", 7},
		{"no program", &shells{err: errors.New("there is no program \"x\"")}, 0, "it could not run: there is no program \"x\"", 0},
		{"too long", &shells{takes: time.Hour, err: errors.New("signal: killed")}, time.Minute, "it took longer than 1m0s and was ended", 0},
		{"the usual limit", &shells{takes: time.Hour}, 0, "it took longer than 5m0s and was ended", 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := struck(t, setup{sim: ecssim.Config{Regions: 3}}, test.c)
				w.Drain(DrainOrder{Command: []string{"x"}, Limit: test.limit})
				for _, k := range w.drained() {
					if d := k.LastDrain(); d.OK() || d.Exit != test.exit || text(d) != test.err {
						t.Errorf("%+v: %s", d, text(d))
					}
				}
			})
		})
	}
}

// text is why an attempt failed, in English.
func text(d *Drain) string { return fmt.Sprintf(d.Err, d.Args...) }

// Only so many commands run at once; the others wait, and say so. Closing ends
// all.
func TestDrainsWaitForTheirTurn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := &shells{takes: 2 * time.Minute}
		w := struck(t, setup{sim: ecssim.Config{}}, c)
		w.strike()
		w.announced(24)
		w.Drain(DrainOrder{Command: []string{"x"}})
		s := w.until("their beginning", func(s *Snapshot) bool {
			return !slices.ContainsFunc(s.Reclaims, func(k *Reclaim) bool { return k.LastDrain() == nil })
		})
		pass(time.Second)
		waiting := 0
		for _, k := range w.Snapshot().Reclaims {
			if k.LastDrain().Began.IsZero() {
				waiting++
			}
		}
		if c.most != drainsAtOnce || waiting != 24-drainsAtOnce {
			t.Errorf("%d at once, %d of %d wait", c.most, waiting, len(s.Reclaims))
		}
		w.Close()
		for _, k := range w.Snapshot().Reclaims {
			if d := k.LastDrain(); !d.Over() || d.Err != drainClosed {
				t.Errorf("after the end: %+v", d)
			}
		}
		if len(c.ran) != drainsAtOnce {
			t.Errorf("%d ran", len(c.ran))
		}
	})
}

// A script runs by Cloud Assistant, in one call for each region, noted before it
// leaves; what it printed is kept.
func TestDrainByScript(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := struck(t, setup{sim: ecssim.Config{Regions: 3, Latency: 20 * time.Millisecond}, journal: t.TempDir()}, &shells{})
		const text = "#!/bin/sh\n\necho moving; sleep 20\necho moved\n"
		linux := slices.DeleteFunc(slices.Clone(w.Snapshot().Reclaims), func(k *Reclaim) bool { return strings.Contains(k.Instance.OS, "Windows") })
		ids := idsOfReclaims(linux)
		regions := map[ecsapi.RegionID]bool{}
		for _, k := range linux {
			regions[k.Instance.Region] = true
		}
		w.reset()
		w.Drain(DrainOrder{IDs: ids, Script: text})
		w.Drain(DrainOrder{IDs: ids, Script: text})
		s := w.until("the end", func(s *Snapshot) bool {
			return !slices.ContainsFunc(s.Reclaims, func(k *Reclaim) bool {
				return slices.Contains(ids, k.Instance.ID) && (k.LastDrain() == nil || !k.LastDrain().Over())
			})
		})
		job := JobID(0)
		for _, k := range s.Reclaims {
			d := k.LastDrain()
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
		if j := w.finish(job, JobCounts{Done: len(ids)}); j.Items[0].Run == "" {
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
		told, list := w.tell(), w.spots()
		stopped, other := list[0], w.pickIf(1, list[0].Region, func(in *ecsapi.Instance) bool { return windows(in) && in.Status == ecsapi.Running })
		told.of(stopped.ID, lockedAs(ecsapi.LockRecycling, ecsapi.Stopped))
		told.of(other[0], lockedAs(ecsapi.LockRecycling, ecsapi.Running))
		for _, in := range list[1:12] {
			told.of(in.ID, lockedAs(ecsapi.LockRecycling, ecsapi.Running))
		}
		w.announced(13)
		w.Drain(DrainOrder{Script: "hostname; exit 4"})
		for _, k := range w.drained() {
			d := k.LastDrain()
			switch {
			case k.Instance.ID == stopped.ID:
				if d.Err != string(NotRunning) || d.Job != 0 || d.OK() {
					t.Errorf("stopped: %+v", d)
				}
			case windows(k.Instance):
				if d.Cause == nil || d.Cause.Code != "InvalidInstance.NotMatch" || d.Err != d.Cause.Hint() || d.OK() {
					t.Errorf("Windows: %+v", d)
				}
			default:
				if d.Err != "" || d.Exit != 4 || !strings.HasPrefix(d.Output, "i") || d.OK() {
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
				w.Drain(DrainOrder{Script: "hostname", Command: []string{"x"}})
				for _, k := range w.drained() {
					here, there := k.Drains[0], k.Drains[1]
					if !here.OK() || here.Remote {
						t.Errorf("here: %+v", here)
					}
					if there.OK() || there.Cause == nil || there.Err != there.Cause.Hint() || there.Cause.Kind != ecsapi.KindForbidden && there.Cause.Kind != ecsapi.KindReadOnly {
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
		w.Drain(DrainOrder{Script: strings.Repeat("#", ecsapi.MaxScript+1)})
		for _, k := range w.drained() {
			if d := k.LastDrain(); d.Err != "a script has at most 16,384 bytes" {
				t.Errorf("too long: %+v", d)
			}
		}
		w.journal.Close()
		w.Drain(DrainOrder{Script: "true", Again: true})
		for _, k := range w.until("the second", func(s *Snapshot) bool { return s.Reclaims[0].LastDrain().Over() && len(s.Reclaims[0].Drains) == 2 }).Reclaims {
			if d := k.LastDrain(); !strings.HasPrefix(text(d), "nothing was sent: ") {
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
		w.Drain(DrainOrder{IDs: all[:9], Script: "sleep 40; echo done"})
		w.Drain(DrainOrder{IDs: all[3:6], Command: []string{"x", "-y"}})
		w.until("both to run", func(s *Snapshot) bool {
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
			next.Drain(DrainOrder{IDs: all[:9], Script: "sleep 40; echo done"})
			next.Drain(DrainOrder{IDs: all[3:6], Command: []string{"x", "-y"}})
			pass(15 * time.Second)
		}
		list := next.until("the end", func(s *Snapshot) bool {
			return len(s.Reclaims) == 12 && !slices.ContainsFunc(s.Reclaims, func(k *Reclaim) bool {
				return slices.ContainsFunc(k.Drains, func(d *Drain) bool { return !d.Over() })
			})
		}).Reclaims
		for _, k := range list {
			n, drains := slices.Index(all, k.Instance.ID), map[bool]*Drain{}
			for _, d := range k.Drains {
				drains[d.Remote] = d
			}
			if k.Acked || len(drains) != len(k.Drains) || (drains[true] != nil) != (n < 9) || (drains[false] != nil) != (n >= 3 && n < 6) {
				t.Errorf("%d has %d attempts: %+v", n, len(k.Drains), k)
			}
			if d := drains[true]; d != nil && (!d.OK() || d.Output != "done\n" || d.What != "sleep 40; echo done" || d.Job == 0 || d.Began.IsZero()) {
				t.Errorf("there: %+v", d)
			}
			if d := drains[false]; d != nil && (d.OK() || d.Err != "nothing tells how it ended" || d.What != "x -y" || d.Job == 0) {
				t.Errorf("here: %+v", d)
			}
		}
		if n := len(w.calls(ecsapi.RunCommand)) + len(again.ran); n != 0 {
			t.Errorf("%d were run again", n)
		}
		next.Drain(DrainOrder{IDs: all[2:6], Command: []string{"x", "-y"}})
		next.until("what was not done yet", func(s *Snapshot) bool { return len(again.ran) > 0 })
		next.Drain(DrainOrder{IDs: all[3:6], Command: []string{"x", "-y"}, Again: true})
		next.until("what was asked for again", func(s *Snapshot) bool { return len(again.ran) == 4 })
		pass(time.Minute)
		if len(again.ran) != 4 || len(again.of(all[2])) != 1 {
			t.Errorf("ran %v", again.ran)
		}
	})
}

package engine

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
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/op"
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

// count is how many ran.
func (c *shells) count() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.ran)
}

// atOnce is how many ran at once, at most.
func (c *shells) atOnce() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.most
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
	w.command, w.options.Environ = c.run, []string{"PATH=/bin", "ECSDECK_INSTANCE_ID=not this"}
	w.load()
	w.strike()
	w.announced(12)
	return w
}

// drained waits until the attempts of each announcement are over, at least one
// of each.
func (w *world) drained() []*fleet.Reclaim {
	w.t.Helper()
	return w.until("the end of all attempts", func(s *fleet.Snapshot) bool {
		return !slices.ContainsFunc(s.Reclaims, func(k *fleet.Reclaim) bool {
			return len(k.Drains) == 0 || slices.ContainsFunc(k.Drains, func(d *fleet.Drain) bool { return !d.Over() })
		})
	}).Reclaims
}

// A command runs once for each instance, told what it has to know, and again
// only when that is asked for.
func TestDrainByCommand(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := &shells{takes: 3 * time.Second, output: "moved\r\n\x1b[31mall\a\n10%\r20%\rsim-operator-secret\n"}
		w := struck(t, setup{sim: ecssim.Config{Regions: 3}}, c)
		w.Drain(fleet.DrainOrder{Command: []string{"drain it", "--now", "$x"}})
		w.Drain(fleet.DrainOrder{Command: []string{"drain it", "--now", "$x"}})
		w.until("their beginning", func(s *fleet.Snapshot) bool {
			return slices.ContainsFunc(s.Reclaims, func(k *fleet.Reclaim) bool { d := lastDrain(k); return d != nil && !d.Began.IsZero() && !d.Over() })
		})
		for _, k := range w.drained() {
			in, d := k.Instance, lastDrain(k)
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
		if j := w.finish(1, fleet.JobCounts{Done: 12}); j.Action != fleet.ActionDrain || len(j.Regions) == 0 || j.Key == "" || op.JobCommands(j)[0] != "'drain it' --now '$x'" {
			t.Errorf("its job is %+v", j)
		}
		one := w.Snapshot().Reclaims[0].Instance.ID
		w.Drain(fleet.DrainOrder{IDs: []ecsapi.InstanceID{one, "i-unknown"}, Command: []string{"drain"}, Again: true})
		w.until("the second", func(s *fleet.Snapshot) bool { return len(s.Reclaims[0].Drains) == 2 && lastDrain(s.Reclaims[0]).OK() })
		if c.count() != 13 {
			t.Errorf("%d ran", c.count())
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
				w.Drain(fleet.DrainOrder{Command: []string{"x"}, Limit: test.limit})
				for _, k := range w.drained() {
					if d := lastDrain(k); d.OK() || d.Exit != test.exit || text(d) != test.err {
						t.Errorf("%+v: %s", d, text(d))
					}
				}
			})
		})
	}
}

// text is why an attempt failed, in English.
func text(d *fleet.Drain) string { return d.Err.String() }

// Only so many commands run at once; the others wait, and say so. Closing ends
// all.
func TestDrainsWaitForTheirTurn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := &shells{takes: 2 * time.Minute}
		w := struck(t, setup{sim: ecssim.Config{}}, c)
		w.strike()
		w.announced(24)
		w.Drain(fleet.DrainOrder{Command: []string{"x"}})
		s := w.until("their beginning", func(s *fleet.Snapshot) bool {
			return !slices.ContainsFunc(s.Reclaims, func(k *fleet.Reclaim) bool { return lastDrain(k) == nil })
		})
		pass(time.Second)
		waiting := 0
		for _, k := range w.Snapshot().Reclaims {
			if lastDrain(k).Began.IsZero() {
				waiting++
			}
		}
		if c.atOnce() != drainsAtOnce || waiting != 24-drainsAtOnce {
			t.Errorf("%d at once, %d of %d wait", c.atOnce(), waiting, len(s.Reclaims))
		}
		w.Close()
		for _, k := range w.Snapshot().Reclaims {
			if d := lastDrain(k); !d.Over() || d.Err.Key != drainClosed {
				t.Errorf("after the end: %+v", d)
			}
		}
		if c.count() != drainsAtOnce {
			t.Errorf("%d ran", c.count())
		}
	})
}

// lastDrain is the newest attempt to save an instance's work, or nil.
func lastDrain(k *fleet.Reclaim) *fleet.Drain {
	if len(k.Drains) == 0 {
		return nil
	}
	return k.Drains[len(k.Drains)-1]
}

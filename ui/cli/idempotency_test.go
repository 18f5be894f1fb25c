package cli

import (
	"path/filepath"
	"strings"
	"testing"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/ecssim"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/fleet/journal"
	"ecsdeck/ui/cli/shell"
)

// elsewhere is the same account on a machine that knows nothing of what was sent.
func (w *world) elsewhere() { w.env.Home = w.TempDir() }

// tokens are those of the newest job's calls.
func (w *world) tokens() (all []string) {
	w.Helper()
	number := read[[]jobRecord](w.run("jobs", "--limit", "1", "-o", "json"))[0].Key
	for _, c := range read[jobDetails](w.run("jobs", number, "-o", "json")).Sent {
		all = append(all, *c.Token)
	}
	return all
}

func (r planRecord) ids() (ids []string) {
	for _, x := range r.Results {
		ids = append(ids, *x.ID)
	}
	return ids
}

// A renewal under a key is charged once, wherever it is given again and in which
// order its instances are named; and its end is no failure.
func TestKeyOfARenewal(t *testing.T) {
	simulate(t, small, func(w *world) {
		ids := w.some(2, "charge:monthly status:running")
		cmd := []string{"renew", "--period", "1", "--yes", "--idempotency-key", "run 17"}
		first := w.change(shell.StatusDone, append(cmd, ids...)...)
		tokens, balance := w.tokens(), w.Balance()
		if *first.Key != "run 17" || first.TokenNote == nil || !strings.Contains(string(*first.TokenNote), "not published") {
			t.Errorf("%+v", first)
		}

		w.ResetStats()
		again := w.change(shell.StatusDone, append(cmd, ids[1], ids[0], "--expect", "2")...) // here
		if again.Planned != 0 || len(again.Results) != 2 || *again.Results[0].OrderID != *first.Results[0].OrderID || *again.Results[0].Job != 1 {
			t.Errorf("%+v", again)
		}
		w.sentNoWrite()

		for _, wait := range []bool{false, true} {
			w.elsewhere()
			there := append(cmd, ids[1], ids[0])
			if wait {
				there = append(there, "--wait")
			}
			rec := w.change(shell.StatusDone, there...)
			if rec.Planned != 2 || *rec.Results[1].OrderID != *first.Results[0].OrderID {
				t.Errorf("%+v", rec)
			}
			if r := rec.Results[0]; wait && (r.Outcome != "done" || !strings.Contains(*r.Message, "does not move again") || r.Hint != nil) {
				t.Errorf("%+v", r)
			}
			if got := w.tokens(); len(got) != 2 || got[0] != tokens[1] || got[1] != tokens[0] {
				t.Errorf("tokens %q, then %q", tokens, got)
			}
			if w.Balance() != balance {
				t.Error("charged twice")
			}
		}
		w.change(shell.StatusDone, append(cmd[:4:4], "--idempotency-key", "run 18", ids[0])...)
		if w.Balance() == balance {
			t.Error("another key does nothing")
		}
	})
}

// What was created under a key is the result of whoever gives it again, though
// the cloud forgot the token.
func TestKeyOfACreation(t *testing.T) {
	for _, how := range []string{"", "--one-by-one"} {
		simulate(t, small, func(w *world) {
			p := w.site("cn-hangzhou")
			cmd := append(here(p), "--amount", "3", "--name", "ci-[1,3]", "--bandwidth", "5", "--yes", "--wait", "--idempotency-key", "build-7")
			if how != "" {
				cmd = append(cmd, how)
			}
			before := w.total()
			first := w.change(shell.StatusDone, cmd...)
			for _, place := range []func(){func() {}, w.elsewhere} {
				place()
				w.ResetStats()
				again := w.change(shell.StatusDone, cmd...)
				if strings.Join(again.ids(), " ") != strings.Join(first.ids(), " ") || again.outcomes()["done"] != 3 {
					t.Errorf("%+v", again.Results)
				}
				if s := w.Stats().Calls; s["RunInstances"]+s["CreateInstance"] != 0 {
					t.Errorf("calls %v", s)
				}
			}
			if n := w.total() - before; n != 3 {
				t.Errorf("%d were created", n)
			}
			// Of what exists in part the whole is not created again.
			w.client().Delete(w.Context(), p.Region, idsOf(first.ids()[:1]), true, "t")
			w.elsewhere()
			rec := w.change(shell.StatusPartly, cmd...)
			if want := map[string]int{"done": 2, "failed": 1}; how == "" && (rec.outcomes()["failed"] != want["failed"] || rec.outcomes()["done"] != want["done"]) {
				t.Errorf("%v", rec.outcomes())
			}
		})
	}
}

// A creation under a key that was cut off between its steps is taken through the
// others elsewhere.
func TestKeyOfACreationCutOff(t *testing.T) {
	simulate(t, small, func(w *world) {
		p := w.site("cn-hangzhou")
		cmd := append(here(p), "--name", "ci", "--bandwidth", "5", "--yes", "--wait", "--one-by-one", "--idempotency-key", "build-8")
		before := w.total()
		w.cutOff("CreateInstance", true, cmd...)
		w.elsewhere()
		rec := w.change(shell.StatusDone, cmd...)
		if r := rec.Results[0]; r.Outcome != "done" || *r.To != "Running" || r.Address == nil {
			t.Errorf("%+v", r)
		}
		if n := w.total() - before; n != 1 {
			t.Errorf("%d were created", n)
		}
	})
}

// Any change can be given a key: what it did is told again and not done again,
// and of what failed in part the rest is done.
func TestKeyOfAnyChange(t *testing.T) {
	simulate(t, small, func(w *world) {
		ids := w.some(2, "charge:hourly status:running region:cn-hangzhou")
		stop := append([]string{"stop", "--yes", "--wait", "--idempotency-key", "night"}, ids...)
		w.change(shell.StatusDone, stop...)
		w.run("start", ids[0], "--yes", "--wait").ended(shell.StatusDone)
		w.ResetStats()
		w.run(stop...).ended(shell.StatusDone, "done already by job 1, under the same key", "stop: 2 of 2 done already; nothing was sent", "the cloud takes no token for this")
		w.sentNoWrite()

		if err := w.Inject(ecssim.Fault{Action: "DeleteInstances", Kind: ecssim.FaultError, Code: "OperationDenied", Status: 403}); err != nil {
			t.Fatal(err)
		}
		release := []string{"release", ids[0], ids[1], "--force", "--yes", "--wait", "--idempotency-key", "end"}
		w.change(shell.StatusFailed, release...)
		w.ClearFaults()
		w.change(shell.StatusDone, release...)
		w.ResetStats()
		if rec := w.change(shell.StatusDone, release...); rec.Planned != 0 || rec.outcomes()["done"] != 2 { // they are not there any more
			t.Errorf("%+v", rec)
		}
		w.sentNoWrite()
	})
}

// What another job may have done is not done under a key unasked; nor is it done
// twice under the key for being asked.
func TestKeyBesideADoubt(t *testing.T) {
	simulate(t, small, func(w *world) {
		id := w.some(1, "charge:monthly status:running")[0]
		w.cutOff("RenewInstance", false, "renew", id, "--period", "1", "--yes")
		cmd := []string{"renew", id, "--period", "1", "--yes", "--idempotency-key", "K"}
		w.run(cmd...).refused(shell.StatusFailed, "job 1 may have done this already", "accepted: --again")
		w.ResetStats()
		for range 2 {
			w.run(append(cmd, "--again")...).ended(shell.StatusDone)
		}
		if n := w.Stats().Calls["RenewInstance"]; n != 1 {
			t.Errorf("%d calls", n)
		}
	})
}

// A key is for one plan, and one process at a time.
func TestKeyForOnePlan(t *testing.T) {
	simulate(t, small, func(w *world) {
		ids := w.some(2, "charge:monthly status:running")
		w.run("renew", ids[0], "--period", "1", "--yes", "--idempotency-key", "K").ended(shell.StatusDone)
		w.ResetStats()
		for _, other := range [][]string{
			{"renew", ids[0], "--period", "2"}, {"renew", ids[1], "--period", "1"}, {"renew", ids[0], ids[1], "--period", "1"}, {"stop", ids[0]},
		} {
			w.run(append(other, "--yes", "--idempotency-key", "K")...).
				refused(shell.StatusFailed, "this --idempotency-key was used by job 1 for something else: renew of "+ids[0], "nothing was done; accepted: another key")
		}
		release, err := journal.Hold(w.journalOf(), "key-"+fleet.KeyHash("L"))
		if err != nil {
			t.Fatal(err)
		}
		w.run("renew", ids[1], "--period", "1", "--yes", "--idempotency-key", "L").refused(shell.StatusFailed, "another process works under this --idempotency-key right now")
		w.sentNoWrite()
		release()
		w.run("renew", ids[1], "--period", "1", "--yes", "--idempotency-key", "L").ended(shell.StatusDone)
		for path := range w.files() {
			if strings.Contains(filepath.Base(path), "key-") {
				t.Errorf("%s is left", path)
			}
		}
	})
}

func TestBadKeys(t *testing.T) {
	for key, said := range map[string]string{
		"":                       "--idempotency-key cannot be empty; accepted: 1 to 128 printable characters",
		"  ":                     "cannot be empty",
		"a\nb":                   "cannot have control characters",
		"a\x1b[31m":              "cannot have control characters",
		"\xff":                   "cannot have control characters",
		strings.Repeat("k", 129): "cannot have more than 128 characters",
	} {
		run(t, alone(t), "renew", "i-bp1example", "--period", "1", "--yes", "--idempotency-key", key).refused(shell.StatusUsage, said)
	}
	run(t, alone(t), "auto-release", "in 8h", "i-bp1example", "--yes", "--idempotency-key", "k").refused(shell.StatusUsage, "it is another time tomorrow")
	run(t, alone(t), "create", "--auto-release", "tomorrow 06:00", "--yes", "--idempotency-key", "k").refused(shell.StatusUsage, "it is another time tomorrow")
}

func idsOf(texts []string) (ids []ecsapi.InstanceID) {
	for _, s := range texts {
		ids = append(ids, ecsapi.InstanceID(s))
	}
	return ids
}

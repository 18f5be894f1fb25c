package cli

import (
	"context"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"ecsdeck/ecsapi/ecssim"
	"ecsdeck/ecsapi/fleet/journal"
	"ecsdeck/ui/cli/shell"
	"ecsdeck/ui/record"
)

// cutOff runs a command that is ended while it waits for the answer to a call.
// The cloud has carried that out, or never heard of it.
func (w *world) cutOff(api string, arrives bool, args ...string) {
	w.Helper()
	fault, after := ecssim.Fault{Action: api, Kind: ecssim.FaultLatency, Delay: 10 * time.Second}, 5*time.Second
	if arrives {
		fault.Kind = ecssim.FaultSlow
	}
	if api == "RunInstances" {
		after += fault.Delay // of the dry run before it
	}
	if err := w.Inject(fault); err != nil {
		w.Fatal(err)
	}
	ctx, cancel := context.WithCancel(w.Context())
	defer time.AfterFunc(after, cancel).Stop()
	defer cancel()
	runContext(ctx, w.T, w.env, args...).ended(shell.StatusFailed, "interrupted")
	w.ClearFaults()
}

// files are those of the journal.
func (w *world) files() map[string]string {
	w.Helper()
	all := map[string]string{}
	paths, _ := filepath.Glob(filepath.Join(w.journalOf(), "*"))
	for _, p := range paths {
		text, err := os.ReadFile(p)
		if err != nil {
			w.Fatal(err)
		}
		all[p] = string(text)
	}
	return all
}

func (w *world) expiry(id string) string {
	w.Helper()
	return *read[[]record.DetailedInstance](w.run("show", id))[0].Expires
}

// A script that repeats a renewal that was killed after the cloud took it is
// charged once and told what was done, as often as it asks on that day.
func TestRenewalGivenAgain(t *testing.T) {
	for _, between := range []string{"", "jobs --settle"} {
		simulate(t, small, func(w *world) {
			ids := w.some(2, "charge:monthly status:running")
			cmd := []string{"renew", ids[0], "--period", "1", "--yes", "--wait"}
			before, paid := w.expiry(ids[0]), w.Balance()
			w.cutOff("RenewInstance", true, cmd...)
			paid -= w.Balance()
			if between != "" {
				w.run(strings.Fields(between)...).ended(shell.StatusDone)
			} else {
				w.run("jobs").ended(shell.StatusDone, "job 1 is open: what became of it is not known; `ecsdeck jobs --settle` asks the cloud")
			}

			kept := w.files()
			dry := w.run("renew", ids[0], ids[1], "--period", "1", "--dry-run").
				ended(shell.StatusDone, ids[0]+" ", " was skipped: done already by job 1, which broke off", "1 instance would be acted on")
			if strings.Contains(dry.out, ids[0]) || !maps.Equal(kept, w.files()) {
				w.Errorf("a dry run\n%s", dry.out)
			}

			balance := w.Balance()
			rec := w.change(shell.StatusDone, append(cmd, ids[1], "--expect", "2")...)
			if rec.Planned != 1 || len(rec.Results) != 2 || len(rec.Skipped) != 1 || rec.Skipped[0] != (skipRecord{ids[0], "done already by job 1, which broke off"}) {
				w.Fatalf("%+v", rec)
			}
			got := rec.Results[0]
			if *got.ID != ids[0] || got.Outcome != "done" || *got.Job != 1 || *got.OldExpiry != before || *got.NewExpiry != w.expiry(ids[0]) {
				w.Errorf("%+v", got)
			}
			if cost, _ := got.Cost.Float64(); int64(cost*100+0.5) != int64(paid*100+0.5) {
				w.Errorf("it cost %v, and %v was paid", got.Cost, paid)
			}
			if other := rec.Results[1]; *other.ID != ids[1] || other.Job != nil || other.Outcome != "done" {
				w.Errorf("%+v", other)
			}
			if w.Stats().Calls["RenewInstance"] != 2 || w.Balance() == balance {
				w.Errorf("%d calls", w.Stats().Calls["RenewInstance"])
			}

			// A pipeline that runs again as a whole pays nothing, who says --again does,
			// and next month's is not swallowed.
			w.run(cmd...).ended(shell.StatusDone, "done already by job 1", "nothing was sent; --again does it once more")
			if n := w.Stats().Calls["RenewInstance"]; n != 2 {
				w.Errorf("%d calls", n)
			}
			if between == "" {
				w.change(shell.StatusDone, append(cmd, "--again")...)
			} else {
				// Of fake time: a renewal is left out for a day.
				<-time.After(25 * time.Hour)
				w.change(shell.StatusDone, cmd...)
			}
			if n := w.Stats().Calls["RenewInstance"]; n != 3 {
				w.Errorf("%d calls with the deliberate one", n)
			}
		})
	}
}

// While it is not known whether an earlier command was carried out, the same
// one is refused.
func TestRenewalInDoubt(t *testing.T) {
	simulate(t, small, func(w *world) {
		id := w.some(1, "charge:monthly status:running")[0]
		cmd := []string{"renew", id, "--period", "1", "--yes", "--wait"}
		w.cutOff("RenewInstance", false, cmd...)
		w.ResetStats()
		w.run(cmd...).refused(shell.StatusFailed, "job 1 may have done this already", id, "was not carried out", "nothing was done; accepted: --again, `ecsdeck jobs --settle`")
		w.run("renew", id, "--period", "2", "--yes").refused(shell.StatusFailed, "job 1 may have done this already")
		w.run(append(cmd[:4:4], "--dry-run")...).ended(shell.StatusFailed, "job 1 may have done this already")
		if r := w.run("jobs", "--settle").ended(shell.StatusPartly, "job 1 is open", "ask again after"); !strings.Contains(r.out, "1 unknown") {
			w.Errorf("what was asked about is\n%s", r.out)
		}
		w.sentNoWrite()
		w.run("stop", w.some(1, "charge:hourly status:running")[0], "--yes").ended(shell.StatusDone) // is not concerned

		<-time.After(15 * time.Minute)
		w.change(shell.StatusDone, cmd...)
		if n := w.Stats().Calls["RenewInstance"]; n != 1 {
			w.Errorf("%d calls", n)
		}
		w.run("jobs", "--settle").ended(shell.StatusDone, "no job is open")
	})
	simulate(t, small, func(w *world) {
		id := w.some(1, "charge:monthly status:running")[0]
		cmd := []string{"renew", id, "--period", "1", "--yes"}
		w.cutOff("RenewInstance", false, cmd...)
		w.run(append(cmd, "--again")...).ended(shell.StatusDone, "given again though job 1 may have done it", "renew: 1 of 1 accepted")
	})
}

// Who sends what is in doubt all the same does not pay twice for what was done.
func TestRenewalDoneInPartAndInDoubt(t *testing.T) {
	simulate(t, small, func(w *world) {
		ids := w.some(2, "charge:monthly status:running")
		w.cutOff("RenewInstance", true, "renew", ids[0], "--period", "1", "--yes")
		w.cutOff("RenewInstance", false, "renew", ids[1], "--period", "1", "--yes")
		cmd := []string{"renew", ids[0], ids[1], "--period", "1", "--yes", "--wait"}
		w.run(cmd...).refused(shell.StatusFailed, "job 2 may have done this already", ids[1])
		w.ResetStats()
		rec := w.change(shell.StatusDone, append(cmd, "--again")...)
		if rec.Planned != 1 || rec.outcomes()["done"] != 2 || w.Stats().Calls["RenewInstance"] != 1 {
			w.Errorf("%+v", rec)
		}
	})
}

// What another process is at is not done by two.
func TestRenewalElsewhere(t *testing.T) {
	simulate(t, small, func(w *world) {
		id := w.some(1, "charge:monthly status:running")[0]
		other, err := journal.Open(w.journalOf())
		if err != nil {
			w.Fatal(err)
		}
		defer other.Close()
		if err := other.Begin(&journal.Job{Action: "renew", Items: []journal.Item{{ID: id, Region: "cn-hangzhou"}}}); err != nil {
			w.Fatal(err)
		}
		w.run("renew", id, "--period", "1", "--yes").refused(shell.StatusFailed, "job 1 may have done this already: it runs in another process", id)
		w.sentNoWrite()
	})
}

// What is given again a day later is meant.
func TestRenewalOfAnotherDay(t *testing.T) {
	simulate(t, small, func(w *world) {
		id := w.some(1, "charge:monthly status:running")[0]
		cmd := []string{"renew", id, "--period", "1", "--yes"}
		w.cutOff("RenewInstance", true, cmd...)
		<-time.After(25 * time.Hour)
		if rec := w.change(shell.StatusDone, cmd...); rec.Planned != 1 || len(rec.Skipped) != 0 {
			w.Errorf("%+v", rec)
		}
	})
}

// A command that ended with a failure may be repeated as it is: what it did is
// not done again.
func TestRenewalAfterAFailure(t *testing.T) {
	simulate(t, small, func(w *world) {
		ids := w.some(3, "charge:monthly status:running")
		cmd := append([]string{"renew", "--period", "1", "--yes", "--wait"}, ids...)
		if err := w.Inject(ecssim.Fault{Action: "RenewInstance", Kind: ecssim.FaultError, Code: "InsufficientBalance", Status: 403, Times: 2}); err != nil {
			w.Fatal(err)
		}
		first := w.change(shell.StatusPartly, cmd...)
		if got := first.outcomes(); got["done"] != 1 || got["failed"] != 2 {
			w.Fatalf("%v", got)
		}
		again := w.change(shell.StatusDone, cmd...)
		if again.Planned != 2 || again.outcomes()["done"] != 3 || !strings.HasPrefix(again.Skipped[0].Reason, "done already by job 1, which did not end well") {
			w.Errorf("%+v", again)
		}
		if n := w.Stats().Calls["RenewInstance"]; n != 5 {
			w.Errorf("%d calls", n)
		}
	})
}

// The same order given again after it was killed creates nothing twice.
func TestCreationGivenAgain(t *testing.T) {
	simulate(t, small, func(w *world) {
		p := w.site("cn-hangzhou")
		cmd := append(here(p), "--amount", "2", "--name", "re-[1,3]", "--bandwidth", "5", "--tag", "a=b", "--data-disk", "cloud_essd:40",
			"--auto-release", "in 5h", "--yes", "--wait")
		before := w.total()
		w.cutOff("RunInstances", true, cmd...)
		w.run(append(cmd, "--dry-run")...).ended(shell.StatusDone, "done already by job 1, which broke off", "0 instances would be created")
		rec := w.change(shell.StatusDone, append(cmd, "--expect", "2")...)
		if rec.Planned != 0 || len(rec.Results) != 2 || len(rec.Skipped) != 2 {
			w.Fatalf("%+v", rec)
		}
		for i, r := range rec.Results {
			if r.ID == nil || r.Outcome != "done" || *r.Job != 1 || *r.ID != rec.Skipped[i].ID {
				w.Errorf("%+v", r)
			}
		}
		if n := w.total() - before; n != 2 {
			w.Errorf("%d were created", n)
		}
		other := append(cmd[:len(cmd):len(cmd)], "--amount", "1") // is another order
		w.change(shell.StatusDone, other...)
		w.change(shell.StatusDone, cmd...)
		if n := w.total() - before; n != 5 {
			w.Errorf("%d with what was meant", n)
		}
	})
}

// Of an order that was carried out in part the whole is not given again unasked.
func TestCreationCarriedOutInPart(t *testing.T) {
	simulate(t, small, func(w *world) {
		p, q := w.site("cn-hangzhou"), w.site("cn-beijing")
		cmd := append(there(2, p, q), "--yes")
		if err := w.Inject(ecssim.Fault{Action: "RunInstances", Region: "cn-beijing", Kind: ecssim.FaultError, Code: "OperationDenied.NoStock", Status: 403}); err != nil {
			w.Fatal(err)
		}
		if got := w.change(shell.StatusPartly, cmd...).outcomes(); !reflect.DeepEqual(got, map[string]int{accepted: 2, "failed": 2}) {
			w.Fatalf("%v", got)
		}
		w.ClearFaults()
		w.ResetStats()
		w.run(cmd...).refused(shell.StatusFailed, "job 1 created 2 of 4 of these", "nothing was done; accepted: --again, which creates 4 more")
		w.sentNoWrite()
		w.run(append(cmd, "--again")...).ended(shell.StatusDone, "given again though job 1 did it", "create: 4 of 4 accepted")
	})
}

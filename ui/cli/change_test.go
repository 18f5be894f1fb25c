package cli

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"ecsdeck/ecsapi/ecssim"
	"ecsdeck/ui/cli/shell"
	"ecsdeck/ui/record"
)

// some returns the ids of n instances that match.
func (w *world) some(n int, filter string) []string {
	w.Helper()
	var ids []string
	for _, r := range read[[]record.Instance](w.run("ls", "-o", "json", "--filter", filter)) {
		if len(r.Locks) == 0 {
			ids = append(ids, r.ID)
		}
	}
	if len(ids) < n {
		w.Fatalf("only %d unlocked instances match %s", len(ids), filter)
	}
	return ids[:n]
}

// statuses returns what state each of the instances is in.
func (w *world) statuses(ids []string) map[string]int {
	w.Helper()
	n := map[string]int{}
	for _, r := range read[[]record.DetailedInstance](w.run(append([]string{"show"}, ids...)...)) {
		n[*r.Status]++
	}
	return n
}

// change runs a command that changes instances and decodes its answer.
func (w *world) change(status int, args ...string) planRecord {
	w.Helper()
	return read[planRecord](w.run(append(args, "-o", "json")...).ended(status))
}

func (r planRecord) outcomes() map[string]int {
	n := map[string]int{}
	for _, x := range r.Results {
		n[x.Outcome]++
	}
	return n
}

func TestChangesToTheirEnd(t *testing.T) {
	simulate(t, small, func(w *world) {
		ids := w.some(5, "status:running region:cn-hangzhou")
		for _, c := range []struct{ action, from, to, api string }{
			{"stop", "Running", "Stopped", "StopInstances"},
			{"start", "Stopped", "Running", "StartInstances"},
			{"reboot", "Running", "Running", "RebootInstances"},
		} {
			w.ResetStats()
			rec := w.change(shell.StatusDone, append([]string{c.action, "--yes", "--wait"}, ids...)...)
			if rec.Action != c.action || rec.DryRun || rec.Planned != 5 || len(rec.Results) != 5 {
				w.Fatalf("%s: %+v", c.action, rec)
			}
			for _, r := range rec.Results {
				if r.Outcome != "done" || *r.From != c.from || *r.To != c.to || r.Code != nil || r.RequestID == nil {
					w.Errorf("%s: %+v", c.action, r)
				}
				if r.Seconds == nil || *r.Seconds < 1 {
					w.Errorf("%s took %v seconds", c.action, r.Seconds)
				}
			}
			if n := w.Stats().Calls[c.api]; n != 1 {
				w.Errorf("%d calls of %s for five instances of a region", n, c.api)
			}
			if got := w.statuses(ids); got[c.to] != 5 {
				w.Errorf("after %s: %v", c.action, got)
			}
		}
	})
}

func TestAcceptedIsNotDone(t *testing.T) {
	simulate(t, small, func(w *world) {
		ids := w.some(3, "status:running")
		r := w.run(append([]string{"stop", "--yes"}, ids...)...).ended(shell.StatusDone, "stop: 3 of 3 accepted")
		if strings.Count(r.out, "accepted") != 3 {
			w.Errorf("the table is\n%s", r.out)
		}
		if got := w.statuses(ids); got["Stopping"] != 3 {
			w.Errorf("right after it they are %v", got)
		}
		rec := w.change(shell.StatusFailed, append([]string{"reboot", "--yes"}, ids...)...)
		if rec.Planned != 0 || len(rec.Skipped) != 3 || rec.Skipped[0].Reason != "is changing" || rec.Results == nil {
			w.Errorf("reboot of what is stopping: %+v", rec)
		}
	})
}

func TestChangeOptionsArrive(t *testing.T) {
	simulate(t, small, func(w *world) {
		id := w.some(1, "status:running charge:postpaid")[0]
		w.change(shell.StatusDone, "stop", id, "--yes", "--wait", "--force", "--stopped-mode", "StopCharging")
		got := read[[]record.DetailedInstance](w.run("show", id))[0]
		if *got.Status != "Stopped" || *got.StoppedMode != "StopCharging" {
			w.Errorf("%s, %s", *got.Status, *got.StoppedMode)
		}
		w.run("stop", id, "--yes", "--stopped-mode", "Hibernate").refused(shell.StatusUsage, "Hibernate", "KeepCharging, StopCharging")
	})
}

func TestDryRunSendsNoWrite(t *testing.T) {
	simulate(t, small, func(w *world) {
		running := w.some(1, "status:running")[0]
		stopped := w.some(1, "status:stopped")[0]
		w.ResetStats()
		rec := w.change(shell.StatusDone, "stop", running, stopped, "--dry-run")
		if !rec.DryRun || rec.Planned != 1 || rec.Targets[0].ID != running || len(rec.Results) != 0 {
			w.Errorf("%+v", rec)
		}
		if len(rec.Skipped) != 1 || rec.Skipped[0].ID != stopped || rec.Skipped[0].Reason != "already stopped" {
			w.Errorf("skipped %+v", rec.Skipped)
		}
		w.run("stop", running, "--dry-run", "--read-only").ended(shell.StatusDone, "1 instance would be acted on; nothing was sent")
		w.sentNoWrite()
	})
}

// sentNoWrite fails the test if anything arrived but Describe calls, and the one that asks
// whose account it is.
func (w *world) sentNoWrite() {
	w.Helper()
	stats := w.Stats()
	for api := range stats.Calls {
		if !strings.HasPrefix(api, "Describe") && api != "GetCallerIdentity" {
			w.Errorf("%s was called", api)
		}
	}
	if len(stats.DryRunCalls) > 0 {
		w.Errorf("dry-run calls %v", stats.DryRunCalls)
	}
}

func TestFilterPicksWithinTheScope(t *testing.T) {
	simulate(t, small, func(w *world) {
		w.run("stop", "--filter", "status:running", "--dry-run").refused(shell.StatusUsage, "--region, --all-regions")

		w.env.Environ = append(w.env.Environ, "ALIBABA_CLOUD_REGION_ID=cn-beijing")
		for _, c := range []struct {
			args    []string
			regions int
		}{
			{nil, 1},
			{[]string{"--region", "cn-hangzhou"}, 1},
			{[]string{"--all-regions"}, 4},
		} {
			rec := w.change(shell.StatusDone, append([]string{"stop", "--filter", "status:running", "--dry-run"}, c.args...)...)
			var regions []string
			for _, r := range rec.Targets {
				regions = append(regions, r.Region)
			}
			slices.Sort(regions)
			if got := slices.Compact(regions); len(got) != c.regions || c.args == nil && got[0] != "cn-beijing" {
				w.Errorf("%v: planned in %v", c.args, got)
			}
		}
		outside := w.some(1, "region:cn-hangzhou")[0]
		w.run("stop", outside, "--region", "cn-beijing", "--dry-run").refused(shell.StatusFailed, outside)
		w.change(shell.StatusDone, "stop", outside, "--dry-run")
	})
}

func TestRefusesToAct(t *testing.T) {
	simulate(t, small, func(w *world) {
		id := w.some(1, "status:running")[0]
		w.ResetStats()
		for _, c := range []struct {
			args   []string
			status int
			said   string
		}{
			{[]string{"stop", "--yes"}, shell.StatusUsage, "needs the ids of instances or --filter"},
			{[]string{"stop", "--yes", "--filter", "  "}, shell.StatusUsage, "nothing is picked by default"},
			{[]string{"stop", "--yes", "--filter", "web", id}, shell.StatusUsage, "not both"},
			{[]string{"stop", id}, shell.StatusUsage, "accepted: --yes, --dry-run"},
			{[]string{"stop", id, "--yes", "--read-only"}, shell.StatusUsage, "--read-only forbids it"},
			{[]string{"stop", id, "--yes", "--expect", "2"}, shell.StatusFailed, "has 1 instance and --expect wants 2"},
			{[]string{"stop", id, "--yes", "--expect", "-2"}, shell.StatusUsage, "0 and more"},
			{[]string{"stop", id, "--yes", "--timeout", "0s"}, shell.StatusUsage, "--timeout"},
			{[]string{"stop", id, "i-nowhere", "--yes"}, shell.StatusFailed, "i-nowhere"},
			{[]string{"stop", "--filter", "nme:x", "--yes"}, shell.StatusUsage, "no field nme; nearest: name"},
			{[]string{"stop", "--filter", "problem:any", "--all-regions", "--yes"}, shell.StatusFailed, "problem: can't choose what is changed"},
			{[]string{"stop", id, "--yes", "--region", "cn-beijing", "--all-regions"}, shell.StatusUsage, "one of them"},
		} {
			w.run(c.args...).refused(c.status, c.said)
		}
		w.sentNoWrite()
	})
}

func TestUnreadRegionAndTheFilter(t *testing.T) {
	simulate(t, small, func(w *world) {
		id := w.some(1, "status:running region:cn-hangzhou")[0]
		w.Inject(ecssim.Fault{Action: "DescribeInstances", Region: "cn-beijing", Kind: ecssim.FaultHTTP500})
		w.ResetStats()
		w.run("stop", "--all-regions", "--filter", "status:running", "--yes").
			refused(shell.StatusFailed, "cn-beijing could not be read", "nothing was done")
		w.run("stop", "i-elsewhere", "--yes").refused(shell.StatusFailed, "i-elsewhere", "cn-beijing could not be read")
		w.sentNoWrite()
		w.change(shell.StatusDone, "stop", id, "--yes")
	})
}

func TestPartlyDone(t *testing.T) {
	simulate(t, small, func(w *world) {
		ids := append(w.some(2, "status:running region:cn-hangzhou"), w.some(3, "status:running region:cn-beijing")...)
		w.Inject(ecssim.Fault{Action: "StopInstances", Region: "cn-beijing", Kind: ecssim.FaultThrottle})
		w.Inject(ecssim.Fault{Action: "StartInstances", Kind: ecssim.FaultHTTP500})
		rec := w.change(shell.StatusPartly, append([]string{"stop", "--yes", "--wait", "--timeout", "30m"}, ids...)...)
		if got := rec.outcomes(); got["done"] != 2 || len(rec.Results) != 5 {
			w.Errorf("outcomes %v", got)
		}
		for _, r := range rec.Results {
			if r.Region == "cn-beijing" && (r.Outcome == "done" || r.Code == nil && r.Outcome == "failed") {
				w.Errorf("%+v", r)
			}
		}
		w.run(append([]string{"start", "--yes", "--wait"}, ids[:2]...)...).ended(shell.StatusFailed, "start: 0 of 2 done")
	})
}

func TestTimeout(t *testing.T) {
	frozen := small
	frozen.Frozen = true // nothing ever stops
	simulate(t, frozen, func(w *world) {
		ids := w.some(2, "status:running")
		before := time.Now()
		r := w.run(append([]string{"stop", "--yes", "--wait", "--timeout", "90s", "-o", "json"}, ids...)...)
		r.ended(shell.StatusFailed, "stop: 0 of 2 done", "gave up after 1m30s")
		if took := time.Since(before); took < 90*time.Second || took > 100*time.Second {
			w.Errorf("gave up after %s", took)
		}
		if got := read[planRecord](r).outcomes(); got["timeout"] != 2 {
			w.Errorf("outcomes %v", got)
		}
	})
}

func TestInterrupted(t *testing.T) {
	frozen := small
	frozen.Frozen = true
	simulate(t, frozen, func(w *world) {
		ids := w.some(2, "status:running")
		r := w.interrupted(append([]string{"stop", "--yes", "--wait", "-o", "json"}, ids...)...)
		if got := read[planRecord](r.ended(shell.StatusFailed, "goes on")).outcomes(); got["accepted"] != 2 {
			w.Errorf("outcomes %v", got)
		}
	})
}

func TestAsksBeforeItActs(t *testing.T) {
	simulate(t, small, func(w *world) {
		w.env.Terminal = func(any) bool { return true }
		asked := func(answer string, args ...string) result {
			env := w.env
			env.In = strings.NewReader(answer)
			return run(w.T, env, args...)
		}
		ids := w.some(2, "status:running region:cn-hangzhou")
		stop := append([]string{"stop"}, ids...)
		w.ResetStats()
		for _, no := range []string{"n\n", "\n", "", "what?\n", "y"} {
			asked(no, stop...).ended(shell.StatusFailed, "stop 2 instances as environment LTAI…", "cn-hangzhou 2", ids[0], "go on? [y/N]", "nothing was done")
		}
		asked("y\n", append(stop, "--force")...).ended(shell.StatusFailed, "type force 2 to go on", "nothing was done")
		w.sentNoWrite()
		asked("y\n", stop...).ended(shell.StatusDone, "2 of 2 accepted")

		more := w.some(2, "status:running region:cn-beijing")
		asked("force 2\n", append([]string{"reboot", "--force"}, more...)...).ended(shell.StatusDone, "2 of 2 accepted")
		asked("", append([]string{"stop", "--yes"}, w.some(1, "status:running")...)...).ended(shell.StatusDone)
	})
}

func TestShowsProgressOnATerminal(t *testing.T) {
	simulate(t, small, func(w *world) {
		args := append([]string{"stop", "--yes", "--wait"}, w.some(2, "status:running")...)
		args = append(args, w.some(2, "status:stopped")...)
		w.env.Terminal = func(any) bool { return true }
		r := w.run(args...).ended(shell.StatusDone)
		at := strings.Index(r.err, "\r\x1b[Kstop: 0 of 2 done")
		if end := strings.LastIndex(r.err, "\r\x1b[K"); at < 0 || end <= at || !strings.HasSuffix(r.err, "stop: 2 of 2 done\n") {
			w.Errorf("standard error is %q", r.err)
		}
		w.env.Terminal = func(any) bool { return false }
		args[0] = "start"
		if r := w.run(args...).ended(shell.StatusDone); strings.Contains(r.err, "\r") {
			w.Errorf("without a terminal standard error is %q", r.err)
		}
	})
}

// A question that nobody answers ends when the program is told to.
func TestQuestionIsInterruptible(t *testing.T) {
	simulate(t, small, func(w *world) {
		w.env.Terminal = func(any) bool { return true }
		silent, hand := io.Pipe()
		defer hand.Close()
		w.env.In = silent
		id := w.some(1, "status:running")[0]
		w.ResetStats()
		w.interrupted("stop", id).ended(shell.StatusFailed, "go on?", "nothing was done")
		w.sentNoWrite()
	})
}

func TestManyInstancesOfOneRegion(t *testing.T) {
	simulate(t, ecssim.Config{Instances: 400, Regions: 1}, func(w *world) {
		w.ResetStats()
		region := read[[]record.Region](w.run("regions", "-o", "json"))[0].ID
		rec := w.change(shell.StatusDone, "stop", "--region", region, "--filter", "status:running", "--dry-run")
		n := rec.Planned
		rec = read[planRecord](w.run("stop", "--region", region, "--filter", "status:running", "--yes", "--wait",
			"--expect", fmt.Sprint(n), "-o", "json"))
		if got := rec.outcomes(); got["done"] != n || n < 200 {
			w.Errorf("planned %d, outcomes %v", n, got)
		}
		if calls := w.Stats().Calls["StopInstances"]; calls != int64((n+99)/100) {
			w.Errorf("%d calls for %d instances", calls, n)
		}
	})
}

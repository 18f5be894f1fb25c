package cli

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"ecsdeck/ecsapi/ecssim"
	"ecsdeck/ui/cli/shell"
	"ecsdeck/ui/record"
	"ecsdeck/ui/when"
)

func TestRelease(t *testing.T) {
	simulate(t, small, func(w *world) {
		gone := w.some(3, "status:stopped charge:hourly region:cn-hangzhou")
		running := w.some(1, "status:running charge:hourly region:cn-hangzhou")[0]
		prepaid := w.some(1, "charge:monthly region:cn-hangzhou")[0]
		w.change(shell.StatusDone, "protect", "on", gone[0], "--yes", "--wait")
		w.ResetStats()
		args := append([]string{"release", "--yes", "--wait", running, prepaid}, gone...)
		rec := w.change(shell.StatusPartly, args...)
		reasons := map[string]string{}
		for _, s := range rec.Skipped {
			reasons[s.ID] = s.Reason
		}
		if reasons[gone[0]] != "protected against release" || reasons[running] != "running, which takes force" || reasons[prepaid] != "paid in advance until it expires" {
			w.Errorf("left out: %v", reasons)
		}
		if rec.outcomes()["done"] != 2 || len(rec.Disks) < 2 || rec.Results[0].To != nil {
			w.Errorf("%+v", rec)
		}
		left := w.instances("cn-hangzhou", append(gone, running, prepaid)...)
		if len(left) != 3 || left[gone[1]] != nil || left[gone[2]] != nil {
			w.Errorf("left are %v", left)
		}
		if n := w.Stats().Calls["DeleteInstances"]; n != 1 {
			w.Errorf("%d calls for two instances of a region", n)
		}

		w.change(shell.StatusDone, "release", running, "--force", "--snapshot", "--yes", "--wait", "--timeout", "2h")
		if len(w.instances("cn-hangzhou", running)) > 0 || w.Stats().Calls["CreateSnapshot"] == 0 {
			w.Errorf("%s is there still, or there is no snapshot of it", running)
		}
	})
}

// Whoever is asked about a release, or tries it, reads that the disks could be kept.
func TestReleaseOffersSnapshots(t *testing.T) {
	simulate(t, small, func(w *world) {
		const offer = "without a snapshot; --snapshot takes one of each disk that goes, first"
		ids := w.some(2, "status:stopped charge:hourly region:cn-hangzhou")
		args := append([]string{"release"}, ids...)
		w.run(append(args, "--dry-run")...).ended(shell.StatusDone, offer)
		w.answers("yes\n", args...).ended(shell.StatusFailed, offer, "release 2") // the count is wanted
		for _, other := range [][]string{append(args, "--snapshot"), append([]string{"protect", "on"}, ids...)} {
			if r := w.run(append(other, "--dry-run")...); strings.Contains(r.err, "--snapshot") {
				w.Errorf("%v: %s", other, r.err)
			}
		}
		w.sentNoWrite()
	})
}

func TestReleaseByFilterWantsTheCount(t *testing.T) {
	simulate(t, small, func(w *world) {
		args := []string{"release", "--region", "cn-hangzhou", "--filter", "status:stopped charge:hourly"}
		n := w.change(shell.StatusDone, append(args, "--dry-run")...).Planned
		w.ResetStats()
		w.run(append(args, "--yes")...).refused(shell.StatusUsage, "needs --expect")
		w.answers("release "+strconv.Itoa(n)+"\n", args...).refused(shell.StatusUsage, "needs --expect")
		w.run(append(args, "--yes", "--expect", strconv.Itoa(n+1))...).refused(shell.StatusFailed, "nothing was done")
		w.Inject(ecssim.Fault{Action: "DescribeInstances", Region: "cn-hangzhou", Kind: ecssim.FaultHTTP500})
		w.run(append(args, "--yes", "--expect", strconv.Itoa(n))...).refused(shell.StatusFailed, "InternalError")
		w.ClearFaults()
		w.sentNoWrite()

		rec := read[planRecord](w.run(append(args, "--yes", "--wait", "--expect", strconv.Itoa(n), "-o", "json")...))
		if rec.outcomes()["done"] != n || n == 0 {
			w.Errorf("%d planned, outcomes %v", n, rec.outcomes())
		}
		if again := w.change(shell.StatusDone, append(args, "--dry-run")...).Planned; again != 0 {
			w.Errorf("%d are left", again)
		}
	})
}

func TestAutoRelease(t *testing.T) {
	simulate(t, small, func(w *world) {
		id := w.some(1, "status:running charge:hourly region:cn-hangzhou")[0]
		prepaid := w.some(1, "charge:monthly")[0]
		set := func(args ...string) planRecord {
			return w.change(shell.StatusDone, append([]string{"auto-release", "--yes", "--wait"}, args...)...)
		}
		// Words that need no quotes, for no id looks like them.
		want := w.Now().Add(2 * time.Hour)
		set("in", "2h", id)
		at := w.instances("cn-hangzhou", id)[id].AutoRelease
		if late := at.Sub(want.Truncate(time.Minute)); late < 0 || late > 2*time.Minute {
			w.Errorf("released at %s, want about %s", at, want)
		}
		day := w.Now().Add(48 * time.Hour).UTC().Format("2006-01-02")
		set(day+"T06:00:59Z", id) // the cloud drops seconds
		if at := w.instances("cn-hangzhou", id)[id].AutoRelease.UTC().Format(time.RFC3339); at != day+"T06:00:00Z" {
			w.Errorf("released at %s", at)
		}
		set("off", id)
		if at := w.instances("cn-hangzhou", id)[id].AutoRelease; !at.IsZero() {
			w.Errorf("released at %s", at)
		}

		w.ResetStats()
		w.run("auto-release", "in 29m", id, "--yes").refused(shell.StatusUsage, "from 30 minutes to 3 years after now")
		w.run("auto-release", "in 1100d", id, "--yes").refused(shell.StatusUsage, "from 30 minutes to 3 years after now")
		rec := w.change(shell.StatusFailed, "auto-release", "in 2h", prepaid, "--yes")
		if rec.Planned != 0 || len(rec.Skipped) != 1 || rec.Skipped[0].Reason != "paid in advance until it expires" {
			w.Errorf("%+v", rec)
		}
		w.sentNoWrite()
	})
}

// Times count by the clock of the cloud, which a simulated one sets as it likes.
func TestAutoReleaseByCloudTime(t *testing.T) {
	far := ecssim.Config{Instances: 100, Regions: 1, Now: time.Date(2031, 5, 1, 12, 0, 0, 0, time.UTC)}
	simulate(t, far, func(w *world) {
		id := w.some(1, "status:running charge:hourly")[0]
		w.run("auto-release", "2026-12-01T06:00:00Z", id, "--yes").refused(shell.StatusUsage, "after now, "+when.Minute(far.Now.Local())[:len("2031-05-01 12:0")])
		w.change(shell.StatusDone, "auto-release", "2031-05-02T06:00:00Z", id, "--yes", "--wait")
		if got := *read[[]record.DetailedInstance](w.run("show", id))[0].AutoRelease; got != "2031-05-02T06:00:00Z" {
			w.Errorf("released at %s", got)
		}
	})
}

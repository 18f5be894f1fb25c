package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"ecsdeck/ecsapi/ecssim"
	"ecsdeck/ui/cli/shell"
	spotcli "ecsdeck/ui/cli/spot"
)

// watching runs `ecsdeck spot watch` for a while. After two minutes of it a storm
// strikes.
func (w *world) watching(span time.Duration, args ...string) result {
	w.Helper()
	ctx, cancel := context.WithTimeout(w.Context(), span)
	defer cancel()
	defer time.AfterFunc(2*time.Minute, func() { w.strike() }).Stop()
	return runContext(ctx, w.T, w.env, append([]string{"spot", "watch"}, args...)...)
}

func (w *world) strike() {
	if err := w.Play(ecssim.Story{Name: ecssim.SpotStorm}); err != nil {
		w.Error(err)
	}
}

// drainer has the test binary drain, ending with a status.
func (w *world) drainer(status string) []string {
	w.env.Environ = append(w.env.Environ, asDrain+"="+status)
	return []string{"--exec", os.Args[0], "--", "--fast", "$x"}
}

// events reads the lines of the output.
func events(r result) (list []spotcli.Event) {
	r.Helper()
	for line := range strings.Lines(r.out) {
		var e spotcli.Event
		dec := json.NewDecoder(strings.NewReader(line))
		dec.DisallowUnknownFields()
		if err := dec.Decode(&e); err != nil {
			r.Fatalf("%v in %s", err, line)
		}
		if _, err := dec.Token(); err != io.EOF {
			r.Errorf("more than one object on a line: %s", line)
		}
		list = append(list, e)
	}
	return list
}

// happened are what befell each instance, in order.
func happened(list []spotcli.Event) map[string]string {
	all := map[string]string{}
	for _, e := range list {
		all[e.ID] = strings.TrimSpace(all[e.ID] + " " + e.Event)
	}
	return all
}

// What is announced is told, drained once and told to be gone.
func TestSpotWatch(t *testing.T) {
	simulate(t, small, func(w *world) {
		r := w.watching(12*time.Minute, append([]string{"-o", "json"}, w.drainer("0")...)...).ended(shell.StatusDone, "ecsdeck: watching ")
		list := events(r)
		all := happened(list)
		for id, what := range all {
			if what != "announced drained gone" {
				t.Errorf("%s: %s", id, what)
			}
		}
		if len(all) != 12 {
			t.Errorf("%d instances", len(all))
		}
		for _, e := range list {
			if e.At == nil || e.Zone == nil || e.Type == nil || e.PrivateIP == nil || e.Seen == nil || e.Due == nil || e.Latest == nil ||
				*e.Due > *e.Latest || *e.Due < *e.Seen || (e.Drain != nil) != (e.Event == "drained") || (e.Gone != nil) != (e.Event == "gone") {
				t.Errorf("told %+v", e)
			}
			if d := e.Drain; d != nil && (!d.OK || d.Remote || d.Exit == nil || d.Error != nil || d.Output != "draining "+e.ID+"\n[\"--fast\" \"$x\"]" || d.Job == nil) {
				t.Errorf("drained %+v", d)
			}
		}
		if n := strings.Count(r.err, "\n"); n != 1 {
			t.Errorf("said %q", r.err)
		}
		if n := w.Stats().Calls["RunCommand"]; n != 0 {
			t.Errorf("%d scripts ran", n)
		}
	})
}

// A line for people says what, whom, where, and how it went.
func TestSpotWatchInLines(t *testing.T) {
	simulate(t, small, func(w *world) {
		r := w.watching(12*time.Minute, w.drainer("3")...).ended(shell.StatusFailed)
		lines := strings.Split(strings.TrimSuffix(r.out, "\n"), "\n")
		n := map[string]int{}
		for _, line := range lines {
			f := strings.Fields(line)
			n[f[2]]++
			if !strings.HasPrefix(f[3], "i-") || !strings.HasPrefix(f[5], "ecs.") || !strings.HasSuffix(f[1], "Z") {
				t.Errorf("line %q", line)
			}
			if f[2] == "announced" && !strings.Contains(line, "goes between ") || f[2] == "drained" && !strings.HasSuffix(line, `here, exit status 3 after 0s: ["--fast" "$x"]`) {
				t.Errorf("line %q", line)
			}
		}
		if len(n) != 3 || n["announced"] != 12 || n["drained"] != 12 || n["gone"] != 12 {
			t.Errorf("told %v\n%s", n, clip(r.out))
		}
	})
}

// A script runs on the instances, in the regions that are watched.
func TestSpotWatchByScript(t *testing.T) {
	simulate(t, small, func(w *world) {
		file := filepath.Join(t.TempDir(), "drain.sh")
		if err := os.WriteFile(file, []byte("#!/bin/sh\necho moving\nsleep 10\necho moved\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		const region = "cn-hangzhou"
		list := events(w.watching(12*time.Minute, "--region", region, "--script", file, "-o", "json").ended(shell.StatusDone))
		if len(list) < 6 {
			t.Fatalf("only %d events", len(list))
		}
		for _, e := range list {
			if d := e.Drain; d != nil && (!d.OK || !d.Remote || d.What != "echo moving" || d.Output != "moving\nmoved\n") || e.Region != region {
				t.Errorf("told %+v, %+v", e, d)
			}
		}
		for id, what := range happened(list) {
			if what != "announced drained gone" {
				t.Errorf("%s: %s", id, what)
			}
		}
		if n := w.Stats().Calls["RunCommand"]; n != 1 {
			t.Errorf("%d calls", n)
		}
		said := w.run("jobs").ended(shell.StatusDone).out
		if !strings.Contains(said, "script") {
			t.Errorf("the journal tells %s", said)
		}
	})
}

// One look tells what is announced now, and drains it; another run does not
// drain it again.
func TestSpotWatchOnce(t *testing.T) {
	simulate(t, small, func(w *world) {
		if r := w.run("spot", "watch", "--once").ended(shell.StatusDone); r.out != "" || r.err != "" {
			t.Errorf("nothing is announced: %q, %q", r.out, r.err)
		}
		w.strike()
		<-time.After(time.Second)
		if r := w.run("spot", "watch", "--once").ended(shell.StatusDone); strings.Count(r.out, "announced") != 12 || strings.Count(r.out, "goes any moment, at the latest at") != 12 || strings.Count(r.out, "\n") != 12 {
			t.Errorf("told %s", r.out)
		}
		args := append([]string{"spot", "watch", "--once", "-o", "json"}, w.drainer("0")...)
		for _, output := range []bool{true, false} { // a later run tells of it and has not heard it
			list := events(w.run(args...).ended(shell.StatusDone))
			for id, what := range happened(list) {
				if what != "announced drained" {
					t.Errorf("%s: %s", id, what)
				}
			}
			for _, e := range list {
				if e.Drain != nil && (!e.Drain.OK || (e.Drain.Output != "") != output) {
					t.Errorf("drained %+v", e.Drain)
				}
			}
			if len(list) != 24 {
				t.Errorf("%d events", len(list))
			}
		}
		jobs := read[[]jobRecord](w.run("jobs", "-o", "json").ended(shell.StatusDone))
		w.run("spot", "watch", "--once", "--again", "--exec", os.Args[0]).ended(shell.StatusDone)
		if n := len(read[[]jobRecord](w.run("jobs", "-o", "json").ended(shell.StatusDone))); n < 2 {
			t.Errorf("%d jobs after it was asked for again", n)
		}
		if len(jobs) != 1 || jobs[0].Action != "drain" || jobs[0].State != "over" {
			t.Errorf("jobs %+v", jobs)
		}
	})
}

// A region that fails is said once, and the others are watched.
func TestSpotWatchOfWhatFails(t *testing.T) {
	simulate(t, small, func(w *world) {
		bad := "cn-shanghai"
		w.Inject(ecssim.Fault{Action: "DescribeInstances", Region: bad, Kind: ecssim.FaultHTTP503})
		r := w.watching(6*time.Minute, "-o", "json").ended(shell.StatusPartly, "ecsdeck: "+bad+" could not be read: ")
		if n := strings.Count(r.err, bad); n > 2 || strings.Count(r.err, "\n") != 1 {
			t.Errorf("said %q", r.err)
		}
		list := events(r)
		if len(list) == 0 || slices.ContainsFunc(list, func(e spotcli.Event) bool { return (e.Region == bad) != (e.Event == "blind" && e.Error != nil) }) {
			t.Errorf("told %+v", list)
		}
		w.run("spot", "watch", "--once").ended(shell.StatusPartly, bad+" could not be read")

		w.ClearFaults()
		r = w.watchingThen(3*time.Minute, func() {
			w.Inject(ecssim.Fault{Action: "DescribeInstances", Region: bad, Kind: ecssim.FaultHTTP503})
		})
		r.ended(shell.StatusPartly, bad+" can't be watched: ")
	})
	simulate(t, small, func(w *world) {
		w.env.Environ = append(w.env.Environ, "ALIBABA_CLOUD_ACCESS_KEY_SECRET=wrong")
		w.watching(time.Hour).refused(shell.StatusFailed, "The secret does not belong to this access key.")
		w.run("spot", "watch", "--once").refused(shell.StatusFailed, "The secret does not belong")
	})
}

// A key that ends is an event, again and again, and so is another one in its file;
// without one the watch ends, and not well.
func TestSpotWatchOutlivesItsKey(t *testing.T) {
	simulate(t, small, func(w *world) {
		file := filepath.Join(w.env.Home, ".aliyun", "config.json")
		os.MkdirAll(filepath.Dir(file), 0o700)
		write := func(life time.Duration) {
			k := w.TemporaryKey(life)
			config := fmt.Sprintf(`{"profiles":[{"name":"sts","mode":"StsToken","access_key_id":%q,"access_key_secret":%q,"sts_token":%q}]}`, k.ID, k.Secret, k.Token)
			if err := os.WriteFile(file, []byte(config), 0o600); err != nil {
				t.Error(err)
			}
		}
		write(2 * time.Minute)
		defer time.AfterFunc(5*time.Minute, func() { write(4 * time.Minute) }).Stop()
		r := w.watching(time.Hour, "--profile", "sts", "--region", "cn-hangzhou", "-o", "json").ended(shell.StatusFailed, "nothing could be watched for 5m")
		var told []string
		for _, e := range events(r) {
			if n := len(told); e.ID == "" && (n == 0 || told[n-1] != e.Event) {
				told = append(told, e.Event)
			}
		}
		if !slices.Equal(told, []string{"blind", "sighted", "blind"}) {
			t.Errorf("told %q", told)
		}
	})
}

// watchingThen watches for a while, and something happens after a minute.
func (w *world) watchingThen(span time.Duration, then func()) result {
	w.Helper()
	ctx, cancel := context.WithTimeout(w.Context(), span)
	defer cancel()
	defer time.AfterFunc(time.Minute, then).Stop()
	return runContext(ctx, w.T, w.env, "spot", "watch")
}

// Who may only look may not run scripts, and may run commands here.
func TestSpotWatchReadOnly(t *testing.T) {
	simulate(t, small, func(w *world) {
		w.env.In = strings.NewReader("true")
		w.run("spot", "watch", "--read-only", "--script", "-").refused(shell.StatusUsage, "--script runs on instances, and environment is read-only")
		w.strike()
		<-time.After(time.Second)
		w.run(append([]string{"spot", "watch", "--once", "--read-only"}, w.drainer("0")...)...).ended(shell.StatusDone)
	})
}

func TestSpotWatchBadUsage(t *testing.T) {
	empty := filepath.Join(t.TempDir(), "empty")
	long := filepath.Join(t.TempDir(), "long")
	for file, text := range map[string]string{empty: " \n", long: strings.Repeat("#", 16<<10+1)} {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		args []string
		said string
	}{
		{[]string{"wach"}, `ecsdeck spot has no command "wach"; did you mean watch`},
		{[]string{"watch", "now"}, `watch takes no argument before --, and was given "now"`},
		{[]string{"watch", "now", "--", "x"}, `watch takes no argument before --, and was given "now"`},
		{[]string{"watch", "--", "x"}, "are arguments of a command; name it by --exec"},
		{[]string{"watch", "--exec", ""}, `--exec cannot be ""`},
		{[]string{"watch", "--exec", "no-such-program --fast"}, `--exec cannot be "no-such-program --fast": executable file not found in $PATH; it is a program alone`},
		{[]string{"watch", "--script", "/no/such/file"}, `--script cannot be "/no/such/file": no such file or directory`},
		{[]string{"watch", "--script", t.TempDir()}, "is a directory"},
		{[]string{"watch", "--script", empty}, "the script is empty"},
		{[]string{"watch", "--script", long}, "a script has at most 16,384 bytes"},
		{[]string{"watch", "--timeout", "1m"}, "--timeout is for --exec and --script"},
		{[]string{"watch", "--exec", "true", "--timeout", "1h"}, "--timeout cannot be 1h0m0s; accepted: 1s to 10m"},
		{[]string{"watch", "-o", "csv"}, `--output cannot be "csv"; accepted: table, json`},
		{[]string{"watch", "--region", "cn-hangzhou", "--all-regions"}, "--all-regions cannot be joined"},
		{[]string{"watch", "--scenario", "spot-storm"}, "--scenario shapes the simulated cloud and needs --demo"},
	} {
		t.Run(strings.Join(c.args, " ")[:min(40, len(strings.Join(c.args, " ")))], func(t *testing.T) {
			run(t, alone(t), append([]string{"spot"}, c.args...)...).refused(shell.StatusUsage, c.said)
		})
	}
}

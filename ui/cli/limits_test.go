package cli

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"ecsdeck/ecsapi/ecssim"
	"ecsdeck/ecsapi/ratelimit"
	"ecsdeck/ui/cli/shell"
	"ecsdeck/ui/record"
)

const limitsFile = "limits.json"

// keptLimit is what is kept of the limit on an API, zero if nothing is.
func (w *world) keptLimit(api string) ratelimit.Kept {
	w.Helper()
	var known []ratelimit.Kept
	text, err := os.ReadFile(w.stateOf("account-1000000000000001", limitsFile))
	if err == nil {
		err = json.Unmarshal(text, &known)
	}
	if err != nil {
		w.Fatal(err)
	}
	if at := slices.IndexFunc(known, func(k ratelimit.Kept) bool { return k.API == api }); at >= 0 {
		return known[at]
	}
	return ratelimit.Kept{}
}

// What one command learns of the limits the next ones of the account go by, whoever runs them.
func TestLimitsAreKeptByAccount(t *testing.T) {
	const file = ".local/state/ecsdeck/127.0.0.1%3A80/account-1000000000000001/" + limitsFile
	simulate(t, ecssim.Config{Instances: 700, Regions: 1, Limits: ecssim.Limits{"*": {Calls: 2000, Per: time.Minute}}, LimitHeader: true}, func(w *world) {
		w.profiles()
		listing := func(args ...string) time.Duration {
			w.Helper()
			start := time.Now()
			if rows := read[[]record.Instance](w.run(append([]string{"ls", "-o", "json"}, args...)...).ended(shell.StatusDone)); len(rows) != 700 {
				w.Errorf("%d instances", len(rows))
			}
			return time.Since(start)
		}
		id := read[[]record.Instance](w.run("ls", "-o", "json", "--profile", "own").ended(shell.StatusDone))[0].ID
		if left, _ := filepath.Glob(w.stateOf("*", limitsFile)); len(left) > 0 {
			w.Errorf("kept before anybody said whose they are: %v", left)
		}
		tag := func() {
			w.Helper()
			w.run("tag", "a=b", id, "--region", "cn-hangzhou", "--yes", "--profile", "own").ended(shell.StatusDone)
		}
		tag()
		day := time.Now().UTC().Format(time.DateOnly)
		if k := w.keptLimit("DescribeInstances"); k != (ratelimit.Kept{API: "DescribeInstances", Day: day, Share: 1, Calls: 2000, Window: 60, Told: day}) {
			w.Errorf("kept %+v", k)
		}

		// Of a narrow limit that another session was told: 5 pages at once, and one each 12 seconds.
		w.SetLimitHeader(false)
		for _, profile := range []string{"own", "role"} {
			writeIn(t, w.env, file, `[{"api":"DescribeInstances","day":"`+day+`","share":1,"calls":20,"window":60,"told":"`+day+`"}]`)
			if took := listing("--profile", profile); took < 24*time.Second {
				w.Errorf("%s went by no limit: %v", profile, took)
			}
		}
		// What is no file of ours, or no limit, is none, and is written anew.
		for _, text := range []string{"", "{", "null", `[{"api":"DescribeInstances","day":"` + day + `","share":1,"calls":-20,"window":60}]`, `[1]`, "\x00\xff"} {
			w.SetLimitHeader(false)
			writeIn(t, w.env, file, text)
			if took := listing("--profile", "own"); took > time.Second {
				w.Errorf("%q: %v", text, took)
			}
			w.SetLimitHeader(true)
			tag()
			if k := w.keptLimit("DescribeInstances"); k.Calls != 2000 {
				w.Errorf("after %q is kept %+v", text, k)
			}
		}
	})
	simulate(t, ecssim.Config{Instances: 20, Regions: 1, LimitHeader: true}, func(w *world) {
		if err := w.Inject(ecssim.Fault{Action: "GetCallerIdentity", Kind: ecssim.FaultError, Code: "NoPermission", Status: 403}); err != nil {
			t.Fatal(err)
		}
		w.run("tag", "a=b", w.some(1, "status:running")[0], "--yes").ended(shell.StatusDone)
		if left, _ := filepath.Glob(w.stateOf("*", limitsFile)); len(left) > 0 {
			w.Errorf("kept of nobody known: %v", left)
		}
	})
}

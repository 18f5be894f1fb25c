package cli

import (
	"context"
	"errors"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"ecsdeck/ui/cli/shell"
)

// writeIn puts a file below the home of a process.
func writeIn(t *testing.T, e shell.Env, path, text string) string {
	t.Helper()
	path = filepath.Join(e.Home, path)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

const settingsFile = ".config/ecsdeck/config.toml"

func TestConfigInitAndCheck(t *testing.T) {
	env := alone(t)
	path := filepath.Join(env.Home, settingsFile)
	run(t, env, "config", "check").ended(shell.StatusDone, "there is no file "+path, "config init")
	sample := run(t, env, "config", "init", "--print").ended(shell.StatusDone)
	if _, err := os.Stat(path); err == nil || !strings.Contains(sample.out, "# read_only = true") {
		t.Errorf("printing wrote it, or printed\n%s", sample.out)
	}
	run(t, env, "config", "init").ended(shell.StatusDone, "wrote "+path)
	run(t, env, "config", "check").ended(shell.StatusDone, "nothing is wrong")
	run(t, env, "config", "init").refused(shell.StatusFailed, path+" is there already", "--force")
	writeIn(t, env, settingsFile, "them = 1")
	run(t, env, "config", "check").refused(shell.StatusFailed, path+":1: ", `no setting "them"`, "did you mean theme")
	run(t, env, "config", "init", "--force").ended(shell.StatusDone)
	run(t, env, "config", "check").ended(shell.StatusDone, "nothing is wrong")
	run(t, env, "config").refused(shell.StatusUsage, "accepted: init, check")

	// A ceiling for a profile that isn't there protects nobody.
	writeIn(t, env, ".aliyun/config.json", `{"profiles":[{"name":"prod"}]}`)
	writeIn(t, env, settingsFile, "[profile.prdo]\nproduction = true\n[profile.environment]\n[profile.demo]\n")
	run(t, env, "config", "check").refused(shell.StatusFailed, "[profile.prdo]", "did you mean prod")
}

func TestConfigIsFound(t *testing.T) {
	env := alone(t)
	writeIn(t, env, "elsewhere/ecsdeck/config.toml", "elsewhere = 1")
	writeIn(t, env, "named.toml", "named = 1")
	env.Environ = []string{"XDG_CONFIG_HOME=" + filepath.Join(env.Home, "elsewhere")}
	run(t, env, "ls", "--demo").refused(shell.StatusUsage, `no setting "elsewhere"`)
	run(t, env, "ls", "--demo", "--config", filepath.Join(env.Home, "named.toml")).refused(shell.StatusUsage, `no setting "named"`)
	run(t, env, "ls", "--demo", "--config", filepath.Join(env.Home, "none.toml")).refused(shell.StatusUsage, "none.toml", "config init")
	run(t, env, "version").ended(shell.StatusDone) // needs no settings
	env.Environ = []string{"XDG_CONFIG_HOME=elsewhere"}
	run(t, env, "ls", "--demo", "--instances", "3").ended(shell.StatusDone) // a relative one counts for nothing
}

func TestSettingsOfTheLanguage(t *testing.T) {
	env := alone(t)
	writeIn(t, env, settingsFile, `lang = "tlh"`)
	run(t, env, "ls", "--demo").refused(shell.StatusUsage, `lang cannot be "tlh"; accepted: en`)
}

func TestUndoFlag(t *testing.T) {
	env := alone(t)
	if r := run(t, env, "--help").ended(shell.StatusDone); !strings.Contains(r.out, "(default 3s)") {
		t.Errorf("help says of --undo\n%s", r.out)
	}
	writeIn(t, env, settingsFile, `undo = "7s"`)
	if r := run(t, env, "--help").ended(shell.StatusDone); !strings.Contains(r.out, "(default 7s)") {
		t.Errorf("help says of --undo\n%s", r.out)
	}
	run(t, env, "--undo", "2m").refused(shell.StatusUsage, "--undo cannot be 2m0s", "1m0s")
}

func TestProfileIsReadOnly(t *testing.T) {
	simulate(t, small, func(w *world) {
		id := w.some(1, "status:stopped charge:hourly")[0]
		path := writeIn(w.T, w.env, settingsFile, "[profile.environment]\nread_only = true\n")
		w.run("start", id, "--yes").refused(shell.StatusUsage, "environment is read-only by "+path, "--dry-run")
		w.run("start", id, "--yes", "--read-only=false").refused(shell.StatusUsage, "read-only by")
		w.run("start", id, "--dry-run").ended(shell.StatusDone)
		if n := w.Stats().Calls["StartInstances"]; n != 0 {
			w.Errorf("%d calls of StartInstances", n)
		}
		writeIn(w.T, w.env, settingsFile, "[profile.prod]\nread_only = true\n") // somebody else's
		w.run("start", id, "--yes").ended(shell.StatusDone)
	})
}

func TestProfileHasARegion(t *testing.T) {
	simulate(t, small, func(w *world) {
		w.run("start", "--filter", "status:stopped", "--dry-run").refused(shell.StatusUsage, "the profile's region and it has none")
		writeIn(w.T, w.env, settingsFile, "[profile.environment]\nregion = \"cn-beijing\"\n")
		r := w.run("start", "--filter", "status:stopped", "--dry-run", "-o", "json").ended(shell.StatusDone)
		targets := read[planRecord](r).Targets
		for _, in := range targets {
			if in.Region != "cn-beijing" {
				w.Errorf("%s of %s", in.ID, in.Region)
			}
		}
		if len(targets) == 0 {
			w.Error("nothing was planned")
		}
	})
}

func TestProfileAllowsAHost(t *testing.T) {
	env := alone(t)
	env.Environ = []string{"ALIBABA_CLOUD_ACCESS_KEY_ID=LTAI0123456789ab", "ALIBABA_CLOUD_ACCESS_KEY_SECRET=hush"}
	env.Dial = func(context.Context, string, string) (net.Conn, error) { return nil, errors.New("nobody answers") }
	run(t, env, "ls", "--endpoint", "https://ecs.example.com").refused(shell.StatusUsage, "aliyuncs.com")
	writeIn(t, env, settingsFile, "[profile.environment]\nendpoints = [\"ecs.example.com\"]\n")
	run(t, env, "ls", "--endpoint", "https://ecs.example.com").refused(shell.StatusFailed, "nobody answers")
	run(t, env, "ls", "--endpoint", "http://ecs.example.com").refused(shell.StatusUsage, "https")
	writeIn(t, env, settingsFile, "[profile.prod]\nendpoints = [\"ecs.example.com\"]\n")
	run(t, env, "ls", "--endpoint", "https://ecs.example.com").refused(shell.StatusUsage, "aliyuncs.com")
}

// TestProfileLimitsCalls: thirteen calls when ten may leave at once, and one a
// second after that.
func TestProfileLimitsCalls(t *testing.T) {
	simulate(t, small, func(w *world) {
		ask := []string{"spot", "--region", "cn-hangzhou", "--window", "1h"}
		for _, size := range []string{"ecs.g6.large", "ecs.g6.xlarge", "ecs.g6.2xlarge", "ecs.c6.large", "ecs.c6.xlarge", "ecs.c6.2xlarge",
			"ecs.r6.large", "ecs.r6.xlarge", "ecs.r6.2xlarge", "ecs.g7.large", "ecs.g7.xlarge", "ecs.c7.large", "ecs.c7.xlarge"} {
			ask = append(ask, "--type", size)
		}
		took := func() time.Duration {
			began := time.Now()
			w.run(ask...).ended(shell.StatusDone)
			return time.Since(began)
		}
		if d := took(); d > 2*time.Second {
			w.Errorf("as shipped it took %v", d)
		}
		writeIn(w.T, w.env, settingsFile, "[profile.environment]\ncalls_at_once = 10\ncalls_per_second = 1\n")
		if d := took(); d < 2*time.Second || d > 10*time.Second {
			w.Errorf("ten at once and one a second took %v", d)
		}
	})
}

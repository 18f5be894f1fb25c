package cli

import (
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"ecsdeck/ecsapi/ecssim"
	"ecsdeck/ui/cli/shell"
	"ecsdeck/ui/record"
	"ecsdeck/ui/term"
)

// alone is a process without account, terminal or network.
func alone(t *testing.T) shell.Env {
	return shell.Env{
		Home: t.TempDir(), In: strings.NewReader(""),
		Terminal: func(any) bool { return false },
	}
}

var badUsage = []struct {
	args string
	said string
}{
	{"", "the deck needs a terminal"},
	{"--demo", "the deck needs a terminal"},
	{"create --dry-run --check --read-only", "--check sends the order to the cloud to be checked, and --read-only forbids it"},
	{"lss", `ecsdeck has no command "lss"; did you mean ls; accepted: address, auto-release`},
	{"help lss", `has no command "lss"`},
	{"--regoin cn-beijing", "ecsdeck has no flag --regoin; did you mean --region; accepted: --ascii, --config"},
	{"ls --regoin=x", "ecsdeck ls has no flag --regoin; did you mean --region; accepted: --all-regions"},
	{"ls -x", "ecsdeck ls has no flag -x; accepted:"},
	{"ls --region", "--region needs a value"},
	{"ls -o", "--output needs a value; accepted: table, json, yaml, csv, ids, template=TEXT"},
	{"ls -o xml", `--output cannot be "xml"; accepted: table, json, yaml, csv, ids, template=TEXT`},
	{"--theme neon", `--theme cannot be "neon"; accepted: auto, dark, light`},
	{"--lang tlh", `--lang cannot be "tlh"; accepted: en`},
	{"--filter colour:red", `--filter: "colour:red": there is no field colour; nearest: tag:colour=red`},
	{"ls --demo --instances some", `--instances cannot be "some"; accepted: a whole number`},
	{"ls --demo --instances -4", `--instances cannot be "-4"; accepted: a whole number`},
	{"ls --demo --instances 9000000", "--instances cannot be 9,000,000; accepted: 0 to 1,000,000"},
	{"ls --demo --speed NaN", "--speed cannot be NaN"},
	{"--seed 4", "--seed shapes the simulated cloud and needs --demo"},
	{"--demo --profile prod", "cannot be joined with --profile"},
	{"--demo --endpoint http://127.0.0.1:1", "cannot be joined with --endpoint"},
	{"regions cn-beijing", "regions takes no argument"},
	{"version --region x", "ecsdeck version has no flag --region"},
	{"completion tcsh", `there is no completion for "tcsh"; accepted: bash, fish, powershell, zsh`},
	{"sim --listen here", `--listen cannot be "here"; accepted: HOST:PORT`},
	{"sim --regions 0", "--regions cannot be 0; accepted: 1 to"},
	{"sim --latency -1s", "--latency cannot be -1s"},
	{"sim --limit 0/60", `--limit cannot be "0/60"; accepted: CALLS/SECONDS, such as 200/60`},
	{"sim --limit many", `--limit cannot be "many"`},
	{"sim --latency soon", `--latency cannot be "soon"; accepted: a time such as 200ms`},
	{"sim --now yesterday", `--now cannot be "yesterday"; accepted: a time as 2026-`},
	{"sim --scenario doomsday", `--scenario cannot be "doomsday"; accepted: spot-storm, brown-out, expiry-wave`},
	{"sim --scenario", "--scenario needs a value; accepted: spot-storm"},
	{"ls --demo --scenario doomsday", `--scenario cannot be "doomsday"; accepted: spot-storm`},
	{"ls --scenario spot-storm", "--scenario shapes the simulated cloud and needs --demo"},
}

func TestBadUsage(t *testing.T) {
	for _, c := range badUsage {
		t.Run(c.args, func(t *testing.T) {
			run(t, alone(t), strings.Fields(c.args)...).refused(shell.StatusUsage, c.said)
		})
	}
}

func TestNoCredentials(t *testing.T) {
	env := alone(t)
	run(t, env, "ls").refused(shell.StatusFailed, "ALIBABA_CLOUD_ACCESS_KEY_ID", "aliyun configure", "--demo")
	profiles(t, env.Home, `{"current":"prod","profiles":[{"name":"prod","mode":"AK","access_key_id":"LTAI0123456789ab","access_key_secret":"hush","region_id":"cn-beijing"}]}`)
	// The current profile belongs to the real cloud.
	run(t, env, "ls", "--endpoint", "http://127.0.0.1:1").refused(shell.StatusFailed, "no keys for this endpoint", "--profile")
	run(t, env, "ls", "--profile", "pord").refused(shell.StatusUsage, `no profile "pord"`, "did you mean prod")
}

func TestUnusableProfiles(t *testing.T) {
	for name, config := range map[string]string{
		"not JSON":         `{"current": "prod", "profiles": [`,
		"not an object":    `[]`,
		"unsupported mode": `{"current":"prod","profiles":[{"name":"prod","mode":"CloudSSO"}]}`,
		"no secret":        `{"current":"prod","profiles":[{"name":"prod","mode":"AK","access_key_id":"LTAI0123456789ab"}]}`,
	} {
		t.Run(name, func(t *testing.T) {
			env := alone(t)
			profiles(t, env.Home, config)
			run(t, env, "ls").refused(shell.StatusFailed)
			run(t, env, "ls", "--profile", "prod").refused(shell.StatusFailed)
		})
	}
}

func profiles(t *testing.T, home, config string) {
	t.Helper()
	dir := filepath.Join(home, ".aliyun")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "config.json"), []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestProfileOfTheFile(t *testing.T) {
	simulate(t, small, func(w *world) {
		key, _ := w.Keys()
		profiles(w.T, w.env.Home, `{"current":"other","profiles":[{"name":"other","mode":"AK","access_key_id":"LTAI0123456789ab","access_key_secret":"hush"},`+
			`{"name":"prod","mode":"AK","access_key_id":"`+key.ID+`","access_key_secret":"`+key.Secret+`","region_id":"cn-beijing"}]}`)
		w.env.Environ = w.env.Environ[:1] // the endpoint stays, the keys go
		w.run("ls", "--profile", "prod").ended(shell.StatusDone)
		rec := w.change(shell.StatusDone, "stop", "--profile", "prod", "--filter", "status:running", "--dry-run")
		if rec.Planned == 0 || rec.Targets[0].Region != "cn-beijing" {
			w.Errorf("planned %d outside of the profile's region", rec.Planned)
		}
	})
}

// Profiles can be in another file; one that others can read is said to be so.
func TestFileOfProfiles(t *testing.T) {
	simulate(t, small, func(w *world) {
		key, _ := w.Keys()
		w.env.Environ = w.env.Environ[:1]
		file := filepath.Join(w.env.Home, "other.json")
		os.WriteFile(file, []byte(`{"profiles":[{"name":"prod","access_key_id":"`+key.ID+`","access_key_secret":"`+key.Secret+`"}]}`), 0o600)
		if r := w.run("ls", "--profile", "prod", "--config-path", file).ended(shell.StatusDone); strings.Contains(r.err, "chmod") {
			w.Error(r.err)
		}
		os.Chmod(file, 0o644)
		r := w.run("ls", "--profile", "prod", "--config-path", file).ended(shell.StatusDone)
		if !strings.Contains(r.err, "~/other.json can be read by others on this machine; `chmod 600 ~/other.json`") && runtime.GOOS != "windows" {
			w.Error(r.err)
		}
		w.run("ls", "--profile", "pord", "--config-path", file).refused(shell.StatusUsage, `no profile "pord" in ~/other.json; did you mean prod`)
		w.run("ls", "--config-path", file+"x").refused(shell.StatusFailed, "~/other.jsonx: there is no such file of profiles")
	})
}

func TestCloudRefuses(t *testing.T) {
	simulate(t, small, func(w *world) {
		good := w.env.Environ
		w.env.Environ = append(slices.Clone(good), "ALIBABA_CLOUD_ACCESS_KEY_SECRET=not-the-secret")
		r := w.run("ls")
		r.refused(shell.StatusFailed, "SignatureDoesNotMatch")
		if strings.Contains(r.err, "not-the-secret") {
			w.Error("the secret was printed")
		}
		w.env.Environ = append(slices.Clone(good), "ALIBABA_CLOUD_ACCESS_KEY_ID=LTAI-of-nobody-here")
		w.run("ls").refused(shell.StatusFailed, "InvalidAccessKeyId.NotFound")

		_, reader := w.Keys()
		w.env.Environ = append(slices.Clone(good), "ALIBABA_CLOUD_ACCESS_KEY_ID="+reader.ID, "ALIBABA_CLOUD_ACCESS_KEY_SECRET="+reader.Secret)
		id := w.some(1, "status:running")[0]
		r = w.run("stop", id, "--yes").ended(shell.StatusFailed, "0 of 1 accepted")
		if !strings.Contains(r.out, "Forbidden") {
			w.Errorf("why is missing:\n%s", r.out)
		}
	})
}

func TestUnknownRegion(t *testing.T) {
	simulate(t, small, func(w *world) {
		w.run("ls", "--region", "cn-beijin").refused(shell.StatusUsage, `no region "cn-beijin"`, "did you mean cn-beijing")
		w.run("ls", "--region", "mars").refused(shell.StatusUsage, "accepted: cn-", "cn-hangzhou")
		w.run("ls", "--region", "").refused(shell.StatusUsage, "accepted: cn-")
	})
}

func TestThrottledReadGoesOn(t *testing.T) {
	simulate(t, small, func(w *world) {
		w.Inject(ecssim.Fault{Action: "DescribeInstances", Kind: ecssim.FaultThrottle, P: 0.5})
		r := w.run("ls", "-o", "json")
		if n := len(read[[]record.Instance](r)); r.status == shell.StatusDone && n != 300 || r.status == shell.StatusPartly && n == 300 {
			w.Errorf("exit status %d with %d of 300 instances", r.status, n)
		}
	})
}

func TestEndpointRefused(t *testing.T) {
	env := alone(t)
	env.Environ = []string{"ALIBABA_CLOUD_ACCESS_KEY_ID=LTAI0123456789ab", "ALIBABA_CLOUD_ACCESS_KEY_SECRET=hush"}
	run(t, env, "ls", "--endpoint", "http://example.com").refused(shell.StatusUsage, "https")
	run(t, env, "ls", "--endpoint", "127.0.0.1:1").refused(shell.StatusUsage, "http")
	run(t, env, "regions", "--endpoint", "http://127.0.0.1:1").refused(shell.StatusFailed, "refuse")
}

// The help of each command fits a terminal of 100 columns.
func TestHelpFits(t *testing.T) {
	var walk func(c *cobra.Command)
	walk = func(c *cobra.Command) {
		words := strings.Fields(c.CommandPath())[1:]
		for line := range strings.Lines(run(t, alone(t), append(words, "--help")...).ended(shell.StatusDone).out) {
			if line = strings.TrimSuffix(line, "\n"); term.Width(line) > 100 {
				t.Errorf("%s: a line of %d columns: %s", c.CommandPath(), term.Width(line), line)
			}
		}
		for _, child := range c.Commands() {
			walk(child)
		}
	}
	walk(tree(shell.New(nil, alone(t))))
}

func TestHelp(t *testing.T) {
	for _, args := range [][]string{{"--help"}, {"help"}, {"stop", "--help"}, {"help", "stop"}} {
		r := run(t, alone(t), args...).ended(shell.StatusDone)
		if r.err != "" || !strings.Contains(r.out, "--read-only") {
			t.Errorf("%v: %s%s", args, r.out, r.err)
		}
	}
	if r := run(t, alone(t), "version").ended(shell.StatusDone); !strings.HasPrefix(r.out, "ecsdeck ") {
		t.Errorf("version is %q", r.out)
	}
	if r, want := run(t, alone(t), "--version").ended(shell.StatusDone), run(t, alone(t), "version"); r.out != want.out || r.err != "" {
		t.Errorf("--version is %q, %q", r.out, r.err)
	}
	if r := run(t, alone(t), "__complete", "ls", "--region", "cn-b").ended(shell.StatusDone); !strings.Contains(r.out, "cn-beijing") {
		t.Errorf("completion of a region offers %s", r.out)
	}
	// The shell completes files by their ending.
	for flag, ending := range map[string]string{"fleet": "json", "state": "json", "tls-cert": "pem", "tls-key": "pem"} {
		if r := run(t, alone(t), "__complete", "sim", "--"+flag, "").ended(shell.StatusDone); r.out != ending+"\n:8\n" {
			t.Errorf("completion of --%s offers %q", flag, r.out)
		}
	}
}

package cli

import (
	"context"
	"encoding/json"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"ecsdeck/ecsapi/ecssim"
	"ecsdeck/ecsapi/ecssim/sts"
	"ecsdeck/ui/cli/shell"
)

// In each state the doctor says what to do, and no secret.
func TestDoctor(t *testing.T) {
	simulate(t, small, func(w *world) {
		doctor := func(status int, args ...string) map[string]findingRecord {
			w.Helper()
			r := w.run(append([]string{"doctor", "-o", "json"}, args...)...).ended(status)
			if strings.Contains(r.out+r.err, "sim-operator-secret") {
				w.Errorf("a secret: %s", r.out)
			}
			found := map[string]findingRecord{}
			for _, f := range read[[]findingRecord](r) {
				found[f.Check] = f
			}
			return found
		}
		expect := func(found map[string]findingRecord, check, state, detail string) {
			w.Helper()
			if f := found[check]; f.State != state || !strings.Contains(f.Detail, detail) {
				w.Errorf("%s: %q, %s; want %s with %q", check, f.State, f.Detail, state, detail)
			}
		}
		all := doctor(shell.StatusDone, "--region", "cn-shanghai", "--region", "cn-hangzhou")
		expect(all, "login", "ok", "environment, mode AK")
		expect(all, "key", "ok", "LTAI…ator")
		expect(all, "account", "ok", "1000000000000001, acs:ram::1000000000000001:user/sim-operator")
		expect(all, "looked at", "ok", "--profile: nothing there")
		expect(all, "DescribeInstances cn-shanghai", "ok", "ms")
		expect(all, "DescribeKeyPairs cn-shanghai", "ok", "ms")
		expect(all, "DescribeAccountAttributes cn-shanghai", "ok", "ms")
		expect(all, "state", "ok", "account-1000000000000001")
		expect(all, "calls of DescribeInstances", "ok", "100 at once and 5.0 a second in each region")
		w.SetLimitHeader(true)
		told := doctor(shell.StatusDone, "--region", "cn-shanghai", "--region", "cn-hangzhou")
		expect(told, "calls of DescribeInstances", "ok", "1,000 at once and 16.7 a second in each region; the cloud told a limit of 60,000 in 60 s")
		expect(told, "calls of DescribeZones", "ok", "1,000 at once")
		w.SetLimitHeader(false)
		if entries, _ := os.ReadDir(w.env.Home); len(entries) > 0 {
			w.Errorf("it leaves %v", entries)
		}

		w.Inject(ecssim.Fault{Action: "DescribeInstances", Kind: ecssim.FaultLatency, Delay: 2 * time.Second})
		far := doctor(shell.StatusDone, "--region", "cn-shanghai", "--region", "cn-hangzhou")
		expect(far, "DescribeInstances cn-shanghai", "ok", "2,000 ms")
		expect(far, "DescribeInstances cn-hangzhou", "ok", "2,000 ms")
		w.ClearFaults()

		w.Inject(ecssim.Fault{Action: "DescribeRegions", Kind: ecssim.FaultError, Code: "Forbidden.RAM", Status: 403},
			ecssim.Fault{Action: "DescribeKeyPairs", Kind: ecssim.FaultError, Code: "Forbidden.RAM", Status: 403})
		named := doctor(shell.StatusDone, "--region", "cn-shanghai")
		expect(named, "DescribeRegions", "note", "is not allowed to do that")
		expect(named, "DescribeInstances cn-shanghai", "ok", "ms")
		expect(named, "DescribeKeyPairs cn-shanghai", "note", "is not allowed to do that")
		w.run("ls", "--region", "cn-shanghai").ended(shell.StatusDone)
		w.ClearFaults()

		file := filepath.Join(w.env.Home, ".aliyun", "config.json")
		os.MkdirAll(filepath.Dir(file), 0o700)
		profile := func(text string) {
			if err := os.WriteFile(file, []byte(`{"profiles":[{"name":"p",`+text+`}]}`), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		const keys = `"access_key_id":"LTAI-sim-operator","access_key_secret":"sim-operator-secret"`
		profile(keys + `,"region_id":"cn-beijing","ram_role_arn":"` + sts.RoleARN("ops") + `"`)
		role := doctor(shell.StatusDone, "--profile", "p")
		expect(role, "login", "ok", "profile p, mode RamRoleArn")
		expect(role, "key", "ok", "in 1h0m0s")
		expect(role, "account", "ok", "assumed-role/")
		profile(keys + `,"ram_role_arn":"` + sts.RoleARN("closed") + `"`)
		expect(doctor(shell.StatusFailed, "--profile", "p"), "key", "bad", "role/closed can't be assumed: AssumeRole: NoPermission")
		profile(`"mode":"CloudSSO"`)
		expect(doctor(shell.StatusFailed, "--profile", "p"), "key", "bad", "`aliyun configure --profile p`")
		profile(`"mode":"Anonymous"`)
		expect(doctor(shell.StatusFailed, "--profile", "p"), "login", "bad", "choose another with --profile")

		w.env.Environ = []string{"ECSDECK_ENDPOINT=http://127.0.0.1:80"}
		none := doctor(shell.StatusFailed)
		expect(none, "login", "bad", "no keys for this endpoint")
		expect(none, "looked at", "ok", "a credentials URI in the environment: not looked at")
	})
}

// Whatever keeps somebody from working is one finding that says what it is and what to
// do, and the exit status tells that there is one.
func TestDoctorInEachBrokenState(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the processes are a shell's")
	}
	const (
		keys = `"access_key_id":"LTAI-sim-operator","access_key_secret":"sim-operator-secret"`
		ops  = `"ram_role_arn":"acs:ram::1000000000000001:role/ops"`
	)
	fault := func(code string) func(*world) {
		return func(w *world) { w.Inject(ecssim.Fault{Kind: ecssim.FaultError, Code: code, Status: 403}) }
	}
	for name, tt := range map[string]struct {
		profile string // none: a key in the environment
		broken  func(*world)
		check   string // of the finding
		says    string
		advice  string // of the finding after it; "" where the first says what to do
	}{
		"mode unknown": {profile: `"mode":"Kerberos"`, check: "login", says: `has the mode "Kerberos", which there is not; accepted: AK, StsToken,`},
		"field missing": {profile: `"mode":"RamRoleArn",` + keys, check: "login",
			says: "profile \"p\" has no ram_role_arn; `aliyun configure --profile p --mode RamRoleArn` sets it"},
		"role refused": {profile: keys + `,` + strings.ReplaceAll(ops, "ops", "closed"), check: "key",
			says: "; the role must trust who logs in, and who logs in needs sts:AssumeRole"},
		"token file gone": {profile: `"mode":"OIDC","oidc_provider_arn":"x","oidc_token_file":"/nowhere/token",` + ops, check: "key",
			says: "the token /nowhere/token can't be read: no such file or directory; oidc_token_file or ALIBABA_CLOUD_OIDC_TOKEN_FILE names it"},
		"process prints garbage": {profile: `"mode":"External","process_command":"echo hunter2"`, check: "key",
			says: "process_command prints no JSON of a profile; run it by hand to see what it prints"},
		"process fails": {profile: `"mode":"External","process_command":"sh -c 'echo log in with kinit >&2; exit 2'"`, check: "key",
			says: "process_command failed with exit status 2: log in with kinit"},
		"login expired": {profile: `"mode":"CloudSSO",` + keys + `,"sts_token":"x","sts_expiration":1000`, check: "key",
			says: "the login of profile \"p\" has expired; `aliyun configure --profile p` renews it, or any command of aliyun with that profile"},
		"circle": {profile: `"mode":"ChainableRamRoleArn","source_profile":"p",` + ops, check: "login",
			says: "the profiles lead in a circle by source_profile: p → p; one of them must log in by another mode"},
		"file of another kind": {broken: func(w *world) {
			w.env.Environ = w.env.Environ[:1]
			w.env.Environ[0] = ""
			os.MkdirAll(filepath.Join(w.env.Home, ".alibabacloud", "credentials"), 0o700)
		}, check: "login", says: "~/.alibabacloud/credentials can't be read: is a directory"},
		"key disabled": {broken: fault("InvalidAccessKeyId.Inactive"), check: "DescribeRegions",
			says: "This access key is disabled. (", advice: "enable the access key in the RAM console, or choose another login with --profile"},
		"key unknown": {profile: strings.ReplaceAll(keys, "LTAI-sim", "LTAI-no"), check: "DescribeRegions",
			says: "This access key does not exist. (", advice: "the key comes from: profile p; put one there that the cloud knows, or choose another login with --profile"},
		"clock wrong": {broken: func(w *world) { w.Advance(20 * time.Minute) }, check: "clock",
			says: "this machine's is 20m0s behind the cloud's", advice: "set this machine's clock; the cloud refuses calls when it is 15 minutes off"},
		"endpoint down": {broken: func(w *world) {
			w.env.Dial = func(context.Context, string, string) (net.Conn, error) { return nil, syscall.ECONNREFUSED }
		}, check: "DescribeRegions", says: "The endpoint refuses connections. (", advice: "check --endpoint and ECSDECK_ENDPOINT, and that something answers there"},
		"no folder for state": {broken: func(w *world) {
			w.env.Environ = append(w.env.Environ, "ECSDECK_STATE="+filepath.Join(w.env.Home, "file", "state"))
			os.WriteFile(filepath.Join(w.env.Home, "file"), nil, 0o600)
		}, check: "state", says: "can't be written, so nothing can be sent: not a directory"},
	} {
		simulate(t, small, func(w *world) {
			args := []string{"doctor", "-o", "json", "--region", "cn-hangzhou"}
			if tt.profile != "" {
				file := filepath.Join(w.env.Home, ".aliyun", "config.json")
				os.MkdirAll(filepath.Dir(file), 0o700)
				os.WriteFile(file, []byte(`{"profiles":[{"name":"p",`+tt.profile+`}]}`), 0o600)
				args = append(args, "--profile", "p")
				w.env.Environ = w.env.Environ[:1]
			}
			if tt.broken != nil {
				tt.broken(w)
			}
			r := w.run(args...).ended(shell.StatusFailed, "1 thing is in the way")
			checkFinding(t, name, read[[]findingRecord](r), tt.check, tt.says, tt.advice)
			if strings.Contains(r.out+r.err, "hunter2") || strings.Contains(r.out+r.err, "sim-operator-secret") {
				t.Errorf("%s: a secret: %s", name, r.out)
			}
		})
	}
}

// checkFinding expects one bad finding, and after it what to do where it doesn't say that.
func checkFinding(t *testing.T, name string, found []findingRecord, check, says, advice string) {
	t.Helper()
	bad := -1
	for i, f := range found {
		switch {
		case f.State == findingBad && bad >= 0:
			t.Errorf("%s: %s too: %s", name, f.Check, f.Detail)
		case f.State == findingBad:
			bad = i
		}
	}
	if bad < 0 || found[bad].Check != check || !strings.Contains(found[bad].Detail, says) {
		t.Fatalf("%s: %+v, want %s with %q", name, found, check, says)
	}
	told := ""
	for _, f := range found {
		if f.Check == "what to do" {
			told = f.Detail
		}
	}
	if told != advice {
		t.Errorf("%s: what to do: %q, want %q", name, told, advice)
	}
}

// What a process has, it tells as well: a proxy that is down, no home, and keys that
// others can read, which is a note only.
func TestDoctorOfAProcess(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the system has other rights")
	}
	_, env := smallSim(t)
	doctor := func(env []string, ok bool, args ...string) []findingRecord {
		t.Helper()
		out, err := command(t, env, append([]string{"doctor", "-o", "json", "--region", "cn-hangzhou"}, args...)...).Output()
		var found []findingRecord
		if json.Unmarshal(out, &found) != nil || (err == nil) != ok || strings.Contains(string(out), "hunter2") {
			t.Fatalf("%v: %s", err, out)
		}
		return found
	}
	checkFinding(t, "proxy down", doctor(append(slices.Clip(env[1:3]), "HTTPS_PROXY=http://anna:hunter2@127.0.0.1:1"), false), "DescribeRegions",
		"The cloud can't be reached; check the network. (DescribeRegions: the proxy can't be reached: ", "check HTTPS_PROXY and ALL_PROXY; NO_PROXY=.aliyuncs.com goes past the proxy")
	checkFinding(t, "no home", doctor(append(slices.Clip(env), "HOME="), false), "state",
		"nothing can be sent until ECSDECK_STATE names a directory that can be written: there is no home directory", "")
	checkFinding(t, "no home for a profile", doctor(append(slices.Clip(env), "HOME="), false, "--profile", "p"), "login",
		"there is no home directory, where profiles are; set HOME, or name their file with --config-path", "")

	home := t.TempDir()
	os.Mkdir(filepath.Join(home, ".aliyun"), 0o700)
	os.WriteFile(filepath.Join(home, ".aliyun", "config.json"), []byte(`{"profiles":[{"name":"p","access_key_id":"LTAI-sim-readonly","access_key_secret":"sim-readonly-secret"}]}`), 0o644)
	var notes []string
	for _, f := range doctor(append(slices.Clip(env), "HOME="+home), true, "--profile", "p") {
		if f.Check == "login" && f.State == findingNote {
			notes = append(notes, f.Detail)
		}
	}
	if want := []string{
		"~/.aliyun/config.json can be read by others on this machine; `chmod 600 ~/.aliyun/config.json` keeps its keys to you",
		`profile "p" acts, and not the keys of the environment: --profile comes first`,
	}; !slices.Equal(notes, want) {
		t.Errorf("noted %q, want %q", notes, want)
	}
}

package cli

import (
	"os"
	"path/filepath"
	"strings"
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
		expect(all, "state", "ok", "account-1000000000000001")
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

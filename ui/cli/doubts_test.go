package cli

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"ecsdeck/ecsapi/ecssim"
	"ecsdeck/ecsapi/ecssim/rpc"
	"ecsdeck/ecsapi/fleet/journal"
	"ecsdeck/ecsapi/pipenet"
	"ecsdeck/ui/cli/shell"
)

// token is the environment of a temporary key.
func token(k rpc.Key) []string {
	return []string{"ECSDECK_ENDPOINT=http://127.0.0.1:80", "ALIBABA_CLOUD_ACCESS_KEY_ID=" + k.ID,
		"ALIBABA_CLOUD_ACCESS_KEY_SECRET=" + k.Secret, "ALIBABA_CLOUD_SECURITY_TOKEN=" + k.Token}
}

// stsProfile writes the temporary key into the profile "prod".
func (w *world) stsProfile(k rpc.Key) {
	writeIn(w.T, w.env, ".aliyun/config.json", fmt.Sprintf(
		`{"profiles":[{"name":"prod","mode":"StsToken","access_key_id":%q,"access_key_secret":%q,"sts_token":%q}]}`, k.ID, k.Secret, k.Token))
	w.env.Environ = []string{"ECSDECK_ENDPOINT=http://127.0.0.1:80"}
}

// A renewal that broke off while STS was out of order is in doubt also for the next
// temporary key of the same profile, which comes within the hour.
func TestADoubtOutlivesTheTemporaryKey(t *testing.T) {
	simulate(t, small, func(w *world) {
		id := w.some(1, "charge:monthly status:running")[0]
		w.stsProfile(w.TemporaryKey(time.Hour))
		sts := ecssim.Fault{Action: "GetCallerIdentity", Kind: ecssim.FaultError, Code: "ServiceUnavailable", Status: 503}
		if err := w.Inject(sts); err != nil {
			t.Fatal(err)
		}
		renew := []string{"renew", id, "--period", "1", "--yes", "--profile", "prod"}
		w.cutOff("RenewInstance", true, append(renew, "--again")...) // clears the faults too

		w.stsProfile(w.TemporaryKey(2 * time.Hour)) // the key was renewed
		w.ResetStats()
		r := w.run(renew...)
		if n := w.Stats().Calls["RenewInstance"]; n > 0 {
			t.Errorf("charged a second time without a word: exit %d\n%s%s", r.status, r.out, r.err)
		}
	})
}

// accounts is a cloud where GetCallerIdentity tells another account for each key.
func accounts(t *testing.T, of func(keyID string) string, test func(*world)) {
	synctest.Test(t, func(t *testing.T) {
		cloud, wire := ecssim.New(small), pipenet.Listen()
		server := shell.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
			if r.URL.Query().Get("Action") == "GetCallerIdentity" {
				a := of(r.URL.Query().Get("AccessKeyId"))
				fmt.Fprintf(rw, `{"RequestId":"R","AccountId":%q,"IdentityType":"RAMUser","Arn":"acs:ram::%s:user/anna"}`, a, a)
				return
			}
			cloud.ServeHTTP(rw, r)
		}))
		go server.Serve(wire)
		defer server.Close()
		w := &world{T: t, Cloud: cloud, env: alone(t)}
		w.env.Dial = wire.Dial
		test(w)
	})
}

// `jobs` with the temporary key of one account never shows another account's jobs.
func TestJobsAreOfTheAccountOfTheKey(t *testing.T) {
	var one, two rpc.Key
	of := func(id string) string { return map[string]string{one.ID: "111", two.ID: "222"}[id] }
	accounts(t, of, func(w *world) {
		one, two = w.TemporaryKey(time.Hour), w.TemporaryKey(2*time.Hour)
		w.env.Environ = token(one)
		id := w.some(1, "status:running")[0]
		w.run("tag", "a=b", id, "--yes").ended(shell.StatusDone)
		w.env.Environ = token(two)
		r := w.run("jobs", "-o", "json")
		for _, j := range read[[]jobRecord](r) {
			if j.AccountID != "222" {
				t.Errorf("with a key of account 222 jobs shows job %d of account %s, exit %d, said %q", j.Number, j.AccountID, r.status, r.err)
			}
		}
	})
}

// Under a key a plan is done once, whoever of the account gives it again: also a day later,
// when the cloud has forgotten the tokens, and by another role, who can't find out what
// became of the first one.
func TestUnderAKeyByAnotherRole(t *testing.T) {
	simulate(t, small, func(w *world) {
		id := w.some(1, "charge:monthly status:running")[0]
		w.profiles()
		renew := func(as string) []string {
			return []string{"renew", id, "--period", "1", "--yes", "--idempotency-key", "nightly-1", "--profile", as}
		}
		w.cutOff("RenewInstance", true, renew("own")...)
		<-time.After(26 * time.Hour) // of fake time
		w.ResetStats()
		r := w.run(renew("role")...)
		if n := w.Stats().Calls["RenewInstance"]; n > 0 || r.status == shell.StatusDone {
			t.Errorf("%d renewals were sent, exit %d, though nobody asked what became of job 1:\n%s%s", n, r.status, r.out, r.err)
		}
	})
}

// A dry run tells of a doubt that the command itself would tell of.
func TestADryRunSeesTheDoubtUnderTheOldName(t *testing.T) {
	simulate(t, small, func(w *world) {
		id := w.some(1, "charge:monthly status:running")[0]
		w.profiles()
		w.cutOff("RenewInstance", true, "renew", id, "--period", "1", "--yes", "--profile", "own")
		// as an older version left it
		if err := os.Rename(w.stateOf("account-1000000000000001"), w.stateOf("own")); err != nil {
			t.Fatal(err)
		}
		dry := w.run("renew", id, "--period", "1", "--dry-run", "--profile", "own")
		real := w.run("renew", id, "--period", "1", "--yes", "--profile", "own")
		if strings.Contains(real.err, "job 1") && !strings.Contains(dry.err, "job 1") {
			t.Errorf("the command tells of job 1: %s\nthe dry run just before it did not: exit %d %s", real.err, dry.status, dry.err)
		}
	})
}

// What an older version kept under the name of a profile is seen by other roles of the
// account too: the doubt of a renewal is.
func TestADoubtUnderAnOldNameIsSeenByOtherProfiles(t *testing.T) {
	simulate(t, small, func(w *world) {
		id := w.some(1, "charge:monthly status:running")[0]
		w.profiles()
		w.cutOff("RenewInstance", true, "renew", id, "--period", "1", "--yes", "--profile", "own")
		if err := os.Rename(w.stateOf("account-1000000000000001"), w.stateOf("own")); err != nil {
			t.Fatal(err)
		}
		w.ResetStats()
		r := w.run("renew", id, "--period", "1", "--yes", "--profile", "role")
		if n := w.Stats().Calls["RenewInstance"]; n > 0 {
			t.Errorf("charged a second time: exit %d\n%s%s", r.status, r.out, r.err)
		}
	})
}

// The name of a profile is no name of an account's folder.
func TestAProfileNamedLikeAnAccount(t *testing.T) {
	simulate(t, small, func(w *world) {
		id := w.some(1, "status:running")[0]
		key, _ := w.Keys()
		writeIn(w.T, w.env, ".aliyun/config.json", fmt.Sprintf(
			`{"profiles":[{"name":"account-222","mode":"AK","access_key_id":%q,"access_key_secret":%q}]}`, key.ID, key.Secret))
		w.env.Environ = []string{"ECSDECK_ENDPOINT=http://127.0.0.1:80"}
		j, err := journal.Open(w.stateOf("account-222", shell.JournalName))
		if err != nil {
			t.Fatal(err)
		}
		job := &journal.Job{Action: "stop", By: journal.By{AccountID: "222"}, Items: []journal.Item{{ID: id, Region: "cn-hangzhou"}}}
		if err := j.Begin(job); err != nil {
			t.Fatal(err)
		}
		j.End(job.Key, time.Now(), "")
		j.Close()
		w.run("tag", "a=b", id, "--yes", "--profile", "account-222").ended(shell.StatusDone)
		if left, _ := filepath.Glob(w.stateOf("account-222", shell.JournalName, "*.jsonl")); len(left) == 0 {
			t.Errorf("the journal of account 222 was moved into that of 1000000000000001")
		}
	})
}

// Who can't be asked whose account it is isn't told that no job is open.
func TestSettleWhileUnknownClaimsNothing(t *testing.T) {
	simulate(t, small, func(w *world) {
		id := w.some(1, "charge:monthly status:running")[0]
		w.cutOff("RenewInstance", true, "renew", id, "--period", "1", "--yes")
		w.env.Environ = token(w.TemporaryKey(time.Hour)) // of the same account
		if err := w.Inject(ecssim.Fault{Action: "GetCallerIdentity", Kind: ecssim.FaultError, Code: "ServiceUnavailable", Status: 503}); err != nil {
			t.Fatal(err)
		}
		if r := w.run("jobs", "--settle"); r.status == shell.StatusDone || strings.Contains(r.err, "no job is open") {
			t.Errorf("job 1 is in doubt: exit %d, %s", r.status, r.err)
		}
	})
}

// What is in doubt names a way on that works for who reads it.
func TestSettleIsNotOfferedToWhoCannot(t *testing.T) {
	simulate(t, small, func(w *world) {
		id := w.some(1, "charge:monthly status:running")[0]
		w.profiles()
		w.cutOff("RenewInstance", true, "renew", id, "--period", "1", "--yes", "--profile", "own")
		r := w.run("renew", id, "--period", "1", "--yes", "--profile", "role")
		if strings.Contains(r.err, "`ecsdeck jobs --settle`") {
			t.Errorf("this login can't settle it: %s", r.err)
		}
	})
}

// The folder of a profile's name that an older version left holds jobs of the account that
// the profile had then: they say by which key, and are not taken for those of another account.
func TestAnOldFolderIsNotTakenByAnotherAccount(t *testing.T) {
	var one, two rpc.Key
	of := func(id string) string { return map[string]string{one.ID: "111", two.ID: "222"}[id] }
	accounts(t, of, func(w *world) {
		one, two = w.TemporaryKey(time.Hour), w.TemporaryKey(2*time.Hour)
		w.stsProfile(one)
		w.env.Environ = token(one)
		id := w.some(1, "charge:monthly status:running")[0]
		w.stsProfile(one)
		renew := []string{"renew", id, "--period", "1", "--yes", "--profile", "prod"}
		w.cutOff("RenewInstance", true, renew...)
		if err := os.Rename(w.stateOf("account-111"), w.stateOf("prod")); err != nil { // as an older version left it
			t.Fatal(err)
		}
		w.stsProfile(two) // `aliyun configure --profile prod`, for another account
		w.run("tag", "a=b", id, "--yes", "--profile", "prod").ended(shell.StatusDone)
		for _, j := range read[[]jobRecord](w.run("jobs", "--profile", "prod", "-o", "json")) {
			if j.Action == "renew" {
				t.Errorf("the renewal of account 111 stands in the journal of 222: %+v", j)
			}
		}
		w.stsProfile(one)
		w.ResetStats()
		r := w.run(renew...)
		if n := w.Stats().Calls["RenewInstance"]; n > 0 {
			t.Errorf("charged a second time: exit %d\n%s%s", r.status, r.out, r.err)
		}
	})
}

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
	"ecsdeck/ecsapi/ecssim/sts"
	"ecsdeck/ecsapi/fleet/journal"
	"ecsdeck/ecsapi/pipenet"
	"ecsdeck/ecsapi/spot/store"
	"ecsdeck/ui/cli/shell"
)

// stateOf is a folder of the state of the simulated cloud.
func (w *world) stateOf(name ...string) string {
	return filepath.Join(append([]string{w.env.Home, ".local", "state", "ecsdeck", "127.0.0.1%3A80"}, name...)...)
}

// profiles gives the person two profiles of one account: their own key, and a role.
func (w *world) profiles() {
	key, _ := w.Keys()
	own := fmt.Sprintf(`"access_key_id":%q,"access_key_secret":%q`, key.ID, key.Secret)
	writeIn(w.T, w.env, ".aliyun/config.json", `{"profiles":[{"name":"own","mode":"AK",`+own+`},{"name":"role","mode":"RamRoleArn",`+own+`,"ram_role_arn":"`+sts.RoleARN("ops")+`"}]}`)
	w.env.Environ = []string{"ECSDECK_ENDPOINT=http://127.0.0.1:80"}
}

// Another role of the account sees what is in doubt; only who began it can find out what
// became of it, for a role may not see all that another one does.
func TestADoubtIsOfTheAccount(t *testing.T) {
	simulate(t, small, func(w *world) {
		id := w.some(1, "charge:monthly status:running")[0]
		w.profiles()
		renew := func(as string) []string { return []string{"renew", id, "--period", "1", "--yes", "--profile", as} }
		w.cutOff("RenewInstance", true, renew("own")...)
		w.ResetStats()
		w.run(renew("role")...).refused(shell.StatusFailed, "job 1 may have done this already: only user/sim-operator can find out what became of it, "+id)
		w.run("jobs", "--settle", "--profile", "role").ended(shell.StatusPartly, "job 1 is open", "only user/sim-operator can ask about it")
		if n := w.Stats().Calls["RenewInstance"]; n > 0 {
			w.Errorf("%d renewals", n)
		}

		w.run("jobs", "--settle", "--profile", "own").ended(shell.StatusDone)
		list := read[[]jobRecord](w.run("jobs", "--profile", "role", "-o", "json").ended(shell.StatusDone))
		if len(list) != 1 || list[0].Open || list[0].Done != 1 || list[0].As != "user/sim-operator" || list[0].AccountID != "1000000000000001" {
			w.Errorf("jobs %+v", list)
		}
		w.run(append(renew("role"), "--again")...).ended(shell.StatusDone)
		if list := read[[]jobRecord](w.run("jobs", "--profile", "own", "-o", "json").ended(shell.StatusDone)); len(list) != 2 || list[0].As != "role/ops" {
			w.Errorf("jobs %+v", list)
		}
	})
}

// What was kept under the name of a profile or a key is the account's from the first
// command on that sends something.
func TestStateUnderOldNames(t *testing.T) {
	simulate(t, small, func(w *world) {
		id := w.some(1, "status:running")[0]
		w.profiles()
		key, _ := w.Keys()
		for _, old := range []string{"own", "key-" + key.ID} {
			j, err := journal.Open(w.stateOf(old, shell.JournalName))
			if err != nil {
				t.Fatal(err)
			}
			for range 2 {
				job := &journal.Job{Action: "stop", Who: old, By: journal.By{Account: "profile LTAI…ator"}, Items: []journal.Item{{ID: id, Region: "cn-hangzhou"}}}
				if err := j.Begin(job); err != nil {
					t.Fatal(err)
				}
				j.End(job.Key, time.Now(), "")
			}
			j.Close()
			prices := store.New(w.stateOf(old))
			prices.Append(store.Update{Key: store.Key{Region: old, Type: "t", Network: "vpc"}, From: time.Now().Add(-time.Hour), To: time.Now()})
			prices.Close()
		}
		jobs := func(want string) {
			t.Helper()
			got := ""
			for _, j := range read[[]jobRecord](w.run("jobs", "--profile", "own", "-o", "json").ended(shell.StatusDone)) {
				got += fmt.Sprintf("%d %s, ", j.Number, j.Who)
			}
			if got != want {
				t.Errorf("jobs are %s want %s", got, want)
			}
		}
		jobs("2 own, 1 own, 2 key-LTAI-sim-operator, 1 key-LTAI-sim-operator, ") // as they are
		w.env.Environ = append(w.env.Environ, "USER=mei")
		w.run("tag", "a=b", id, "--yes", "--profile", "own").ended(shell.StatusDone)
		jobs("5 mei, 4 key-LTAI-sim-operator, 3 key-LTAI-sim-operator, 2 own, 1 own, ")
		w.run("spot", "--region", "cn-hangzhou", "--type", "ecs.g7.large", "--profile", "own").ended(shell.StatusDone)
		left, _ := os.ReadDir(w.stateOf())
		if len(left) != 2 || left[0].Name() != ".keys" || left[1].Name() != "account-1000000000000001" {
			t.Errorf("there are %v", left)
		}
		prices := store.New(w.stateOf("account-1000000000000001"))
		defer prices.Close()
		for _, old := range []string{"own", "key-" + key.ID} {
			if h := prices.Load(w.Context(), store.Key{Region: old, Type: "t", Network: "vpc"}, time.Now().Add(-2*time.Hour), time.Now()); h.From.IsZero() {
				t.Errorf("the prices of %s are gone", old)
			}
		}
	})
}

// While nobody says whose account it is, what was sent may be unseen, so what is charged
// each time wants a word more; once it is known, it is all in one place.
func TestAccountThatIsNotKnown(t *testing.T) {
	simulate(t, small, func(w *world) {
		id := w.some(1, "charge:monthly status:running")[0]
		if err := w.Inject(ecssim.Fault{Action: "GetCallerIdentity", Kind: ecssim.FaultError, Code: "NoPermission", Status: 403}); err != nil {
			t.Fatal(err)
		}
		renew := []string{"renew", id, "--period", "1", "--yes"}
		const why = "an earlier job may have done this already: whose account this is could not be asked ("
		w.run(renew...).refused(shell.StatusFailed, why, "nothing was done; accepted: --again")
		w.run("renew", id, "--period", "1", "--dry-run").ended(shell.StatusFailed, why)
		w.sentNoWrite()
		w.run("tag", "a=b", id, "--yes").ended(shell.StatusDone)
		w.run(append(renew, "--again")...).ended(shell.StatusDone)
		w.run("jobs").ended(shell.StatusDone, "`ecsdeck jobs --all-accounts` lists")
		if dirs, _ := filepath.Glob(w.stateOf("unknown-*", shell.JournalName)); len(dirs) != 1 || strings.Contains(dirs[0], "sim-operator") {
			t.Errorf("state is in %q", dirs)
		}
		w.ClearFaults()
		w.run("tag", "a=c", id, "--yes").ended(shell.StatusDone)
		if list := read[[]jobRecord](w.run("jobs", "-o", "json").ended(shell.StatusDone)); len(list) != 3 {
			t.Errorf("jobs %+v", list)
		}
		if dirs, _ := filepath.Glob(w.stateOf("unknown-*")); len(dirs) != 0 {
			t.Errorf("there is still %q", dirs)
		}
	})
}

// Whoever works with the owner's own key is told so once.
func TestTheOwnersKey(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cloud, wire := ecssim.New(small), pipenet.Listen()
		asked := 0
		server := shell.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
			if r.URL.Query().Get("Action") == "GetCallerIdentity" {
				asked++
				fmt.Fprint(rw, `{"RequestId":"R","AccountId":"12","IdentityType":"Account","Arn":"acs:ram::12:root"}`)
				return
			}
			cloud.ServeHTTP(rw, r)
		}))
		go server.Serve(wire)
		defer server.Close()
		key, _ := cloud.Keys()
		w := &world{T: t, Cloud: cloud, env: alone(t)}
		w.env.Dial = wire.Dial
		w.env.Environ = []string{"ECSDECK_ENDPOINT=http://127.0.0.1:80", "ALIBABA_CLOUD_ACCESS_KEY_ID=" + key.ID, "ALIBABA_CLOUD_ACCESS_KEY_SECRET=" + key.Secret}
		id := w.some(1, "status:running")[0]
		const notice = "This key is the account owner's own: nothing can be forbidden to it."
		w.run("tag", "a=b", id, "--yes").ended(shell.StatusDone, notice)
		if r := w.run("tag", "a=c", id, "--yes").ended(shell.StatusDone); strings.Contains(r.err, notice) || asked != 1 {
			t.Errorf("asked %d times, and said %s", asked, r.err)
		}
		if list := read[[]jobRecord](w.run("jobs", "-o", "json").ended(shell.StatusDone)); list[0].As != "root" || list[0].AccountID != "12" {
			t.Errorf("jobs %+v", list)
		}
	})
}

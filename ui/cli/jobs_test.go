package cli

import (
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"ecsdeck/ecsapi/ecssim"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/fleet/journal"
	"ecsdeck/ui/cli/shell"
	"ecsdeck/ui/when"
)

// journalOf is where the world's account has its journal.
func (w *world) journalOf() string {
	return filepath.Join(w.env.Home, ".local", "state", "ecsdeck", "127.0.0.1%3A80", "account-1000000000000001", "journal")
}

func TestJobsTellThePast(t *testing.T) {
	simulate(t, small, func(w *world) {
		w.run("jobs").ended(shell.StatusDone, "nothing was sent yet")
		if got := read[[]jobRecord](w.run("jobs", "-o", "json").ended(shell.StatusDone)); len(got) != 0 {
			w.Errorf("jobs out of nowhere: %+v", got)
		}
		w.env.Environ = append(w.env.Environ, "USER=mei")
		ids := w.some(2, "status:stopped charge:hourly region:cn-hangzhou")
		w.run("start", ids[0], ids[1], "--yes", "--wait").ended(shell.StatusDone)
		w.run("stop", ids[0], "--yes").ended(shell.StatusDone)
		w.run("start", ids[0], "--dry-run").ended(shell.StatusDone)
		w.run("ls").ended(shell.StatusDone)

		before := w.Stats()
		list := read[[]jobRecord](w.run("jobs", "-o", "json").ended(shell.StatusDone))
		if len(list) != 2 || list[0].Number != 2 || list[1].Number != 1 {
			w.Fatalf("jobs %+v", list)
		}
		got := list[1]
		if got.Key == "" || got.Begun == nil || got.Ended == nil || got.PID != os.Getpid() || got.Host == "" {
			w.Errorf("job 1 is %+v", got)
		}
		got.Key, got.Begun, got.Ended, got.PID, got.Host = "", nil, nil, 0, ""
		if want := (jobRecord{
			Number: 1, State: "over", Action: "start", Who: "mei", Account: "environment LTAI…ator",
			AccountID: "1000000000000001", As: "user/sim-operator", Instances: 2, Done: 2, Calls: 1,
		}); got != want {
			w.Errorf("job 1 is\n%+v, want\n%+v", got, want)
		}
		// It was not waited for.
		if n := list[0]; n.Action != "stop" || n.State != "over" || n.Accepted != 1 {
			w.Errorf("job 2 is %+v", n)
		}

		one := read[jobDetails](w.run("jobs", "1", "-o", "json").ended(shell.StatusDone))
		if len(one.Items) != 2 || len(one.Sent) != 1 || *one.Items[0].ID != ids[0] || one.Items[0].Outcome != "done" ||
			one.Sent[0].API != "StartInstances" || !reflect.DeepEqual(one.Sent[0].IDs, ids) || one.Sent[0].RequestID == nil {
			w.Errorf("job 1 in full is %+v", one)
		}
		if byKey := read[jobDetails](w.run("jobs", one.Key, "-o", "json").ended(shell.StatusDone)); !reflect.DeepEqual(byKey, one) {
			w.Errorf("by its key it is %+v", byKey)
		}
		// The deck copies the same.
		copied, err := jobRecords([]string{w.journalOf()})([]fleet.JobID{1, 7})
		if err != nil || len(copied) != 1 {
			w.Errorf("the deck has %d records of job 1, %v", len(copied), err)
		} else if text, _ := json.Marshal(copied[0]); !reflect.DeepEqual(read[jobDetails](result{T: w.T, out: string(text)}), one) {
			w.Errorf("the deck has job 1 as %s", text)
		}
		table := w.run("jobs", "1").ended(shell.StatusDone).out
		for _, s := range []string{"job 1: start by mei", ids[1], "StartInstances", *one.Sent[0].RequestID} {
			if !strings.Contains(table, s) {
				w.Errorf("the table lacks %s:\n%s", s, table)
			}
		}
		w.run("jobs", "7").refused(shell.StatusFailed, "there is no job 7; the newest is 2")
		if n := len(read[[]jobRecord](w.run("jobs", "--limit", "1", "-o", "json").ended(shell.StatusDone))); n != 1 {
			w.Errorf("%d jobs, one was asked for", n)
		}
		if after := w.Stats(); !reflect.DeepEqual(before.Calls, after.Calls) {
			w.Errorf("calls were made: %v, then %v", before.Calls, after.Calls)
		}
	})
}

func TestAudit(t *testing.T) {
	simulate(t, small, func(w *world) {
		ids := w.some(2, "status:stopped charge:hourly region:cn-hangzhou")
		w.run("start", ids[0], ids[1], "--yes", "--wait").ended(shell.StatusDone)
		var events []string
		for line := range strings.Lines(w.run("jobs", "--audit").ended(shell.StatusDone).out) {
			var rec auditRecord
			if err := json.Unmarshal([]byte(line), &rec); err != nil {
				w.Fatalf("%v in %s", err, line)
			}
			if rec.Job != 1 || rec.Action != "start" || !reflect.DeepEqual(rec.IDs, ids) || rec.N != 2 || rec.Time == "" || rec.Region != "cn-hangzhou" {
				w.Errorf("audit line %s", line)
			}
			if (rec.Event == "intent") != (rec.Outcome == nil) || (rec.Event == "intent") != (rec.RequestID == nil) {
				w.Errorf("audit line %s", line)
			}
			events = append(events, rec.Event)
			if rec.Outcome != nil {
				events = append(events, *rec.Outcome)
			}
		}
		if !strings.Contains(w.run("jobs", "--audit").out, `"params":{"BatchOptimization":"SuccessFirst"}`) {
			w.Error("the audit lacks what was asked for")
		}
		if !reflect.DeepEqual(events, []string{"intent", "answer", accepted, "result", "done"}) {
			w.Errorf("events %q", events)
		}
		key, _ := w.Keys()
		text := w.run("jobs", "--audit").out
		if strings.Contains(text, key.Secret) || strings.Contains(text, key.ID) {
			w.Errorf("the audit holds a key:\n%s", text)
		}
		w.run("jobs", "--audit", "-o", "csv").refused(shell.StatusUsage, "--audit")
	})
}

// The journal of a process that was killed in the middle of it all.
func TestJobsThatBrokeOff(t *testing.T) {
	simulate(t, small, func(w *world) {
		dir := w.journalOf()
		j, err := journal.Open(dir)
		if err != nil {
			w.Fatal(err)
		}
		job := &journal.Job{Action: "renew", Who: "mei"}
		for i, id := range []string{"i-answered", "i-unanswered", "i-refused", "i-unsent", "i-settled"} {
			job.Items = append(job.Items, journal.Item{N: i, ID: id, Region: "cn-hangzhou"})
		}
		if err := j.Begin(job); err != nil {
			w.Fatal(err)
		}
		for i, answer := range []func(n int){
			func(n int) { j.Answer(job.Key, n, "R-1", "", "") },
			func(int) {},
			func(n int) { j.Answer(job.Key, n, "R-2", "OperationDenied.NoStock", "sold out") },
		} {
			n, err := j.Intend(job.Key, journal.Call{API: "RenewInstance", Region: "cn-hangzhou", Items: []int{i}})
			if err != nil {
				w.Fatal(err)
			}
			answer(n)
		}
		j.Settle(job.Key, []journal.Item{{N: 4, Outcome: "done"}})

		outcomes := func(state string) (out []string) {
			one := read[jobDetails](w.run("jobs", "1", "-o", "json").ended(shell.StatusDone))
			if one.State != state {
				w.Errorf("it is %s, want %s", one.State, state)
			}
			for _, r := range one.Items {
				out = append(out, r.Outcome)
			}
			return out
		}
		if got := outcomes("running"); !reflect.DeepEqual(got, []string{"sent", "sent", "queued", "queued", "done"}) {
			w.Errorf("while its process lives: %q", got)
		}
		j.Close()
		if got := outcomes("broken off"); !reflect.DeepEqual(got, []string{accepted, "unknown", "failed", "cancelled", "done"}) {
			w.Errorf("after that: %q", got)
		}
		table := w.run("jobs", "1").ended(shell.StatusDone).out
		for _, s := range []string{"broken off", "may have taken effect", "OperationDenied.NoStock: sold out"} {
			if !strings.Contains(table, s) {
				w.Errorf("the table lacks %q:\n%s", s, table)
			}
		}

		// What can't be read is told, and costs only itself.
		if err := os.WriteFile(filepath.Join(dir, "x.jsonl"), []byte("garbage\n"), 0o600); err != nil {
			w.Fatal(err)
		}
		if r := w.run("jobs", "-o", "json").ended(shell.StatusPartly, "x.jsonl", "passed over"); len(read[[]jobRecord](r)) != 1 {
			w.Errorf("jobs %s", r.out)
		}
		w.run("jobs", "7").ended(shell.StatusFailed, "x.jsonl", "there is no job 7")
	})
}

func TestJobsOfAllAccounts(t *testing.T) {
	env := alone(t)
	root := filepath.Join(env.Home, "state")
	env.Environ = []string{"ECSDECK_STATE=" + root}
	for i, account := range []string{"prod", "test"} {
		j, err := journal.Open(filepath.Join(root, "aliyuncs.com", account, shell.JournalName))
		if err != nil {
			t.Fatal(err)
		}
		j.By.Account = account
		job := &journal.Job{Action: "stop", At: time.Date(2026, 11, 23, 3, i, 0, 0, time.UTC)}
		if err := j.Begin(job); err != nil {
			t.Fatal(err)
		}
		j.Close()
	}
	r := run(t, env, "jobs", "--all-accounts", "-o", "json").ended(shell.StatusDone)
	list := read[[]jobRecord](r)
	if len(list) != 2 || list[0].Account != "test" || list[1].Account != "prod" {
		t.Fatalf("jobs %+v", list)
	}
	run(t, env, "jobs", "1", "--all-accounts").refused(shell.StatusUsage, "there are several jobs 1", list[0].Key, list[1].Key)
	run(t, env, "jobs", list[1].Key, "--all-accounts").ended(shell.StatusDone)
	run(t, env, "jobs", "--all-accounts", "--profile", "x").refused(shell.StatusUsage, "--all-accounts")
	run(t, env, "jobs").refused(shell.StatusFailed, "no keys found")
}

func TestStateThatCannotBeWritten(t *testing.T) {
	simulate(t, small, func(w *world) {
		id := w.some(1, "status:stopped charge:hourly")[0]
		file := writeIn(w.T, w.env, "file", "")
		w.env.Environ = append(w.env.Environ, "ECSDECK_STATE="+file)
		w.run("start", id, "--yes").refused(shell.StatusFailed, "nothing can be sent", file, "ECSDECK_STATE")
		w.run("start", id, "--dry-run").ended(shell.StatusDone)
		w.run("ls").ended(shell.StatusDone)
		w.sentNoWrite()
		w.run("jobs").ended(shell.StatusPartly, file)
	})
}

// Reading leaves nothing behind, and what is left behind is the owner's alone.
func TestStateIsTheOwners(t *testing.T) {
	simulate(t, small, func(w *world) {
		id := w.some(1, "status:stopped charge:hourly")[0]
		w.run("start", id, "--dry-run").ended(shell.StatusDone)
		w.run("jobs").ended(shell.StatusDone)
		if left, _ := os.ReadDir(w.env.Home); len(left) > 0 {
			w.Errorf("reading left %v", left)
		}
		w.run("start", id, "--yes").ended(shell.StatusDone)
		key, _ := w.Keys()
		err := filepath.WalkDir(filepath.Join(w.env.Home, ".local", "state", "ecsdeck"), func(path string, d os.DirEntry, err error) error {
			if err != nil {
				return err
			}
			info, err := d.Info()
			if err == nil && info.Mode().Perm()&0o077 != 0 {
				w.Errorf("%s is %v", path, info.Mode())
			}
			if text, err := os.ReadFile(path); err == nil && strings.Contains(string(text), key.Secret) {
				w.Errorf("%s holds the secret", path)
			}
			return err
		})
		if err != nil {
			w.Error(err)
		}
	})
}

// An export says who did what to which instance in a time: the old and the new value, and what
// became of it.
func TestJobsAreExported(t *testing.T) {
	simulate(t, small, func(w *world) {
		w.env.Environ = append(w.env.Environ, "USER=mei")
		w.run("jobs", "--since", "7d").ended(shell.StatusDone, "nothing was sent in that time")
		ids := w.some(2, "status:stopped charge:hourly region:cn-hangzhou")
		before, was := w.instances("cn-hangzhou", ids[0])[ids[0]], ""
		if v, has := before.Tag("env"); has {
			was = "env=" + v
		}
		w.run("start", ids[0], "--yes", "--wait").ended(shell.StatusDone)
		<-time.After(time.Minute) // of fake time: what follows is later than the start
		middle := time.Now().UTC().Format(time.RFC3339)
		w.run("rename", "front-1", ids[0], "--yes", "--wait").ended(shell.StatusDone)
		w.run("tag", "env=blue", ids[0], "--yes", "--wait").ended(shell.StatusDone)
		w.run("tag", "env=red", ids[0], "--yes", "--wait").ended(shell.StatusDone)
		w.run("tag", "--remove", "env", ids[0], "--yes", "--wait").ended(shell.StatusDone)
		if err := w.Inject(ecssim.Fault{Action: "StartInstances", Kind: "error", Code: "OperationDenied.NoStock"}); err != nil {
			w.Fatal(err)
		}
		w.run("start", ids[1], "--yes", "--wait").ended(shell.StatusFailed)

		all := read[[]changeRecord](w.run("jobs", "--since", "7d", "-o", "json").ended(shell.StatusDone))
		type row struct{ action, id, was, is, outcome, code string }
		var got []row
		for _, r := range all {
			got = append(got, row{r.Action, shell.Deref(r.ID), shell.Deref(r.Old), shell.Deref(r.New), r.Outcome, shell.Deref(r.Code)})
			if r.Who != "mei" || r.As != "user/sim-operator" || r.AccountID != "1000000000000001" || r.RequestID == nil || r.Begun == nil || r.Sent == nil || r.Answered == nil || r.Ended == nil {
				w.Errorf("%+v lacks who did it, or when", r)
			}
		}
		want := []row{
			{"start", ids[1], "Stopped", "Stopped", "failed", "OperationDenied.NoStock"},
			{"tag", ids[0], "env=red", "-env", "done", ""},
			{"tag", ids[0], "env=blue", "+env=red", "done", ""},
			{"tag", ids[0], was, "+env=blue", "done", ""},
			{"rename", ids[0], before.Name, "front-1", "done", ""},
			{"start", ids[0], "Stopped", "Running", "done", ""},
		}
		if !reflect.DeepEqual(got, want) {
			w.Errorf("exported\n%+v, want\n%+v", got, want)
		}

		lines := strings.Split(strings.TrimSpace(w.run("jobs", "--since", "7d", "--until", middle, "-o", "csv").ended(shell.StatusDone).out), "\n")
		if len(lines) != 2 || !strings.HasPrefix(lines[0], "begun,who,account,account_id,as,") || !strings.Contains(lines[1], ",Stopped,Running,done,") {
			w.Errorf("before %s:\n%s", middle, strings.Join(lines, "\n"))
		}
		if since := read[[]changeRecord](w.run("jobs", "--since", middle, "-o", "json").ended(shell.StatusDone)); len(since) != 5 {
			w.Errorf("%d since %s, want 5", len(since), middle)
		}
		table := w.run("jobs", "--since", "today 00:00", "--limit", "1").ended(shell.StatusDone).out
		if !strings.Contains(table, "OperationDenied.NoStock") || strings.Contains(table, "front-1") || !strings.Contains(table, "BEGUN ("+when.Zone(time.Now())+")") {
			w.Errorf("the newest job:\n%s", table)
		}
		var events int
		for range strings.Lines(w.run("jobs", "--audit", "--until", middle).ended(shell.StatusDone).out) {
			events++
		}
		if events != 3 {
			w.Errorf("%d events of the first job", events)
		}
		for _, wrong := range [][]string{{"--since", "soon"}, {"--since", "1h", "--until", "2h"}, {"1", "--since", "1h"}, {"--settle", "--since", "1h"}} {
			w.run(append([]string{"jobs"}, wrong...)...).refused(shell.StatusUsage, "--since")
		}
	})
}

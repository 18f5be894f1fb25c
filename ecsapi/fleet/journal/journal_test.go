package journal

import (
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

func opened(t testing.TB, dir string) *Journal {
	t.Helper()
	j, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { j.Close() })
	return j
}

// reread reads all jobs of a directory that must have no problems.
func reread(t testing.TB, dir string) []Job {
	t.Helper()
	jobs, problems, err := Read(dir, 0)
	if err != nil || len(problems) > 0 {
		t.Fatalf("%v, problems %q", err, problems)
	}
	return jobs
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func at(clock string) time.Time {
	v, err := time.Parse(time.DateTime, "2026-11-23 "+clock)
	if err != nil {
		panic(err)
	}
	return v
}

// renewal is a job of two renewals.
func renewal() *Job {
	return &Job{
		Action: "renew", Options: json.RawMessage(`{"period":{"N":1,"Unit":"Month"}}`), Who: "mei", By: By{Account: "prod"}, Host: "bastion",
		At: at("03:00:00"),
		Items: []Item{
			{N: 0, ID: "i-a", Name: "db<1>&名", Region: "cn-hangzhou", From: "Running", OldExpiry: at("12:00:00")},
			{N: 1, ID: "i-b", Region: "cn-beijing", From: "Stopped"},
		},
		Skipped: []Skip{{ID: "i-c", Name: "web", Region: "cn-beijing", Reason: "pay-as-you-go"}},
	}
}

func TestJobComesBackWhole(t *testing.T) {
	dir := t.TempDir()
	j := opened(t, dir)
	job := renewal()
	must(t, j.Begin(job))
	n, err := j.Intend(job.Key, Call{
		API: "RenewInstance", Region: "cn-hangzhou", Token: "tok-1", Items: []int{0},
		Params: map[string]string{"Period": "1"}, At: at("03:00:01"),
	})
	must(t, err)
	must(t, j.Answer(job.Key, n, "REQ-1", "", ""))
	must(t, j.Settle(job.Key, []Item{
		{N: 0, ID: "i-a", Name: "db<1>&名", Region: "cn-hangzhou", Outcome: "done", OrderID: "2100", Cost: 85_500_000, NewExpiry: at("13:00:00")},
	}))
	n, err = j.Intend(job.Key, Call{API: "RenewInstance", Region: "cn-beijing", Token: "tok-2", Items: []int{1}, At: at("03:00:02")})
	must(t, err)
	must(t, j.Answer(job.Key, n, "REQ-2", "OperationDenied.NoStock", "sold out"))
	must(t, j.Settle(job.Key, []Item{{N: 1, Outcome: "failed", Code: "OperationDenied.NoStock", Message: "sold out"}}))
	must(t, j.End(job.Key, at("03:00:09"), ""))

	jobs := reread(t, dir)
	if len(jobs) != 1 {
		t.Fatalf("%d jobs", len(jobs))
	}
	got := jobs[0]
	for i := range got.Calls {
		if got.Calls[i].Answered.IsZero() {
			t.Errorf("call %d has no answer", i)
		}
		got.Calls[i].Answered = time.Time{} // of the wall clock
	}
	want := *job
	want.Number, want.PID, want.State, want.Ended, want.claimed = 1, os.Getpid(), Over, at("03:00:09"), true
	want.Items = []Item{
		{N: 0, ID: "i-a", Name: "db<1>&名", Region: "cn-hangzhou", From: "Running", OldExpiry: at("12:00:00"),
			Outcome: "done", OrderID: "2100", Cost: 85_500_000, NewExpiry: at("13:00:00")},
		{N: 1, ID: "i-b", Region: "cn-beijing", From: "Stopped", Outcome: "failed", Code: "OperationDenied.NoStock", Message: "sold out"},
	}
	want.Calls = []Call{
		{N: 1, API: "RenewInstance", Region: "cn-hangzhou", Token: "tok-1", Items: []int{0}, Params: map[string]string{"Period": "1"}, At: at("03:00:01"), RequestID: "REQ-1"},
		{N: 2, API: "RenewInstance", Region: "cn-beijing", Token: "tok-2", Items: []int{1}, At: at("03:00:02"), RequestID: "REQ-2", Code: "OperationDenied.NoStock", Message: "sold out"},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("read\n%+v\nwant\n%+v", got, want)
	}
}

// What was settled is replaced as a whole: an old failure must not cling to an
// item that succeeded when it was tried again.
// TestUnclaimed: a job's results are for whoever gives it again until somebody was
// told that it ended well, whatever is found out about it later.
func TestUnclaimed(t *testing.T) {
	dir := t.TempDir()
	j := opened(t, dir)
	killed, bad, good := renewal(), renewal(), renewal()
	for _, job := range []*Job{killed, bad, good} {
		must(t, j.Begin(job))
	}
	must(t, j.End(bad.Key, at("03:00:09"), NotWell))
	must(t, j.End(good.Key, at("03:00:09"), ""))
	must(t, j.Close())
	unclaimed := func() (out [3]string) {
		for _, job := range reread(t, dir) {
			out[job.Number-1] = job.Unclaimed
		}
		return out
	}
	if got := unclaimed(); got != [3]string{BrokeOff, NotWell, ""} {
		t.Errorf("at first %q", got)
	}
	later := opened(t, dir) // finds out about all of them
	for i, why := range []string{BrokeOff, NotWell, BrokeOff} {
		job := []*Job{killed, bad, good}[i]
		later.Adopt(job)
		must(t, later.End(job.Key, at("04:00:00"), why))
	}
	if got := unclaimed(); got != [3]string{BrokeOff, NotWell, ""} {
		t.Errorf("found out %q", got)
	}
	later.Adopt(killed)
	must(t, later.End(killed.Key, at("04:00:00"), ""))
	later.Adopt(killed)
	must(t, later.End(killed.Key, at("04:00:00"), BrokeOff))
	if got := unclaimed(); got != [3]string{"", NotWell, ""} {
		t.Errorf("once claimed %q", got)
	}
}

func TestSettledAgain(t *testing.T) {
	dir := t.TempDir()
	j := opened(t, dir)
	job := renewal()
	must(t, j.Begin(job))
	must(t, j.Settle(job.Key, []Item{{N: 0, Outcome: "failed", Code: "Throttling", Message: "slow down"}}))
	must(t, j.Settle(job.Key, []Item{{N: 0, Outcome: "done", RequestID: "R"}}))
	if it := reread(t, dir)[0].Items[0]; it.Outcome != "done" || it.Code != "" || it.Message != "" || it.ID != "i-a" {
		t.Errorf("item %+v", it)
	}
}

func TestRunningOverBrokenOff(t *testing.T) {
	dir := t.TempDir()
	j := opened(t, dir)
	ended, cut := renewal(), renewal()
	must(t, j.Begin(ended))
	must(t, j.End(ended.Key, at("03:00:01"), ""))
	must(t, j.Begin(cut))
	states := func() (out []State) {
		for _, job := range reread(t, dir) {
			out = append(out, job.State)
		}
		return out
	}
	if got := states(); !reflect.DeepEqual(got, []State{Running, Over}) {
		t.Errorf("while the process lives: %v", got)
	}
	must(t, j.Close())
	if got := states(); !reflect.DeepEqual(got, []State{BrokenOff, Over}) {
		t.Errorf("after it ended: %v", got)
	}

	later := opened(t, dir)
	broken := reread(t, dir)[0]
	later.Adopt(&broken)
	must(t, later.Settle(broken.Key, []Item{{N: 1, Outcome: "unknown"}}))
	must(t, later.End(broken.Key, at("04:00:00"), ""))
	jobs := reread(t, dir)
	if got := states(); !reflect.DeepEqual(got, []State{Over, Over}) || len(jobs) != 2 {
		t.Errorf("after a later process found out its end: %v", got)
	}
	if it := jobs[0].Items[1]; it.Outcome != "unknown" || it.ID != "i-b" || !jobs[0].Ended.Equal(at("04:00:00")) {
		t.Errorf("the end of the broken-off job: %+v, ended %v", it, jobs[0].Ended)
	}
}

func TestNumbersRunOn(t *testing.T) {
	dir := t.TempDir()
	a, b := opened(t, dir), opened(t, dir)
	var numbers []int
	begin := func(j *Journal) {
		job := renewal()
		must(t, j.Begin(job))
		numbers = append(numbers, job.Number)
	}
	begin(a)
	begin(b)
	begin(a)
	must(t, os.Remove(filepath.Join(dir, "last")))
	begin(b)
	must(t, os.WriteFile(filepath.Join(dir, "last"), []byte("0000\x00\x00garbage, and more of it"), 0o600))
	begin(a)
	if text, err := os.ReadFile(filepath.Join(dir, "last")); err != nil || string(text) != "000000000005\n" {
		t.Errorf("the last number stands as %q, %v", text, err)
	}
	if !reflect.DeepEqual(numbers, []int{1, 2, 3, 4, 5}) {
		t.Errorf("numbers %v", numbers)
	}
	for most, want := range map[int]int{0: 5, 1: 1, 2: 2, 5: 5, 9: 5} {
		jobs, problems, err := Read(dir, most)
		if err != nil || len(problems) > 0 || len(jobs) != want || jobs[0].Number != 5 || jobs[want-1].Number != 6-want {
			t.Errorf("at most %d: %d jobs, %v, %q", most, len(jobs), err, problems)
		}
	}
}

func TestManyCallsAtOnce(t *testing.T) {
	dir := t.TempDir()
	j := opened(t, dir)
	job := renewal()
	must(t, j.Begin(job))
	var calls sync.WaitGroup
	for range 8 {
		calls.Go(func() {
			for range 10 {
				n, err := j.Intend(job.Key, Call{API: "RenewInstance", Items: []int{1}})
				if err == nil {
					err = j.Answer(job.Key, n, strconv.Itoa(n), "", "")
				}
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
	calls.Wait()
	got := reread(t, dir)[0].Calls
	if len(got) != 80 {
		t.Errorf("%d calls", len(got))
	}
	for i, c := range got {
		if c.N != i+1 || c.RequestID != strconv.Itoa(c.N) {
			t.Errorf("call %d is number %d with the answer %s", i, c.N, c.RequestID)
		}
	}
}

// A clock that goes back must not make an old job the newest.
func TestClockGoesBack(t *testing.T) {
	dir := t.TempDir()
	j := opened(t, dir)
	for _, when := range []string{"05:00:00", "04:00:00"} {
		job := renewal()
		job.At = at(when)
		must(t, j.Begin(job))
		must(t, j.End(job.Key, at("03:00:00"), ""))
	}
	jobs, _, err := Read(dir, 1)
	if err != nil || len(jobs) != 1 || !jobs[0].At.Equal(at("04:00:00")) || jobs[0].State != Over {
		t.Errorf("the newest: %+v, %v", jobs, err)
	}
	// A file name of this very second is taken.
	opened(t, dir)
	must(t, opened(t, dir).Begin(renewal()))
	if n := len(reread(t, dir)); n != 3 {
		t.Errorf("%d jobs", n)
	}
}

func TestOnlyTheOwnerReads(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "state", "journal")
	must(t, os.MkdirAll(dir, 0o755))
	j := opened(t, dir)
	must(t, j.Begin(renewal()))
	if mode := fileMode(t, dir); mode != 0o700 {
		t.Errorf("directory %o", mode)
	}
	entries, err := os.ReadDir(dir)
	must(t, err)
	if len(entries) != 4 { // each file and its lock
		t.Errorf("%d files", len(entries))
	}
	for _, e := range entries {
		if mode := fileMode(t, filepath.Join(dir, e.Name())); mode != 0o600 {
			t.Errorf("%s %o", e.Name(), mode)
		}
	}
}

func fileMode(t *testing.T, path string) os.FileMode {
	info, err := os.Stat(path)
	must(t, err)
	return info.Mode().Perm()
}

// Nothing in the types could hold a key, and a parameter that does is left out.
func TestNoSecrets(t *testing.T) {
	bad := regexp.MustCompile(`(?i)secret|passw|credential|signature|access_?key|security`)
	seen := map[reflect.Type]bool{}
	var look func(reflect.Type)
	look = func(of reflect.Type) {
		switch of.Kind() {
		case reflect.Pointer, reflect.Slice:
			look(of.Elem())
		case reflect.Struct:
			if seen[of] {
				return
			}
			seen[of] = true
			for i := range of.NumField() {
				if f := of.Field(i); bad.MatchString(f.Name) || bad.MatchString(string(f.Tag)) {
					t.Errorf("%s has a field %s", of, f.Name)
				} else {
					look(f.Type)
				}
			}
		}
	}
	look(reflect.TypeFor[line]())
	look(reflect.TypeFor[Job]())
	if len(seen) < 7 {
		t.Errorf("only %d types were looked at", len(seen))
	}

	dir := t.TempDir()
	j := opened(t, dir)
	job := renewal()
	must(t, j.Begin(job))
	_, err := j.Intend(job.Key, Call{API: "RunInstances", Params: map[string]string{
		"ImageId": "img", "Password": "hunter2", "UserData": "hunter2", "AccessKeyId": "hunter2", "SecurityToken": "hunter2",
	}})
	must(t, err)
	entries, _ := filepath.Glob(filepath.Join(dir, "*"))
	for _, path := range entries {
		text, err := os.ReadFile(path)
		must(t, err)
		if strings.Contains(string(text), "hunter2") {
			t.Errorf("%s holds a secret:\n%s", path, text)
		}
	}
	if p := reread(t, dir)[0].Calls[0].Params; !reflect.DeepEqual(p, map[string]string{"ImageId": "img"}) {
		t.Errorf("parameters %v", p)
	}
}

func TestNoJournal(t *testing.T) {
	var j *Journal
	job := renewal()
	must(t, j.Begin(job))
	_, err := j.Intend(job.Key, Call{})
	must(t, err)
	must(t, j.Answer(job.Key, 1, "", "", ""))
	must(t, j.Settle(job.Key, []Item{{}}))
	must(t, j.End(job.Key, at("04:00:00"), ""))
	must(t, j.Close())
	if job.Key == "" || j.Dir() != "" {
		t.Errorf("key %q, directory %q", job.Key, j.Dir())
	}
	if jobs := reread(t, filepath.Join(t.TempDir(), "none")); len(jobs) != 0 {
		t.Errorf("jobs out of nowhere: %v", jobs)
	}
}

package journal

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// filled is a journal with so many jobs, the last of which another process ended.
func filled(t *testing.T, dir string, jobs int, who string) {
	j := opened(t, dir)
	var last *Job
	for range jobs {
		last = renewal()
		last.Who = who
		must(t, j.Begin(last))
		n, err := j.Intend(last.Key, Call{API: "RenewInstance", Region: "cn-hangzhou", Items: []int{0}})
		must(t, err)
		must(t, j.Answer(last.Key, n, "R", "", ""))
	}
	must(t, j.Close())
	other := opened(t, dir)
	other.Adopt(last)
	must(t, other.End(last.Key, at("04:00:00"), ""))
	must(t, other.Close())
}

func ours(by By) bool { return by.Account == "prod" }

func TestMerge(t *testing.T) {
	dir := t.TempDir()
	into, prod, key := filepath.Join(dir, "account"), filepath.Join(dir, "prod"), filepath.Join(dir, "[key]")
	filled(t, into, 2, "anna")
	filled(t, prod, 3, "bela")
	filled(t, key, 1, "carla")
	harm := filepath.Join(prod, "20200101T000000-1.jsonl")
	must(t, os.WriteFile(harm, []byte("garbage\n{\"job\":7,\"kind\":\"begin\",\"key\":\"cut o"), 0o600))
	live := opened(t, key)

	left, err := Merge(into, ours, prod, key, into, filepath.Join(dir, "nowhere"))
	if err != nil || len(left) != 1 || left[0] != key {
		t.Fatalf("left %q, %v", left, err)
	}
	must(t, live.Close())
	for range 2 { // the second time nothing is there to be done
		if left, err = Merge(into, ours, prod, key); err != nil || len(left) > 0 {
			t.Fatalf("left %q, %v", left, err)
		}
	}
	jobs, problems, err := Read(into, 0)
	if err != nil || len(problems) != 1 || !strings.Contains(problems[0].String(), "20200101T000000-1.jsonl: lines that make no sense were passed over: 1") {
		t.Errorf("%v, %q", err, problems)
	}
	seen := map[int]string{}
	for _, j := range jobs {
		seen[j.Number] = j.Who
		if len(j.Calls) != 1 || j.Calls[0].RequestID != "R" || j.Items[0].Name != "db<1>&名" {
			t.Errorf("job %d: %+v", j.Number, j)
		}
	}
	for n, who := range map[int]string{1: "anna", 2: "anna", 3: "bela", 5: "bela", 6: "carla"} {
		if seen[n] != who {
			t.Errorf("job %d is %q's, want %s's", n, seen[n], who)
		}
	}
	for _, j := range jobs {
		if ended := j.State == Over; ended != (j.Number == 2 || j.Number == 5 || j.Number == 6) {
			t.Errorf("job %d is %s", j.Number, j.State)
		}
	}
	if len(jobs) != 6 {
		t.Errorf("%d jobs", len(jobs))
	}
	next := renewal()
	must(t, opened(t, into).Begin(next))
	if next.Number != 7 {
		t.Errorf("the next job is %d", next.Number)
	}
	for _, old := range []string{prod, key} {
		if rest, _ := os.ReadDir(old); len(rest) > 0 {
			t.Errorf("%s still has %v", old, rest)
		}
	}
}

// TestMergeGoesOn: a process that is killed before it takes the old file away leaves no
// job twice.
func TestMergeGoesOn(t *testing.T) {
	dir := t.TempDir()
	into, old := filepath.Join(dir, "account"), filepath.Join(dir, "prod")
	filled(t, into, 1, "anna")
	filled(t, old, 2, "bela")
	kept := filepath.Join(dir, "kept")
	must(t, os.CopyFS(kept, os.DirFS(old)))
	for range 2 {
		if left, err := Merge(into, ours, old); err != nil || len(left) > 0 {
			t.Fatalf("left %q, %v", left, err)
		}
		if jobs := reread(t, into); len(jobs) != 3 {
			t.Fatalf("%d jobs", len(jobs))
		}
		must(t, os.CopyFS(old, os.DirFS(kept)))
	}
}

// TestMergeOfOthers: a file with a job of somebody else stays, and so does one that ends it.
func TestMergeOfOthers(t *testing.T) {
	dir := t.TempDir()
	into, old := filepath.Join(dir, "account"), filepath.Join(dir, "prod")
	filled(t, old, 2, "anna")
	j := opened(t, old)
	other := renewal()
	other.Account = "test"
	must(t, j.Begin(other))
	must(t, j.Close())
	ends := opened(t, old)
	ends.Adopt(other)
	must(t, ends.End(other.Key, at("05:00:00"), ""))
	must(t, ends.Close())
	for range 2 {
		if left, err := Merge(into, ours, old); err != nil || len(left) > 0 {
			t.Fatalf("left %q, %v", left, err)
		}
		if there, rest := reread(t, into), reread(t, old); len(there) != 2 || len(rest) != 1 || rest[0].Account != "test" || rest[0].State != Over {
			t.Fatalf("%d jobs moved, %+v stay", len(there), rest)
		}
	}
}

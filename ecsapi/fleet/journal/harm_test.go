package journal

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// full is a disk with a little room left, on a file that may not let itself be
// cut back.
type full struct {
	File
	room   int
	sync   error
	cutoff error
}

func (f *full) Write(p []byte) (int, error) {
	if len(p) <= f.room {
		f.room -= len(p)
		return f.File.Write(p)
	}
	n, _ := f.File.Write(p[:f.room])
	f.room = 0
	return n, &os.PathError{Op: "write", Path: "x.jsonl", Err: syscall.ENOSPC}
}

func (f *full) Sync() error { return errors.Join(f.sync, f.File.Sync()) }

func (f *full) Truncate(size int64) error {
	if f.cutoff != nil {
		return f.cutoff
	}
	return f.File.Truncate(size)
}

func TestFullDisk(t *testing.T) {
	for _, cutoff := range []error{nil, syscall.EIO} {
		dir := t.TempDir()
		j := opened(t, dir)
		job := renewal()
		must(t, j.Begin(job))
		disk := &full{File: j.file, room: 50, cutoff: cutoff}
		j.file = disk

		_, err := j.Intend(job.Key, Call{API: "RenewInstance", Region: "cn-hangzhou", Items: []int{0}})
		if err == nil || !errors.Is(err, syscall.ENOSPC) || strings.Contains(err.Error(), "\n") {
			t.Fatalf("the disk is full and the call was noted: %v", err)
		}
		second := renewal()
		if err := j.Begin(second); !errors.Is(err, syscall.ENOSPC) {
			t.Fatalf("the disk is full and a job was noted: %v", err)
		}
		if _, err := j.Intend(second.Key, Call{}); err == nil {
			t.Error("a job that was not noted can send")
		}
		disk.room = 1 << 20
		n, err := j.Intend(job.Key, Call{API: "RenewInstance", Region: "cn-hangzhou", Items: []int{0}})
		must(t, err)
		must(t, j.Answer(job.Key, n, "R", "", ""))

		jobs, problems, err := Read(dir, 0)
		if err != nil || len(jobs) != 1 || len(jobs[0].Calls) != 1 || jobs[0].Calls[0].RequestID != "R" {
			t.Errorf("after there was room again: %+v, %v", jobs, err)
		}
		if (len(problems) > 0) != (cutoff != nil) {
			t.Errorf("problems %q", problems)
		}
	}
}

// A disk that is full between a call and its answer loses nothing once it has
// room again, and until then no end stands over the answer.
func TestFullDiskAtTheAnswer(t *testing.T) {
	for _, again := range []struct {
		room  int
		state State
	}{{0, BrokenOff}, {1 << 20, Over}} {
		dir := t.TempDir()
		j := opened(t, dir)
		job := renewal()
		must(t, j.Begin(job))
		n, err := j.Intend(job.Key, Call{API: "RenewInstance", Region: "cn-hangzhou", Items: []int{0}})
		must(t, err)
		disk := &full{File: j.file}
		j.file = disk
		if err := j.Answer(job.Key, n, "R", "", ""); !errors.Is(err, syscall.ENOSPC) {
			t.Fatalf("the disk is full and the answer was noted: %v", err)
		}
		disk.room = 150 // enough for the end alone
		if err := j.Settle(job.Key, []Item{{N: 0, Outcome: "done", OrderID: strings.Repeat("9", 200)}}); !errors.Is(err, syscall.ENOSPC) {
			t.Fatalf("the disk is full and the order was noted: %v", err)
		}
		if err := j.End(job.Key, at("03:14:30"), ""); !errors.Is(err, syscall.ENOSPC) {
			t.Errorf("the end was noted without the order: %v", err)
		}
		disk.room = again.room
		if err := j.Close(); (err == nil) != (again.room > 0) {
			t.Errorf("closing: %v", err)
		}
		got := reread(t, dir)[0]
		if got.State != again.state || again.room > 0 && (got.Calls[0].RequestID != "R" || got.Items[0].OrderID == "") {
			t.Errorf("with room for %d bytes more it is %s: %+v", again.room, got.State, got)
		}
	}
}

// An intent that may not be on disk is no intent.
func TestDiskThatDoesNotKeep(t *testing.T) {
	dir := t.TempDir()
	j := opened(t, dir)
	job := renewal()
	must(t, j.Begin(job))
	j.file = &full{File: j.file, room: 1 << 20, sync: syscall.EIO}
	if _, err := j.Intend(job.Key, Call{API: "RenewInstance"}); !errors.Is(err, syscall.EIO) {
		t.Errorf("error %v", err)
	}
	if jobs := reread(t, dir); len(jobs[0].Calls) != 0 {
		t.Errorf("the call that was never sent stands there: %+v", jobs[0].Calls)
	}
}

func TestDirectoryThatCannotBe(t *testing.T) {
	taken := filepath.Join(t.TempDir(), "file")
	must(t, os.WriteFile(taken, nil, 0o600))
	_, err := Open(filepath.Join(taken, "journal"))
	if err == nil || !strings.Contains(err.Error(), taken) || strings.Contains(err.Error(), "\n") {
		t.Errorf("error %v", err)
	}
	if _, _, err := Read(taken, 0); err == nil || !strings.Contains(err.Error(), taken) {
		t.Errorf("error of reading %v", err)
	}
	j := Refuse(taken, err)
	if got := j.Begin(renewal()); !errors.Is(got, err) {
		t.Errorf("a journal that takes nothing says %v", got)
	}
	must(t, j.Close())
}

// What is wrong with one line or file costs only itself.
func TestReadsOnPastHarm(t *testing.T) {
	good := func(t *testing.T, dir string) string {
		j := opened(t, dir)
		job := renewal()
		must(t, j.Begin(job))
		_, err := j.Intend(job.Key, Call{API: "RenewInstance", Items: []int{0}})
		must(t, err)
		must(t, j.Settle(job.Key, []Item{{N: 0, Outcome: "done"}}))
		must(t, j.Close())
		return j.path
	}
	big := `{"job":1,"kind":"begin","key":"huge","begin":{"action":"` + strings.Repeat("x", longest) + `"}}`
	for name, c := range map[string]struct {
		harm func(text []byte) []byte
		said string
	}{
		"torn last line":     {func(b []byte) []byte { return append(b, `{"job":1,"kind":"end","key":`...) }, ""},
		"garbage line":       {func(b []byte) []byte { return append([]byte("\x00\xff not a line\n"), b...) }, "1, the first is line 1"},
		"garbage at the end": {func(b []byte) []byte { return append(b, "}{\n[]\n\"x\"\n"...) }, "3, the first is line 4"},
		"a number for a job": {func(b []byte) []byte { return append(b, `{"job":-4,"kind":"begin","key":"k","begin":{}}`+"\n"...) }, "the first is line 4"},
		"an item of nowhere": {func(b []byte) []byte {
			return append(b, bytes.ReplaceAll(settled(b), []byte(`"n":0`), []byte(`"n":9`))...)
		}, "the first is line 4"},
		"a newer kind":         {func(b []byte) []byte { return append(b, `{"job":1,"kind":"blessing","key":"k"}`+"\n"...) }, "newer ecsdeck were passed over: 1"},
		"a huge line":          {func(b []byte) []byte { return append([]byte(big+"\n"), b...) }, "1, the first is line 1"},
		"blank lines":          {func(b []byte) []byte { return append([]byte("\n\n"), b...) }, ""},
		"lines of another job": {func(b []byte) []byte { return append(b, `{"job":7,"kind":"end","key":"elsewhere"}`+"\n"...) }, ""},
		"lines come twice":     {func(b []byte) []byte { return append(b, b...) }, "2, the first is line 4"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			path := good(t, dir)
			text, err := os.ReadFile(path)
			must(t, err)
			must(t, os.WriteFile(path, c.harm(text), 0o600))
			jobs, problems, err := Read(dir, 0)
			must(t, err)
			if len(jobs) != 1 || len(jobs[0].Calls) != 1 || jobs[0].Items[0].Outcome != "done" || jobs[0].State != BrokenOff {
				t.Errorf("jobs %.500v", jobs)
			}
			var all []string
			for _, p := range problems {
				all = append(all, p.String())
			}
			said := strings.Join(all, "\n")
			if c.said == "" && said != "" || !strings.Contains(said, c.said) || strings.Count(said, "\n") > 0 {
				t.Errorf("problems %q", problems)
			}
		})
	}

	t.Run("an unreadable file", func(t *testing.T) {
		dir := t.TempDir()
		good(t, dir)
		must(t, os.Symlink(filepath.Join(dir, "nowhere"), filepath.Join(dir, "a.jsonl")))
		jobs, problems, err := Read(dir, 0)
		must(t, err)
		if len(jobs) != 1 || len(problems) != 1 || !strings.HasPrefix(problems[0].String(), "a.jsonl can't be read: ") {
			t.Errorf("%d jobs, problems %q", len(jobs), problems)
		}
	})
}

// settled is the line that settles an item.
func settled(text []byte) []byte {
	for l := range bytes.Lines(text) {
		if bytes.Contains(l, []byte(`"settle"`)) {
			return bytes.Clone(l)
		}
	}
	return nil
}

// Somebody tidied the directory up while a deck ran.
func TestFileTakenAway(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "journal")
	j := opened(t, dir)
	before := renewal()
	must(t, j.Begin(before))
	must(t, os.RemoveAll(dir))
	if _, err := j.Intend(before.Key, Call{}); err == nil || !strings.Contains(err.Error(), dir) {
		t.Errorf("a call was noted where nobody can read it: %v", err)
	}
	must(t, j.Begin(renewal()))
	if jobs := reread(t, dir); len(jobs) != 1 || jobs[0].State != Running {
		t.Errorf("jobs %+v", jobs)
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(`{"job":3,"kind":"begin","key":"k","at":"2026-11-23T03:00:00Z","begin":{"action":"stop","items":[{"n":5}]}}`+"\n"), []byte(`{"job":3,"ki`))
	f.Add([]byte(`{"job":1,"kind":"intent","key":"k","call":{"n":1,"items":[-1,99]}}`), []byte("\n\n\x00"))
	f.Add([]byte(`{"job":1,"kind":"answer","key":"k","answer":null}`), []byte("]"))
	dir := f.TempDir()
	j := opened(f, dir)
	job := renewal()
	job.Key = "the-good-one"
	must(f, j.Begin(job))
	must(f, j.Close())
	good, err := os.ReadFile(j.path)
	must(f, err)
	f.Fuzz(func(t *testing.T, before, after []byte) {
		if bytes.Contains(before, []byte("the-good-one")) || bytes.Contains(after, []byte("the-good-one")) {
			return
		}
		text := append(append(bytes.Clone(before), '\n'), good...)
		must(t, os.WriteFile(j.path, append(text, after...), 0o600))
		jobs, problems, err := Read(dir, 0)
		if err != nil {
			t.Fatal(err)
		}
		found := false
		for _, job := range jobs {
			found = found || job.Key == "the-good-one" && len(job.Items) == 2
			for _, c := range job.Calls {
				for _, n := range c.Items {
					_ = job.Items[n]
				}
			}
		}
		if !found {
			t.Errorf("the good job is gone; problems %q", problems)
		}
		for _, p := range problems {
			if strings.Contains(p.String(), "\n") {
				t.Errorf("problem of more than a line: %q", p)
			}
		}
	})
}

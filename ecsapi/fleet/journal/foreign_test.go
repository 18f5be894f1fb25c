//go:build unix

package journal

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"ecsdeck/ecsapi/message"
	"ecsdeck/ecsapi/regular"
)

// What is put where a file of the journal is expected holds nothing up and is not
// followed.
func TestNoPipeAndNoLinkOfOthers(t *testing.T) {
	dir := t.TempDir()
	victim := filepath.Join(t.TempDir(), "victim")
	must(t, os.WriteFile(victim, []byte("precious"), 0o600))
	in := func(name string) string { return filepath.Join(dir, name) }
	must(t, syscall.Mkfifo(in("00000000T000000-1.jsonl"), 0o600))
	must(t, syscall.Mkfifo(in("00000000T000000-2.jsonl"), 0o600))
	must(t, syscall.Mkfifo(in("00000000T000000-2.jsonl.lock"), 0o600))
	must(t, os.Symlink("/dev/zero", in("00000000T000000-3.jsonl")))
	j := opened(t, dir)
	must(t, j.Begin(renewal()))
	jobs, problems, err := Read(dir, 0)
	must(t, err)
	if len(jobs) != 1 || len(problems) != 3 {
		t.Fatalf("%d jobs, problems %q", len(jobs), problems)
	}
	for n, why := range []error{regular.ErrKind, regular.ErrKind, regular.ErrLink} {
		if !strings.Contains(problems[n].String(), why.Error()) {
			t.Errorf("problem %q", problems[n])
		}
	}

	must(t, os.Remove(in("last")))
	must(t, os.Symlink(victim, in("last")))
	if err := j.Begin(renewal()); !errors.Is(err, regular.ErrLink) || !strings.Contains(err.Error(), "last") {
		t.Errorf("a job was numbered through a link: %v", err)
	}
	must(t, os.Remove(in("last")))
	must(t, os.Remove(in("last.lock")))
	must(t, os.Symlink(victim, in("last.lock")))
	if err := j.Begin(renewal()); err == nil {
		t.Error("a link was taken for a lock")
	}
	if b, err := os.ReadFile(victim); string(b) != "precious" {
		t.Error(string(b), err)
	}
}

func TestAnotherUsersDirectoryIsRefused(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root can give a directory away")
	}
	for _, theirs := range []string{"", "journal"} {
		account := t.TempDir()
		dir := filepath.Join(account, "journal")
		must(t, os.Mkdir(dir, 0o777))
		must(t, os.Chown(filepath.Join(account, theirs), 65534, 65534))
		if _, err := Open(dir); !errors.Is(err, regular.ErrOwner) {
			t.Errorf("%q of another: %v", theirs, err)
		}
	}
}

// A number that no further one fits behind is forgotten: the files tell.
func TestLastNumberIsRebuilt(t *testing.T) {
	for _, last := range []string{fmt.Sprint(math.MaxInt), fmt.Sprint(mostNumber), "-5", "99999999999999999999999", "", strings.Repeat("1", 1<<20)} {
		dir := t.TempDir()
		j := opened(t, dir)
		must(t, j.Begin(renewal()))
		must(t, os.WriteFile(filepath.Join(dir, "last"), []byte(last+"\n"), 0o600))
		job := renewal()
		must(t, j.Begin(job))
		if jobs := reread(t, dir); job.Number != 2 || len(jobs) != 2 || jobs[0].Number != 2 {
			t.Errorf("after %.30q: number %d of %d jobs", last, job.Number, len(jobs))
		}
	}
}

// Nor does a job whose number no ecsdeck wrote decide on the next.
func TestHighestNumberOfAll(t *testing.T) {
	dir := t.TempDir()
	j := opened(t, dir)
	must(t, j.Begin(renewal()))
	text, err := os.ReadFile(j.path)
	must(t, err)
	forge := func(name string, n int) {
		line := bytes.Replace(text, []byte(`{"job":1,`), fmt.Appendf(nil, `{"job":%d,`, n), 1)
		must(t, os.WriteFile(filepath.Join(dir, name), line, 0o600))
		must(t, os.Remove(filepath.Join(dir, "last")))
	}
	forge("a.jsonl", mostNumber+1)
	job := renewal()
	must(t, j.Begin(job))
	if job.Number != 2 {
		t.Errorf("number %d", job.Number)
	}
	forge("a.jsonl", mostNumber)
	if err := j.Begin(renewal()); err == nil || !strings.Contains(err.Error(), "no number is left") {
		t.Errorf("after the highest number came another: %v", err)
	}
}

// A lock that somebody holds is told after a second and waited for ten, not for ever.
func TestHeldLockOfTheNumber(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dir := t.TempDir()
		j := opened(t, dir)
		var said []string
		j.Waiting = func(m message.Text) { said = append(said, m.String()) }
		lock := lockOf(filepath.Join(dir, "last"))
		must(t, lock.Lock())
		begun := time.Now()
		err := j.Begin(renewal())
		if took := time.Since(begun); !errors.Is(err, ErrHeld) || took != lockWait {
			t.Errorf("%v after %v", err, took)
		}
		if len(said) != 1 || !strings.Contains(said[0], lock.Path()) {
			t.Errorf("said %q", said)
		}
		time.AfterFunc(3*time.Second, func() { lock.Unlock() })
		must(t, j.Begin(renewal()))
		if len(said) != 2 {
			t.Errorf("said %q", said)
		}
	})
}

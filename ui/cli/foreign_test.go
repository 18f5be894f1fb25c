//go:build unix

package cli

import (
	"encoding/csv"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/gofrs/flock"

	"ecsdeck/ecsapi/ecssim"
	"ecsdeck/ui/cli/shell"
)

// What is put where a file of settings or keys is expected holds nothing up and fills no
// memory.
func TestNoPipeAndNoDeviceIsRead(t *testing.T) {
	for _, c := range []struct{ file, args, said string }{
		{settingsFile, "config check", "this is no file of settings"},
		{settingsFile, "ls", "this is no file of settings"},
		{".aliyun/config.json", "ls --profile x", "~/.aliyun/config.json can't be read: it is no regular file"},
		{".config/ecsdeck/templates/tier.json", "create --dry-run --template tier", "it is no regular file"},
	} {
		for _, what := range []string{"a pipe", "/dev/zero", "too much"} {
			env := alone(t)
			env.Environ = []string{"ECSDECK_ENDPOINT=http://127.0.0.1:1", "ALIBABA_CLOUD_ACCESS_KEY_ID=LTAI-x", "ALIBABA_CLOUD_ACCESS_KEY_SECRET=y"}
			path := filepath.Join(env.Home, c.file)
			must(t, os.MkdirAll(filepath.Dir(path), 0o700))
			said := c.said
			switch what {
			case "a pipe":
				must(t, syscall.Mkfifo(path, 0o600))
			case "/dev/zero":
				must(t, os.Symlink("/dev/zero", path))
			default:
				must(t, os.WriteFile(path, []byte(strings.Repeat(" ", 1<<20+1)), 0o600))
				said = strings.Replace(said, "no regular file", "larger than 1 MB", 1)
			}
			if r := run(t, env, strings.Fields(c.args)...); r.status == shell.StatusDone || r.out != "" || !strings.Contains(r.err, said) {
				t.Errorf("%s, %s: exit status %d, %s%s", c.args, what, r.status, r.out, r.err)
			}
		}
	}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// A write among pipes and links of others is done, or refused before it is sent.
func TestWriteWithAForeignJournal(t *testing.T) {
	for name, c := range map[string]struct {
		harm  func(t *testing.T, dir string)
		waits time.Duration
		said  string // why nothing is sent; "" where it is
	}{
		"a pipe":           {harm: func(t *testing.T, dir string) { must(t, syscall.Mkfifo(filepath.Join(dir, "a.jsonl"), 0o600)) }},
		"a device":         {harm: func(t *testing.T, dir string) { must(t, os.Symlink("/dev/zero", filepath.Join(dir, "a.jsonl"))) }},
		"the last number":  {harm: func(t *testing.T, dir string) { overwrite(t, dir, fmt.Sprint(math.MaxInt)) }},
		"a number below 0": {harm: func(t *testing.T, dir string) { overwrite(t, dir, "-5") }},
		"a link": {harm: func(t *testing.T, dir string) {
			must(t, os.Remove(filepath.Join(dir, "last")))
			must(t, os.Symlink(filepath.Join(t.TempDir(), "victim"), filepath.Join(dir, "last")))
		}, said: "it is a link"},
		"another's directory": {harm: func(t *testing.T, dir string) {
			if os.Geteuid() != 0 {
				t.Skip("only root can give a directory away")
			}
			must(t, os.Chown(dir, 65534, 65534))
		}, said: "it belongs to another user"},
		"another's state": {harm: func(t *testing.T, dir string) {
			if os.Geteuid() != 0 {
				t.Skip("only root can give a directory away")
			}
			must(t, os.Chown(filepath.Join(dir, "..", "..", ".."), 65534, 65534))
		}, said: "it belongs to another user"},
		"a lock that is held": {harm: func(t *testing.T, dir string) {
			lock := flock.New(filepath.Join(dir, "last.lock"))
			must(t, lock.Lock())
			t.Cleanup(func() { lock.Unlock() })
		}, waits: 10 * time.Second, said: "another process holds it"},
	} {
		t.Run(name, func(t *testing.T) {
			simulate(t, ecssim.Config{Instances: 20, Regions: 1, Frozen: true}, func(w *world) {
				ids := w.some(2, "status:running")
				w.run("rename", "first", ids[0], "--yes").ended(shell.StatusDone)
				c.harm(t, w.journalOf())
				before, begun := w.Stats().Calls["ModifyInstanceAttribute"], time.Now()
				r := w.run("rename", "second", ids[1], "--yes")
				sent, took := w.Stats().Calls["ModifyInstanceAttribute"]-before, time.Since(begun)
				if c.said == "" {
					r.ended(shell.StatusDone)
					read := w.run("jobs", "2")
					if strange := name == "a pipe" || name == "a device"; sent != 1 || !strings.Contains(read.out, ids[1]) || strings.Contains(read.err, "a.jsonl can't be read") != strange {
						t.Errorf("%d calls were sent; job 2 is\n%s%s", sent, read.out, read.err)
					}
					return
				}
				if r.status == shell.StatusDone || sent != 0 || !strings.Contains(r.err, c.said) || took < c.waits || took > c.waits+5*time.Second {
					t.Errorf("exit status %d and %d calls after %v: %s", r.status, sent, took, r.err)
				}
				if waited := strings.Contains(r.err, "the journal waits for it"); waited != (c.waits > 0) {
					t.Errorf("it said %s", r.err)
				}
			})
		})
	}
}

func overwrite(t *testing.T, dir, last string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, "last"), []byte(last+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
}

// Tags that would be formulas, or other tags, come back as they are.
func TestListOfOddTagsAsCSV(t *testing.T) {
	simulate(t, small, func(w *world) {
		id := w.some(1, "status:running")[0]
		w.run("tag", "@SUM(1;2)=a=b;c", `k\=x`, id, "--yes").ended(shell.StatusDone)
		rows, err := csv.NewReader(strings.NewReader(w.run("ls", "-o", "csv").ended(shell.StatusDone).out)).ReadAll()
		must(t, err)
		column := 0
		for rows[0][column] != "tags" {
			column++
		}
		for _, row := range rows[1:] {
			if row[0] == id && !strings.HasPrefix(row[column], `'@SUM(1\;2)=a=b\;c;`) || row[0] == id && !strings.Contains(row[column], `;k\\=x`) {
				t.Errorf("tags are %s", row[column])
			}
		}
	})
}

// What a profile that is read-only refuses, a flag does.
func TestCheckIsNoDryRunThatSendsNothing(t *testing.T) {
	simulate(t, small, func(w *world) {
		order := []string{"create", "--dry-run", "--check", "--type", "ecs.g7.large"}
		w.run(append(order, "--read-only")...).refused(shell.StatusUsage, "--read-only forbids it")
		writeIn(t, w.env, settingsFile, "[profile.environment]\nread_only = true\n")
		w.run(order...).refused(shell.StatusUsage, "is read-only by")
	})
}

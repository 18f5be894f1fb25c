package journal

import (
	"cmp"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/gofrs/flock"

	"ecsdeck/ecsapi/message"
)

// Journal writes what this process does. It is safe for concurrent use. A nil
// one notes nothing and never fails. Errors are one sentence that names the
// file; what returned one did not happen as far as a reader can see. What an
// answer or an end was is tried again before each later line, and by Retry.
type Journal struct {
	By By // of jobs that name no account

	// Waiting is told when another process makes this one wait for long. Nil: nobody is.
	Waiting func(message.Text)

	dir     string
	refused error // of a journal that can't be written, else nil

	mu   sync.Mutex
	disk func(File) File
	file File
	path string
	lock *flock.Flock
	size int64    // bytes of whole lines
	torn bool     // the file may end in half a line
	owed [][]byte // lines that could not be written
	jobs map[string]*open
}

// open is a job whose end was not written yet.
type open struct {
	number int
	calls  int
	items  []Item // as begun
}

// Open opens the journal of a directory, which it makes if need be, with a file
// of its own for this process.
func Open(dir string) (*Journal, error) { return OpenOn(dir, nil) }

// OpenOn is Open on what disk makes of the journal's files, such as one that runs
// full; nil leaves them as they are.
func OpenOn(dir string, disk func(File) File) (*Journal, error) {
	if disk == nil {
		disk = func(f File) File { return f }
	}
	if err := makeDir(dir); err != nil {
		return nil, err
	}
	os.Chmod(dir, 0o700) // made with more: not worth failing for
	j := &Journal{dir: dir, disk: disk, jobs: map[string]*open{}}
	if err := j.create(); err != nil {
		return nil, err
	}
	return j, nil
}

// Refuse is the journal of a directory that takes nothing, for why: what must be
// noted before it is sent is then never sent. What is found out about the jobs
// there is dropped.
func Refuse(dir string, why error) *Journal { return &Journal{dir: dir, refused: why} }

// Dir is the journal's directory, "" without one.
func (j *Journal) Dir() string {
	if j == nil {
		return ""
	}
	return j.dir
}

// Begin notes a job and gives it its number, and a key unless it has one. The
// line is on disk when it returns.
func (j *Journal) Begin(job *Job) error {
	if job.Key == "" {
		job.Key = NewKey(time.Now())
	}
	job.At = stamp(cmp.Or(job.At, time.Now()))
	if j == nil {
		return nil
	}
	if j.refused != nil {
		return j.refused
	}
	if err := j.locked(j.renew); err != nil {
		return err
	}
	number, err := j.number() // may wait, and what other jobs have to note must not
	if err != nil {
		return err
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	host, _ := os.Hostname() // only said, never relied on
	job.Number, job.PID = number, os.Getpid()
	if job.Host = cmp.Or(job.Host, host); job.Account == "" {
		job.By = j.By
	}
	err = j.append(true, &line{Number: number, Kind: kindBegin, Key: job.Key, At: job.At, Begin: job})
	if err == nil {
		j.jobs[job.Key] = &open{number: number, items: slices.Clone(job.Items)}
	}
	return err
}

// Adopt lets Settle and End work on a broken-off job of another process.
func (j *Journal) Adopt(job *Job) {
	if j == nil || j.refused != nil {
		return
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.jobs[job.Key] == nil {
		j.jobs[job.Key] = &open{number: job.Number, calls: len(job.Calls), items: slices.Clone(job.Items)}
	}
}

// Intend notes a call that is about to be sent and gives it its number. The
// line is on disk when it returns; after an error the call must not be sent.
func (j *Journal) Intend(key string, c Call) (n int, err error) {
	if j == nil {
		return 0, nil
	}
	err = j.note(key, true, kindIntent, func(o *open, l *line) {
		c.N = o.calls + 1
		c.At = stamp(cmp.Or(c.At, l.At))
		c.Params = harmless(c.Params)
		l.Call = &c
	})
	if err != nil {
		return 0, err
	}
	return c.N, nil
}

// Answer notes what came of a call: code is "" when the cloud accepted it.
func (j *Journal) Answer(key string, n int, requestID, code, message string) error {
	return j.note(key, false, kindAnswer, func(_ *open, l *line) {
		l.Answer = &answer{N: n, RequestID: requestID, Code: code, Message: message}
	})
}

// Settle notes how items stand, those that were added among them. The others
// stay as they were.
func (j *Journal) Settle(key string, items []Item) error {
	if len(items) == 0 {
		return nil
	}
	return j.note(key, false, kindSettle, func(o *open, l *line) {
		l.Items = make([]Item, len(items))
		for i, it := range items {
			l.Items[i] = it
			if it.N >= 0 && it.N < len(o.items) {
				l.Items[i] = it.since(o.items[it.N])
			}
		}
	})
}

// End notes that a job is over and why it is unclaimed, if it is; see Job. A job
// that was claimed once stays so.
func (j *Journal) End(key string, at time.Time, unclaimed string) error {
	return j.note(key, true, kindEnd, func(_ *open, l *line) { l.At, l.Unclaimed = at, unclaimed })
}

// note appends a line of a job that was begun or adopted.
func (j *Journal) note(key string, sync bool, kind string, fill func(*open, *line)) error {
	if j == nil {
		return nil
	}
	if j.refused != nil {
		if kind != kindIntent {
			return nil // of another process's job: the next run finds it out as this one did
		}
		return j.refused
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	o := j.jobs[key]
	if o == nil {
		return fmt.Errorf("the journal knows no open job %q", key)
	}
	l := &line{Number: o.number, Kind: kind, Key: key, At: time.Now()}
	fill(o, l)
	if err := j.append(sync, l); err != nil {
		return err
	}
	switch kind {
	case kindIntent:
		o.calls++
	case kindEnd:
		delete(j.jobs, key)
	}
	return nil
}

// stamp is a time as the files hold it.
func stamp(t time.Time) time.Time { return t.UTC().Truncate(time.Millisecond) }

// harmless leaves out of a call's parameters what would open something to who
// reads the journal, in case a caller ever gives it.
func harmless(params map[string]string) map[string]string {
	out := maps.Clone(params)
	maps.DeleteFunc(out, func(name, _ string) bool {
		name = strings.ToLower(name)
		return slices.ContainsFunc([]string{"password", "secret", "accesskey", "securitytoken", "signature", "userdata"},
			func(bad string) bool { return strings.Contains(name, bad) })
	})
	return out
}

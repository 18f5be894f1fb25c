package journal

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"ecsdeck/ecsapi/message"
	"ecsdeck/ecsapi/regular"
)

// longest is the longest line that is read. A job of 100,000 items has 20 MB.
const longest = 64 << 20

// Read returns the newest jobs of a directory, newest first, at most so many;
// 0 means all. Problems are what could not be read, in one sentence each: it
// costs only itself. The error is that of a directory that can't be listed; one
// that isn't there has no jobs.
func Read(dir string, most int) (jobs []Job, problems []message.Text, err error) {
	return ReadAlso(dir, most, "")
}

// ReadAlso is Read, and returns older jobs too that were given under a key.
func ReadAlso(dir string, most int, keyHash string) (jobs []Job, problems []message.Text, err error) {
	r, err := newReader(dir)
	if err != nil {
		return nil, nil, err
	}
	wanted := func(int) bool { return true }
	if most > 0 {
		numbers, under := r.numbers(keyHash)
		if len(numbers) > most {
			oldest := numbers[len(numbers)-most]
			wanted = func(n int) bool { return n >= oldest || slices.Contains(under, n) }
		}
	}
	for _, j := range r.read(wanted) {
		if most <= 0 || len(jobs) < most || keyHash != "" && j.KeyHash == keyHash {
			jobs = append(jobs, j)
		}
	}
	return jobs, r.problems, nil
}

// lastNumber is the highest number that a job of the directory has.
func lastNumber(dir string) (int, error) {
	r, err := newReader(dir)
	if err != nil {
		return 0, err
	}
	numbers, _ := r.numbers("")
	if len(numbers) == 0 {
		return 0, nil
	}
	return numbers[len(numbers)-1], nil
}

// reader reads the files of a directory.
type reader struct {
	paths    []string
	jobs     map[string]*Job
	late     []*line         // of jobs whose beginning was not read yet
	live     map[string]bool // keys of jobs whose process lives
	problems []message.Text
}

func newReader(dir string) (*reader, error) {
	entries, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, plain("the journal can't be read", err)
	}
	r := &reader{jobs: map[string]*Job{}, live: map[string]bool{}}
	for _, e := range entries {
		if strings.HasSuffix(e.Name(), suffix) && !e.IsDir() {
			r.paths = append(r.paths, filepath.Join(dir, e.Name()))
		}
	}
	return r, nil
}

// numbers are those of all jobs that begin in the files, sorted, and those of the
// jobs that may have been given under a key.
func (r *reader) numbers(keyHash string) (all, under []int) {
	for _, path := range r.paths {
		eachLine(path, func(text []byte, _ int, _ error) {
			n, ok := numberOf(text)
			if !ok || !began(text) {
				return
			}
			all = append(all, n)
			if keyHash != "" && bytes.Contains(text, []byte(keyHash)) {
				under = append(under, n)
			}
		})
	}
	slices.Sort(all)
	return all, under
}

// read reads the jobs whose numbers are wanted, newest first.
func (r *reader) read(wanted func(number int) bool) []Job {
	for _, path := range r.paths {
		r.readFile(path, wanted)
	}
	for _, l := range r.late {
		if j := r.jobs[l.Key]; j != nil {
			l.apply(j)
		}
	}
	out := make([]Job, 0, len(r.jobs))
	for key, j := range r.jobs {
		switch {
		case !j.Ended.IsZero():
			j.State = Over
		case r.live[key]:
			j.State = Running
		default:
			j.State, j.Unclaimed = BrokenOff, BrokeOff
		}
		if j.claimed {
			j.Unclaimed = ""
		}
		out = append(out, *j)
	}
	slices.SortFunc(out, func(a, b Job) int {
		return cmp.Or(cmp.Compare(b.Number, a.Number), strings.Compare(b.Key, a.Key))
	})
	return out
}

// readFile reads one file. Whether its process lives is asked first: what it
// wrote until then is read whole, whatever it does meanwhile.
func (r *reader) readFile(path string, wanted func(int) bool) {
	name := filepath.Base(path)
	lives, unsure := held(path)
	bad, first, newer := 0, 0, 0
	err := eachLine(path, func(text []byte, at int, err error) {
		var l line
		if err == nil {
			if n, ok := numberOf(text); ok && !wanted(n) {
				return
			}
			err = json.Unmarshal(text, &l)
		}
		switch {
		case err == nil && !l.known():
			newer++
			return
		case err == nil && r.take(&l, lives):
			return
		}
		if bad++; bad == 1 {
			first = at
		}
	})
	switch {
	case err != nil:
		r.problem("{name} can't be read: {reason}", name, reason(err))
	case unsure != nil:
		r.problem("{name}: whether its process still runs can't be told: {reason}", name, reason(unsure))
	case bad > 0:
		r.problem("{name}: lines that make no sense were passed over: {count}, the first is line {line}", name, bad, first)
	}
	if newer > 0 {
		r.problem("{name}: lines of a newer ecsdeck were passed over: {count}", name, newer)
	}
}

func (r *reader) problem(key message.Key, args ...any) {
	r.problems = append(r.problems, message.New(key, args...))
}

func (l *line) known() bool {
	return slices.Contains([]string{kindBegin, kindIntent, kindAnswer, kindSettle, kindEnd, ""}, l.Kind)
}

// take files a line with its job. It reports whether it made sense.
func (r *reader) take(l *line, lives bool) bool {
	if l.Key == "" || l.Kind == "" || l.Number < 1 || l.Number > mostNumber {
		return false
	}
	j := r.jobs[l.Key]
	switch {
	case j != nil:
		return l.apply(j)
	case l.Kind == kindBegin:
		j = &Job{}
		if !l.apply(j) {
			return false
		}
		r.jobs[l.Key], r.live[l.Key] = j, lives
	default: // the end that another process wrote, in a file that comes before the beginning's
		r.late = append(r.late, l)
	}
	return true
}

// eachLine calls do with each whole line of a file and its number from 1; what
// follows the last line feed is being written or was cut off, and is none. A
// line too long to be held comes as an error.
func eachLine(path string, do func(text []byte, at int, err error)) error {
	f, err := regular.OpenOwn(path, os.O_RDONLY)
	if err != nil {
		return err
	}
	defer f.Close()
	in := bufio.NewReaderSize(f, 64<<10)
	var text []byte
	over := false
	for at := 1; ; {
		part, err := in.ReadSlice('\n')
		if over = over || len(text)+len(part) > longest; over {
			text = text[:0]
		} else {
			text = append(text, part...)
		}
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		case over:
			do(nil, at, bufio.ErrTooLong)
		case len(bytes.TrimSpace(text)) > 0:
			do(text, at, nil)
		}
		text, over = text[:0], false
		at++
	}
}

// reason is an error without the path, which is said already.
func reason(err error) error {
	if p, ok := errors.AsType[*fs.PathError](err); ok {
		err = p.Err
	}
	return err
}

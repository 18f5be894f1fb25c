package journal

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"ecsdeck/ecsapi/regular"
)

// mergeWait is how long another process may take that merges into the same journal.
const mergeWait = 10 * time.Second

// Merge moves the files of journals into another one, whose numbers of jobs go on with
// theirs: the jobs that were 1 to 3 there are 18 to 20 here after 17. A file with a job that
// is not mine stays where it is. A journal that a process still writes stays as it is and
// is among those left. It is safe to be interrupted, and done by two processes at once.
func Merge(into string, mine func(By) bool, from ...string) (left []string, err error) {
	var full []*reader
	for _, dir := range from {
		r, err := newReader(dir)
		if err != nil {
			return nil, err
		}
		if r.keep(mine); len(r.paths) > 0 && dir != into {
			full = append(full, r)
		}
	}
	if len(full) == 0 {
		return nil, nil
	}
	const what = "the journal can't be merged"
	if err := makeDir(into); err != nil {
		return nil, err
	}
	lock := lockOf(filepath.Join(into, "merge"))
	ctx, cancel := context.WithTimeout(context.Background(), mergeWait)
	defer cancel()
	if _, err := lock.TryLockContext(ctx, 20*time.Millisecond); err != nil {
		return nil, plain(what, err)
	}
	defer lock.Unlock()
	stale, _ := os.ReadDir(into) // of processes that were killed
	for _, e := range stale {
		if strings.HasPrefix(e.Name(), unfinishedPrefix) {
			os.Remove(filepath.Join(into, e.Name()))
		}
	}
	for _, r := range full {
		switch err := mergeOne(into, r); {
		case errors.Is(err, ErrHeld):
			left = append(left, filepath.Dir(r.paths[0]))
		case err != nil:
			return left, plain(what, err)
		}
	}
	return left, nil
}

// unfinishedPrefix begins the names of files that are being written.
const unfinishedPrefix = ".merge-"

// keep leaves of the files those in which all jobs are mine, whichever begin them.
func (r *reader) keep(mine func(By) bool) {
	begun := map[string]bool{} // jobs, and whether they are mine
	keys := map[string][]string{}
	for _, path := range r.paths {
		eachLine(path, func(text []byte, _ int, _ error) {
			var l struct {
				Key   string
				Begin *struct{ By }
			}
			if json.Unmarshal(text, &l) != nil || l.Key == "" {
				return
			}
			if l.Begin != nil {
				begun[l.Key] = mine(l.Begin.By)
			}
			keys[path] = append(keys[path], l.Key)
		})
	}
	r.paths = slices.DeleteFunc(r.paths, func(path string) bool {
		return slices.ContainsFunc(keys[path], func(key string) bool { return !begun[key] })
	})
}

// mergeOne moves the files of one journal, or is ErrHeld.
func mergeOne(into string, r *reader) error {
	from := filepath.Dir(r.paths[0])
	if err := regular.CheckOwner(from); err != nil {
		return err
	}
	for _, path := range r.paths {
		switch lives, err := held(path); {
		case err != nil:
			return err
		case lives:
			return ErrHeld
		}
	}
	probe, err := os.CreateTemp(from, unfinishedPrefix) // what can't be taken away must not be copied
	if err != nil {
		return err
	}
	probe.Close()
	os.Remove(probe.Name())
	most, err := lastNumber(from)
	if err != nil {
		return err
	}
	j := &Journal{dir: into}
	base, err := j.draw(most)
	if err != nil {
		return err
	}
	for _, path := range r.paths {
		if err := mergeFile(filepath.Join(into, filepath.Base(path)), path, base); err != nil {
			return err
		}
		os.Remove(lockOf(path).Path())
	}
	if rest, err := newReader(from); err != nil || len(rest.paths) > 0 {
		return err
	}
	// What is empty goes; what else is there stays.
	os.Remove(filepath.Join(from, "last"))
	os.Remove(lockOf(filepath.Join(from, "last")).Path())
	os.Remove(from)
	return nil
}

// mergeFile makes of a file another one, with higher numbers, and takes it away. When
// that was done before but for the last step, only that is done.
func mergeFile(to, from string, by int) error {
	same, err := sameJobs(to, from)
	for err == nil && !same {
		if _, err = os.Lstat(to); errors.Is(err, fs.ErrNotExist) {
			err = renumber(to, from, by)
			break
		}
		to = strings.TrimSuffix(to, suffix) + "x" + suffix // another process's of this name
		same, err = sameJobs(to, from)
	}
	if err == nil {
		err = os.Remove(from)
	}
	return err
}

// renumber writes a copy of a file whose jobs have higher numbers. It is there whole or
// not at all.
func renumber(to, from string, by int) (err error) {
	in, err := regular.OpenOwn(from, os.O_RDONLY)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.CreateTemp(filepath.Dir(to), unfinishedPrefix)
	if err != nil {
		return err
	}
	defer func() {
		if err = errors.Join(err, out.Close()); err == nil {
			err = os.Rename(out.Name(), to)
			syncDir(filepath.Dir(to))
		}
		if err != nil {
			os.Remove(out.Name())
		}
	}()
	r, w := bufio.NewReaderSize(in, 64<<10), bufio.NewWriterSize(out, 64<<10)
	for begins := true; ; {
		if begins { // so long a number has none
			head, _ := r.Peek(len(numberPrefix) + 20)
			if n, ok := numberOf(head); ok && by > 0 {
				r.Discard(bytes.IndexByte(head, ','))
				fmt.Fprintf(w, "%s%d", numberPrefix, n+by)
			}
		}
		part, err := r.ReadSlice('\n')
		w.Write(part) // Flush says what could not be written
		if begins = err == nil; err != nil && !errors.Is(err, bufio.ErrBufferFull) {
			if !errors.Is(err, io.EOF) {
				return err
			}
			return errors.Join(w.Flush(), out.Sync())
		}
	}
}

// sameJobs reports whether two files begin with a line of the same job and kind.
func sameJobs(a, b string) (bool, error) {
	first := func(path string) (rest []byte, err error) {
		f, err := regular.OpenOwn(path, os.O_RDONLY)
		if err != nil {
			return nil, err
		}
		defer f.Close()
		line, err := bufio.NewReader(io.LimitReader(f, 200)).ReadBytes('\n')
		_, rest, _ = bytes.Cut(line, []byte(","))
		if errors.Is(err, io.EOF) {
			err = nil
		}
		return rest, err
	}
	one, err := first(a)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	other, err2 := first(b)
	return len(one) > 0 && bytes.Equal(one, other), errors.Join(err, err2)
}

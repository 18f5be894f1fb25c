package journal

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"ecsdeck/ecsapi/regular"
)

// mergeWait is how long another process may take that merges into the same journal.
const mergeWait = 10 * time.Second

// Merge moves the files of journals into another one, whose numbers of jobs go on with
// theirs: the jobs that were 1 to 3 there are 18 to 20 here after 17. A journal that a
// process still writes stays as it is and is among those left. It is safe to be
// interrupted, and done by two processes at once.
func Merge(into string, from ...string) (left []string, err error) {
	var full []string
	for _, dir := range from {
		if files, _ := filepath.Glob(filepath.Join(glob(dir), "*"+suffix)); len(files) > 0 && dir != into {
			full = append(full, dir)
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
	for _, dir := range full {
		switch err := mergeOne(into, dir); {
		case errors.Is(err, ErrHeld):
			left = append(left, dir)
		case err != nil:
			return left, plain(what, err)
		}
	}
	return left, nil
}

// glob is a path as a pattern that matches it alone.
func glob(path string) string {
	return strings.NewReplacer(`[`, `\[`, `*`, `\*`, `?`, `\?`, `\`, `\\`).Replace(path)
}

// mergeOne moves the files of one journal, or is ErrHeld.
func mergeOne(into, from string) error {
	if err := regular.CheckOwner(from); err != nil {
		return err
	}
	r, err := newReader(from)
	if err != nil {
		return err
	}
	for _, path := range r.paths {
		if lives, err := held(path); lives || err != nil {
			return errors.Join(ErrHeld, err)
		}
	}
	j := &Journal{dir: into}
	most, err := lastNumber(from)
	if err != nil {
		return err
	}
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
	out, err := os.CreateTemp(filepath.Dir(to), ".merge-*")
	if err != nil {
		return err
	}
	defer func() {
		if err = errors.Join(err, out.Close()); err == nil {
			err = os.Rename(out.Name(), to)
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

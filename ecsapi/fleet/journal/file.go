package journal

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"ecsdeck/ecsapi/message"
	"ecsdeck/ecsapi/regular"
)

// File is what a journal asks of its file.
type File interface {
	io.WriteCloser
	Sync() error
	Truncate(size int64) error
}

// suffix is of the files of a journal.
const suffix = ".jsonl"

// create makes this process's file and takes its lock. A name that is taken,
// because the clock went back or the process opened another journal, gets a
// letter more.
func (j *Journal) create() error {
	name := fmt.Sprintf("%s-%d", time.Now().UTC().Format("20060102T150405"), os.Getpid())
	for range 100 {
		path := filepath.Join(j.dir, name+suffix)
		f, err := os.OpenFile(path, os.O_WRONLY|os.O_APPEND|os.O_CREATE|os.O_EXCL, 0o600)
		if errors.Is(err, fs.ErrExist) {
			name += "x"
			continue
		}
		if err != nil {
			return plain("the journal can't be written", err)
		}
		lock := lockOf(path)
		if err := j.wait(lock); err != nil {
			f.Close()
			os.Remove(path)
			return plain("the journal can't be locked", err)
		}
		syncDir(j.dir)
		j.file, j.path, j.lock, j.size, j.torn = j.disk(f), path, lock, 0, false
		return nil
	}
	return message.Errorf("the journal can't be written: {directory} has too many files of this second", j.dir)
}

// makeDir makes a journal's directory if need be. One of another user is refused, and
// one in another user's: who owns it could lead what is written there anywhere.
func makeDir(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return plain("the journal's directory can't be made", err)
	}
	for _, d := range []string{dir, filepath.Dir(dir)} {
		if err := regular.CheckOwner(d); err != nil {
			return plain("the journal can't be written", err)
		}
	}
	return nil
}

// syncDir has the names of a directory outlive a power cut, where the file system can do that.
func syncDir(dir string) {
	if d, err := os.Open(dir); err == nil {
		d.Sync()
		d.Close()
	}
}

// gone reports whether this process's file was taken away: what would be written
// to it nobody could read.
func (j *Journal) gone() bool {
	_, err := os.Stat(j.path)
	return errors.Is(err, fs.ErrNotExist)
}

// renew makes another file for another job when this process's was taken away.
func (j *Journal) renew() error {
	if j.file == nil {
		return errClosed
	}
	if !j.gone() {
		return nil
	}
	if err := makeDir(j.dir); err != nil {
		return err
	}
	j.file.Close()
	j.lock.Unlock()
	return j.create()
}

var errClosed = message.Errorf("the journal is closed")

// append writes one line whole, or leaves the file as it was. One that says
// what happened already is then kept, to be written before any other.
func (j *Journal) append(sync bool, l *line) error {
	if j.file == nil {
		return errClosed
	}
	if sync && j.gone() {
		return message.Errorf("the journal was taken away: {path}", j.path)
	}
	l.At = stamp(l.At)
	text, err := l.encode()
	if err != nil {
		return message.Errorf("the journal can't hold the job: {error}", err)
	}
	if err = j.catchUp(); err == nil {
		err = j.put(sync, text)
	}
	if err != nil && l.Kind != kindBegin && l.Kind != kindIntent {
		j.owed = append(j.owed, text)
	}
	return err
}

// catchUp writes the lines that the disk would not take before. No line is
// written as long as an earlier one is missing: an end must not hide that an
// answer was lost.
func (j *Journal) catchUp() error {
	for len(j.owed) > 0 {
		if err := j.put(false, j.owed[0]); err != nil {
			return err
		}
		j.owed = j.owed[1:]
	}
	return nil
}

// Retry writes what the disk would not take, should it have room again.
func (j *Journal) Retry() error { return j.whileOpen(j.catchUp) }

// whileOpen does something with the mutex held, if there is a file to write.
func (j *Journal) whileOpen(do func() error) error {
	if j == nil || j.refused != nil {
		return nil
	}
	return j.locked(func() error {
		if j.file == nil {
			return nil
		}
		return do()
	})
}

// locked does something with the mutex held.
func (j *Journal) locked(do func() error) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	return do()
}

// put writes the text of a line.
func (j *Journal) put(sync bool, text []byte) error {
	out := text
	if j.torn {
		out = append([]byte("\n"), text...)
	}
	_, err := j.file.Write(out)
	if err == nil && sync {
		err = j.file.Sync()
	}
	if err != nil {
		j.torn = j.file.Truncate(j.size) != nil
		return plain("the journal can't be written", err)
	}
	j.size, j.torn = j.size+int64(len(out)), false
	return nil
}

// Close gives up the lock: jobs whose end was not written count as broken off
// from now on. A file without a line is removed.
func (j *Journal) Close() error {
	return j.whileOpen(func() error {
		err := errors.Join(j.catchUp(), j.file.Close())
		if j.size == 0 && !j.torn {
			os.Remove(j.path)
		}
		j.file = nil
		err = errors.Join(err, j.lock.Unlock())
		os.Remove(j.lock.Path())
		return err
	})
}

// plain says what went wrong with which file in one sentence.
func plain(what message.Key, err error) error {
	if p, ok := errors.AsType[*fs.PathError](err); ok {
		return message.Errorf("{problem}: {path}: {error}", what, p.Path, p.Err)
	}
	return message.Errorf("{problem}: {error}", what, err)
}

package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"syscall"
	"time"

	"github.com/gofrs/flock"
	"go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"

	"ecsdeck/ecsapi/message"
	"ecsdeck/ecsapi/regular"
)

// The buckets of the file. Their names tell the form of what is in them.
var (
	chunks = []byte("spot prices 1") // day and key to the samples of the day, see chunk.go
	asked  = []byte("asked 1")       // key to what was asked of it, see coverage.go
)

var (
	errBroken  = errors.New("broken") // of a file that is not what it should be
	errForeign = errors.New(FileName + " is of a newer ecsdeck or of another program")
	errHeld    = message.Errorf("another ecsdeck keeps the price history; this one forgets at its end what it reads")
)

// broken is an errBroken of which something more is known.
func broken(format string, args ...any) error {
	return fmt.Errorf("%w: %s", errBroken, fmt.Sprintf(format, args...))
}

// open opens the file or notes why not.
func (s *Store) open() {
	s.adopt()
	err := s.tryOpen()
	if errors.Is(err, errBroken) {
		if err = s.setAside(); err == nil {
			err = s.tryOpen()
		}
		if err == nil {
			s.mu.Lock()
			s.note = message.New("the price history on disk was broken; it is now {file}, and a new one begins", filepath.Base(s.aside()))
			s.mu.Unlock()
		}
	}
	switch {
	case err == nil:
		s.takeOver()
	case errors.Is(err, errHeld):
		s.stop(message.Of(errHeld))
	default:
		s.stop(message.New("the price history can't be kept: {reason}", s.plain(err)))
	}
}

func (s *Store) tryOpen() error {
	dir := filepath.Dir(s.path)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	// That of an account, in that of an endpoint, in that of all.
	for _, d := range []string{dir, filepath.Dir(dir), filepath.Dir(filepath.Dir(dir))} {
		if err := regular.CheckOwner(d); err != nil {
			return err
		}
	}
	if err := s.acquireLock(); err != nil {
		return err
	}
	i, err := os.Lstat(s.path)
	found := err == nil
	if found && !i.Mode().IsRegular() {
		return errors.New(FileName + " is not a file")
	}
	if found {
		err = os.Chmod(s.path, 0o600)
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	err = s.use()
	if err != nil && !found {
		os.Remove(s.path) // half a file, as on a full disk
	}
	return err
}

// use opens the file with bbolt, and looks at it.
func (s *Store) use() error {
	var file *os.File
	var db *bbolt.DB
	closable := true
	err := recoverFault(func() (err error) {
		db, err = bbolt.Open(s.path, 0o600, &bbolt.Options{
			Timeout:      time.Nanosecond, // who has the lock beside it gets it at once
			FreelistType: bbolt.FreelistMapType, NoStatistics: true,
			OpenFile: func(name string, flag int, _ os.FileMode) (_ *os.File, err error) {
				file, err = regular.OpenOwn(name, flag)
				return file, err
			},
		})
		var system syscall.Errno
		switch {
		case err == nil:
		case errors.As(err, &system) || errors.Is(err, bolterrors.ErrTimeout):
			return err
		default:
			return broken("%v", err)
		}
		summed := false
		err = db.View(func(tx *bbolt.Tx) (err error) {
			summed, err = check(tx, file)
			return err
		})
		if err == nil && !summed {
			// After a fault in here, db.Close could wait for a lock that is never given back.
			closable = false
			err = db.Update(createBuckets)
			closable = err == nil
		}
		if err == nil {
			s.info, err = os.Stat(s.path)
		}
		return err
	})
	switch {
	case err == nil:
		s.db = db
	case db != nil && closable:
		recoverFault(db.Close)
	case file != nil:
		file.Close()
	}
	return err
}

// createBuckets makes the buckets of a new file, and the sums of one that has none.
func createBuckets(tx *bbolt.Tx) error {
	for _, name := range [][]byte{chunks, asked} {
		b, err := tx.CreateBucketIfNotExists(name)
		if err != nil {
			return err
		}
		sum, err := sumOf(b)
		if err != nil {
			return err
		}
		if err := b.SetSequence(sum); err != nil {
			return err
		}
	}
	return nil
}

// acquireLock takes the lock beside the file: what is done to the file before bbolt locks it needs one, too.
func (s *Store) acquireLock() error {
	if s.lock != nil {
		return nil
	}
	lock := flock.New(s.path+".lock", flock.SetFlag(os.O_RDWR|os.O_CREATE|regular.OwnFlag), flock.SetPermissions(0o600))
	ctx, stop := context.WithTimeout(context.Background(), lockWait)
	defer stop()
	ok, err := lock.TryLockContext(ctx, lockWait/10)
	if ok {
		s.lock = lock
		return nil
	}
	lock.Close()
	if errors.Is(err, context.DeadlineExceeded) {
		return errHeld
	}
	return err
}

// close closes the file and gives back the lock.
func (s *Store) close() {
	s.access <- struct{}{}
	defer func() { <-s.access }()
	if s.db != nil {
		recoverFault(s.db.Close)
		s.db = nil
	}
	if s.lock != nil {
		s.lock.Unlock()
	}
}

// flush writes what is queued.
func (s *Store) flush() {
	s.mu.Lock()
	queue := s.queue
	s.queue = nil
	s.mu.Unlock()
	if len(queue) == 0 {
		return
	}
	s.access <- struct{}{}
	defer func() { <-s.access }()
	if s.db == nil {
		return
	}
	if i, err := os.Stat(s.path); err != nil || !os.SameFile(i, s.info) {
		s.stop(message.New("the price history was taken away; a new one begins with the next start"))
		return
	}
	err := recoverFault(func() error {
		return s.db.Update(func(tx *bbolt.Tx) error { return write(tx, queue) })
	})
	switch {
	case err == nil:
	case errors.Is(err, errBroken):
		s.abandon()
	default: // such as a full disk; what is known can still be read
		s.stop(message.New("the price history can't be written: {reason}", s.plain(err)))
	}
}

// abandon leaves a broken file alone from now on. Closing it could wait for locks that are never given back; so what bbolt
// holds of it goes with the process.
func (s *Store) abandon() {
	s.db = nil
	s.setAside()
	s.stop(message.New("the price history on disk was broken; a new one begins with the next start"))
}

// setAside gives a broken file another name, for whoever wants to look at it.
func (s *Store) setAside() error { return os.Rename(s.path, s.aside()) }

func (s *Store) aside() string { return s.path + ".broken" }

// plain is an error in one line, with the file named shortly.
func (s *Store) plain(err error) string {
	text := strings.ReplaceAll(err.Error(), s.path, FileName)
	return strings.Join(strings.Fields(text), " ")
}

// recoverFault runs f. A broken file makes bbolt panic, or makes the memory it is mapped to fault; both are errors here.
func recoverFault(f func() error) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if p := recover(); p != nil {
			err = broken("%v", p)
		}
	}()
	return f()
}

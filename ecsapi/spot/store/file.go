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
	"time"

	"github.com/gofrs/flock"
	"go.etcd.io/bbolt"
)

// The sections of the file. Their names tell the form of what is in them.
var (
	chunks = []byte("spot prices 1") // day and key to the samples of the day, see chunk.go
	asked  = []byte("asked 1")       // key to what was asked of it, see asked.go
)

var (
	errBroken  = errors.New("broken") // of a file that is not what it should be
	errForeign = errors.New(FileName + " is of a newer ecsdeck or of another program")
	errHeld    = errors.New("another ecsdeck keeps the price history; this one forgets at its end what it reads")
)

// broken is an errBroken of which something more is known.
func broken(format string, args ...any) error {
	return fmt.Errorf("%w: %s", errBroken, fmt.Sprintf(format, args...))
}

// open opens the file or notes why not.
func (s *Store) open() {
	err := s.tryOpen()
	if errors.Is(err, errBroken) {
		if err = s.setAside(); err == nil {
			err = s.tryOpen()
		}
		if err == nil {
			s.mu.Lock()
			s.note = "the price history on disk was broken; it is now " + filepath.Base(s.aside()) + ", and a new one begins"
			s.mu.Unlock()
		}
	}
	switch {
	case err == nil:
	case errors.Is(err, errHeld):
		s.stop(errHeld.Error())
	default:
		s.stop("the price history can't be kept: " + s.plain(err))
	}
}

func (s *Store) tryOpen() error {
	if err := os.MkdirAll(filepath.Dir(s.path), 0o700); err != nil {
		return err
	}
	if err := s.take(); err != nil {
		return err
	}
	i, err := os.Stat(s.path)
	found := err == nil
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return err
	case !i.Mode().IsRegular():
		return errors.New(FileName + " is not a file")
	default:
		if err := os.Chmod(s.path, 0o600); err != nil {
			return err
		}
		if err := check(s.path); err != nil {
			return err
		}
	}
	err = sheltered(func() error {
		db, err := bbolt.Open(s.path, 0o600, &bbolt.Options{
			Timeout:      time.Nanosecond, // who has the lock beside it gets it at once
			FreelistType: bbolt.FreelistMapType, NoStatistics: true,
		})
		if err != nil {
			return err
		}
		if err = begin(db); err == nil {
			s.info, err = os.Stat(s.path)
		}
		if err != nil {
			db.Close()
			return err
		}
		s.db = db
		return nil
	})
	if err != nil && !found {
		os.Remove(s.path) // half a file, as on a full disk
	}
	return err
}

// begin makes the sections of a new file.
func begin(db *bbolt.DB) error {
	whole := false
	err := db.View(func(tx *bbolt.Tx) error {
		whole = tx.Bucket(chunks) != nil && tx.Bucket(asked) != nil
		return nil
	})
	if whole || err != nil {
		return err
	}
	return db.Update(func(tx *bbolt.Tx) error {
		_, err := tx.CreateBucketIfNotExists(chunks)
		if err == nil {
			_, err = tx.CreateBucketIfNotExists(asked)
		}
		return err
	})
}

// take takes the lock beside the file: what is done to the file before bbolt locks it needs one, too.
func (s *Store) take() error {
	if s.lock != nil {
		return nil
	}
	lock := flock.New(s.path+".lock", flock.SetFlag(os.O_RDWR|os.O_CREATE), flock.SetPermissions(0o600))
	ctx, stop := context.WithTimeout(context.Background(), lockWait)
	defer stop()
	switch ok, err := lock.TryLockContext(ctx, lockWait/10); {
	case ok:
		s.lock = lock
		return nil
	case errors.Is(err, context.DeadlineExceeded):
		err = errHeld
		fallthrough
	default:
		lock.Close()
		return err
	}
}

// letGo closes the file and gives back the lock.
func (s *Store) letGo() {
	s.turn <- struct{}{}
	defer func() { <-s.turn }()
	if s.db != nil {
		sheltered(s.db.Close)
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
	s.turn <- struct{}{}
	defer func() { <-s.turn }()
	if s.db == nil {
		return
	}
	if i, err := os.Stat(s.path); err != nil || !os.SameFile(i, s.info) {
		s.stop("the price history was taken away; a new one begins with the next start")
		return
	}
	err := sheltered(func() error {
		return s.db.Update(func(tx *bbolt.Tx) error { return write(tx, queue) })
	})
	switch {
	case err == nil:
	case errors.Is(err, errBroken):
		s.giveUp()
	default: // such as a full disk; what is known can still be read
		s.stop("the price history can't be written: " + s.plain(err))
	}
}

// giveUp leaves a broken file alone from now on. Closing it could wait for locks that are never given back; so what bbolt
// holds of it goes with the process.
func (s *Store) giveUp() {
	s.db = nil
	s.setAside()
	s.stop("the price history on disk was broken; a new one begins with the next start")
}

// setAside gives a broken file another name, for whoever wants to look at it.
func (s *Store) setAside() error { return os.Rename(s.path, s.aside()) }

func (s *Store) aside() string { return s.path + ".broken" }

// plain is an error in one line, with the file named shortly.
func (s *Store) plain(err error) string {
	text := strings.ReplaceAll(err.Error(), s.path, FileName)
	return strings.Join(strings.Fields(text), " ")
}

// sheltered runs f. A broken file makes bbolt panic, or makes the memory it is mapped to fault; both are errors here.
func sheltered(f func() error) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if p := recover(); p != nil {
			err = broken("%v", p)
		}
	}()
	return f()
}

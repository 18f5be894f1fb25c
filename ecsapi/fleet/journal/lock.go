package journal

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/gofrs/flock"

	"ecsdeck/ecsapi/message"
	"ecsdeck/ecsapi/regular"
)

// lockOf is the lock that belongs to a file. It is a file of its own, since some
// systems let nobody read what is locked.
func lockOf(path string) *flock.Flock {
	return flock.New(path+".lock", flock.SetFlag(os.O_RDWR|os.O_CREATE|regular.OwnFlag), flock.SetPermissions(0o600))
}

const (
	lockNotice = time.Second      // a wait this long is told
	lockWait   = 10 * time.Second // at most; who writes a number needs a thousandth of it
)

// wait takes a lock that others hold for a moment only.
func (j *Journal) wait(lock *flock.Flock) error {
	err := tryFor(lock, lockNotice)
	if errors.Is(err, context.DeadlineExceeded) {
		if j.Waiting != nil {
			j.Waiting(message.New("another process holds {path}; the journal waits for it", lock.Path()))
		}
		err = tryFor(lock, lockWait-lockNotice)
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return &fs.PathError{Op: "lock", Path: lock.Path(), Err: ErrHeld}
	}
	return err
}

// tryFor tries again and again to take a lock, until a time is over.
func tryFor(lock *flock.Flock, d time.Duration) error {
	ctx, cancel := context.WithTimeout(context.Background(), d)
	defer cancel()
	_, err := lock.TryLockContext(ctx, 10*time.Millisecond)
	return err
}

// held reports whether a process holds the lock of a file, which it does as
// long as it lives.
func held(path string) (bool, error) {
	lock := flock.New(lockOf(path).Path(), flock.SetFlag(os.O_RDONLY|regular.OwnFlag))
	free, err := lock.TryRLock()
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return true, err // claiming that it broke off could make two processes finish it
	}
	lock.Unlock()
	return !free, nil
}

// ErrHeld is that another process holds what is to be held.
var ErrHeld = message.Errorf("another process holds it")

// Hold gives this process a name that no other one has in the directory until
// release is called or the process ends.
func Hold(dir, name string) (release func(), err error) {
	if err := makeDir(dir); err != nil {
		return nil, err
	}
	for {
		lock := lockOf(filepath.Join(dir, name))
		switch ok, err := lock.TryLock(); {
		case err != nil:
			return nil, plain("the lock can't be taken", err)
		case !ok:
			return nil, ErrHeld
		}
		// Who held it before may have taken the file away since it was opened here.
		mine, err := lock.Stat()
		there, err2 := os.Stat(lock.Path())
		if err == nil && err2 == nil && os.SameFile(mine, there) {
			return func() {
				os.Remove(lock.Path())
				lock.Unlock()
			}, nil
		}
		lock.Unlock()
		if err2 != nil && !errors.Is(err2, fs.ErrNotExist) {
			return nil, plain("the lock can't be taken", err2)
		}
	}
}

// number draws the next number of a job. The last one drawn stands in a file of
// its own, whose lock makes processes take turns; should it be lost, the
// journals tell.
func (j *Journal) number() (int, error) {
	last, err := j.draw(1)
	return last + 1, err
}

// draw draws so many numbers, and returns the one before them.
func (j *Journal) draw(n int) (last int, err error) {
	const what = "the journal can't number the job"
	path := filepath.Join(j.dir, "last")
	lock := lockOf(path)
	if err := j.wait(lock); err != nil {
		return 0, plain(what, err)
	}
	defer lock.Unlock()

	f, err := regular.OpenOwn(path, os.O_RDWR|os.O_CREATE)
	if err != nil {
		return 0, plain(what, err)
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, 100))
	if err != nil {
		return 0, plain(what, err)
	}
	last, err = strconv.Atoi(strings.TrimSpace(string(text)))
	if err != nil || last < 0 || last > mostNumber-n {
		if last, err = lastNumber(j.dir); err != nil {
			return 0, err
		}
		if last > mostNumber-n {
			return 0, message.Errorf("the journal can't number the job: {path}: no number is left", path)
		}
	}
	// Of one width, so that a write that fails or is cut off by the end of the
	// process leaves no other number.
	next := fmt.Appendf(nil, "%012d\n", last+n)
	if _, err = f.WriteAt(next, 0); err == nil {
		err = errors.Join(f.Truncate(int64(len(next))), f.Sync())
	}
	if err != nil {
		return 0, plain(what, err)
	}
	return last, nil
}

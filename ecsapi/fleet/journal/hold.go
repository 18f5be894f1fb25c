package journal

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"ecsdeck/ecsapi/message"
)

// ErrHeld is that another process holds what is to be held.
var ErrHeld = message.Errorf("another process holds it")

// Hold gives this process a name that no other one has in the directory until
// release is called or the process ends.
func Hold(dir, name string) (release func(), err error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, plain("the journal's directory can't be made", err)
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

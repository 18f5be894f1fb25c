// Package regular opens files that others may have put where ours are expected:
// settings, keys, what is kept. Only regular files are opened, since a pipe would hold
// the program up past every signal and a device would fill its memory.
package regular

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"ecsdeck/ecsapi/message"
)

// MaxSize is more than any file of settings or keys has, in bytes.
const MaxSize = 1 << 20

// Why a file is not opened; they come in an [fs.PathError].
var (
	ErrKind  = message.Errorf("it is no regular file")
	ErrLink  = message.Errorf("it is a link")
	ErrLarge = message.Errorf("it is larger than 1 MB")
	ErrOwner = message.Errorf("it belongs to another user")
)

// Read reads a file of at most [MaxSize], wherever a link leads.
func Read(path string) ([]byte, error) {
	f, err := Open(path)
	if err != nil {
		return nil, err
	}
	return read(f, path)
}

// ReadOwn reads a file of at most [MaxSize] that this program keeps, see [OpenOwn], in a
// directory of this user.
func ReadOwn(path string) ([]byte, error) {
	if err := CheckOwner(filepath.Dir(path)); err != nil {
		return nil, err
	}
	f, err := OpenOwn(path, os.O_RDONLY)
	if err != nil {
		return nil, err
	}
	return read(f, path)
}

func read(f *os.File, path string) ([]byte, error) {
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, MaxSize+1))
	if err == nil && len(b) > MaxSize {
		return nil, &fs.PathError{Op: "read", Path: path, Err: ErrLarge}
	}
	return b, err
}

// Open opens a file for reading, wherever a link leads.
func Open(path string) (*os.File, error) { return open(path, os.O_RDONLY, 0) }

// OwnFlag is what [OpenOwn] adds to the flags of [os.OpenFile], for who opens by itself.
const OwnFlag = noFollow | noWait

// OpenOwn opens a file that this program keeps, with the flags of [os.OpenFile]; what
// is created only its owner may read. A link is refused: it may lead to a file that is
// not to be changed.
func OpenOwn(path string, flag int) (*os.File, error) {
	if i, err := os.Lstat(path); err == nil && i.Mode()&fs.ModeSymlink != 0 {
		return nil, &fs.PathError{Op: "open", Path: path, Err: ErrLink}
	}
	return open(path, flag|noFollow, 0o600)
}

// open does not wait for who writes to a pipe.
func open(path string, flag int, mode fs.FileMode) (*os.File, error) {
	if i, err := os.Stat(path); err == nil && !i.Mode().IsRegular() { // opening alone may do something to a device
		why := ErrKind
		if i.IsDir() {
			why = syscall.EISDIR
		}
		return nil, &fs.PathError{Op: "open", Path: path, Err: why}
	}
	f, err := os.OpenFile(path, flag|noWait, mode)
	if err != nil {
		return nil, err
	}
	i, err := f.Stat()
	if err == nil && !i.Mode().IsRegular() { // it was changed since
		err = &fs.PathError{Op: "open", Path: path, Err: ErrKind}
	}
	if err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}

// CheckOwner refuses a directory that belongs to neither this user nor the system's
// own: who owns it can put anything there at any time. One that isn't there is nobody's.
func CheckOwner(dir string) error {
	i, err := os.Stat(dir)
	if errors.Is(err, fs.ErrNotExist) || err == nil && ours(i) {
		return nil
	}
	if err == nil {
		err = &fs.PathError{Op: "open", Path: dir, Err: ErrOwner}
	}
	return err
}

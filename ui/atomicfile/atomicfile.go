// Package atomicfile replaces files whole or not at all. It is our own since
// github.com/google/renameio does not build for Windows.
package atomicfile

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// create makes the file, readable by its owner alone, that is to become path.
func create(path string) (*os.File, error) {
	return os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*.new")
}

// Write puts what write writes in place of the file path, with the permissions
// mode. After an error the file is as it was.
func Write(path string, mode fs.FileMode, write func(io.Writer) error) error {
	f, err := create(path)
	if err != nil {
		return err
	}
	err = write(f)
	if err == nil {
		err = f.Chmod(mode)
	}
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		os.Remove(f.Name())
		return err
	}
	if d, err := os.Open(filepath.Dir(path)); err == nil {
		d.Sync() // so that the name outlives a power cut, where the file system can do that
		d.Close()
	}
	return nil
}

// WriteBytes is [Write] of bytes that are there already.
func WriteBytes(path string, mode fs.FileMode, b []byte) error {
	return Write(path, mode, func(w io.Writer) error {
		_, err := w.Write(b)
		return err
	})
}

// Check returns why [Write] could not write the file path, as far as that can be
// known before.
func Check(path string) error {
	f, err := create(path)
	if err != nil {
		return err
	}
	f.Close()
	return os.Remove(f.Name())
}

// Clean removes what processes that were killed left half written beside path.
// It is for who holds a lock on the file: another may be writing right now.
func Clean(path string) {
	dir := filepath.Dir(path)
	files, _ := os.ReadDir(dir)
	for _, f := range files {
		rest, mine := strings.CutPrefix(f.Name(), "."+filepath.Base(path)+".")
		number, half := strings.CutSuffix(rest, ".new")
		if mine && half && strings.Trim(number, "0123456789") == "" { // not that of a longer name
			os.Remove(filepath.Join(dir, f.Name()))
		}
	}
}

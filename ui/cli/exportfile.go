package cli

import (
	"bufio"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// exportFolder is the folder within the state of an account to which the deck writes what
// can't be written to the working directory.
const exportFolder = "exports"

// saver writes files that the deck exports: to the first of the directories that takes one. A
// directory that is not there is made, but for the first. Files are the person's own, and none
// is ever replaced.
func saver(home string, dirs ...string) func(name string, write func(io.Writer) error) (string, error) {
	return func(name string, write func(io.Writer) error) (path string, err error) {
		for n, dir := range dirs {
			if n > 0 {
				if err = os.MkdirAll(dir, 0o700); err != nil {
					continue
				}
			}
			f, e := createNew(dir, name)
			if err = e; err != nil {
				continue
			}
			w := bufio.NewWriterSize(f, 64<<10)
			if err = errors.Join(write(w), w.Flush(), f.Close()); err != nil {
				os.Remove(f.Name())
				continue
			}
			return shortPath(home, f.Name()), nil
		}
		return "", err
	}
}

// createNew makes a file that was not there, of a name that gets a number where it is taken.
func createNew(dir, name string) (*os.File, error) {
	const most = 100 // files of one second
	ext := filepath.Ext(name)
	for n := 1; ; n++ {
		as := name
		if n > 1 {
			as = strings.TrimSuffix(name, ext) + "-" + strconv.Itoa(n) + ext
		}
		f, err := os.OpenFile(filepath.Join(dir, as), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		if err == nil || !errors.Is(err, fs.ErrExist) || n == most {
			return f, err
		}
	}
}

// shortPath is a path as a person writes it: ./FILE in the working directory, ~ for home.
func shortPath(home, path string) string {
	if !filepath.IsAbs(path) {
		return "./" + filepath.ToSlash(path)
	}
	if rest, ok := strings.CutPrefix(path, home+string(filepath.Separator)); ok && home != "" {
		return "~" + string(filepath.Separator) + rest
	}
	return path
}

package config

import (
	"bytes"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"ecsdeck/ecsapi/message"
	"ecsdeck/ecsapi/regular"
	"ecsdeck/ui/atomicfile"
)

// Templates is a directory of documents, each in a file NAME.json of its own. The
// directory is made when something is saved.
type Templates[T any] struct{ Dir string }

// Adopt makes the directory, with a copy of the templates of another one, unless it is
// there. It is there whole or not at all.
func (t Templates[T]) Adopt(from string) error {
	names := Templates[T]{from}.List()
	if _, err := os.Lstat(t.Dir); len(names) == 0 || !errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	half, err := os.MkdirTemp(filepath.Dir(t.Dir), ".adopt-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(half)
	for _, name := range names {
		text, err := os.ReadFile(filepath.Join(from, name+".json"))
		if err == nil {
			err = os.WriteFile(filepath.Join(half, name+".json"), text, 0o600)
		}
		if err != nil {
			return err
		}
	}
	if err = os.Rename(half, t.Dir); errors.Is(err, fs.ErrExist) {
		return nil // another process did it
	}
	return err
}

// The errors of a template's name.
var (
	ErrName     = message.Errorf("a template's name is up to 60 letters, digits, spaces and any of . _ - and begins with a letter or a digit")
	ErrTemplate = message.Errorf("there is no such template")
)

// List returns the names, sorted.
func (t Templates[T]) List() []string {
	entries, _ := os.ReadDir(t.Dir) // a directory that can't be read has none to offer
	var names []string
	for _, e := range entries {
		if name, ok := strings.CutSuffix(e.Name(), ".json"); ok && !e.IsDir() && safe(name) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// Load reads a template. Fields that T hasn't are an error: they would silently
// be left out of what is ordered.
func (t Templates[T]) Load(name string) (v T, err error) {
	path, err := t.path(name)
	if err != nil {
		return v, err
	}
	text, err := regular.Read(path)
	if err != nil {
		return v, noTemplate(err)
	}
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&v); err != nil {
		return v, message.Errorf("{path} is no template: {error}", path, err)
	}
	return v, nil
}

// Save writes a template, in place of one of the same name.
func (t Templates[T]) Save(name string, v T) error {
	path, err := t.path(name)
	if err != nil {
		return err
	}
	text, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		return err
	}
	if err := os.MkdirAll(t.Dir, 0o700); err != nil {
		return err
	}
	return atomicfile.WriteBytes(path, 0o600, append(text, '\n'))
}

// Delete removes a template.
func (t Templates[T]) Delete(name string) error {
	path, err := t.path(name)
	if err != nil {
		return err
	}
	return noTemplate(os.Remove(path))
}

// noTemplate is ErrTemplate where an error says that a file is not there.
func noTemplate(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return ErrTemplate
	}
	return err
}

func (t Templates[T]) path(name string) (string, error) {
	if !safe(name) {
		return "", ErrName
	}
	return filepath.Join(t.Dir, name+".json"), nil
}

// safe reports whether a name can be a file's: it leads to no other directory,
// hides nowhere and can be typed.
func safe(name string) bool {
	return utf8.ValidString(name) && templateName().MatchString(name) && !strings.HasSuffix(name, " ")
}

// templateName is compiled when it is needed: it has all letters there are sixty times,
// which is 2 MB and 3 ms.
var templateName = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^[\pL\p{Nd}][\pL\p{Nd} ._-]{0,59}$`)
})

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
	"unicode/utf8"

	"ecsdeck/ecsapi/message"
	"ecsdeck/ecsapi/regular"
	"ecsdeck/ui/atomicfile"
)

// Templates is a directory of documents, each in a file NAME.json of its own. The
// directory is made when something is saved.
type Templates[T any] struct {
	Dir    string
	Shared string // a directory of others, which count where Dir has none of their name; "" for none
}

// The errors of a template's name.
var (
	ErrName     = message.Errorf("a template's name is up to 60 letters, digits, spaces and any of . _ - and begins with a letter or a digit")
	ErrTemplate = message.Errorf("there is no such template")
)

// List returns the names, sorted.
func (t Templates[T]) List() []string {
	var names []string
	for _, dir := range []string{t.Dir, t.Shared} {
		entries, _ := os.ReadDir(dir) // a directory that can't be read has none to offer
		for _, e := range entries {
			if name, ok := strings.CutSuffix(e.Name(), ".json"); ok && !e.IsDir() && safe(name) {
				names = append(names, name)
			}
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// Load reads a template. Fields that T hasn't are an error: they would silently
// be left out of what is ordered.
func (t Templates[T]) Load(name string) (v T, err error) {
	path, err := t.there(name)
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

// Delete removes a template, the shared one only where there is no other.
func (t Templates[T]) Delete(name string) error {
	path, err := t.there(name)
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

// there is the path of a template that can be read.
func (t Templates[T]) there(name string) (string, error) {
	path, err := t.path(name)
	if _, miss := os.Stat(path); err == nil && t.Shared != "" && errors.Is(miss, fs.ErrNotExist) {
		return Templates[T]{Dir: t.Shared}.path(name)
	}
	return path, err
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
	return utf8.ValidString(name) && templateName.MatchString(name) && !strings.HasSuffix(name, " ")
}

var templateName = regexp.MustCompile(`^[\pL\p{Nd}][\pL\p{Nd} ._-]{0,59}$`)

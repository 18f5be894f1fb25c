package config

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"ecsdeck/ecsapi/message"
	"ecsdeck/ui/atomicfile"
)

// Templates is a directory of documents, each in a file NAME.json of its own.
type Templates struct{ dir string }

// OpenTemplates names the directory, which is made when something is saved.
func OpenTemplates(dir string) Templates { return Templates{dir} }

// The errors of a template's name.
var (
	ErrName     = message.Errorf("a template's name is up to 60 letters, digits, spaces and any of . _ - and begins with a letter or a digit")
	ErrTemplate = message.Errorf("there is no such template")
)

// List returns the names, sorted.
func (t Templates) List() []string {
	entries, _ := os.ReadDir(t.dir) // a directory that can't be read has none to offer
	var names []string
	for _, e := range entries {
		if name, ok := strings.CutSuffix(e.Name(), ".json"); ok && !e.IsDir() && safe(name) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// Load reads a template into v. Fields that v hasn't are an error: they would
// silently be left out of what is ordered.
func (t Templates) Load(name string, v any) error {
	path, err := t.path(name)
	if err != nil {
		return err
	}
	f, err := os.Open(path)
	if missing(err) {
		return ErrTemplate
	}
	if err != nil {
		return err
	}
	defer f.Close()
	dec := json.NewDecoder(f)
	dec.DisallowUnknownFields()
	if err := dec.Decode(v); err != nil {
		return message.Errorf("{path} is no template: {error}", path, err)
	}
	return nil
}

// Save writes a template, in place of one of the same name.
func (t Templates) Save(name string, v any) error {
	path, err := t.path(name)
	if err != nil {
		return err
	}
	text, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		return err
	}
	if err := os.MkdirAll(t.dir, 0o700); err != nil {
		return err
	}
	return atomicfile.WriteBytes(path, 0o600, append(text, '\n'))
}

// Delete removes a template.
func (t Templates) Delete(name string) error {
	path, err := t.path(name)
	if err != nil {
		return err
	}
	if err := os.Remove(path); missing(err) {
		return ErrTemplate
	} else if err != nil {
		return err
	}
	return nil
}

func (t Templates) path(name string) (string, error) {
	if !safe(name) {
		return "", ErrName
	}
	return filepath.Join(t.dir, name+".json"), nil
}

// safe reports whether a name can be a file's: it leads to no other directory,
// hides nowhere and can be typed.
func safe(name string) bool {
	if name == "" || utf8.RuneCountInString(name) > 60 || !utf8.ValidString(name) || strings.HasSuffix(name, " ") {
		return false
	}
	for i, r := range name {
		plain := unicode.IsLetter(r) || unicode.IsDigit(r)
		if !plain && (i == 0 || !strings.ContainsRune(" ._-", r)) {
			return false
		}
	}
	return true
}

package config

import (
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

type order struct {
	Type   string
	Amount int
}

func TestTemplates(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "templates")
	all := Templates[order]{Dir: dir}
	if names := all.List(); len(names) > 0 {
		t.Errorf("templates of nowhere: %q", names)
	}
	for _, name := range []string{"web", "网站 2.1", "db_a-b"} {
		if err := all.Save(name, order{"ecs.g7.large", 3}); err != nil {
			t.Fatal(err)
		}
	}
	if err := all.Save("web", order{"ecs.g7.xlarge", 4}); err != nil {
		t.Fatal(err)
	}
	os.WriteFile(filepath.Join(dir, ".hidden.json"), nil, 0o600)
	os.WriteFile(filepath.Join(dir, "notes.txt"), nil, 0o600)
	os.Mkdir(filepath.Join(dir, "old.json"), 0o700)
	if got := all.List(); !reflect.DeepEqual(got, []string{"db_a-b", "web", "网站 2.1"}) {
		t.Errorf("names %q", got)
	}
	o, err := all.Load("web")
	if err != nil || o != (order{"ecs.g7.xlarge", 4}) {
		t.Errorf("loaded %+v, %v", o, err)
	}
	if info, err := os.Stat(filepath.Join(dir, "web.json")); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info, err)
	}
	if err := all.Delete("web"); err != nil {
		t.Error(err)
	}
	_, err = all.Load("web")
	for _, err := range []error{all.Delete("web"), err} {
		if !errors.Is(err, ErrTemplate) {
			t.Errorf("a template that is gone: %v", err)
		}
	}
}

func TestTemplateOfAnotherShape(t *testing.T) {
	dir := t.TempDir()
	for _, text := range []string{"", "[]", `{"Typ":"x"}`, "{"} {
		os.WriteFile(filepath.Join(dir, "x.json"), []byte(text), 0o600)
		if _, err := (Templates[order]{Dir: dir}).Load("x"); err == nil || !strings.Contains(err.Error(), "x.json is no template") {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestTemplateNamesLeadNowhere(t *testing.T) {
	dir := t.TempDir()
	all := Templates[order]{Dir: filepath.Join(dir, "templates")}
	for _, name := range []string{"", ".", "..", "../x", "a/b", `a\b`, ".x", "-x", "x ", " x", "a\x00b", "a\nb", "a\u202eb", "\xff", strings.Repeat("x", 61)} {
		if err := all.Save(name, order{}); !errors.Is(err, ErrName) {
			t.Errorf("%q: %v", name, err)
		}
		if err := all.Delete(name); !errors.Is(err, ErrName) {
			t.Errorf("%q: %v", name, err)
		}
	}
	if entries, _ := os.ReadDir(dir); len(entries) > 0 {
		t.Errorf("written: %v", entries)
	}
}

// A profile begins with the templates that all had, and goes its own way from there.
func TestAdoptedTemplates(t *testing.T) {
	all := Templates[order]{Dir: t.TempDir()}
	own := Templates[order]{Dir: filepath.Join(all.Dir, "@prod")}
	for name, amount := range map[string]int{"web": 1, "db": 2} {
		if err := all.Save(name, order{Amount: amount}); err != nil {
			t.Fatal(err)
		}
	}
	for range 2 { // the second time it has its own
		if err := own.Adopt(all.Dir); err != nil {
			t.Fatal(err)
		}
		own.Delete("db")
		if got := own.List(); !reflect.DeepEqual(got, []string{"web"}) {
			t.Errorf("its own are %q", got)
		}
	}
	if err := own.Save("web", order{Amount: 3}); err != nil {
		t.Fatal(err)
	}
	if o, err := all.Load("web"); err != nil || o.Amount != 1 || len(all.List()) != 2 {
		t.Errorf("those of all: web is %d, %v, of %q", o.Amount, err, all.List())
	}
	if err := (Templates[order]{Dir: filepath.Join(all.Dir, "@none")}).Adopt(t.TempDir()); err != nil {
		t.Error(err)
	}
	if entries, _ := os.ReadDir(all.Dir); len(entries) != 3 {
		t.Errorf("there are %v", entries)
	}
}

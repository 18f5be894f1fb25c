package config

import (
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"testing"
)

type arranged struct {
	Zoom    bool
	Filters map[string]string
}

func save(name, expr string) func(*arranged) {
	return func(a *arranged) {
		if a.Filters == nil {
			a.Filters = map[string]string{}
		}
		a.Filters[name] = expr
	}
}

// What others wrote meanwhile stays, what a newer version wrote too.
func TestKept(t *testing.T) {
	path := filepath.Join(t.TempDir(), "views", "prod.json")
	mine, other := Kept[arranged]{path}, Kept[arranged]{path}
	if v, err := mine.Load(); err != nil || !reflect.DeepEqual(v, arranged{}) {
		t.Errorf("of a file that is not there: %+v, %v", v, err)
	}
	if err := mine.Change(save("web", "name:web")); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info, err)
	}
	text, _ := os.ReadFile(path)
	os.WriteFile(path, []byte(strings.Replace(string(text), "{", `{"Newer": [1],`, 1)), 0o600)
	if err := other.Change(func(a *arranged) { a.Zoom = true }); err != nil {
		t.Fatal(err)
	}
	var writers sync.WaitGroup
	for n := range 20 {
		writers.Go(func() {
			if err := mine.Change(save(fmt.Sprint(n), "x")); err != nil {
				t.Error(err)
			}
		})
	}
	writers.Wait()
	if err := mine.Change(func(a *arranged) { delete(a.Filters, "web") }); err != nil {
		t.Fatal(err)
	}
	if v, err := mine.Load(); err != nil || !v.Zoom || len(v.Filters) != 20 {
		t.Errorf("%+v, %v", v, err)
	}
	if text, _ := os.ReadFile(path); !strings.Contains(string(text), `"Newer"`) {
		t.Errorf("the member that it doesn't know is gone:\n%s", text)
	}
}

// A file that can't be read is not written over.
func TestKeptDamaged(t *testing.T) {
	for _, text := range []string{"", "{", "[]", `{"Zoom": 3}`, "\x00"} {
		k := Kept[arranged]{filepath.Join(t.TempDir(), "x.json")}
		os.WriteFile(k.Path, []byte(text), 0o600)
		if v, err := k.Load(); err == nil || v.Zoom || !strings.Contains(err.Error(), "x.json can't be read") {
			t.Errorf("%q: %+v, %v", text, v, err)
		}
		if err := k.Change(save("web", "x")); err == nil {
			t.Errorf("%q was written over", text)
		}
		if now, _ := os.ReadFile(k.Path); string(now) != text {
			t.Errorf("%q is %q now", text, now)
		}
	}
}

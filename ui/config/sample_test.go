package config

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"
)

// uncommented is the sample with all in force.
func uncommented() string {
	return regexp.MustCompile(`(?m)^# ([a-z_]+ = |\[)`).ReplaceAllString(Sample, "$1")
}

func TestSampleSetsNothing(t *testing.T) {
	c, err := load(t, Sample)
	if err != nil {
		t.Fatal(err)
	}
	if c.Path = ""; !reflect.DeepEqual(c, &Config{Keys: map[string][]string{}, Profiles: map[string]Profile{}}) {
		t.Errorf("it sets %+v", c)
	}
}

// What the sample tells is all there is, and right.
func TestSampleTellsAll(t *testing.T) {
	c, err := load(t, uncommented())
	if err != nil {
		t.Fatal(err)
	}
	var look func(v reflect.Value, name string)
	look = func(v reflect.Value, name string) {
		if v.Kind() == reflect.Struct {
			for i := range v.NumField() {
				look(v.Field(i), v.Type().Field(i).Name)
			}
		} else if v.IsZero() {
			t.Errorf("the sample doesn't tell of %s", name)
		}
	}
	look(reflect.ValueOf(*c), "")
	look(reflect.ValueOf(c.Profiles["prod"]), "")
}

func TestInitKeepsWhatIsThere(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a", "config.toml")
	if err := Init(path, false); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info, err)
	}
	if err := os.WriteFile(path, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := Init(path, false); !errors.Is(err, fs.ErrExist) {
		t.Errorf("a file that is there: %v", err)
	}
	if text, _ := os.ReadFile(path); string(text) != "mine" {
		t.Errorf("it became %q", text)
	}
	if err := Init(path, true); err != nil {
		t.Error(err)
	}
	if text, _ := os.ReadFile(path); string(text) != Sample {
		t.Errorf("by force it became %q", text)
	}
	entries, _ := os.ReadDir(filepath.Dir(path))
	if len(entries) != 1 {
		t.Errorf("left behind: %v", entries)
	}
	if strings.Contains(Sample, "\t") {
		t.Error("tabs look different everywhere")
	}
}

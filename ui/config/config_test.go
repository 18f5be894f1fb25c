package config

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"
)

var english = []string{"en", "zh"}

func load(t *testing.T, text string) (*Config, error) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "config.toml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return Load(path, english)
}

func pointer[T any](v T) *T { return &v }

func TestSettingsAreRead(t *testing.T) {
	c, err := load(t, "\ufeff"+`
theme = "dark"
ascii = true
lang = "zh"
undo = "1.5s"

[spot]
drain = ["drain node", "$x"]
drain_script = """
#!/bin/sh
systemctl stop worker
"""
bell = true
notify = false

[keys]
stop = ["S", "f8"]
start = ["T"]

[columns]
instances = ["id", "tag:env"]
calls = ["api"]

[filters]
"two words" = "status:stopped"

[profile.prod]
read_only = true
production = true
region = "cn-hangzhou"
endpoints = ["ecs.example.com", "10.0.0.1:8443", "[fd00::1]:8443"]
calls_at_once = 300
calls_per_second = 20
most_calls_at_once = 10000
[profile.prod.limits]
start = 50
release = "none"
per_hour = "12.345678"
once = 0.1

[profile."two words"]
limits = { stop = 3, once = 500 }
`)
	if err != nil {
		t.Fatal(err)
	}
	if c.Path == "" {
		t.Error("the file has no path")
	}
	c.Path = ""
	want := &Config{
		Theme: "dark", ASCII: "true", Lang: "zh", Undo: pointer(1500 * time.Millisecond),
		Spot:    Spot{Drain: []string{"drain node", "$x"}, DrainScript: "#!/bin/sh\nsystemctl stop worker\n", Bell: pointer(true), Notify: pointer(false)},
		Keys:    map[string][]string{"stop": {"S", "f8"}, "start": {"T"}},
		Columns: map[string][]string{"instances": {"id", "tag:env"}, "calls": {"api"}},
		Filters: map[string]string{"two words": "status:stopped"},
		Profiles: map[string]Profile{
			"prod": {
				ReadOnly: true, Production: true, Region: "cn-hangzhou", Endpoints: []string{"ecs.example.com", "10.0.0.1:8443", "[fd00::1]:8443"},
				CallsAtOnce: 300, CallsPerSecond: 20, MostCallsAtOnce: 10_000,
				Limits: Limits{Start: pointer(50), Release: pointer(0), PerHour: pointer[int64](12_345_678), Once: pointer[int64](100_000)},
			},
			"two words": {Limits: Limits{Stop: pointer(3), Once: pointer[int64](500_000_000)}},
		},
	}
	if !reflect.DeepEqual(c, want) {
		t.Errorf("read\n%+v\nwant\n%+v", c, want)
	}
}

func TestWhatIsWrongIsSaid(t *testing.T) {
	for _, c := range []struct {
		text     string
		line     int
		said     string
		accepted string
	}{
		{"theme = \"dark\"\n\nthem = 1\n", 3, `there is no setting "them"`, "theme"},
		{"\n[profil.x]\n", 2, `there is no setting "profil"`, "profile"},
		{"theme = \"neon\"", 1, `theme cannot be "neon"`, "light"},
		{"ascii = \"yes\"", 1, `ascii cannot be "yes"`, "auto"},
		{"theme = 5", 1, "theme cannot be 5", "auto"},
		{"lang = \"tlh\"", 1, `lang cannot be "tlh"`, "zh"},
		{"undo = 3", 1, "undo cannot be 3", "60s"},
		{"undo = \"3\"", 1, `undo cannot be "3"`, "60s"},
		{"undo = \"-1s\"", 1, "undo cannot be", "60s"},
		{"undo = \"2h\"", 1, "undo cannot be", "60s"},
		{"undo = 3s", 1, "this is not TOML", ""},
		{"\n\x01", 2, "this is not TOML", ""},
		{"theme = \"dark\"\ntheme = \"dark\"", 2, "this is not TOML", ""},
		{"columns = 5", 1, "columns is a table, such as [columns]", ""},
		{"[columns]\njob = [\"what\"]", 2, `[columns] has no setting "job"`, "jobs"},
		{"[columns]\njobs = \"what\"", 2, `jobs cannot be "what"`, ""},
		{"[columns]\njobs = []", 2, "jobs cannot be []", ""},
		{"[columns]\njobs = [\"what\", \"naem\"]", 2, `jobs cannot have the column "naem"`, "who"},
		{"[columns]\njobs = [\"what\", \"what\"]", 2, `jobs cannot have the column "what"`, "who"},
		{"[columns]\njobs = [\"tag:env\"]", 2, `jobs cannot have the column "tag:env"`, "who"},
		{"filters = 5", 1, "filters is a table, such as [filters]", ""},
		{"[filters]\nx = 5", 2, "x cannot be 5", ""},
		{"[filters]\nx = \" \"", 2, `x cannot be " "`, ""},
		{"keys = 5", 1, "keys is a table, such as [keys]", ""},
		{"\nprofile.x = 5", 2, "x is a table, such as [profile.x]", ""},
		{"[[profile]]\nx = 5", 1, "is a table", ""},
		{"[keys]\n\nstpo = [\"S\"]", 3, `no key binding is called "stpo"`, "stop"},
		{"[keys]\nstop = \"S\"", 2, `stop cannot be "S"`, "a list of keys"},
		{"[keys]\nstop = [1]", 2, "stop cannot be [1]", "a list of keys"},
		{"[keys]\nstop = []", 2, "at least one key", ""},
		{"[keys]\nfilter = [\"f1\"]\nstop = [\"S\"]", 3, `the key "S" is taken by "start"`, ""},
		{"[keys]\nstop = [\"crtl+s\"]", 2, `there is no key "crtl+s"`, "ctrl+s"},
		{"spot = true", 1, "spot is a table, such as [spot]", ""},
		{"[spot]\n\ndrian = [\"x\"]", 3, `[spot] has no setting "drian"`, "drain"},
		{"[spot]\ndrain = \"drain-node --now\"", 2, `drain cannot be "drain-node --now"`, `["drain-node", "--now"]`},
		{"[spot]\ndrain = []", 2, "drain cannot be []", `["drain-node", "--now"]`},
		{"[spot]\ndrain = [\" \", \"x\"]", 2, "drain cannot be", `["drain-node", "--now"]`},
		{"[spot]\ndrain = [\"x\", 5]", 2, "drain cannot be", `["drain-node", "--now"]`},
		{"[spot]\ndrain_script = \"\"", 2, `drain_script cannot be ""`, "systemctl stop worker"},
		{"[spot]\ndrain_script = \"" + strings.Repeat("x", 16<<10+1) + "\"", 2, "drain_script cannot be", "at most 16,384 bytes"},
		{"[spot]\nbell = \"yes\"", 2, `bell cannot be "yes"`, "true"},
		{"[spot]\nnotify = 1", 2, "notify cannot be 1", "false"},
		{"[profile.prod]\nread_olny = true", 2, `[profile.prod] has no setting "read_olny"`, "read_only"},
		{"[profile.prod]\nread_only = \"yes\"", 2, `read_only cannot be "yes"`, "true"},
		{"[profile.prod]\nregion = \"Hangzhou\"", 2, `region cannot be "Hangzhou"`, "cn-hangzhou"},
		{"[profile.prod]\nendpoints = [\"https://x.y/\"]", 2, "endpoints cannot be", "ecs.example.com"},
		{"[profile.prod]\nendpoints = [\"fd00::1\"]", 2, "endpoints cannot be", "ecs.example.com"},
		{"[profile.prod]\nendpoints = [\"*.com\"]", 2, "endpoints cannot be", "ecs.example.com"},
		{"[profile.prod]\ncalls_at_once = 5", 2, "calls_at_once cannot be 5", "a whole number from 10 to 10000"},
		{"[profile.prod]\nmost_calls_at_once = 9", 2, "most_calls_at_once cannot be 9", "a whole number from 10 to 10000"},
		{"[profile.prod]\ncalls_per_second = 0.5", 2, "calls_per_second cannot be 0.5", "a whole number from 1 to 1000"},
		{"[profile.prod.limits]\nrelese = 5", 2, `[profile.prod.limits] has no setting "relese"`, "release"},
		{"[profile.prod]\nlimits = { start = 5, stop = -1 }", 2, "stop cannot be -1", "a whole number from 1"},
		{"[profile.prod.limits]\nrelease = 0", 2, "release cannot be 0", `"none"`},
		{"[profile.prod.limits]\nrelease = 1.5", 2, "release cannot be 1.5", `"none"`},
		{"[profile.prod.limits]\nonce = \"1,5\"", 2, `once cannot be "1,5"`, `"12.50"`},
		{"[profile.prod.limits]\nonce = 1e30", 2, "once cannot be", `"12.50"`},
		{"[profile.prod.limits]\nonce = 0", 2, "once cannot be 0", `"none"`},
		{"[profile.prod.limits]\nonce = \"0.0000001\"", 2, "once cannot be", `"12.50"`},
		{"[profile.prod]\nlimits = 5", 2, "limits is a table", ""},
	} {
		_, err := load(t, c.text)
		e, ok := errors.AsType[*Error](err)
		if !ok {
			t.Errorf("%q: %v", c.text, err)
			continue
		}
		if e.Line != c.line || !strings.Contains(e.Error(), c.said) || strings.ContainsAny(e.Error(), "\n\x01") {
			t.Errorf("%q: %v, want line %d and %q", c.text, err, c.line, c.said)
		}
		if !strings.Contains(strings.Join(e.Accepted, ", "), c.accepted) {
			t.Errorf("%q: accepted are %q", c.text, e.Accepted)
		}
	}
}

func TestFilesThatAreNone(t *testing.T) {
	dir := t.TempDir()
	c, err := Load(filepath.Join(dir, "none.toml"), english)
	if !errors.Is(err, fs.ErrNotExist) || c == nil || c.Path != "" {
		t.Errorf("a missing file: %+v, %v", c, err)
	}
	c, err = Load(dir, english)
	if e, ok := errors.AsType[*Error](err); !ok || e.Line != 0 || c == nil {
		t.Errorf("a directory: %v", err)
	}
	if c, err := load(t, ""); err != nil || len(c.Keys)+len(c.Profiles) > 0 {
		t.Errorf("an empty file: %+v, %v", c, err)
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(Sample))
	f.Add([]byte(uncommented()))
	f.Add([]byte("profile.x.limits.start = 5\n[[a.b]]\n"))
	f.Add([]byte("[profile.\"\".limits]\nonce = 0x5\nper_hour = inf"))
	f.Fuzz(func(t *testing.T, text []byte) {
		_, err := parse("f", text, english)
		if e, ok := errors.AsType[*Error](err); err != nil && !ok {
			t.Errorf("%v", err)
		} else if ok && strings.Contains(e.Error(), "\n") {
			t.Errorf("more than a line: %q", e.Error())
		}
	})
}

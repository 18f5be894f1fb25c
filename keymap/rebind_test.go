package keymap

import (
	"slices"
	"strings"
	"testing"
)

func TestRebind(t *testing.T) {
	m := Default()
	if err := m.Rebind(map[string][]string{"stop": {"Z", "f8"}}); err != nil {
		t.Fatal(err)
	}
	if !m.Stop.Match(press("Z")) || !m.Stop.Match(press("f8")) || m.Stop.Match(press("T")) {
		t.Error("stop does not follow its new keys")
	}
	if m.Stop.Label() != "Z" {
		t.Errorf("help still shows %q", m.Stop.Label())
	}
	// A dialog is a place of its own: enter may both go in and confirm.
	if err := m.Rebind(map[string][]string{"leave": {"q"}}); err != nil {
		t.Error(err)
	}
}

func TestRebindSwaps(t *testing.T) {
	m := Default()
	if err := m.Rebind(map[string][]string{"start": {"T"}, "stop": {"S"}}); err != nil {
		t.Fatal(err)
	}
	if !m.Start.Match(press("T")) || !m.Stop.Match(press("S")) || m.Stop.Match(press("T")) {
		t.Errorf("start is %v, stop is %v", m.Start.Keys, m.Stop.Keys)
	}
}

func TestRebindRefuses(t *testing.T) {
	for _, c := range []struct {
		keys map[string][]string
		want string
	}{
		{map[string][]string{"stpo": {"Z"}}, `called "stpo"`},
		{map[string][]string{"start": {}}, "at least one"},
		{map[string][]string{"start": {"T"}}, `taken by "stop"`},
		{map[string][]string{"start": {"Z"}, "stop": {"Z"}}, `"Z" is taken`},
		{map[string][]string{"filter": {"ctrl+m"}}, "some terminals"},
		{map[string][]string{"start": {"ctrl+s"}}, "too easily"},
		{map[string][]string{"filter": {"crtl+s"}}, `no key "crtl+s"`},
		{map[string][]string{"filter": {"shift+s"}}, "no key"},
		{map[string][]string{"filter": {"ctrl+S"}}, "no key"},
		{map[string][]string{"filter": {"f13"}}, "no key"},
		{map[string][]string{"filter": {" "}}, "no key"},
		{map[string][]string{"filter": {""}}, "no key"},
		{map[string][]string{"filter": {"\x01"}}, "no key"},
		{map[string][]string{"filter": {"F5"}}, "no key"},
	} {
		m := Default()
		before := m.Start.Keys
		if err := m.Rebind(c.keys); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("Rebind(%q) = %v; want …%s…", c.keys, err, c.want)
		}
		if !slices.Equal(m.Start.Keys, before) {
			t.Errorf("Rebind(%q) was refused and changed start to %q", c.keys, m.Start.Keys)
		}
	}
}

// Every key that is bound as shipped is one that could be set.
func TestOwnKeysCanBeSet(t *testing.T) {
	m := Default()
	keys := map[string][]string{}
	for _, b := range m.all() {
		keys[b.Name] = b.Keys
	}
	if err := m.Rebind(keys); err != nil {
		t.Error(err)
	}
}

package keymap

import (
	"reflect"
	"strings"
	"testing"
)

type press string

func (p press) String() string { return string(p) }

func TestNoTwoBindingsOfOnePlaceShareAKey(t *testing.T) {
	m := Default()
	for _, where := range []place{onPage, inDialog, inMenu, onJobs, onReclaims, onPrices, onFleet, inCopy, inText} {
		owner := map[string]string{}
		for _, g := range m.Groups() {
			for _, b := range g.Bindings {
				if m.places(b)&where == 0 {
					continue
				}
				for _, k := range b.Keys {
					if o, taken := owner[k]; taken {
						t.Errorf("%q calls both %s and %s", k, o, b.Name)
					}
					owner[k] = b.Name
				}
			}
		}
	}
}

// A binding that is missing from the groups would work and never be shown.
func TestHelpShowsEveryBinding(t *testing.T) {
	m := Default()
	shown := map[*Binding]bool{}
	names := map[string]bool{}
	for _, g := range m.Groups() {
		for _, b := range g.Bindings {
			if names[b.Name] {
				t.Errorf("two bindings are called %q", b.Name)
			}
			shown[b], names[b.Name] = true, true
		}
	}
	v := reflect.ValueOf(m).Elem()
	for i := range v.NumField() {
		b := v.Field(i).Interface().(*Binding)
		if !shown[b] {
			t.Errorf("%s is in no group", v.Type().Field(i).Name)
		}
	}
}

func TestUpperCaseActsAndNoCtrlKeyDoes(t *testing.T) {
	m := Default()
	for _, b := range m.acts() {
		for _, k := range b.Keys {
			if len(k) != 1 || k != strings.ToUpper(k) {
				t.Errorf("%s acts on %q; only a plain upper-case letter may", b.Name, k)
			}
		}
	}
	for _, g := range m.Groups() {
		for _, b := range g.Bindings {
			plain := b == m.Suspend // a shell's own, and wanted in a field too
			for _, k := range b.Keys {
				plain = plain || !strings.HasPrefix(k, "ctrl+")
			}
			if !plain {
				t.Errorf("%s has no plain twin of its Ctrl key", b.Name)
			}
		}
	}
}

package keymap

import (
	"ecsdeck/ecsapi/message"
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// BindError is why bindings can't have the keys that somebody wants.
type BindError struct {
	Name     string // of the binding, as it was given
	Text     message.Text
	Accepted []string // instead of the name or the key; nil when that is no short list
}

func (e *BindError) Error() string { return e.Text.String() }

// Rebind gives bindings, by name, other keys: all at once, so that two may swap
// theirs, or with a *BindError none. It refuses unknown names, no keys at all,
// keys that no terminal sends or that only some can tell from others, Ctrl keys
// for what changes machines, and two bindings of one place with the same key.
func (m *Map) Rebind(keys map[string][]string) error {
	all := m.all()
	want := map[*Binding][]string{}
	for _, name := range slices.Sorted(maps.Keys(keys)) {
		i := slices.IndexFunc(all, func(b *Binding) bool { return b.Name == name })
		if i < 0 {
			return &BindError{Name: name, Text: message.New("no key binding is called {name:q}", name), Accepted: m.names()}
		}
		if len(keys[name]) == 0 {
			return &BindError{Name: name, Text: message.New("the key binding {name:q} needs at least one key", name)}
		}
		for _, k := range keys[name] {
			if err := m.bindable(all[i], k); err != nil {
				return err
			}
		}
		want[all[i]] = keys[name]
	}
	for _, name := range slices.Sorted(maps.Keys(keys)) {
		b := all[slices.IndexFunc(all, func(b *Binding) bool { return b.Name == name })]
		for _, other := range all {
			has, changed := want[other]
			if !changed {
				has = other.Keys
			}
			if other == b || m.places(other)&m.places(b) == 0 {
				continue
			}
			if i := slices.IndexFunc(want[b], func(k string) bool { return slices.Contains(has, k) }); i >= 0 {
				return &BindError{Name: name, Text: message.New("the key {key:q} is taken by {other:q}; choose another for {name:q}", want[b][i], other.Name, name)}
			}
		}
	}
	for b, keys := range want {
		b.Keys = keys
		b.set.SetKeys(keys...)
	}
	return nil
}

// bindable refuses a key that would never come, or not do what it should.
func (m *Map) bindable(b *Binding, k string) error {
	switch {
	case slices.Contains([]string{"ctrl+i", "ctrl+m", "ctrl+["}, k):
		return &BindError{Name: b.Name, Text: message.New("the key {key:q} is tab, enter or esc on some terminals; choose another for {name:q}", k, b.Name)}
	case !pressed(k):
		return &BindError{Name: b.Name, Text: message.New("there is no key {key:q}", k),
			Accepted: append([]string{"S", "$", "ctrl+s", "alt+s", "f1"}, special...)}
	case strings.Contains(k, "ctrl+") && slices.Contains(m.acts(), b):
		return &BindError{Name: b.Name, Text: message.New("{name:q} changes machines, and the key {key:q} is too easily hit for that", b.Name, k)}
	}
	return nil
}

// special are the keys with a name, function keys apart.
var special = []string{"enter", "tab", "esc", "space", "backspace", "delete", "insert", "up", "down", "left", "right", "pgup", "pgdown", "home", "end"}

// pressed reports whether a key press can have this name.
func pressed(k string) bool {
	bare := k
	for _, mod := range []string{"ctrl+", "alt+", "shift+"} { // in the order in which they are named
		bare = strings.TrimPrefix(bare, mod)
	}
	if slices.Contains(special, bare) {
		return true
	}
	if n, ok := strings.CutPrefix(bare, "f"); ok && n != "" {
		return slices.Contains(strings.Fields("1 2 3 4 5 6 7 8 9 10 11 12"), n)
	}
	r, size := utf8.DecodeRuneInString(bare)
	if size == 0 || size != len(bare) || !unicode.IsGraphic(r) || unicode.IsSpace(r) {
		return false
	}
	// With shift a letter comes as the text it makes, with ctrl in lower case.
	return bare == k || !unicode.IsUpper(r) && !strings.Contains(k, "shift+")
}

func (m *Map) all() []*Binding {
	var out []*Binding
	for _, g := range m.Groups() {
		out = append(out, g.Bindings...)
	}
	return out
}

func (m *Map) names() []string {
	var out []string
	for _, b := range m.all() {
		out = append(out, b.Name)
	}
	slices.Sort(out)
	return out
}

package conformance

import (
	"encoding/json"
	"slices"
	"testing"
)

// seen is an answer as a client passed it on: objects and lists of JSON or, from
// XML, a list of whatever is called the same.
type seen struct{ v any }

// all is what stands under the names, one below the other, whether it is one
// thing or a list of them.
func (s seen) all(names ...string) []seen {
	found := s.list()
	for _, name := range names {
		var below []seen
		for _, f := range found {
			if object, ok := f.v.(map[string]any); ok {
				below = append(below, seen{object[name]}.list()...)
			}
		}
		found = below
	}
	return found
}

func (s seen) list() []seen {
	items, ok := s.v.([]any)
	if !ok {
		if s.v == nil {
			return nil
		}
		return []seen{s}
	}
	var all []seen
	for _, item := range items {
		all = append(all, seen{item}.list()...)
	}
	return all
}

// text is the one value under the names as text; nothing is "".
func (s seen) text(names ...string) string {
	for _, f := range s.all(names...) {
		switch v := f.v.(type) {
		case string:
			return v
		case json.Number:
			return v.String()
		case bool:
			if v {
				return "true"
			}
			return "false"
		}
	}
	return ""
}

// texts are the values under the names.
func (s seen) texts(names ...string) []string {
	var out []string
	for _, f := range s.all(names...) {
		out = append(out, f.text())
	}
	return out
}

// one is the element of a list whose field has a value.
func (s seen) one(t *testing.T, field, value string, names ...string) seen {
	t.Helper()
	list := s.all(names...)
	n := slices.IndexFunc(list, func(e seen) bool { return e.text(field) == value })
	if n < 0 {
		t.Fatalf("there is no %s %s", field, value)
	}
	return list[n]
}

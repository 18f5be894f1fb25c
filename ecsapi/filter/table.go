package filter

import (
	"slices"
	"strings"
	"time"

	"ecsdeck/ecsapi/message"
)

// Table is what an expression over rows of a kind can name. R is best a pointer or a small
// struct of pointers: it is passed by value.
type Table[R any] struct {
	fields []*field[R] // in the order they are offered
	word   field[R]    // of a word without a field
}

// FieldDef is a field of a Table, as Text, Texts, Number, Time, Duration and Tags make it.
type FieldDef[R any] struct{ field[R] }

// field is a row of a Table: a name, how its values are written, and how its value is read
// from a row, by one of the getters.
type field[R any] struct {
	name  Field
	about message.Key // what it is
	Kind

	texts    func(r R, dst []string) (texts []string, known bool)
	number   func(r R) float64 // NaN if unknown
	tag      func(r R, key string) (val string, has, known bool)
	tagKeys  func(r R, dst []string) []string
	time     func(r R) (at, now time.Time, known bool)
	duration func(r R) (d time.Duration, known bool)

	has      func(r R, word string) bool // of a search: whether a row has a word, folded
	anyOf    []*field[R]                 // of a word without a field: where it is looked for, those likely to settle it first
	laidOut  bool                        // AppendTexts writes its texts
	volatile bool
	slow     bool
}

// Text is a field with one text; "" is unknown.
func Text[R any](name Field, about message.Key, k Kind, get func(r R) string) FieldDef[R] {
	return Texts(name, about, k, func(r R, dst []string) ([]string, bool) {
		v := get(r)
		return append(dst, v), v != ""
	})
}

// Texts is a field with any number of texts, which get appends to dst; known is false when
// they are unknown. dst is used again for the next row.
func Texts[R any](name Field, about message.Key, k Kind, get func(r R, dst []string) (texts []string, known bool)) FieldDef[R] {
	return FieldDef[R]{field[R]{name: name, about: about, Kind: k, texts: get, slow: k.slow}}
}

// Number is a field with a number, of a kind Numbers or Percents; NaN is unknown.
func Number[R any](name Field, about message.Key, k Kind, get func(r R) float64) FieldDef[R] {
	return FieldDef[R]{field[R]{name: name, about: about, Kind: k, number: get}}
}

// Time is a field with a time, of a kind Past or Future, and the time that it is told from.
// The zero time is known to be none. Its answers change with time.
func Time[R any](name Field, about message.Key, k Kind, get func(r R) (at, now time.Time, known bool)) FieldDef[R] {
	return FieldDef[R]{field[R]{name: name, about: about, Kind: k, time: get, volatile: true}}
}

// Duration is a field with a length of time, such as "3d12h".
func Duration[R any](name Field, about message.Key, get func(r R) (d time.Duration, known bool)) FieldDef[R] {
	return FieldDef[R]{field[R]{name: name, about: about, Kind: durations, duration: get}}
}

// TagGetters read the tags of a row.
type TagGetters[R any] struct {
	Values func(r R, dst []string) (vals []string, known bool) // of all tags
	Keys   func(r R, dst []string) []string
	// Value is the value of a tag. A key equal byte for byte wins over one equal under
	// strings.EqualFold.
	Value func(r R, key string) (val string, has, known bool)
}

// Tags is a field of tags: tag:key, tag:key=value.
func Tags[R any](name Field, about message.Key, get TagGetters[R]) FieldDef[R] {
	return FieldDef[R]{field[R]{
		name: name, about: about, Kind: tags, texts: get.Values, tag: get.Value, tagKeys: get.Keys, slow: true,
	}}
}

// Volatile is the field whose answers depend on more than the row, and so may change though
// the row did not.
func (d FieldDef[R]) Volatile() FieldDef[R] {
	d.volatile = true
	return d
}

// NewTable makes a table of fields. A word without a field is read as a value of word's kind
// and looked for in the fields anyOf.
func NewTable[R any](word Kind, anyOf []Field, defs ...FieldDef[R]) *Table[R] {
	t := &Table[R]{word: field[R]{name: free, Kind: word}}
	for _, d := range defs {
		t.fields = append(t.fields, &d.field)
	}
	for _, f := range anyOf {
		named := t.find(string(f))
		named.laidOut = true
		t.word.anyOf = append(t.word.anyOf, named)
	}
	return t
}

// NewSearch makes a table without fields: its expressions are words, and all signs of fields are
// part of them. has reports whether a row has a word, which is in lower case.
func NewSearch[R any](has func(r R, word string) bool) *Table[R] {
	return &Table[R]{word: field[R]{name: free, Kind: searched, has: has}}
}

// With makes a table whose rows have those of t, which of finds in them, and more fields. A word
// without a field is looked for where t does.
func With[R, S any](t *Table[S], of func(R) S, more ...FieldDef[R]) *Table[R] {
	var defs []FieldDef[R]
	for _, f := range t.fields {
		defs = append(defs, FieldDef[R]{fieldWithin(f, of)})
	}
	var anyOf []Field
	for _, f := range t.word.anyOf {
		anyOf = append(anyOf, f.name)
	}
	return NewTable(t.word.Kind, anyOf, append(defs, more...)...)
}

// fieldWithin is a field of what of finds in a row.
func fieldWithin[R, S any](f *field[S], of func(R) S) field[R] {
	out := field[R]{name: f.name, about: f.about, Kind: f.Kind, laidOut: f.laidOut, volatile: f.volatile, slow: f.slow}
	if f.texts != nil {
		out.texts = func(r R, dst []string) ([]string, bool) { return f.texts(of(r), dst) }
	}
	if f.number != nil {
		out.number = func(r R) float64 { return f.number(of(r)) }
	}
	if f.tag != nil {
		out.tag = func(r R, key string) (string, bool, bool) { return f.tag(of(r), key) }
		out.tagKeys = func(r R, dst []string) []string { return f.tagKeys(of(r), dst) }
	}
	if f.time != nil {
		out.time = func(r R) (at, now time.Time, known bool) { return f.time(of(r)) }
	}
	if f.duration != nil {
		out.duration = func(r R) (time.Duration, bool) { return f.duration(of(r)) }
	}
	return out
}

// FieldInfo is a field's name and what it is.
type FieldInfo struct {
	Name  Field
	About message.Key
}

// Fields are the fields in the order they are offered.
func (t *Table[R]) Fields() []FieldInfo {
	var out []FieldInfo
	for _, f := range t.fields {
		out = append(out, FieldInfo{f.name, f.about})
	}
	return out
}

// find gives the field of that name, or nil.
func (t *Table[R]) find(name string) *field[R] {
	i := slices.IndexFunc(t.fields, func(f *field[R]) bool { return strings.EqualFold(name, string(f.name)) })
	if i < 0 {
		return nil
	}
	return t.fields[i]
}

// cost ranks fields by the work it is to look at them.
func (f *field[R]) cost() int {
	switch {
	case f.anyOf != nil:
		return 3
	case f.slow:
		return 2
	case f.words == nil && f.number == nil && f.time == nil && f.duration == nil:
		return 1
	}
	return 0
}

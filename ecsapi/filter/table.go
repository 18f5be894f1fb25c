package filter

import "strings"

// Table is what an expression over rows of a kind can name.
type Table[R any] struct {
	fields []field[R] // in the order they are offered
	word   field[R]   // of a word without a field
}

// field is a row of a Table: a name, how its values are written, and how its value is read from a row, by one of three getters.
type field[R any] struct {
	name Field
	kind

	texts  func(r R, dst []string) (texts []string, known bool)
	number func(r R) float64 // NaN if unknown
	tag    func(r R, key string) (val string, has, known bool)

	anyOf []*field[R] // of a word without a field: where it is looked for, those likely to settle it first

	laidOut bool // AppendTexts writes its texts
}

// table makes a table of fields. A word without a field is read as wordKind and looked for in the fields named.
func table[R any](fields []field[R], wordKind kind, anyOf ...Field) *Table[R] {
	t := &Table[R]{fields: fields, word: field[R]{name: free, kind: wordKind}}
	for _, f := range anyOf {
		named := t.find(string(f))
		named.laidOut = true
		t.word.anyOf = append(t.word.anyOf, named)
	}
	return t
}

// find gives the field of that name, or nil.
func (t *Table[R]) find(name string) *field[R] {
	for i := range t.fields {
		if f := &t.fields[i]; strings.EqualFold(name, string(f.name)) {
			return f
		}
	}
	return nil
}

// names are the fields as they are written.
func (t *Table[R]) names() []string {
	var out []string
	for _, f := range t.fields {
		out = append(out, string(f.name)+":")
	}
	return out
}

// cost ranks fields by the work it is to look at them.
func (f *field[R]) cost() int {
	switch {
	case f.anyOf != nil:
		return 3
	case f.tag != nil || f.name == IP:
		return 2
	case f.words == nil && f.number == nil:
		return 1
	}
	return 0
}

package record

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"reflect"
	"slices"
	"strings"
)

// Named is a record in a list of which each has columns of its own in CSV.
type Named interface{ CSVName() string }

// WriteCSV writes pointers to records under the names of their JSON fields, with a point
// between those of what is in one another: current.price, suggested.95.bid. Other
// lists are joined by semicolons, and fields whose tag says csv:"-" left out. Where there
// is no record, the names are those of the fields.
//
// What a text holds can be read back, and computes nothing in a spreadsheet: a cell of
// text that begins as a formula does, or with an apostrophe, has one apostrophe before
// it. In what is joined, a backslash stands before each semicolon and backslash of its
// parts, and before each equals sign in the key of a tag.
func WriteCSV(out io.Writer, fields Line, records []any, header bool) error {
	w := csv.NewWriter(out)
	if len(records) > 0 {
		fields = NewLine(records[0])
	}
	if header {
		names := make([]string, len(fields))
		for i, f := range fields {
			names[i] = f.Name
		}
		w.Write(names)
	}
	for _, r := range records {
		var cells []string
		for _, f := range NewLine(r) {
			cells = append(cells, f.Quoted())
		}
		w.Write(cells)
	}
	w.Flush()
	return w.Error()
}

// Line is a record as CSV has it.
type Line []Field

// Field is a field of a record: Text may be anything, and is no number.
type Field struct {
	Name, Cell string
	Text       bool
}

// CSVRecorder is a row that is another record in CSV.
type CSVRecorder interface{ CSVRecord() any }

// NewLine is a record as CSV has it.
func NewLine(record any) (l Line) {
	if r, ok := record.(CSVRecorder); ok {
		record = r.CSVRecord()
	}
	l.add("", reflect.Indirect(reflect.ValueOf(record)))
	return l
}

// Field is a field by its name.
func (l Line) Field(name string) (f Field, ok bool) {
	for _, f := range l {
		if f.Name == name {
			return f, true
		}
	}
	return f, false
}

// Quoted is the cell so that no spreadsheet computes it.
func (f Field) Quoted() string {
	if f.Text && f.Cell != "" && strings.IndexByte("=+-@\t\r\n'", f.Cell[0]) >= 0 {
		return "'" + f.Cell
	}
	return f.Cell
}

// add adds the fields of a record, their names after a prefix.
func (l *Line) add(prefix string, record reflect.Value) {
	for i := range record.NumField() {
		field, value := record.Type().Field(i), record.Field(i)
		name := prefix + field.Tag.Get("json")
		list := value.Kind() == reflect.Slice && value.Type().Elem().Kind() == reflect.Struct
		switch {
		case field.Anonymous:
			l.add(prefix, value)
		case !field.IsExported() || field.Tag.Get("csv") == "-":
		case value.Kind() == reflect.Struct:
			l.add(name+".", value)
		case !list:
			cell, text := CellOf(value)
			l.put(name, cell, text)
		case value.Type().Elem().Implements(reflect.TypeFor[Named]()):
			for j := range value.Len() {
				l.add(name+"."+value.Index(j).Interface().(Named).CSVName()+".", value.Index(j))
			}
		default:
			l.join(name+".", value)
		}
	}
}

// join adds the fields of a list of records, each with those of all of them.
func (l *Line) join(prefix string, list reflect.Value) {
	for i := range list.Type().Elem().NumField() {
		text, cells := false, make([]string, list.Len())
		for j := range cells {
			cells[j], text = CellOf(list.Index(j).Field(i))
		}
		l.put(prefix+list.Type().Elem().Field(i).Tag.Get("json"), csvJoin(cells), text)
	}
}

// put adds a cell under its name.
func (l *Line) put(name, cell string, text bool) { *l = append(*l, Field{name, cell, text}) }

// CellOf is a field of a record: lists joined by semicolons, nil empty. It says whether
// it is text, which may be anything.
func CellOf(v reflect.Value) (cell string, text bool) {
	switch x := v.Interface().(type) {
	case []string:
		return csvJoin(x), true
	case map[string]string:
		var pairs []string
		for _, k := range slices.Sorted(maps.Keys(x)) {
			pairs = append(pairs, csvKey.Replace(k)+"="+csvPart.Replace(x[k]))
		}
		return strings.Join(pairs, ";"), true
	case json.Number:
		return x.String(), false
	}
	switch {
	case v.Kind() == reflect.Pointer && v.IsNil():
		return "", false
	case v.Kind() == reflect.Pointer:
		return CellOf(v.Elem())
	}
	return fmt.Sprint(v.Interface()), v.Kind() == reflect.String
}

var (
	csvPart = strings.NewReplacer(`\`, `\\`, `;`, `\;`)
	csvKey  = strings.NewReplacer(`\`, `\\`, `;`, `\;`, `=`, `\=`)
)

// csvJoin joins parts so that they can be told apart again.
func csvJoin(parts []string) string {
	escaped := make([]string, len(parts))
	for i, p := range parts {
		escaped[i] = csvPart.Replace(p)
	}
	return strings.Join(escaped, ";")
}

package shell

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

// WriteCSV writes records under the names of their JSON fields, with a point
// between those of what is in one another: current.price, suggested.95.bid. Other
// lists are joined by semicolons, and lists of records that are nil left out.
//
// What a text holds can be read back, and computes nothing in a spreadsheet: a cell of
// text that begins as a formula does, or with an apostrophe, has one apostrophe before
// it. In what is joined, a backslash stands before each semicolon and backslash of its
// parts, and before each equals sign in the key of a tag.
func WriteCSV[T any](out io.Writer, records []T) error {
	w := csv.NewWriter(out)
	var first T
	if len(records) > 0 {
		first = records[0]
	}
	w.Write(newCSVLine(first).names)
	for _, r := range records {
		w.Write(newCSVLine(r).cells)
	}
	w.Flush()
	return w.Error()
}

type csvLine struct{ names, cells []string }

func newCSVLine(record any) (l csvLine) {
	l.add("", reflect.ValueOf(record))
	return l
}

// add adds the fields of a record, their names after a prefix.
func (l *csvLine) add(prefix string, record reflect.Value) {
	for i := range record.NumField() {
		field, value := record.Type().Field(i), record.Field(i)
		name := prefix + field.Tag.Get("json")
		list := value.Kind() == reflect.Slice && value.Type().Elem().Kind() == reflect.Struct
		switch {
		case field.Anonymous:
			l.add(prefix, value)
		case !field.IsExported() || list && value.IsNil():
		case value.Kind() == reflect.Struct:
			l.add(name+".", value)
		case !list:
			cell, text := csvCell(value)
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
func (l *csvLine) join(prefix string, list reflect.Value) {
	for i := range list.Type().Elem().NumField() {
		text, cells := false, make([]string, list.Len())
		for j := range cells {
			cells[j], text = csvCell(list.Index(j).Field(i))
		}
		l.put(prefix+list.Type().Elem().Field(i).Tag.Get("json"), csvJoin(cells), text)
	}
}

// put adds a cell under its name.
func (l *csvLine) put(name, cell string, text bool) {
	if text && cell != "" && strings.IndexByte("=+-@\t\r\n'", cell[0]) >= 0 {
		cell = "'" + cell
	}
	l.names, l.cells = append(l.names, name), append(l.cells, cell)
}

// csvCell is a field of a record: lists joined by semicolons, nil empty. It says whether
// it is text, which may be anything.
func csvCell(v reflect.Value) (cell string, text bool) {
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
		return csvCell(v.Elem())
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

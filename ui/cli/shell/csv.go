package shell

import (
	"encoding/csv"
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
			l.names, l.cells = append(l.names, name), append(l.cells, csvCell(value))
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
		cells := make([]string, list.Len())
		for j := range cells {
			cells[j] = csvCell(list.Index(j).Field(i))
		}
		l.names = append(l.names, prefix+list.Type().Elem().Field(i).Tag.Get("json"))
		l.cells = append(l.cells, strings.Join(cells, ";"))
	}
}

// csvCell is a field of a record: lists joined by semicolons, nil empty.
func csvCell(v reflect.Value) string {
	switch x := v.Interface().(type) {
	case []string:
		return strings.Join(x, ";")
	case map[string]string:
		var pairs []string
		for _, k := range slices.Sorted(maps.Keys(x)) {
			pairs = append(pairs, k+"="+x[k])
		}
		return strings.Join(pairs, ";")
	}
	if v.Kind() == reflect.Pointer {
		if v.IsNil() {
			return ""
		}
		v = v.Elem()
	}
	return fmt.Sprint(v.Interface())
}

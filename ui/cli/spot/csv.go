package spot

import (
	"encoding/csv"
	"reflect"
	"strings"

	"ecsdeck/ui/cli/shell"
)

// named is an element of a list that has columns of its own in CSV.
type named interface{ csvName() string }

func (r Bid) csvName() string        { return r.name }
func (r Suggestion) csvName() string { return r.name }
func (r Survival) csvName() string   { return shell.Decimal(r.Hours) }

// writeCSV writes a row for each series and window. Columns have the names of
// the JSON fields, with a point between those of what is in one another:
// current.price, bids.0.25.survival.6.p, suggested.95.bid. What a window was cut
// into is joined by semicolons.
func (m *options) writeCSV(records []Record) error {
	w := csv.NewWriter(m.Out)
	for i, r := range records {
		for j, window := range r.Windows {
			r.Windows = nil
			var line csvLine
			line.add("", reflect.ValueOf(r))
			line.add("", reflect.ValueOf(window))
			if i+j == 0 {
				w.Write(line.names)
			}
			w.Write(line.cells)
		}
	}
	w.Flush()
	return w.Error()
}

// csvLine is a line of CSV.
type csvLine struct{ names, cells []string }

// add adds the fields of a record, their names after a prefix.
func (l *csvLine) add(prefix string, record reflect.Value) {
	for i := range record.NumField() {
		name, value := record.Type().Field(i).Tag.Get("json"), record.Field(i)
		switch {
		case name == "" || value.Kind() == reflect.Slice && value.IsNil():
		case value.Kind() == reflect.Struct:
			l.add(prefix+name+".", value)
		case value.Kind() != reflect.Slice:
			l.names, l.cells = append(l.names, prefix+name), append(l.cells, shell.CSVCell(value))
		case value.Type().Elem().Implements(reflect.TypeFor[named]()):
			for j := range value.Len() {
				l.add(prefix+name+"."+value.Index(j).Interface().(named).csvName()+".", value.Index(j))
			}
		default:
			l.join(prefix+name+".", value)
		}
	}
}

// join adds the fields of a list of records, each with those of all of them.
func (l *csvLine) join(prefix string, list reflect.Value) {
	for i := range list.Type().Elem().NumField() {
		cells := make([]string, list.Len())
		for j := range cells {
			cells[j] = shell.CSVCell(list.Index(j).Field(i))
		}
		l.names = append(l.names, prefix+list.Type().Elem().Field(i).Tag.Get("json"))
		l.cells = append(l.cells, strings.Join(cells, ";"))
	}
}

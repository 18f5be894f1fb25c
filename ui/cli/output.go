package cli

import (
	"bufio"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"reflect"
	"slices"
	"strings"

	"ecsdeck/ui/term"
)

// column is one column of a table for people.
type column[T any] struct {
	title string
	align term.Align
	cell  func(T) string
}

// writeTable writes rows as columns that are as wide as their widest cell.
func writeTable[T any](out io.Writer, columns []column[T], rows []T) error {
	w := bufio.NewWriter(out)
	cells := make([][]string, len(columns))
	for i, c := range columns {
		cells[i] = make([]string, 0, len(rows)+1)
		cells[i] = append(cells[i], c.title)
		for _, r := range rows {
			cells[i] = append(cells[i], c.cell(r))
		}
	}
	widths := make([]int, len(columns))
	for i := range columns {
		for _, cell := range cells[i] {
			widths[i] = max(widths[i], term.Width(cell))
		}
	}
	var line []byte
	for row := range len(rows) + 1 {
		line = line[:0]
		for i, c := range columns {
			if i > 0 {
				line = append(line, "  "...)
			}
			line = term.AppendFit(line, cells[i][row], widths[i], c.align)
		}
		w.WriteString(strings.TrimRight(string(line), " "))
		w.WriteByte('\n')
	}
	return w.Flush()
}

// writeJSON writes one document, indented. What instances are called may hold
// <, > and &, which stay as they are.
func writeJSON(out io.Writer, v any) error {
	w := bufio.NewWriter(out)
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(v); err != nil {
		return err
	}
	return w.Flush()
}

// writeCSV writes records under the names of their JSON fields. Lists are
// joined by semicolons.
func writeCSV[T any](out io.Writer, records []T) error {
	w := csv.NewWriter(out)
	t := reflect.TypeFor[T]()
	row := make([]string, t.NumField())
	for i := range row {
		row[i] = t.Field(i).Tag.Get("json")
	}
	w.Write(row)
	for _, r := range records {
		v := reflect.ValueOf(r)
		for i := range row {
			row[i] = csvCell(v.Field(i))
		}
		w.Write(row)
	}
	w.Flush()
	return w.Error()
}

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

// write prints records in the form asked for. A table has its own columns.
func write[T any](a *app, form string, columns []column[T], records []T) error {
	var err error
	switch form {
	case asJSON:
		err = writeJSON(a.Out, append([]T{}, records...))
	case asCSV:
		err = writeCSV(a.Out, records)
	default:
		err = writeTable(a.Out, columns, records)
	}
	if err != nil {
		return failed(a.p.S("cannot write the output: %s", err.Error()))
	}
	return nil
}

// oneLine keeps what others wrote from breaking out of its line or moving the
// cursor.
func oneLine(s string) string {
	return term.Clean(strings.Join(strings.Fields(s), " "))
}

package shell

import (
	"cmp"
	"encoding/csv"
	"io"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"ecsdeck/ui/record"
	"ecsdeck/ui/term"
)

// Column is one column of a table for people.
type Column[T any] struct {
	Name  string // by which --columns and --sort know it
	Field string // of the record that it tells, as JSON and CSV name it
	Title string
	Align term.Align
	Cell  func(T) string
	Help  string          // what it is, if it is printed only where it is asked for
	Rank  func(T) float64 // what it is sorted by, in place of its cell or field; may be nil
}

// Left is a column whose cells begin at the left. It tells the field of its name.
func Left[T any](name, title string, cell func(T) string) Column[T] {
	return Column[T]{Name: name, Field: name, Title: title, Align: term.AlignLeft, Cell: cell}
}

// Right is a column whose cells end at the right, as numbers do, by which it is sorted.
func Right[T any](name, title string, cell func(T) string) Column[T] {
	c := Left(name, title, cell)
	c.Align = term.AlignRight
	return c
}

// Of has the column tell another field than that of its name.
func (c Column[T]) Of(field string) Column[T] {
	c.Field = field
	return c
}

// OnRequest has the column printed only where it is asked for.
func (c Column[T]) OnRequest(help string) Column[T] {
	c.Help = help
	return c
}

// By has a number sort the column; that of what is unknown is NaN.
func (c Column[T]) By(rank func(T) float64) Column[T] {
	c.Rank = rank
	return c
}

// Over makes columns of records of those that they hold.
func Over[T, Part any](columns []Column[Part], part func(T) Part) []Column[T] {
	out := make([]Column[T], len(columns))
	for i, c := range columns {
		out[i] = Column[T]{c.Name, c.Field, c.Title, c.Align, func(r T) string { return c.Cell(part(r)) }, c.Help, nil}
		if c.Rank != nil {
			out[i].Rank = func(r T) float64 { return c.Rank(part(r)) }
		}
	}
	return out
}

// tagPrefix stands before the key of a tag whose values are a column.
const tagPrefix = "tag:"

// Table is what a command prints of records: columns, and each field of the records under
// the name that JSON and CSV have for it.
type Table[T any] struct{ *table }

// NewTable is a table of a command with these flags. The first is made before they are
// read, so that its columns are known then.
func NewTable[T any](o *Output, columns ...Column[T]) Table[T] {
	t := &table{out: o, columns: make([]column, len(columns))}
	for i, c := range columns {
		t.columns[i] = column{c.Name, c.Field, c.Title, c.Align, c.Help, nil, nil}
		if c.Rank != nil {
			t.columns[i].rank = func(r any) float64 { return c.Rank(*r.(*T)) }
		}
		if c.Cell != nil {
			t.columns[i].cell = func(r any) string { return c.Cell(*r.(*T)) }
		}
	}
	t.of(new(T))
	return Table[T]{t}
}

// IDs says what -o ids prints of a record, in place of its field "id".
func (t Table[T]) IDs(id func(T) string) Table[T] {
	t.id = func(r any) string { return id(*r.(*T)) }
	return t
}

// Write prints records in the form and in the order asked for.
func (t Table[T]) Write(records []T) error {
	list := make([]any, len(records))
	for i := range records {
		list[i] = &records[i]
	}
	return t.write(list)
}

// table is a Table of pointers to its records: what is written for each type of them makes
// the program larger by a quarter of a megabyte.
type table struct {
	out     *Output
	columns []column
	fields  record.Line // of a record without values
	places  map[string][]int
	tags    []int // the place of the field that holds tags; nil: there is none
	id      func(r any) string
}

type column struct {
	name, field, title string
	align              term.Align
	help               string
	cell               func(r any) string
	rank               func(r any) float64
}

// of says what the records are, by one without values.
func (t *table) of(none any) {
	t.fields = record.NewLine(none)
	t.places = map[string][]int{}
	_, another := none.(record.CSVRecorder)
	for _, f := range reflect.VisibleFields(reflect.TypeOf(none).Elem()) {
		name := f.Tag.Get("json")
		if _, ok := t.fields.Field(name); ok && !another {
			t.places[name] = f.Index
		}
		if f.Tag.Get("json") == "tags" && f.Type == reflect.TypeFor[map[string]string]() {
			t.tags = f.Index
		}
	}
	for i, c := range t.columns {
		if _, ok := t.fields.Field(c.field); !ok {
			t.columns[i].field = ""
		}
	}
	if _, ok := t.fields.Field("id"); ok {
		t.id = t.cell("id")
	}
	t.out.declare(t)
}

// cell has a field of a record as a cell.
func (t *table) cell(name string) func(r any) string {
	return func(r any) string {
		f, _ := t.field(r, name)
		return f.Cell
	}
}

// field is a field of a record: from its place, where that is known, in a tenth of the time
// that the whole line takes.
func (t *table) field(r any, name string) (record.Field, bool) {
	place, ok := t.places[name]
	if !ok {
		return record.NewLine(r).Field(name)
	}
	cell, text := record.CellOf(reflect.ValueOf(r).Elem().FieldByIndex(place))
	return record.Field{Name: name, Cell: cell, Text: text}, true
}

// columnName is what --columns and --sort take, and what it is.
type columnName struct{ name, help string }

// names are those of the columns, and of the fields that are no column.
func (t *table) names() (names []columnName) {
	p := t.out.P
	for _, c := range t.columns {
		names = append(names, columnName{c.name, cmp.Or(c.help, p.S("printed by default"))})
	}
	for _, f := range t.fields {
		if !slices.ContainsFunc(t.columns, func(c column) bool { return c.name == f.Name || c.field == f.Name }) {
			names = append(names, columnName{f.Name, p.S("as -o json has it")})
		}
	}
	if t.tags != nil {
		names = append(names, columnName{tagPrefix, p.S("the value of a tag, such as tag:env")})
	}
	return names
}

// ids reports whether -o ids has something to print.
func (t *table) ids() bool { return t.id != nil }

// find is the column of a name, or of a field's.
func (t *table) find(name string) (column, bool) {
	for _, is := range []func(column) bool{
		func(c column) bool { return c.name == name },
		func(c column) bool { return c.field == name },
	} {
		if i := slices.IndexFunc(t.columns, is); i >= 0 {
			return t.columns[i], true
		}
	}
	if key, ok := strings.CutPrefix(name, tagPrefix); ok && t.tags != nil && key != "" {
		return column{name: name, title: name, cell: func(r any) string {
			tags, _ := reflect.ValueOf(r).Elem().FieldByIndex(t.tags).Interface().(map[string]string)
			return tags[key]
		}}, true
	}
	if _, ok := t.fields.Field(name); ok {
		return column{name: name, field: name, title: strings.ToUpper(strings.ReplaceAll(name, "_", " ")), cell: t.cell(name)}, true
	}
	return column{}, false
}

func (t *table) knows(name string) bool {
	_, ok := t.find(name)
	return ok
}

// chosen are the columns to print. One that only another table of the command has is blank.
func (t *table) chosen() (columns []column) {
	o := t.out
	if len(o.columns) == 0 || o.added {
		columns = slices.DeleteFunc(slices.Clone(t.columns), func(c column) bool { return c.help != "" })
	}
	for _, name := range o.columns {
		c, ok := t.find(name)
		if !ok {
			c = column{name: name, title: strings.ToUpper(name), cell: func(any) string { return "" }}
		}
		columns = append(columns, c)
	}
	return columns
}

func (t *table) write(records []any) error {
	o := t.out
	records = t.sorted(records)
	var err error
	switch {
	case o.Structured():
		return o.Document(records)
	case o.form.value == FormIDs:
		for _, r := range records {
			if t.id == nil || err != nil {
				break
			}
			if id := OneLine(t.id(r)); id != "" {
				_, err = io.WriteString(o.Out, id+"\n")
			}
		}
	case o.form.value == FormCSV && len(o.columns) == 0:
		err = record.WriteCSV(o.Out, t.fields, records, !o.noHeader)
	case o.form.value == FormCSV:
		err = t.writeCSV(records)
	default:
		err = writeTable(o.Out, t.chosen(), records, !o.noHeader)
	}
	return o.OutputError(err)
}

// writeCSV writes the columns asked for, under the names of the fields that they tell.
func (t *table) writeCSV(records []any) error {
	w := csv.NewWriter(t.out.Out)
	columns := t.chosen()
	if !t.out.noHeader {
		w.Write(IDs(columns, func(c column) string { return cmp.Or(c.field, c.name) }))
	}
	for _, r := range records {
		cells := make([]string, len(columns))
		for i, c := range columns {
			f, ok := record.Field{}, false
			if c.field != "" {
				f, ok = t.field(r, c.field)
			}
			if !ok {
				f = record.Field{Cell: c.cell(r), Text: true}
			}
			cells[i] = f.Quoted()
		}
		w.Write(cells)
	}
	w.Flush()
	return w.Error()
}

// sortKey is what a record is sorted by. The zero one is of what is unknown.
type sortKey struct {
	known, numeric bool
	number         float64
	text           string
}

func newSortKey(cell string, text bool) sortKey {
	k := sortKey{known: cell != "", text: cell}
	if !text {
		if n, err := strconv.ParseFloat(cell, 64); err == nil {
			k.numeric, k.number = true, n
		}
	}
	return k
}

// compare puts numbers before texts and those by their natural order, what is unknown last.
func (k sortKey) compare(o sortKey, down bool) int {
	if k.known != o.known || !k.known {
		return cmp.Compare(btoi(!k.known), btoi(!o.known))
	}
	order := cmp.Or(cmp.Compare(btoi(!k.numeric), btoi(!o.numeric)), cmp.Compare(k.number, o.number))
	if order == 0 && !k.numeric {
		order = cmp.Or(term.CompareNatural(k.text, o.text), strings.Compare(k.text, o.text))
	}
	if down {
		return -order
	}
	return order
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// sorted are the records as --sort orders them.
func (t *table) sorted(records []any) []any {
	if len(t.out.sorts) == 0 {
		return records
	}
	columns := make([]column, len(t.out.sorts))
	for i, by := range t.out.sorts {
		columns[i], _ = t.find(by.name)
	}
	type row struct {
		record any
		keys   []sortKey
	}
	rows := make([]row, len(records))
	for i, r := range records {
		rows[i] = row{r, make([]sortKey, len(columns))}
		for j, c := range columns {
			rows[i].keys[j] = t.key(c, r)
		}
	}
	slices.SortStableFunc(rows, func(a, b row) int {
		for j, by := range t.out.sorts {
			if order := a.keys[j].compare(b.keys[j], by.down); order != 0 {
				return order
			}
		}
		return 0
	})
	out := make([]any, len(rows))
	for i := range rows {
		out[i] = rows[i].record
	}
	return out
}

// key is that of a record: its field, but the number of a cell that ends at the right where
// the field is none.
func (t *table) key(c column, r any) sortKey {
	if c.cell == nil { // of another table
		return sortKey{}
	}
	f, ok := record.Field{}, false
	if c.field != "" {
		f, ok = t.field(r, c.field)
	}
	switch {
	case c.rank != nil:
		n := c.rank(r)
		return sortKey{known: !math.IsNaN(n), numeric: true, number: n}
	case ok && (!f.Text || c.align != term.AlignRight):
		return newSortKey(f.Cell, f.Text)
	case c.align != term.AlignRight:
		return newSortKey(c.cell(r), true)
	}
	return newSortKey(strings.TrimRightFunc(c.cell(r), func(r rune) bool { return !unicode.IsDigit(r) }), false)
}

package create

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"ecsdeck/ui/term"
)

// fieldKey identifies a field of the form, wherever it is shown. n numbers fields of the same name.
type fieldKey struct {
	Name string
	n    int
}

type formField struct {
	fieldKey
	term.FormCell
	row   int                         // of the form
	text  *string                     // typed: where it goes
	Step  func(by int)                // chosen: the one before or after
	Pick  func(search string) tea.Cmd // picked: opens its list
	press func() tea.Cmd              // pressed
	hint  string                      // said while it has the focus
}

type formRow struct {
	term.FormRow // without its cells
	fields       []formField
	right        bool // belongs to the right one of two columns
}

// layout makes the rows. The focus stays on its field, or where that was.
func (c *Form) layout() {
	at := c.Focused()
	r := rowBuilder{Form: c}
	r.from()
	r.where()
	r.right = true
	r.what()
	r.paid()
	r.how()
	c.rows, c.fields, c.summaryRows = r.rows, nil, c.sumUp()
	for i := range c.rows {
		for k := range c.rows[i].fields {
			f := &c.rows[i].fields[k]
			f.row = i
			c.fields = append(c.fields, f)
		}
	}
	if c.find(c.focus) < 0 {
		c.setFocus(c.fields[max(0, min(at, len(c.fields)-1))].fieldKey)
	}
	if f := c.focused(); f.text != nil && *f.text != c.input.Value() {
		c.setFocus(f.fieldKey) // it was filled in by something else
	}
}

// Fields are all fields in the order of the tab key.
func (c *Form) Fields() []*formField { return c.fields }

func (c *Form) find(key fieldKey) int {
	return slices.IndexFunc(c.fields, func(f *formField) bool { return f.fieldKey == key })
}

// Focused is the index of the field with the focus.
func (c *Form) Focused() int { return max(0, c.find(c.focus)) }

func (c *Form) focused() *formField { return c.fields[c.Focused()] }

type rowBuilder struct {
	*Form
	rows  []formRow
	right bool
}

func (r *rowBuilder) head(text string) {
	r.rows = append(r.rows, formRow{FormRow: term.FormRow{Head: text}, right: r.right})
}

func (r *rowBuilder) row(label, note, bad string, fields ...formField) {
	r.rows = append(r.rows, formRow{FormRow: term.FormRow{Label: label, Note: note, Bad: bad}, fields: fields, right: r.right})
}

func typed(name string, n int, text *string, width int, empty, unit, hint string) formField {
	return formField{
		fieldKey: fieldKey{name, n}, text: text, hint: hint,
		FormCell: term.FormCell{Kind: term.CellTyped, Text: *text, Width: width, Empty: empty, Unit: unit},
	}
}

func picked(name, text, empty, hint string, pick func(search string) tea.Cmd) formField {
	return formField{
		fieldKey: fieldKey{Name: name}, Pick: pick, hint: hint,
		FormCell: term.FormCell{Kind: term.CellPicked, Text: text, Empty: empty},
	}
}

func pressed(name string, n int, text, hint string, press func() tea.Cmd) formField {
	return formField{
		fieldKey: fieldKey{name, n}, press: press, hint: hint,
		FormCell: term.FormCell{Kind: term.CellPressed, Text: text},
	}
}

// chosenOf is a choice among a few, given with the words for them.
func chosenOf[T comparable](name string, n int, at *T, all []T, words func(T) string, hint string) formField {
	step := func(by int) { *at = all[(max(0, slices.Index(all, *at))+by+len(all))%len(all)] }
	return formField{
		fieldKey: fieldKey{name, n}, Step: step, hint: hint,
		FormCell: term.FormCell{Kind: term.CellChosen, Text: words(*at)},
	}
}

func switched(name string, on *bool, no, yes, hint string) formField {
	words := func(v bool) string {
		if v {
			return yes
		}
		return no
	}
	return chosenOf(name, 0, on, []bool{false, true}, words, hint)
}

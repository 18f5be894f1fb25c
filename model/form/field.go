// Package form has the fields of small dialogs, and lists to pick from.
package form

import (
	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"

	"ecsdeck/keymap"
	"ecsdeck/ui/term"
)

// Field is an input of a small dialog: a text or a choice.
type Field struct {
	Label   string
	Text    *textinput.Model // nil: one of the options
	example string           // of a text, shown while there is none
	options []string
	Chosen  int
	Off     bool   // has no effect with the other fields as they are
	Why     string // … shown in its place
}

// NewText asks for a text; example is shown while it is empty.
func NewText(label, value, example string) *Field {
	in := textinput.New()
	in.Prompt, in.CharLimit = "", 300
	in.SetValue(value)
	in.Focus()
	return &Field{Label: label, Text: &in, example: example}
}

// NewChoice asks for one of the options.
func NewChoice(label string, chosen int, options ...string) *Field {
	return &Field{Label: label, options: options, Chosen: chosen}
}

// Value is the text as typed.
func (f *Field) Value() string { return f.Text.Value() }

// Key handles a press that is not for the dialog.
func (f *Field) Key(k *keymap.Map, press tea.KeyPressMsg) {
	n := len(f.options)
	switch {
	case f.Text != nil:
		*f.Text, _ = f.Text.Update(press)
	case press.String() == "left":
		f.Chosen = (f.Chosen + n - 1) % n
	case k.Choose.Match(press):
		f.Chosen = (f.Chosen + 1) % n
	}
}

// Row is how the field looks in a form with so many cells for what is typed.
func (f *Field) Row(here bool, room int) term.FormRow {
	r := term.FormRow{Label: f.Label}
	switch {
	case f.Off:
		r.Note = f.Why
	case f.Text != nil:
		r.Cells = []term.FormCell{{
			Kind: term.CellTyped, Text: f.Value(), Empty: f.example, Width: room,
			Focused: here, Caret: len(string([]rune(f.Value())[:f.Text.Position()])),
		}}
	default:
		r.Cells = []term.FormCell{{Kind: term.CellChosen, Text: f.options[f.Chosen], Focused: here}}
		if len(f.options) > 2 {
			r.Note = term.Count(f.Chosen+1) + "/" + term.Count(len(f.options))
		}
	}
	return r
}

// Focus is the index of the field that has the focus.
type Focus int

// At is the one that has them; what is switched off is passed over.
func (at *Focus) At(all []*Field) *Field {
	for n := range all {
		if f := all[(int(*at)+n)%len(all)]; !f.Off {
			*at = Focus((int(*at) + n) % len(all))
			return f
		}
	}
	return nil
}

// Step goes to the next, or the one before.
func (at *Focus) Step(all []*Field, by int) {
	for range all {
		*at = Focus((int(*at) + by + len(all)) % len(all))
		if !all[*at].Off {
			return
		}
	}
}

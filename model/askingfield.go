package model

import (
	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"

	"ecsdeck/keymap"
	"ecsdeck/ui/term"
)

// input is one thing that a small dialog asks for: a text, or one of several.
type input struct {
	label   string
	text    *textinput.Model // nil: one of the options
	options []string
	chosen  int
	off     bool   // does not matter as things stand
	why     string // … said in its place
}

func newText(label, value, example string) *input {
	in := textinput.New()
	// The toolkit's name for what an empty field shows as an example.
	in.Prompt, in.Placeholder, in.CharLimit = "", example, 300
	in.SetValue(value)
	in.Focus()
	return &input{label: label, text: &in}
}

func newChoice(label string, chosen int, options ...string) *input {
	return &input{label: label, options: options, chosen: chosen}
}

func (f *input) value() string { return f.text.Value() }

// key handles a press that is not for the dialog.
func (f *input) key(k *keymap.Map, press tea.KeyPressMsg) {
	n := len(f.options)
	switch {
	case f.text != nil:
		*f.text, _ = f.text.Update(press)
	case press.String() == "left":
		f.chosen = (f.chosen + n - 1) % n
	case k.Choose.Match(press):
		f.chosen = (f.chosen + 1) % n
	}
}

// row is how the field looks in a form with so many cells for what is typed.
func (f *input) row(here bool, room int) term.FormRow {
	r := term.FormRow{Label: f.label}
	switch {
	case f.off:
		r.Note = f.why
	case f.text != nil:
		r.Cells = []term.FormCell{{
			Kind: term.CellTyped, Text: f.value(), Empty: f.text.Placeholder, Width: room,
			Focused: here, Caret: len(string([]rune(f.value())[:f.text.Position()])),
		}}
	default:
		r.Cells = []term.FormCell{{Kind: term.CellChosen, Text: f.options[f.chosen], Focused: here}}
		if len(f.options) > 2 {
			r.Note = term.Count(f.chosen+1) + "/" + term.Count(len(f.options))
		}
	}
	return r
}

// focus is which of some inputs has the keys.
type focus int

// at is the one that has them; what is switched off is passed over.
func (at *focus) at(all []*input) *input {
	for n := range all {
		if f := all[(int(*at)+n)%len(all)]; !f.off {
			*at = focus((int(*at) + n) % len(all))
			return f
		}
	}
	return nil
}

// step goes to the next, or the one before.
func (at *focus) step(all []*input, by int) {
	for range all {
		*at = focus((int(*at) + by + len(all)) % len(all))
		if !all[*at].off {
			return
		}
	}
}

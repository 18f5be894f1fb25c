// Package form has the fields of small dialogs, and lists to pick from.
package form

import (
	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"

	"ecsdeck/keymap"
	"ecsdeck/model/deck"
	"ecsdeck/ui/term"
	"ecsdeck/ui/text"
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
	in := deck.NewInput(value)
	in.CharLimit = 300
	return &Field{Label: label, Text: &in, example: example}
}

// NewChoice asks for one of the options.
func NewChoice(label string, chosen int, options ...string) *Field {
	return &Field{Label: label, options: options, Chosen: chosen}
}

// Value is the text as typed.
func (f *Field) Value() string { return f.Text.Value() }

// key handles a press that is not for the dialog.
func (f *Field) key(k *keymap.Map, press tea.KeyPressMsg) {
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

// row is how the field looks in a form with so many cells for what is typed.
func (f *Field) row(t *text.Printer, focused bool, room int) term.FormRow {
	r := term.FormRow{Label: f.Label}
	switch {
	case f.Off:
		r.Note = f.Why
	case f.Text != nil:
		r.Cells = []term.FormCell{{
			Kind: term.CellTyped, Text: f.Value(), Empty: f.example, Width: room,
			Focused: focused, Caret: deck.Caret(f.Text),
		}}
	default:
		r.Cells = []term.FormCell{{Kind: term.CellChosen, Text: f.options[f.Chosen], Focused: focused}}
		if len(f.options) > 2 {
			r.Note = t.S("{count} of {total}", f.Chosen+1, len(f.options))
		}
	}
	return r
}

// Fields are what a small dialog asks, which embeds them. One of them has the focus.
type Fields struct {
	*deck.Deck
	deck.InputGuard
	all     func() []*Field
	confirm func() (cmd tea.Cmd, done bool)
	at      int // which has the focus

	Refused bool          // enter was pressed on what is not complete
	Lines   deck.Scrolled // what the dialog shows above its keys
}

// NewFields makes the fields of a dialog. all are those it has as things stand; confirm is
// called on enter, and closes the dialog when it is done.
func NewFields(d *deck.Deck, all func() []*Field, confirm func() (cmd tea.Cmd, done bool)) Fields {
	return Fields{Deck: d, all: all, confirm: confirm}
}

// Focused is the field that has the focus, nil if there is none; what is switched off is
// passed over.
func (s *Fields) Focused() *Field {
	all := s.all()
	for n := range all {
		if i := (s.at + n) % len(all); !all[i].Off {
			s.at = i
			return all[i]
		}
	}
	return nil
}

// step gives the focus to the next field, or the one before.
func (s *Fields) step(by int) {
	all := s.all()
	for range all {
		s.at = (s.at + by + len(all)) % len(all)
		if !all[s.at].Off {
			return
		}
	}
}

// Key goes through the fields, changes one, confirms or leaves the dialog.
func (s *Fields) Key(press tea.KeyPressMsg) (cmd tea.Cmd, done bool) {
	k, f := s.Keys, s.Focused()
	// What a letter is bound to must not take it out of a text.
	typing := f != nil && f.Text != nil && press.Text != ""
	paged := press.String() == "pgup" || press.String() == "pgdown"
	s.Lines.Follow = !paged
	switch {
	case !typing && k.Leave.Match(press), press.String() == "esc":
		return nil, true
	case s.Early(s.Wall):
		s.Missed = press.String() == "enter"
	case !typing && k.Confirm.Match(press), press.String() == "enter":
		return s.confirm()
	case paged && s.Lines.Over():
		s.Lines.Scroll(k, press)
	case !typing && k.NextChoice.Match(press):
		s.step(1)
	case !typing && k.PrevChoice.Match(press):
		s.step(-1)
	case f != nil:
		f.key(k, press)
		s.Refused = false
	}
	return nil, false
}

// Wheel scrolls the lines.
func (s *Fields) Wheel(_, _, lines int) {
	s.Lines.Follow = false
	s.Lines.Move(lines)
}

// Writing reports whether a text has the keys.
func (s *Fields) Writing() bool {
	f := s.Focused()
	return f != nil && f.Text != nil
}

// Paste goes into a text that has the focus.
func (s *Fields) Paste(msg tea.PasteMsg) tea.Cmd {
	if f := s.Focused(); f != nil && f.Text != nil && !s.Early(s.Wall) {
		*f.Text, _ = f.Text.Update(msg)
	}
	return nil
}

// Rows are how the fields look, beside labels of so many cells; room is how many cells that
// leaves for what is typed. at is the row with the focus, or -1.
func (s *Fields) Rows(room func(label int) int) (rows []term.FormRow, label, at int) {
	focused := s.Focused()
	for _, f := range s.all() {
		label = max(label, term.Width(f.Label))
	}
	at = -1
	for n, f := range s.all() {
		if f == focused {
			at = n
		}
		rows = append(rows, f.row(s.Text, f == focused, room(label)))
	}
	return rows, label, at
}

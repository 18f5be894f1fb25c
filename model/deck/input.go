package deck

import (
	"charm.land/bubbles/v2/key"
	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"
)

// NewInput is the input of everything that is typed, a field, a search or a word to confirm with,
// so that all have the same editing keys. It has the keys, with the caret at the end of value.
func NewInput(value string) textinput.Model {
	in := textinput.New()
	in.Prompt = ""
	in.SetVirtualCursor(false)
	in.SetValue(value)
	in.Focus()
	return in
}

// Caret is where the next letter goes, in bytes.
func Caret(in *textinput.Model) int {
	return len(string([]rune(in.Value())[:in.Position()]))
}

// TextOwner is a layer with a text that may have the keys.
type TextOwner interface{ Writing() bool }

// EditsWord reports whether a press with alt edits the text of a layer. Elsewhere alt is an esc
// that arrived together with the key after it.
func EditsWord(l Layer, press tea.KeyPressMsg) bool {
	k := textinput.DefaultKeyMap()
	o, ok := l.(TextOwner)
	return ok && o.Writing() && key.Matches(press, k.WordForward, k.WordBackward, k.DeleteWordForward, k.DeleteWordBackward)
}

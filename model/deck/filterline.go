package deck

import (
	"errors"
	"iter"

	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/filter"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ui/text"
)

// TypedLine is a line at the foot of the screen into which a filter is typed.
type TypedLine struct {
	Input   textinput.Model
	Typing  bool   // the line has the keys
	Before  string // the filter before typing began, for esc
	Source  string
	Problem error // the filter as typed can't be understood
}

// FilterLine is a page's filter of rows S: what is in force, and what is being typed.
type FilterLine[S any] struct {
	TypedLine
	Expr    filter.Expr[S]
	grammar *filter.Table[S]
}

// newFilterLine is a filter that lets all through, and does not have the keys.
func newFilterLine[S any](grammar *filter.Table[S]) FilterLine[S] {
	f := FilterLine[S]{TypedLine: TypedLine{Input: textinput.New()}, grammar: grammar}
	f.Input.Prompt = "/"
	f.Input.SetVirtualCursor(false)
	return f
}

// FilterOwner is a page whose filter is being typed.
type FilterOwner interface {
	Line() *TypedLine
	Editing(tea.Msg) tea.Cmd
	Found() (n, of int) // how many rows the filter leaves
}

// Line is itself: it makes what embeds it a FilterOwner.
func (f *TypedLine) Line() *TypedLine { return f }

// BeginTyping gives the line the keys, on the filter in force.
func (f *TypedLine) BeginTyping() tea.Cmd {
	f.Typing, f.Before = true, f.Source
	f.Input.SetValue(f.Source)
	f.Input.CursorEnd()
	return f.Input.Focus()
}

// EndTyping takes the keys from the line.
func (f *TypedLine) EndTyping() {
	f.Typing = false
	f.Input.Blur()
}

// Keep takes the filter as it stands, if it can. While it is typed, half a word
// counts; what stays must be whole.
func (f *FilterLine[S]) Keep() bool {
	expr, err := f.grammar.Parse(f.Source)
	if f.Problem = err; err != nil {
		return false
	}
	f.Expr = expr
	f.EndTyping()
	return true
}

// Set takes a filter as typed. One that can't be understood leaves the one before in force.
func (f *FilterLine[S]) Set(source string) {
	f.Source = source
	expr, err := f.grammar.ParseLive(source)
	f.Problem = err
	if err == nil {
		f.Expr = expr
	}
}

// Type handles a press or a paste and reports whether the text has changed.
func (f *TypedLine) Type(msg tea.Msg) (cmd tea.Cmd, changed bool) {
	f.Input, cmd = f.Input.Update(msg)
	return cmd, f.Input.Value() != f.Source
}

// Complete fills in the field or the value under the cursor: all of it when one fits, else as far
// as all that fit agree. Values are those of the rows.
func (f *FilterLine[S]) Complete(rows iter.Seq[S]) {
	found := f.grammar.Complete(f.Input.Value(), Caret(&f.Input), rows)
	if len(found) == 0 {
		return
	}
	completion := found[0]
	for _, c := range found[1:] {
		completion.Text = commonPrefix(completion.Text, c.Text)
	}
	if completion.Text == "" {
		return
	}
	done, cursor := completion.Apply(f.Input.Value())
	f.Input.SetValue(done)
	f.Input.SetCursor(len([]rune(done[:cursor])))
}

// commonPrefix is the longest text that both begin with, in whole letters.
func commonPrefix(a, b string) string {
	x, y := []rune(a), []rune(b)
	n := 0
	for n < len(x) && n < len(y) && x[n] == y[n] {
		n++
	}
	return string(x[:n])
}

// Subjects are instances as filters ask for them.
func Subjects(rows []*ecsapi.Instance, about *fleet.Context) iter.Seq[fleet.Subject] {
	return func(yield func(fleet.Subject) bool) {
		for _, i := range rows {
			if !yield(fleet.Subject{Instance: i, Context: about}) {
				return
			}
		}
	}
}

// Trouble says what is wrong with the filter and what is accepted, or "".
func (f *TypedLine) Trouble(t *text.Printer) string {
	var e *filter.Error
	switch {
	case f.Problem == nil:
		return ""
	case !errors.As(f.Problem, &e):
		return f.Problem.Error()
	}
	return t.T(e.Describe())
}

// Note is what a page's title says of its filter.
func (f *FilterLine[S]) Note(t *text.Printer) string {
	switch {
	case f.Problem != nil:
		return " " + t.S("(still {filter:q})", f.Expr.String())
	case f.Source != "" && !f.Typing:
		return " " + f.Source
	}
	return ""
}

// Caret is where the next letter goes, in bytes.
func Caret(in *textinput.Model) int {
	return len(string([]rune(in.Value())[:in.Position()]))
}

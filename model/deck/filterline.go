package deck

import (
	"errors"
	"maps"
	"slices"
	"strings"

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
// as all that fit agree. words are the values of a field that begin with a prefix.
func (f *FilterLine[S]) Complete(words func(field filter.Field, prefix string) []string) {
	found := f.grammar.Complete(f.Input.Value(), Caret(&f.Input), words)
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

// completions bounds how much of a big fleet is looked through for one tab.
const completions = 2000

// InstanceWords are the values of a field that instances have and that begin with prefix.
func InstanceWords(rows []*ecsapi.Instance, f filter.Field, prefix string) []string {
	found := map[string]bool{}
	key, valued := "", false
	if f == filter.Tag {
		if k, v, ok := strings.Cut(prefix, "="); ok {
			key, prefix, valued = k, v, true
		}
	}
	var room [8]string
	for n, i := range rows {
		if n == completions {
			break
		}
		vals, _ := fleet.Subject{Instance: i}.Values(f, room[:0])
		if f == filter.Tag {
			vals = tagWords(i, key, valued)
		}
		for _, v := range vals {
			found[v] = true
		}
	}
	delete(found, "")
	return WithPrefix(found, prefix)
}

// WithPrefix lists the words that begin with a prefix in any case, sorted.
func WithPrefix(words map[string]bool, prefix string) []string {
	maps.DeleteFunc(words, func(s string, _ bool) bool {
		return len(s) < len(prefix) || !strings.EqualFold(s[:len(prefix)], prefix)
	})
	return slices.Sorted(maps.Keys(words))
}

// tagWords are an instance's tag keys or, valued, the value of one key.
func tagWords(i *ecsapi.Instance, key string, valued bool) []string {
	if valued {
		v, _ := i.Tag(key)
		return []string{v}
	}
	var out []string
	for _, t := range i.Tags {
		out = append(out, t.Key)
	}
	return out
}

// Trouble says what is wrong with the filter and what is accepted, or "".
func (f *TypedLine) Trouble(t *text.Printer) string {
	var e *filter.Error
	switch {
	case f.Problem == nil:
		return ""
	case !errors.As(f.Problem, &e):
		return f.Problem.Error()
	case len(e.Accepted) == 0:
		return t.S(e.Msg)
	}
	return t.S("{problem}; accepted: {accepted}", t.S(e.Msg), strings.Join(e.Accepted, " "))
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

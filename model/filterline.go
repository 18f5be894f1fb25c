package model

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

// typedLine is a line at the foot of the screen into which a filter is typed.
type typedLine struct {
	input   textinput.Model
	typing  bool   // the line has the keys
	before  string // the filter before typing began, for esc
	source  string
	problem error // the filter as typed can't be understood
}

func newTypedLine() typedLine {
	f := typedLine{input: textinput.New()}
	f.input.Prompt = "/"
	f.input.SetVirtualCursor(false)
	return f
}

// filterLine is a page's filter of instances: what is in force, and what is
// being typed.
type filterLine struct {
	typedLine
	expr filter.Expr
}

func newFilterLine() filterLine { return filterLine{typedLine: newTypedLine()} }

// FilterOwner is a page whose filter is being typed.
type FilterOwner interface {
	Line() *typedLine
	Editing(tea.Msg) tea.Cmd
	Found() (n, of int) // how many rows the filter leaves
}

func (f *typedLine) Line() *typedLine { return f }

// open gives the line the keys, on the filter in force.
func (f *typedLine) open() tea.Cmd {
	f.typing, f.before = true, f.source
	f.input.SetValue(f.source)
	f.input.CursorEnd()
	return f.input.Focus()
}

func (f *typedLine) shut() {
	f.typing = false
	f.input.Blur()
}

// keep takes the filter as it stands, if it can. While it is typed, half a word
// counts; what stays must be whole.
func (f *filterLine) keep() bool {
	expr, err := filter.Parse(f.source)
	if f.problem = err; err != nil {
		return false
	}
	f.expr = expr
	f.shut()
	return true
}

// set takes a filter as typed. One that can't be understood leaves the one
// before in force.
func (f *filterLine) set(source string) {
	f.source = source
	expr, err := filter.ParseLive(source)
	f.problem = err
	if err == nil {
		f.expr = expr
	}
}

// typed handles a press or a paste and reports whether the text has changed.
func (f *typedLine) typed(msg tea.Msg) (cmd tea.Cmd, changed bool) {
	f.input, cmd = f.input.Update(msg)
	return cmd, f.input.Value() != f.source
}

// complete fills in the field or the value under the cursor, from the words of
// rows: all of it when one fits, else as far as all that fit agree.
func (f *filterLine) complete(rows []*ecsapi.Instance) {
	source := f.input.Value()
	words := func(field filter.Field, prefix string) []string { return values(rows, field, prefix) }
	f.fillIn(filter.Complete(source, caretOf(&f.input), words))
}

// fillIn takes the completion there is, or as much as all have in common.
func (f *typedLine) fillIn(found []filter.Completion) {
	if len(found) == 0 {
		return
	}
	whole := found[0]
	for _, c := range found[1:] {
		whole.Text = common(whole.Text, c.Text)
	}
	if whole.Text == "" {
		return
	}
	done, cursor := whole.Apply(f.input.Value())
	f.input.SetValue(done)
	f.input.SetCursor(len([]rune(done[:cursor])))
}

// common is the longest text that both begin with, in whole letters.
func common(a, b string) string {
	x, y := []rune(a), []rune(b)
	n := 0
	for n < len(x) && n < len(y) && x[n] == y[n] {
		n++
	}
	return string(x[:n])
}

// completions bounds how much of a big fleet is looked through for one tab.
const completions = 2000

// values are the rows' own words for a field that begin with prefix.
func values(rows []*ecsapi.Instance, f filter.Field, prefix string) []string {
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
			if v != "" && len(v) >= len(prefix) && strings.EqualFold(v[:len(prefix)], prefix) {
				found[v] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(found))
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

// trouble says what is wrong with the filter and what is accepted, or "".
func (f *typedLine) trouble(t *text.Printer) string {
	var e *filter.Error
	switch {
	case f.problem == nil:
		return ""
	case !errors.As(f.problem, &e):
		return f.problem.Error()
	case len(e.Accepted) == 0:
		return t.S(e.Msg)
	}
	return t.S("%s; accepted: %s", t.S(e.Msg), strings.Join(e.Accepted, " "))
}

// told is what a page's title tells of its filter.
func (f *filterLine) told(t *text.Printer) string { return f.tells(t, f.expr.String()) }

func (f *typedLine) tells(t *text.Printer, inForce string) string {
	switch {
	case f.problem != nil:
		return " " + t.S("(still %q)", inForce)
	case f.source != "" && !f.typing:
		return " " + f.source
	}
	return ""
}

// caretOf is where the next letter goes, in bytes.
func caretOf(in *textinput.Model) int {
	return len(string([]rune(in.Value())[:in.Position()]))
}

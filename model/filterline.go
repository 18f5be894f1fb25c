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
	expr filter.Expr[filter.Subject]
}

func newFilterLine() filterLine { return filterLine{typedLine: newTypedLine()} }

// typist is a page whose filter is being typed.
type typist interface {
	line() *typedLine
	editing(tea.Msg) tea.Cmd
	found() (n, of int) // how many rows the filter leaves
}

// typist is the page that has the keys for its filter line, or nil.
func (r *root) typist() typist {
	if p, ok := r.top().(typist); ok && p.line().typing {
		return p
	}
	if r.instances.typing {
		return r.instances
	}
	return nil
}

func (f *typedLine) line() *typedLine { return f }

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
	expr, err := filter.Instances.Parse(f.source)
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
	expr, err := filter.Instances.ParseLive(source)
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

// edit opens the filter line of the instances.
func (p *instances) edit() tea.Cmd {
	p.touched = true
	p.anchor, _ = p.cursor()
	return p.open()
}

// editing handles a press or a paste while the filter is being typed. The table
// follows each letter; enter keeps the filter, esc takes back the one before.
func (p *instances) editing(msg tea.Msg) tea.Cmd {
	if press, ok := msg.(tea.KeyPressMsg); ok {
		switch press.String() {
		case "enter":
			if !p.keep() {
				return nil
			}
			p.anchor, p.lost = "", "" // the cursor is where it is seen
			return p.reorder()
		case "esc", "ctrl+c":
			p.shut()
			return p.refilter(p.before)
		case "up", "down", "pgup", "pgdown":
			move(p.Keys, p.table, press)
			p.anchor, _ = p.cursor()
			p.lost = ""
			return nil
		case "tab":
			p.complete(p.order.rows)
			return p.refilter(p.input.Value())
		}
	}
	cmd, changed := p.typed(msg)
	if !changed {
		return cmd
	}
	return tea.Batch(cmd, p.refilter(p.input.Value()))
}

func (p *instances) found() (n, of int) { return len(p.order.rows), p.order.inScope }

func (p *instances) refilter(source string) tea.Cmd {
	p.set(source)
	p.narrow = true
	return p.reorder()
}

// complete fills in the field or the value under the cursor, from the words of
// rows: all of it when one fits, else as far as all that fit agree.
func (f *filterLine) complete(rows []*ecsapi.Instance) {
	source := f.input.Value()
	words := func(field filter.Field, prefix string) []string { return values(rows, field, prefix) }
	f.fillIn(filter.Instances.Complete(source, caretOf(&f.input), words))
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

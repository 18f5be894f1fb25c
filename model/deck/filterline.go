package deck

import (
	"errors"
	"iter"
	"strings"

	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/filter"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ui/term"
	"ecsdeck/ui/text"
)

// TypedLine is a line at the foot of the screen into which a filter is typed.
type TypedLine struct {
	Input   textinput.Model
	Typing  bool   // the line has the keys
	Before  string // the filter before typing began, for esc
	Source  string
	Problem error // the filter as typed can't be understood

	list    completions
	history *history
	entry   int    // of the history that the line shows; past the last: what was typed
	draft   string // what was typed
}

// FilterLine is a page's filter of rows S: what is in force, and what is being typed.
type FilterLine[S any] struct {
	TypedLine
	Expr    filter.Expr[S]
	grammar *filter.Table[S]

	before filter.Expr[S] // in force before typing began

	saved func() map[string]string        // filters that can be named; nil: none can, nor saved
	save  func(name, expr string) tea.Cmd // saves one, or forgets it with an empty expr
}

// BeginTyping gives the line the keys, on the filter in force.
func (f *FilterLine[S]) BeginTyping() tea.Cmd {
	f.before = f.Expr
	return f.TypedLine.BeginTyping()
}

// restore puts the filter from before typing began in force again, as it was: read anew it could
// say something else, such as when a saved filter has been forgotten since.
func (f *FilterLine[S]) restore() { f.Source, f.Expr, f.Problem = f.Before, f.before, nil }

// NewFilterLine is a filter that lets all through, and does not have the keys. Those of the same
// page share its history.
func NewFilterLine[S any](d *Deck, page string, grammar *filter.Table[S]) FilterLine[S] {
	return newFilterLine(grammar, d.history(page))
}

func newFilterLine[S any](grammar *filter.Table[S], h *history) FilterLine[S] {
	return FilterLine[S]{TypedLine: newTypedLine(h), grammar: grammar}
}

func newTypedLine(h *history) TypedLine {
	l := TypedLine{Input: NewInput(""), history: h}
	l.Input.Prompt = "/"
	l.Input.Blur()
	return l
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
	f.entry = len(f.history.kept)
	return f.Input.Focus()
}

// EndTyping takes the keys from the line.
func (f *TypedLine) EndTyping() {
	f.Typing = false
	f.list.close()
	f.Input.Blur()
}

// Keep takes the filter as it stands, if it can. While it is typed, half a word
// counts; what stays must be whole.
func (f *FilterLine[S]) Keep() (cmd tea.Cmd, kept bool) {
	name, said, saving := f.saving()
	expanded, err := f.expand(said, false)
	var expr filter.Expr[S]
	if err == nil {
		expr, err = f.grammar.Parse(expanded)
	}
	if f.Problem = err; err != nil {
		return nil, false
	}
	if saving {
		cmd = f.save(name, said)
		if f.Source = "@" + name; said == "" {
			f.Source = ""
		}
	}
	f.Expr = expr
	f.history.add(f.Source)
	f.EndTyping()
	return cmd, true
}

// Set takes a whole filter. One that can't be understood leaves the one before in force.
func (f *FilterLine[S]) Set(source string) { f.set(source, f.grammar.Parse, false) }

func (f *FilterLine[S]) set(source string, parse func(string) (filter.Expr[S], error), live bool) {
	f.Source = source
	_, said, _ := f.saving()
	expanded, err := f.expand(said, live)
	var expr filter.Expr[S]
	if err == nil {
		expr, err = parse(expanded)
	}
	if e := (*filter.Error)(nil); errors.As(err, &e) && expanded != f.Source {
		e.Len = 0 // its place is one of what was put in
	}
	f.Problem = err
	if err == nil {
		f.Expr = expr
	}
}

// saving is the filter that the source says and, if it saves that, its name.
func (f *FilterLine[S]) saving() (name, said string, saving bool) {
	if f.saved != nil {
		if name, said, saving = filter.Saving(f.Source); saving {
			return name, said, true
		}
	}
	return "", f.Source, false
}

// expand puts saved filters in place of their names.
func (f *FilterLine[S]) expand(source string, live bool) (string, error) {
	if f.saved == nil {
		return source, nil
	}
	return filter.Expand(source, f.saved(), live)
}

// Edit is what a press or a paste does to a filter that is typed.
type Edit uint8

// The edits. Changed has set the filter; of Moved the page moves its cursor; after Kept and
// sometimes after Changed the line has the keys no longer.
const (
	Nothing Edit = iota
	Changed
	Moved
	Kept
)

// Edit handles a press or a paste while the filter is being typed. The values of rows complete it.
func (f *FilterLine[S]) Edit(msg tea.Msg, rows func() iter.Seq[S]) (cmd tea.Cmd, did Edit) {
	press, ok := msg.(tea.KeyPressMsg)
	if !ok {
		return f.typed(msg)
	}
	if taken, changed := f.listKey(press); changed {
		return nil, f.changed()
	} else if taken {
		return nil, Nothing
	}
	switch press.String() {
	case "enter":
		if cmd, kept := f.Keep(); kept {
			return cmd, Kept
		}
		return nil, Nothing
	case "esc", "ctrl+c":
		f.EndTyping()
		f.restore()
		return nil, Changed
	case "pgup", "pgdown":
		return nil, Moved
	case "up":
		f.recall(-1)
	case "down":
		f.recall(1)
	case "tab":
		f.Complete(rows())
	default:
		return f.typed(msg)
	}
	return nil, f.changed()
}

// changed sets the filter to what is typed so far, whose last word may be half of one.
func (f *FilterLine[S]) changed() Edit {
	f.set(f.Input.Value(), f.grammar.ParseLive, true)
	return Changed
}

func (f *FilterLine[S]) typed(msg tea.Msg) (tea.Cmd, Edit) {
	cmd, changed := f.Type(msg)
	if !changed {
		return cmd, Nothing
	}
	return cmd, f.changed()
}

// Type handles a press or a paste and reports whether the text has changed.
func (f *TypedLine) Type(msg tea.Msg) (cmd tea.Cmd, changed bool) {
	f.Input, cmd = f.Input.Update(msg)
	changed = f.Input.Value() != f.Source
	if changed {
		f.entry = len(f.history.kept)
	}
	return cmd, changed
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

// longestNote is how many cells of a filter a title shows: what follows it must be seen, too.
const longestNote = 50

// Note is what a page's title says of its filter.
func (f *FilterLine[S]) Note(t *text.Printer) string {
	switch {
	case f.Problem != nil:
		if f.Expr.Empty() {
			return " " + t.S("(no filter in force)")
		}
		return " " + t.S("(filter in force: {filter:q})", f.Expr.String())
	case f.Source != "" && !f.Typing:
		return " " + strings.TrimRight(term.Fit(f.Source, min(longestNote, term.Width(f.Source)), term.AlignLeft), " ")
	}
	return ""
}

// View is the line as it is typed, with what can't be understood in the ink wrong.
func (f *TypedLine) View(wrong term.Ink) string {
	view := f.Input.View()
	var e *filter.Error
	caret := f.Input.Cursor()
	if caret == nil || !errors.As(f.Problem, &e) || e.Pos+e.Len > len(f.Source) || f.Source != f.Input.Value() {
		return view
	}
	left := term.Width(f.Source[:Caret(&f.Input)]) - caret.X // cells that are scrolled out, less those of the prompt
	from := max(term.Width(f.Input.Prompt), term.Width(f.Source[:e.Pos])-left)
	to := min(term.Width(view), term.Width(f.Source[:e.Pos+e.Len])-left)
	if from >= to {
		return view
	}
	return term.Cut(view, 0, from) + wrong.Paint(ansi.Strip(term.Cut(view, from, to))) + term.Cut(view, to, term.Width(view))
}

package deck

import (
	"iter"
	"strings"

	tea "charm.land/bubbletea/v2"

	"ecsdeck/ecsapi/filter"
	"ecsdeck/ui/term"
	"ecsdeck/ui/text"
)

// completions are the ways to go on with a line that is typed, while their list is open.
type completions struct {
	all    []filter.Completion
	at     int    // the one that is filled in, or -1
	source string // that they complete
	caret  int    // in bytes
}

func (c *completions) close() { *c = completions{} }

// Completing reports whether the list of completions is open.
func (f *TypedLine) Completing() bool { return len(f.list.all) > 0 }

// Complete fills in the field or the value under the cursor: all of it when one fits, else as far
// as all that fit agree, and opens the list of those. Where all agree on no more than is typed,
// the first of the list is filled in. Values are those of the rows.
func (f *FilterLine[S]) Complete(rows iter.Seq[S]) {
	f.list.close()
	source, caret := f.Input.Value(), Caret(&f.Input)
	var found []filter.Completion
	named := false
	if f.saved != nil {
		found, named = filter.CompleteSaved(source, caret, f.saved())
	}
	if !named {
		found = f.grammar.Complete(source, caret, rows)
	}
	if len(found) == 0 {
		return
	}
	agreed := found[0]
	for _, c := range found[1:] {
		agreed.Text = commonPrefix(agreed.Text, c.Text)
	}
	if len(found) == 1 || len(agreed.Text) > caret-agreed.Start {
		source, caret = agreed.Apply(source)
		f.put(source, caret)
		if len(found) == 1 {
			return
		}
		for i := range found {
			found[i].End = caret
		}
		f.list = completions{all: found, at: -1, source: source, caret: caret}
		return
	}
	f.list = completions{all: found, at: -1, source: source, caret: caret}
	if caret > agreed.Start { // else the list is to be read first
		f.walk(1)
	}
}

// put writes a text into the line, with the cursor at a byte of it.
func (f *TypedLine) put(source string, caret int) {
	f.Input.SetValue(source)
	f.Input.SetCursor(len([]rune(source[:caret])))
}

// walk fills in the next completion of the open list, or the one before.
func (f *TypedLine) walk(by int) {
	n := len(f.list.all)
	if f.list.at < 0 && by < 0 {
		f.list.at = n
	}
	f.list.at = (f.list.at + by + n) % n
	f.put(f.list.all[f.list.at].Apply(f.list.source))
}

// listKey handles a press while the list of completions is open; changed is true when the text
// may have. What is not for the list closes it, and is for the line.
func (f *TypedLine) listKey(press tea.KeyPressMsg) (taken, changed bool) {
	if len(f.list.all) == 0 {
		return false, false
	}
	switch press.String() {
	case "tab", "down":
		f.walk(1)
	case "shift+tab", "up":
		f.walk(-1)
	case "enter":
		if f.list.at < 0 {
			f.list.close()
			return false, false
		}
		f.list.close()
	case "esc":
		f.put(f.list.source, f.list.caret)
		f.list.close()
	default:
		f.list.close()
		return false, false
	}
	return true, true
}

// listRows is how many completions are shown at once.
const listRows = 8

// CompletionBox is the open list of completions with what each is, or nil. It is at most w cells wide.
func (f *TypedLine) CompletionBox(t *text.Printer, th *term.Theme, w, h int) []string {
	rows := min(listRows, len(f.list.all), h-2)
	if rows < 1 {
		return nil
	}
	from := max(0, min(f.list.at-rows/2, len(f.list.all)-rows))
	shown := f.list.all[from : from+rows]
	names := 0
	for _, c := range shown {
		names = max(names, min(term.Width(c.Text), 40))
	}
	var lines []string
	for i, c := range shown {
		sign, name := "  ", term.Fit(c.Text, names, term.AlignLeft)
		if from+i == f.list.at {
			sign, name = th.Cursor.Paint("▌")+" ", th.Cursor.Paint(name)
		}
		about := ""
		switch {
		case c.Meaning != "":
			about = c.Meaning
		case c.About != "":
			about = t.S(c.About)
		case c.Count > 0:
			about = term.Count(c.Count)
		}
		lines = append(lines, strings.TrimRight(sign+name+"  "+th.Dim.Paint(about), " "))
	}
	title := ""
	if more := len(f.list.all) - rows; more > 0 {
		title = t.N("{count} more", "{count} more", more)
	}
	return term.Box(title, lines, th.Border, th.Dim, w)
}

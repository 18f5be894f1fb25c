package term

import (
	"cmp"
	"slices"
	"strings"
)

// FormRow is one line of a form: a heading, or a label with what can be filled
// in behind it and what is to be said of that. All texts are plain.
type FormRow struct {
	Head  string // a heading; the rest is not used
	Label string
	Cells []FormCell
	Note  string // said dimly behind the cells
	Bad   string // what is wrong, in the note's place
	Warn  string // what is worth a thought, in the note's place
	Below int    // lines for a note that has no room behind the cells; 0: it is cut there
}

// CellKind says what a person does with a cell of a form.
type CellKind uint8

// The kinds of cells: text to type, a list to open, a choice to step through,
// and something to set off.
const (
	CellTyped CellKind = iota
	CellPicked
	CellChosen
	CellPressed
)

// FormCell is one thing of a form that can have the focus.
type FormCell struct {
	Kind    CellKind
	Text    string
	Off     bool   // does nothing now: drawn faintly, with the focus too
	Empty   string // stands faintly where there is no text
	Unit    string // behind a typed cell, such as "GiB"
	Width   int    // cells of a typed cell
	Focused bool
	Caret   int // bytes of Text before the caret, in a focused typed cell
}

// caret stands where the next letter goes.
const caret = "▏"

// AppendForm appends h lines of w cells each: the rows from the from-th on, and
// blanks when there are not so many. Labels take label cells.
func AppendForm(dst []string, rows []FormRow, from, w, h, label int, th *Theme) []string {
	end := len(dst) + h
	for i := from; i < len(rows) && len(dst) < end; i++ {
		dst = append(dst, rows[i].line(w, label, th))
		if r := &rows[i]; r.Below > 0 {
			note, ink := r.said(th)
			lines := Wrap(note, noteBelow(w, label))
			if len(r.Cells) == 0 {
				lines = lines[1:] // it stands in the cells' place
			}
			for _, l := range lines {
				dst = append(dst, FitLine(Blank(label+3)+ink.Paint(l), w))
			}
		}
	}
	for len(dst) < end {
		dst = append(dst, Blank(w))
	}
	return dst[:end]
}

// said is the note of a row, or what goes before it, in its ink.
func (r *FormRow) said(th *Theme) (note string, ink Ink) {
	switch {
	case r.Bad != "":
		return r.Bad, th.Bad
	case r.Warn != "":
		return r.Warn, th.Warn
	}
	return r.Note, th.Dim
}

// noteBelow is the width of a note below its cells.
func noteBelow(w, label int) int { return max(w-label-4, 1) }

// NoteLines is how many lines the note takes below the cells, 0 if it has room behind them.
func (r *FormRow) NoteLines(w, label int, th *Theme) int {
	note, _ := r.said(th)
	room := max(w-2-label-1, 0)
	_, used := r.body(room, th)
	if note == "" || Width(note) <= room-noteFrom(used, room, Width(note)) {
		return 0
	}
	n := len(Wrap(note, noteBelow(w, label)))
	if len(r.Cells) == 0 {
		n--
	}
	return n
}

// noteFrom is where a note begins behind used cells: in one line with the others, or to the left of
// that if it has room there. Without cells it has their place.
func noteFrom(used, room, note int) int {
	if used == 0 {
		return 0
	}
	from := max(used, min(noteAt, room/2)) + 2
	if left := room - note; left >= used+2 {
		return min(from, left)
	}
	return from
}

// line draws a row in w cells.
func (r *FormRow) line(w, label int, th *Theme) string {
	if r.Head != "" {
		return FitLine(" "+th.Title.Paint(Fit(r.Head, min(Width(r.Head), max(w-1, 0)), AlignLeft)), w)
	}
	note, noteInk := r.said(th)
	sign, ink := "  ", th.Dim
	switch {
	case r.focused():
		sign, ink = th.Cursor.Paint(cursorSign)+" ", th.Cursor
	case r.Bad != "" || r.Warn != "":
		sign = noteInk.Paint("!") + " "
	}
	room := max(w-2-label-1, 0)
	body, used := r.body(room, th)
	line := sign + ink.Paint(Fit(r.Label, label, AlignLeft)) + " " + body
	if len(r.Cells) == 0 && r.Below > 0 {
		line += noteInk.Paint(Wrap(note, noteBelow(w, label))[0])
	} else if note != "" && r.Below == 0 {
		at := noteFrom(used, room, Width(note))
		if left := room - at; left >= leastNote {
			line += Blank(at-used) + noteInk.Paint(Fit(note, left, AlignLeft))
		}
	}
	return FitLine(line, w)
}

// Notes of the rows begin in one line where the cells leave room, and are left
// out where hardly a word would fit.
const (
	noteAt    = 28
	leastNote = 6
)

func (r *FormRow) focused() bool {
	return slices.ContainsFunc(r.Cells, func(c FormCell) bool { return c.Focused })
}

// body draws the cells in at most w cells of the screen, the one with the focus
// always among them.
func (r *FormRow) body(w int, th *Theme) (line string, used int) {
	sum, first, focus := 0, 0, 0
	for i := range r.Cells {
		sum += r.Cells[i].width() + 1
		if r.Cells[i].Focused {
			focus = i
		}
	}
	for first < focus && sum-1 > w {
		sum -= r.Cells[first].width() + 1
		first++
	}
	var b strings.Builder
	for i := first; i < len(r.Cells); i++ {
		c := &r.Cells[i]
		gap := min(i-first, 1)
		room := w - used - gap
		if room < min(c.width(), 4) {
			break
		}
		s := c.draw(room, th)
		b.WriteString(Blank(gap))
		b.WriteString(s)
		used += gap + Width(s)
	}
	return b.String(), used
}

// width is how many cells it takes when there is room.
func (c *FormCell) width() int {
	switch {
	case c.Kind != CellTyped:
		return Width(c.shown()) + Width(frames[c.Kind][0]) + Width(frames[c.Kind][1])
	case c.Unit != "":
		return c.Width + 1 + Width(c.Unit)
	}
	return c.Width
}

func (c *FormCell) shown() string { return cmp.Or(c.Text, c.Empty) }

// frames stand around the cells that are not typed.
var frames = [...][2]string{CellPicked: {"", " ▾"}, CellChosen: {"‹ ", " ›"}, CellPressed: {"[ ", " ]"}}

// draw draws a cell in at most w > 0 cells of the screen.
func (c *FormCell) draw(w int, th *Theme) string {
	if c.Kind == CellTyped {
		return c.typed(w, th)
	}
	text, frame := Ink{}, th.Faint
	switch {
	case c.Off:
		text = th.Faint
	case c.Focused:
		text, frame = th.Cursor, th.Cursor
	case c.Text == "":
		text = th.Faint
	}
	left, right := frames[c.Kind][0], frames[c.Kind][1]
	n := max(min(Width(c.shown()), w-Width(left)-Width(right)), 1)
	return FitLine(frame.Paint(left)+text.Paint(FitMiddle(c.shown(), n))+frame.Paint(right), min(c.width(), w))
}

// typed draws a text to be typed as a line to write on. While it has the focus
// the part around the caret is in sight.
func (c *FormCell) typed(w int, th *Theme) string {
	unit := ""
	if c.Unit != "" {
		unit = " " + th.Dim.Paint(c.Unit)
	}
	n := max(min(c.Width, w-Width(unit)), 1)
	var s string
	switch {
	case c.Focused:
		at := min(c.Caret, len(c.Text))
		cell := Width(c.Text[:at])
		from := max(0, cell+1+min(len(c.Text)-at, 1)-n) // the caret, and what it stands before
		s = th.Cursor.Paint(Cut(c.Text[:at]+caret+c.Text[at:], from, from+min(n, Width(c.Text)+1-from)))
	case c.Text == "":
		s = th.Faint.Paint(Fit(c.Empty, min(Width(c.Empty), n), AlignLeft))
	default:
		s = Fit(c.Text, min(Width(c.Text), n), AlignLeft)
	}
	if rest := n - Width(s); rest > 0 {
		s += th.Faint.Paint(strings.Repeat("_", rest))
	}
	return FitLine(s+unit, min(c.width(), w))
}

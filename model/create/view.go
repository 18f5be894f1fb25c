package create

import (
	"slices"

	"ecsdeck/model/deck"
	"ecsdeck/model/form"
	"ecsdeck/ui/term"
)

// twoColumns is the width from which on the form stands in two of them.
const twoColumns = 112

// usualHeight is that of a form that has no more to show, on a screen that has more room.
const usualHeight = 32

// View draws the form in all the room there is: the rows in sight, what is to
// be said of the field with the focus, how far the form is, and the keys.
func (c *Form) View(w, h int) []string {
	c.w, c.h = w, h
	w = min(w, form.MaxWidth)
	inner := w - 2
	tail := c.tail(inner, h)
	left := inner * 48 / 100
	if h > usualHeight {
		h = min(h, max(usualHeight, 2+len(tail)+max(c.tall(0, left), c.tall(1, inner-left))))
	}
	body := max(h-2-len(tail), 1)
	var lines []string
	if inner >= twoColumns {
		lines = term.JoinColumns(c.column(0, left, body), c.column(1, inner-left, body))
	} else {
		lines = c.column(-1, inner, body)
	}
	th := c.Theme
	if c.Production {
		th.BorderFocus = th.Warn
	}
	return term.Panel(c.title(inner), append(lines, tail...), w, h, &th, true)
}

// column draws one side of the form, or -1 for all of it, with the focus in sight.
func (c *Form) column(side, w, h int) []string {
	of := c.side(side)
	focus := slices.Index(of, c.focused().row)
	from := &c.offset[max(side, 0)]
	if focus >= 0 {
		top := focus
		if top > 0 && c.rows[of[top-1]].Head != "" && h > 1 {
			top-- // a field is not seen without its heading
		}
		*from = max(min(*from, top), focus-h+1)
	}
	*from = max(0, min(*from, len(of)-h))
	shown := make([]term.FormRow, 0, h)
	for _, i := range of[*from:min(*from+h, len(of))] {
		shown = append(shown, c.drawn(&c.rows[i]))
	}
	label := c.label(w)
	if spare := h - len(of); spare > 0 {
		shown = c.spread(shown, spare, w, label)
	}
	lines := term.AppendForm(make([]string, 0, h), shown, 0, w, h, label, &c.Theme)
	more := func(line *string, sign string) { *line = term.Cut(*line, 0, w-1) + c.Theme.Faint.Paint(sign) }
	if *from > 0 {
		more(&lines[0], "↑")
	}
	if *from+h < len(of) {
		more(&lines[h-1], "↓")
	}
	return lines
}

// side are the rows of a column, or with -1 all.
func (c *Form) side(side int) (of []int) {
	for i := range c.rows {
		if side < 0 || c.rows[i].right == (side == 1) {
			of = append(of, i)
		}
	}
	return of
}

// label is how wide the labels are in a column of w cells.
func (c *Form) label(w int) int {
	label := 17
	for i := range c.rows {
		label = max(label, term.Width(c.rows[i].Label))
	}
	return min(label, w/3)
}

// tall is how many lines a column takes with all notes in full, and air.
func (c *Form) tall(side, w int) (n int) {
	for k, i := range c.side(side) {
		r := c.drawn(&c.rows[i])
		n += 1 + r.NoteLines(w, c.label(w), &c.Theme) + deck.Btoi(k > 0 && r.Head != "")
	}
	return n
}

// spread gives rows that leave so many lines free their notes in full, what is wrong first, and
// then air before the headings.
func (c *Form) spread(rows []term.FormRow, spare, w, label int) []term.FormRow {
	for _, urgent := range []bool{true, false} {
		for i := range rows {
			r := &rows[i]
			if n := r.NoteLines(w, label, &c.Theme); urgent == (r.Bad != "" || r.Warn != "") && n <= spare {
				r.Below, spare = n, spare-n
			}
		}
	}
	for i := len(rows) - 1; i > 0; i-- {
		if rows[i].Head != "" && spare > 0 {
			rows, spare = slices.Insert(rows, i, term.FormRow{}), spare-1
		}
	}
	return rows
}

func (c *Form) drawn(r *formRow) term.FormRow {
	out := r.FormRow
	for i := range r.fields {
		f := r.fields[i].FormCell
		if r.fields[i].fieldKey == c.focus {
			if f.Focused = true; f.Kind == term.CellTyped {
				f.Text, f.Caret = c.input.Value(), deck.Caret(&c.input)
			}
		}
		out.Cells = append(out.Cells, f)
	}
	return out
}

func (c *Form) title(w int) string {
	s := c.Text.S("Create instances")
	switch {
	case c.purpose != "":
		s = c.purpose
	case c.like != "":
		s = c.Text.S("Create instances like {like}", c.like)
	}
	if full := s + " ── " + c.Actor(); term.Width(full)+term.Width(c.Badge())+5 <= w {
		s = full
	}
	return c.Badged(s)
}

// tail is what stands below the fields: what is to be said of the one with the
// focus, how far the form is, and the keys. Little of it has room on a few lines.
func (c *Form) tail(w, h int) []string {
	lines := 2
	if h < 16 {
		lines = 1
	}
	out := c.fieldHelp(w - 2)
	if c.status != "" && lines > 1 {
		out = out[:min(len(out), lines-1)] // news go before all that there is to say
	}
	if len(out) < lines {
		out = append(out, c.state())
	}
	for i := range out {
		out[i] = term.FitLine(" "+out[i], w)
	}
	return append(out[:min(lines, len(out))], c.hints(w))
}

func (c *Form) fieldHelp(w int) []string {
	r := &c.rows[c.focused().row]
	text, ink := deck.JoinNotes(r.Note, c.focused().hint), c.Theme.Dim
	switch {
	case r.Bad != "":
		text, ink = r.Bad, c.Theme.Bad
	case r.Warn != "":
		text, ink = r.Warn, c.Theme.Warn
	}
	if text == "" {
		return nil
	}
	return deck.Wrap(ink, text, w)
}

// state says whether the order can be reviewed, or how many problems it has.
func (c *Form) state() string {
	status, ink := c.status, c.Theme.Good
	if c.caution {
		ink = c.Theme.Warn
	}
	if status != "" {
		status = ink.Paint(status)
	}
	s := deck.JoinNotes(status, c.summary())
	for i := range c.draft.places {
		if c.waits(i) {
			s = deck.JoinNotes(s, c.Theme.Busy.Paint(c.Text.S("reading what {region} offers…", string(c.draft.places[i].Region))))
			break
		}
	}
	n := 0 // problems that what is being read will not solve
	for _, p := range c.problems {
		n += deck.Btoi(!c.waits(max(p.Place, 0)))
	}
	if n > 0 {
		ink = c.Theme.Warn
		if c.Refused {
			ink = c.Theme.Bad
		}
		s = deck.JoinNotes(s, ink.Paint(c.Text.N("{count} thing to put right", "{count} things to put right", n)))
	}
	return s
}

// hints are the keys of the field with the focus.
func (c *Form) hints(w int) string {
	k := c.Keys
	var pairs []string
	add := func(key, what string) { pairs = append(pairs, key, what) }
	f := c.focused()
	switch f.Kind {
	case term.CellTyped:
		add("enter", c.Text.S("next"))
	case term.CellChosen:
		add("← →", c.Text.S("change"))
	case term.CellPicked:
		add("enter", c.Text.S("choose"))
		add(c.Text.S("letters"), c.Text.S("search"))
	case term.CellPressed:
		add("enter", f.Text)
	}
	add("tab ↑ ↓", c.Text.S("fields"))
	add(k.Refresh.Label(), c.Text.S("read again"))
	add(k.Leave.Label(), c.Text.S("cancel"))
	return term.Hints(&c.Theme, w, pairs...)
}

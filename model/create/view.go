package create

import (
	"slices"

	"ecsdeck/model/deck"
	"ecsdeck/model/form"
	"ecsdeck/ui/term"
)

// twoColumns is the width from which on the form stands in two of them, with some air between.
const twoColumns, air = 112, 1

// The usual heights are those of a form that has no more to show, on a screen that has more room:
// so that it stays as it is while one fills it in. Where the page is seen on both sides it takes less.
const usualHeight, usualFloating = 32, 28

// View draws the form in all the room there is: the rows in sight, what is to
// be said of the field with the focus, how far the form is, and the keys.
func (c *Form) View(w, h int) []string {
	c.w, c.h = w, h
	usual := usualHeight
	if w > form.MaxWidth {
		w, usual = form.MaxWidth, usualFloating
	}
	inner := w - 2
	tail := c.tail(inner, h)
	left := inner * 48 / 100
	if h > usual {
		h = min(h, max(usual, 2+len(tail)+max(c.tall(0, left-air), c.tall(1, inner-left))))
	}
	body := max(h-2-len(tail), 1)
	var lines []string
	if inner >= twoColumns {
		lines = c.column(0, left-air, body)
		for i := range lines {
			lines[i] += term.Blank(air)
		}
		lines = term.JoinColumns(lines, c.column(1, inner-left, body))
	} else {
		lines = c.column(-1, inner, body)
	}
	th := c.Theme
	if c.Production {
		th.BorderFocus = th.Warn
	}
	return term.Panel(c.title(inner), append(lines, tail...), w, h, &th, true)
}

// leastForNotes is the height from which on a note that has no room behind its cells stands below
// them. With less the line about the field with the focus says it.
const leastForNotes = 10

// column draws one side of the form, or -1 for all of it, with the focus in sight. What sums the
// order up has no field: it is left out unless there is room for all.
func (c *Form) column(side, w, h int) []string {
	rows, summary := c.side(side), c.summaryRows
	label := c.label(w)
	if h >= leastForNotes {
		for _, part := range [][]term.FormRow{rows, summary} {
			for i := range part {
				part[i].Below = part[i].NoteLines(w, label, &c.Theme)
			}
		}
	}
	n := height(rows)
	if more := height(summary); side < 1 && n+more <= h {
		rows, n = append(rows, summary...), n+more
	}
	rows = spread(rows, h-n)
	n = max(n, h)
	lines := term.AppendForm(make([]string, 0, n), rows, 0, w, n, label, &c.Theme)
	from := &c.offset[max(side, 0)]
	if top, end := focusLines(rows); top >= 0 {
		*from = max(min(*from, top), end-h)
	}
	*from = max(0, min(*from, n-h))
	lines = lines[*from : *from+h]
	more := func(line *string, sign string) { *line = term.Cut(*line, 0, w-1) + c.Theme.Faint.Paint(sign) }
	if *from > 0 {
		more(&lines[0], "↑")
	}
	if *from+h < n {
		more(&lines[h-1], "↓")
	}
	return lines
}

// height is how many lines rows take.
func height(rows []term.FormRow) (n int) {
	for i := range rows {
		n += 1 + rows[i].Below
	}
	return n
}

// focusLines are the lines of the row with the focus, from its heading if that is right above, and
// where they end; -1 if no row has it.
func focusLines(rows []term.FormRow) (top, end int) {
	for i := range rows {
		end += 1 + rows[i].Below
		if slices.ContainsFunc(rows[i].Cells, func(c term.FormCell) bool { return c.Focused }) {
			if top = end - 1 - rows[i].Below; i > 0 && rows[i-1].Head != "" {
				top--
			}
			return top, end
		}
	}
	return -1, -1
}

// spread puts up to so many blank lines before the headings, the last ones first.
func spread(rows []term.FormRow, spare int) []term.FormRow {
	for i := len(rows) - 1; i > 0 && spare > 0; i-- {
		if rows[i].Head != "" {
			rows, spare = slices.Insert(rows, i, term.FormRow{}), spare-1
		}
	}
	return rows
}

// side are the rows of a column as they are drawn, or with -1 all.
func (c *Form) side(side int) (rows []term.FormRow) {
	for i := range c.rows {
		if side < 0 || c.rows[i].right == (side == 1) {
			rows = append(rows, c.drawn(&c.rows[i]))
		}
	}
	return rows
}

// label is how wide the labels are in a column of w cells.
func (c *Form) label(w int) int {
	label := 17
	for i := range c.rows {
		label = max(label, term.Width(c.rows[i].Label))
	}
	return min(label, w/3)
}

// tall is how many lines a column takes with all notes in full, what sums it up, and air.
func (c *Form) tall(side, w int) (n int) {
	rows := c.side(side)
	if side == 0 {
		rows = append(rows, c.summaryRows...)
	}
	for k := range rows {
		r := &rows[k]
		n += 1 + r.NoteLines(w, c.label(w), &c.Theme) + deck.Btoi(k > 0 && r.Head != "")
	}
	return n
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
		f.Off = r.fields[i].Name == "review" && !c.reviewable()
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
	var out []string
	if h < 16 {
		if out = c.fieldHelp(w - 2); len(out) == 0 {
			out = c.state(w - 2)
		}
		out = out[:min(1, len(out))]
	} else {
		most := 1 // the hints of all fields take as many lines, so that nothing jumps
		for _, f := range c.fields {
			most = max(most, len(term.Wrap(f.hint, w-2)))
		}
		out = append(deck.Wrap(c.Theme.Dim, c.focused().hint, w-2), make([]string, most)...)[:most]
		out = append(out, c.state(w-2)...)
	}
	for i := range out {
		out[i] = term.FitLine(" "+out[i], w)
	}
	return append(out, c.hints(w))
}

// fieldHelp is all that is to be said of the field with the focus, where its row has no room for it.
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

// state says whether the order can be reviewed, or how many problems it has, and what the form
// does not take over.
func (c *Form) state(w int) []string {
	var parts []string
	add := func(ink term.Ink, texts ...string) {
		for _, s := range texts {
			if s != "" {
				parts = append(parts, ink.Paint(s))
			}
		}
	}
	add(c.Theme.Good, c.status)
	add(c.Theme.Warn, c.leftOut()...)
	add(term.Ink{}, c.summary())
	for i := range c.draft.places {
		if c.waits(i) {
			add(c.Theme.Busy, c.Text.S("reading what {region} offers…", string(c.draft.places[i].Region)))
			break
		}
	}
	if n := c.toFix(); n > 0 {
		ink := c.Theme.Warn
		if c.Refused {
			ink = c.Theme.Bad
		}
		add(ink, c.Text.N("{count} thing to put right", "{count} things to put right", n))
	}
	return deck.Flow(w, parts, " · ")
}

// toFix counts the problems that what is being read will not solve.
func (c *Form) toFix() (n int) {
	for _, p := range c.problems {
		n += deck.Btoi(!c.waits(max(p.Place, 0)))
	}
	return n
}

// reviewable reports whether the key that reviews the order opens its plan.
func (c *Form) reviewable() bool { return len(c.problems) == 0 && c.Guard.Counts(c.Wall) }

// hints are the keys of the field with the focus, dim while none counts yet.
func (c *Form) hints(w int) string {
	k, th := c.Keys, c.Theme
	if !c.Guard.Counts(c.Wall) {
		th.Key, th.Dim = th.Faint, th.Faint
	}
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
		if f.Name == "review" && len(c.problems) > 0 {
			add("enter", c.Text.S("to the first problem"))
		} else {
			add("enter", f.Text)
		}
	}
	add("tab ↑ ↓", c.Text.S("fields"))
	add(k.Refresh.Label(), c.Text.S("read again"))
	add(k.Leave.Label(), c.Text.S("cancel"))
	return term.Hints(&th, w, pairs...)
}

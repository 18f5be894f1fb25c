package term

import "slices"

// gutter is the cells before the first column: the cursor's sign and the mark.
const gutter = 2

// emphasis is how many bytes of the cursor row's name change their ink. The
// terminal is sent these twice for every move, once for either row, and a
// Chinese name has three bytes a character: this bounds what a move costs on
// a thin line.
const emphasis = 24

const (
	cursorSign = "▌"
	markSign   = "✓"
)

// Append appends the header and h-1 lines of rows, each of exactly w cells.
func (t *Table) Append(dst []string, th *Theme, focused bool) []string {
	if t.w <= 0 || t.h <= 0 {
		return dst
	}
	t.line = len(dst)
	p := painter{Table: t, th: th, focused: focused, cells: make([]Cell, len(t.shown))}
	dst = append(dst, p.header())
	n := t.Len()
	if n == 0 {
		return p.nothing(dst)
	}
	for i := t.offset; i < t.offset+t.body(); i++ {
		if i < n {
			dst = append(dst, p.row(i))
		} else {
			dst = append(dst, Blank(t.w))
		}
	}
	return dst
}

// painter holds what drawing one frame of a table needs.
type painter struct {
	*Table
	th      *Theme
	focused bool
	cells   []Cell
	line    []byte // the line under way
	used    int    // its cells
	text    []byte // the cell under way
}

func (p *painter) header() string {
	p.start()
	p.pad(gutter)
	for k, c := range p.shown {
		p.gapBefore(k)
		col, w := p.columns[c], p.widths[k]
		sign := ""
		if n := slices.IndexFunc(p.sorts, func(s Sort) bool { return s.Key == col.Key }); n >= 0 && col.Key != "" {
			sign = p.sorts[n].Sign(n == 0)
			w--
		}
		var used int
		if p.text = p.text[:0]; w > 0 {
			p.text, used = appendText(p.text, col.Title, w, false)
		}
		if col.Right {
			p.pad(w - used)
		}
		p.line = p.th.Head.append(p.line, p.text)
		p.used += used
		if sign != "" {
			p.line = append(p.line, p.th.Accent.Paint(sign)...)
			p.used++
		}
		if !col.Right {
			p.pad(w - used)
		}
	}
	return p.end()
}

func (p *painter) row(i int) string {
	p.start()
	clear(p.cells)
	p.rows.Cells(i, p.shown, p.cells)
	here, dim := i == p.cursor, p.rows.Dim(i)
	p.signs(here, p.rows.Marked(i))
	for k := 0; k < len(p.shown); k++ {
		p.gapBefore(k)
		col, w := p.columns[p.shown[k]], p.widths[k]
		cell, first := p.cells[k], k == 0
		for n := cell.Over; n > 0 && k+1 < len(p.shown); n-- {
			k++
			w += p.gap + p.widths[k]
			col.Right = false
		}
		var used int
		tail := 0
		if cell.Tail != "" {
			tail = 1 + Width(cell.Tail)
		}
		if w-tail < leastBefore {
			tail = 0
		}
		w -= tail
		p.text, used = appendText(p.text[:0], cell.Text, w, col.Middle)
		if col.Right {
			p.pad(w - used)
		}
		k0 := cell.Ink
		switch {
		case dim:
			k0 = p.th.Faint
		case k0 == p.th.Dim && len(p.sorts) > 0 && p.sorts[0].Key == col.Key:
			k0 = Ink{} // what the rows are sorted by is what they are read for
		}
		lit := 0 // bytes of the text that the cursor emphasises
		if first && here && p.focused {
			lit = lead(p.text)
		}
		if len(cell.Hits) > 0 {
			p.paintHits(cell, k0, lit)
		} else {
			p.line = p.th.Cursor.append(p.line, p.text[:lit])
			p.line = k0.append(p.line, p.text[lit:])
		}
		p.used += used
		if tail > 0 {
			faint := p.th.Dim
			if dim {
				faint = p.th.Faint
			}
			p.pad(1)
			p.line = append(p.line, faint.Paint(cell.Tail)...)
			p.used += tail - 1
		}
		if !col.Right {
			p.pad(w - used)
		}
	}
	return p.end()
}

// paintHits appends the text of a cell, which may be cut, with its hits as far as they are in
// sight. The first lit bytes are the cursor's, the others are in ink k.
func (p *painter) paintHits(cell Cell, k Ink, lit int) {
	text := string(p.text)
	cut := len(cell.Text) - len(text) // bytes that the tail has moved
	head, tail := 0, len(text)        // what lies between stands for what was cut away
	for head < len(text) && head < len(cell.Text) && text[head] == cell.Text[head] {
		head++
	}
	for tail > head && tail+cut > head && text[tail-1] == cell.Text[tail+cut-1] {
		tail--
	}
	hit := func(from, to int) bool {
		switch {
		case to <= head:
		case from >= tail:
			from, to = from+cut, to+cut
		default:
			return false
		}
		return slices.ContainsFunc(cell.Hits, func(h [2]int) bool { return from < h[1] && to > h[0] })
	}
	inkAt := func(from, to int) (ink Ink) {
		switch {
		case hit(from, to):
			return p.th.Match
		case from < lit:
			return p.th.Cursor
		}
		return k
	}
	_, n, _ := glyph(text)
	from, ink := 0, inkAt(0, n)
	for at := n; at < len(text); at += n {
		_, n, _ = glyph(text[at:])
		if next := inkAt(at, at+n); next != ink {
			p.line = ink.append(p.line, p.text[from:at])
			from, ink = at, next
		}
	}
	p.line = ink.append(p.line, p.text[from:])
}

// leastBefore is how many cells a text keeps before its tail.
const leastBefore = 4

// lead returns how many bytes of the name the cursor emphasises.
func lead(name []byte) int {
	if len(name) <= emphasis {
		return len(name)
	}
	s, n := string(name), 0
	for n < len(s) {
		_, size, _ := glyph(s[n:])
		if n+size > emphasis {
			break
		}
		n += size
	}
	return n
}

// signs draws the gutter.
func (p *painter) signs(here, marked bool) {
	sign := " "
	switch {
	case here && p.focused && !marked:
		// The blank is painted too: one run with the name behind it, where
		// two would cost the terminal another colour sequence.
		sign = p.th.Cursor.Paint(cursorSign + " ")
	case here && p.focused:
		sign = p.th.Cursor.Paint(cursorSign)
	case here:
		sign = p.th.Faint.Paint(cursorSign)
	}
	p.line = append(p.line, sign...)
	switch {
	case marked:
		p.line = append(p.line, p.th.Mark.Paint(markSign)...)
	case !here || !p.focused:
		p.line = append(p.line, ' ')
	}
	p.used += gutter
}

// nothing draws the body of a table without rows.
func (p *painter) nothing(dst []string) []string {
	body := p.body()
	top := max((body-len(p.empty))/2, 0)
	for y := range body {
		k := y - top
		if k < 0 || k >= len(p.empty) {
			dst = append(dst, Blank(p.w))
			continue
		}
		dst = append(dst, FitLine(Blank((p.w-Width(p.empty[k]))/2)+p.empty[k], p.w))
	}
	return dst
}

func (p *painter) start() { p.line, p.used = p.line[:0], 0 }

func (p *painter) pad(n int) {
	if n > 0 {
		p.line = appendBlanks(p.line, n)
		p.used += n
	}
}

func (p *painter) gapBefore(k int) {
	if k > 0 {
		p.pad(p.gap)
	}
}

// end finishes the line at exactly w cells.
func (p *painter) end() string {
	p.pad(p.w - p.used)
	if p.used > p.w {
		return Cut(string(p.line), 0, p.w)
	}
	return string(p.line)
}

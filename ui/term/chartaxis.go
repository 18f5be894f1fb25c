package term

import "sort"

// overSign marks on the time axis when the line was above the limit.
const overSign = "▲"

// heights are what stands beside each line of cells, and how many cells that
// takes with the axis. Labels go before round numbers.
func (c *Chart) heights(lo, hi int64, h int, th *Theme) (out []string, side int) {
	labels := make([]Cell, h)
	s := scale{float64(lo), float64(hi), 4*h - 1}
	step := niceStep(uint64(hi-lo), max(1, h/2))
	digits := c.digits(step)
	first := lo - lo%step // toward zero
	if first < lo {
		first += step
	}
	for v := first; v <= hi; v += step {
		labels[h-1-s.row(float64(v))/4] = Cell{Text: Money(v, digits), Ink: th.Dim}
	}
	for i := len(c.Labels) - 1; i >= 0; i-- {
		l := &c.Labels[i]
		if l.Text != "" && l.At >= lo && l.At <= hi {
			labels[h-1-s.row(float64(l.At))/4] = Cell{Text: Clean(l.Text), Ink: l.Ink}
		}
	}
	for _, l := range labels {
		side = max(side, Width(l.Text))
	}
	out = make([]string, h)
	for y, l := range labels {
		bar := "│"
		if l.Text != "" {
			bar = "┤"
		}
		out[y] = l.Ink.Paint(Fit(l.Text, side, AlignRight)) + th.Faint.Paint(bar)
	}
	return out, side + 1
}

// digits are the decimals with which multiples of a step are exact.
func (c *Chart) digits(step int64) int {
	n := 6
	for ; n > c.Digits && step%10 == 0; step /= 10 {
		n--
	}
	return n
}

// niceStep is the least step of one, two or five times a power of ten that goes
// into a span at most so many times.
func niceStep(span uint64, most int) int64 {
	for unit := uint64(1); ; unit *= 10 {
		for _, n := range [...]uint64{1, 2, 5} {
			if span/(unit*n) <= uint64(most) {
				return int64(unit * n)
			}
		}
	}
}

// cell is the one of w in which a moment lies; ok is false if none is.
func (c *Chart) cell(at int64, w int) (x int, ok bool) {
	if at < c.From || at >= c.To {
		return 0, false
	}
	next := func(x int) bool { return c.edge(2*(x+1), 2*w) > at } // the cell after x begins later
	return sort.Search(w-1, next), true
}

// timeAxis has a tick at each mark and a sign wherever the limit was exceeded.
func (c *Chart) timeAxis(w, side int, over []bool, th *Theme) string {
	ticks := make([]bool, w)
	for _, m := range c.Marks {
		if x, ok := c.cell(m.At, w); ok {
			ticks[x] = true
		}
	}
	var axis []byte
	if side > 0 {
		axis = append(axis, Blank(side-1)...)
		axis = append(axis, th.Faint.Paint("└")...)
	}
	for x := range w {
		k, sign := th.Faint, "─"
		switch {
		case over[x]:
			k, sign = c.Over, overSign
		case ticks[x]:
			sign = "┬"
		}
		if x == 0 || over[x-1] != over[x] {
			axis = append(axis, k.Open...)
		}
		axis = append(axis, sign...)
		if x == w-1 || over[x+1] != over[x] {
			axis = append(axis, k.Close...)
		}
	}
	return string(axis)
}

// timeLabels are the labels of the marks, each below its tick as far as the
// frame allows, and none that would run into the one before.
func (c *Chart) timeLabels(w, side int, th *Theme) string {
	var line []byte
	used, end := 0, side+w
	if clock := Clean(c.Clock); clock != "" && Width(clock) <= side {
		line = th.Dim.append(line, []byte(clock))
		used = Width(clock)
	}
	for _, m := range c.Marks {
		x, ok := c.cell(m.At, w)
		if !ok || m.Label == "" {
			continue
		}
		text := Clean(m.Label)
		n := Width(text)
		at := clamp(side+x-n/2, 0, max(end-n, 0))
		if at+n > end || used > 0 && at <= used {
			continue
		}
		line = appendBlanks(line, at-used)
		line = th.Dim.append(line, []byte(text))
		used = at + n
	}
	return string(appendBlanks(line, end-used))
}

package term

import (
	"math"
	"strings"
)

// Chart draws step functions over time: a value holds until the next step, so
// there are only level lines and the risers between them. Lines are of braille
// dots, two by four in a cell, and are told apart by their traces as well as by
// their inks. A column of dots covers all that a line was in its stretch of
// time, so that no peak is too short to be seen.
type Chart struct {
	From, To int64        // the stretch of time that is drawn, To not included
	Lo, Hi   int64        // the heights of the lowest and the highest dot, in millionths
	Digits   int          // least decimals of the heights at the axis
	Lines    []ChartLine  // the first lies over the others
	Limit    float64      // where the first line is above it, all between is filled; NaN: nowhere
	Over     Ink          // … in this ink, and the axis below has a sign
	OverName string       // … and the legend calls it so
	Labels   []ChartLabel // beside the axis, the first before the others
	Marks    []ChartMark  // of the time axis
	Clock    string       // stands before their labels: whose time it is
}

// ChartLine is one step function.
type ChartLine struct {
	Steps []Step // by time
	Trace Trace
	Ink   Ink
	Name  string // in the legend; "": it is not in it
	Sign  string // one cell, set into the line here and there; "": none
}

// Step is a value and from when on it holds.
type Step struct {
	At    int64
	Value float64 // in millionths; NaN: unknown
}

// ChartLabel names a height at the axis, in the place of a round number.
type ChartLabel struct {
	At   int64 // in millionths
	Text string
	Ink  Ink
}

// ChartMark is a moment of the time axis.
type ChartMark struct {
	At    int64
	Label string
}

// Trace is the pattern of a line.
type Trace uint8

// Solid for what matters, the others for what it is held against.
const (
	TraceSolid  Trace = iota
	TraceDotted       // a dot in every cell
	TraceDashed       // three cells, one blank
	TraceSparse       // one cell, three blanks
)

// traces are the columns of dots that show a level line, a bit for each of the
// eight of four cells, and a piece of the line.
var traces = [...]struct {
	columns byte
	sample  string
}{
	TraceSolid:  {0b11111111, "⠤⠤⠤"},
	TraceDotted: {0b01010101, "⠄⠄⠄"},
	TraceDashed: {0b00111111, "⠤⠤⠤ ⠤"},
	TraceSparse: {0b00001100, "⠤   ⠤"},
}

// leastPlot is how many cells are kept for the dots: rather than take from
// these, the heights at the axis go.
const leastPlot = 16

// Append appends h lines of w cells each.
func (c *Chart) Append(dst []string, w, h int, th *Theme) []string {
	if w <= 0 || h <= 0 {
		return dst
	}
	foot := clamp(h-2, 0, 2)
	plotH := h - foot
	lo, hi := c.bounds()
	heights, side := c.heights(lo, hi, plotH, th)
	if w-side < leastPlot {
		side = 0
	}
	d := newDots(w-side, plotH)
	over := c.plot(d, lo, hi)
	for y := range plotH {
		line := d.line(y, c)
		if side > 0 {
			line = heights[y] + line
		}
		dst = append(dst, line)
	}
	if foot > 0 {
		dst = append(dst, c.timeAxis(w-side, side, over, th))
	}
	if foot > 1 {
		dst = append(dst, c.timeLabels(w-side, side, th))
	}
	return dst
}

// bounds are the heights of the lowest and the highest dot, apart from each
// other whatever was asked for.
func (c *Chart) bounds() (lo, hi int64) {
	const most = 1 << 60
	lo, hi = max(-most, min(c.Lo, most)), max(-most, min(c.Hi, most))
	if hi <= lo {
		lo, hi = lo-1, lo+1
	}
	return lo, hi
}

// Legend names the lines, and how they are drawn, in one line of w cells.
func (c *Chart) Legend(w int) string {
	var b strings.Builder
	room := w
	add := func(sample, name string, k Ink) {
		if name == "" {
			return
		}
		name = Clean(name)
		need := 3 + Width(sample) + Width(name)
		if room < need {
			room = 0
			return
		}
		room -= need
		b.WriteString(" " + k.Paint(sample+" "+name) + " ")
	}
	for i := range c.Lines {
		l := &c.Lines[i]
		sample := traces[l.Trace%Trace(len(traces))].sample
		if l.Sign != "" {
			sample = FitLine(Clean(l.Sign), 1)
		}
		add(sample, l.Name, l.Ink)
		if i == 0 && !math.IsNaN(c.Limit) {
			add(overSign+"█", c.OverName, c.Over)
		}
	}
	return FitLine(b.String(), w)
}

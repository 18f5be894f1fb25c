package term

import (
	"math"
	"math/bits"
)

// dots is what a chart draws on: two columns and four rows of dots in a cell,
// the rows counted from the bottom.
type dots struct {
	w, h  int     // cells
	mask  []byte  // of the dots that are set in each cell
	owner []int16 // whose ink the cell has: a line's number + 1
	signs []string
}

// byLimit owns the cells of what is above the limit.
const byLimit = -1

func newDots(w, h int) *dots {
	return &dots{w: w, h: h, mask: make([]byte, w*h), owner: make([]int16, w*h)}
}

// pillar are the bits of a column of dots in a cell, up from a row.
var pillar = [2][4]byte{{0x47, 0x07, 0x03, 0x01}, {0xb8, 0x38, 0x18, 0x08}}

// set sets the dots from one row to another, both included, a cell at a time.
func (d *dots) set(x, from, to int, owner int16) {
	side := x % 2
	at := (d.h-1-from/4)*d.w + x/2
	for bottom := from - from%4; bottom <= to; bottom += 4 {
		bits := pillar[side][max(from-bottom, 0)]
		if over := to - bottom; over < 3 {
			bits &^= pillar[side][over+1]
		}
		d.mask[at] |= bits
		d.owner[at] = owner
		at -= d.w
	}
}

// line draws a line of cells, each in the ink of the one that owns it.
func (d *dots) line(y int, c *Chart) string {
	out := make([]byte, 0, 4*d.w)
	mask, owner := d.mask[y*d.w:(y+1)*d.w], d.owner[y*d.w:(y+1)*d.w]
	for x := 0; x < d.w; {
		if mask[x] == 0 {
			out = append(out, ' ')
			x++
			continue
		}
		k := c.Over
		if owner[x] != byLimit {
			k = c.Lines[owner[x]-1].Ink
		}
		out = append(out, k.Open...)
		for of := owner[x]; x < d.w && mask[x] != 0 && owner[x] == of; x++ {
			switch {
			case d.signs != nil && d.signs[y*d.w+x] != "":
				out = append(out, d.signs[y*d.w+x]...)
			case of == byLimit && solids[mask[x]] != "":
				out = append(out, solids[mask[x]]...)
			default:
				out = append(out, 0xe2, 0xa0|mask[x]>>6, 0x80|mask[x]&0x3f) // U+2800 + mask
			}
		}
		out = append(out, k.Close...)
	}
	return string(out)
}

// solids are the blocks that fill just the dots of a cell, "" where there is
// none: what is above the limit stands out without colours, too.
var solids = [256]string{0xff: "█", 0xf6: "▆", 0xe4: "▄", 0xc0: "▂", 0x47: "▌", 0xb8: "▐", 0x1b: "▀"}

// column is what a line was in the stretch of time of a column of dots.
type column struct {
	known  bool
	lo, hi float64 // of all values
	first  float64 // NaN: not known from the start on
	last   float64 // in force at the end; NaN: unknown by then
}

// edge is when column i of n begins.
func (c *Chart) edge(i, n int) int64 {
	whole, rest := (uint64(c.To)-uint64(c.From))/uint64(n), (uint64(c.To)-uint64(c.From))%uint64(n)
	hi, lo := bits.Mul64(rest, uint64(i))
	part, _ := bits.Div64(hi, lo, uint64(n))
	return c.From + int64(whole*uint64(i)+part)
}

// columns sums a line up in n columns. One that is shorter than the clock's
// step has the value in force at its start.
func (c *Chart) columns(l *ChartLine, n int) []column {
	out := make([]column, n)
	if c.To <= c.From {
		return out
	}
	in, next := math.NaN(), 0 // the value in force, and the step after
	for i := range out {
		from, to := c.edge(i, n), c.edge(i+1, n)
		for next < len(l.Steps) && l.Steps[next].At <= from {
			in = l.Steps[next].Value
			next++
		}
		k := column{first: in}
		k.add(in)
		for next < len(l.Steps) && l.Steps[next].At < to {
			in = l.Steps[next].Value
			next++
			if next == len(l.Steps) || l.Steps[next].At > l.Steps[next-1].At { // of one moment the last counts
				k.add(in)
			}
		}
		k.last = in
		out[i] = k
	}
	return out
}

func (k *column) add(v float64) {
	switch {
	case math.IsNaN(v):
	case !k.known:
		k.known, k.lo, k.hi = true, v, v
	default:
		k.lo, k.hi = min(k.lo, v), max(k.hi, v)
	}
}

// plot sets the dots of all lines, the first line's last, and tells in which
// cells that was above the limit.
func (c *Chart) plot(d *dots, lo, hi int64) (over []bool) {
	s := scale{float64(lo), float64(hi), 4*d.h - 1}
	over = make([]bool, d.w)
	for i := len(c.Lines) - 1; i >= 0; i-- {
		l := &c.Lines[i]
		before := math.NaN()
		for x, k := range c.columns(l, 2*d.w) {
			if !k.known {
				before = math.NaN()
				continue
			}
			bottom, top := k.lo, k.hi
			if !math.IsNaN(before) && !math.IsNaN(k.first) { // the riser at the column's start
				bottom, top = min(bottom, before), max(top, before)
			}
			before = k.last
			if bottom != top || traces[l.Trace%Trace(len(traces))].columns>>(x%8)&1 != 0 {
				if from, to, in := s.rows(bottom, top); in {
					d.set(x, from, to, int16(i+1))
				}
			}
			if i > 0 || !(k.hi > c.Limit) {
				continue
			}
			over[x/2] = true
			if from, to, in := s.rows(c.Limit, k.hi); in {
				d.set(x, from, to, byLimit)
			}
		}
	}
	d.sign(c)
	return over
}

// scale is where values lie among rows of dots.
type scale struct {
	lo, hi float64
	top    int // row of hi
}

// rows are those of the values of a range; in is false if none is in sight.
func (s scale) rows(lo, hi float64) (from, to int, in bool) {
	if hi < s.lo || lo > s.hi {
		return 0, 0, false
	}
	return s.row(max(lo, s.lo)), s.row(min(hi, s.hi)), true
}

func (s scale) row(v float64) int {
	return clamp(int(math.Round((v-s.lo)/(s.hi-s.lo)*float64(s.top))), 0, s.top)
}

// signEvery is how many cells lie between the signs of a line.
const signEvery = 24

// sign puts the signs of the lines where these are level and alone in a cell,
// those of different lines at different places.
func (d *dots) sign(c *Chart) {
	for i := range c.Lines {
		l := &c.Lines[i]
		if l.Sign == "" {
			continue
		}
		if d.signs == nil {
			d.signs = make([]string, d.w*d.h)
		}
		sign := FitLine(Clean(l.Sign), 1)
		for x := signEvery * i / len(c.Lines); x < d.w; x++ {
			for y := range d.h {
				if at := y*d.w + x; d.owner[at] == int16(i+1) && level(d.mask[at]) {
					d.signs[at] = sign
					x += signEvery - 1
					break
				}
			}
		}
	}
}

// level reports whether all dots of a cell are in one row.
func level(mask byte) bool {
	return mask != 0 && (mask&^0xc0 == 0 || mask&^0x24 == 0 || mask&^0x12 == 0 || mask&^0x09 == 0)
}

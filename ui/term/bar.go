package term

import (
	"math"
	"strings"
)

// Progress is the bar of a job in width cells: done, failed, what was dropped, which is cancelled or
// unknown, and what is still to come share them by their amounts. What is not zero gets a cell if
// there are enough for all. A job of nothing has a blank bar.
func Progress(th *Theme, width, done, failed, dropped, total int) string {
	amounts := [...]int{max(done, 0), max(failed, 0), max(dropped, 0), max(total-done-failed-dropped, 0)}
	if width <= 0 || amounts == [4]int{} {
		return Blank(width)
	}
	cells := shares(width, amounts)
	return th.Good.Paint(strings.Repeat("█", cells[0])) + th.Bad.Paint(strings.Repeat("x", cells[1])) +
		th.Warn.Paint(strings.Repeat("-", cells[2])) + th.Faint.Paint(strings.Repeat("░", cells[3]))
}

// shares rounds down, keeps every amount visible, and gives what is left to the
// largest one, so that a bar is full only when everything is done.
func shares(width int, amounts [4]int) (cells [4]int) {
	total := amounts[0] + amounts[1] + amounts[2] + amounts[3]
	left, largest := width, 0
	for k, n := range amounts {
		if n == 0 {
			continue
		}
		cells[k] = max(int(int64(width)*int64(n)/int64(total)), 1)
		left -= cells[k]
		if n > amounts[largest] {
			largest = k
		}
	}
	for ; left < 0; left++ {
		widest := 0
		for k := range cells {
			if cells[k] >= cells[widest] {
				widest = k
			}
		}
		cells[widest]--
	}
	cells[largest] += left
	return cells
}

// leastSpread is the least share of the middle that a sparkline from the lowest to the highest value
// spans: a price that hardly moves is a line in the middle.
const leastSpread = .02

// SparkAround draws values from their lowest to their highest.
func SparkAround(values []float64) string {
	lo, hi := math.Inf(1), math.Inf(-1)
	for _, v := range values {
		if !math.IsNaN(v) {
			lo, hi = min(lo, v), max(hi, v)
		}
	}
	middle := lo + (hi-lo)/2
	if spread := leastSpread * math.Abs(middle); hi-lo < spread {
		lo, hi = middle-spread/2, middle+spread/2
	}
	return Spark(values, lo, hi)
}

var sparkSteps = []rune("▁▂▃▄▅▆▇█")

// Spark draws one glyph a value, its height between lo and hi; values beyond
// them are drawn at the edge. NaN is unknown and drawn as a blank. When hi is
// not above lo every known value is at the bottom.
func Spark(values []float64, lo, hi float64) string {
	out := make([]rune, len(values))
	for i, v := range values {
		switch n := len(sparkSteps); {
		case math.IsNaN(v):
			out[i] = ' '
		case !(hi > lo) || v <= lo:
			out[i] = sparkSteps[0]
		case v >= hi:
			out[i] = sparkSteps[n-1]
		default:
			out[i] = sparkSteps[clamp(int(float64(n)*(v-lo)/(hi-lo)), 0, n-1)]
		}
	}
	return string(out)
}

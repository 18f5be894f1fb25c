package term

import "math"

var sparkSteps = []rune("▁▂▃▄▅▆▇█")

// Spark draws one glyph a value, its height between lo and hi; values beyond
// them are drawn at the edge. NaN is unknown and drawn as a blank. When hi is
// not above lo every known value is at the bottom.
func Spark(values []float64, lo, hi float64) string {
	out := make([]rune, len(values))
	for i, v := range values {
		if math.IsNaN(v) {
			out[i] = ' '
			continue
		}
		out[i] = sparkSteps[step(v, lo, hi, len(sparkSteps))]
	}
	return string(out)
}

// step returns which of n equal steps between lo and hi v falls into.
func step(v, lo, hi float64, n int) int {
	if !(hi > lo) || v <= lo {
		return 0
	}
	if v >= hi {
		return n - 1
	}
	return clamp(int(float64(n)*(v-lo)/(hi-lo)), 0, n-1)
}

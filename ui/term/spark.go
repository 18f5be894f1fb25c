package term

import "math"

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

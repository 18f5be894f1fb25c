package spot

import (
	"math"
	"strings"
	"testing"
	"time"
)

// The eight samples of the DescribeSpotPriceHistory reference: 0.24 with a spike to 0.36 from 14:00 to 15:00 on three
// days, on-demand 1.2. The first and the last are the edges of the window asked for, not changes.
var (
	referenceNow = day(29, 6, 28, 55)
	reference    = []Sample{
		{day(26, 6, 28, 55), 240000, 1200000},
		{day(26, 14, 0, 0), 360000, 1200000},
		{day(26, 15, 0, 0), 240000, 1200000},
		{day(27, 14, 0, 0), 360000, 1200000},
		{day(27, 15, 0, 0), 240000, 1200000},
		{day(28, 14, 0, 0), 360000, 1200000},
		{day(28, 15, 0, 0), 240000, 1200000},
		{referenceNow, 240000, 1200000},
	}
)

const hour = time.Hour

// day is a moment of September 2017.
func day(d, h, m, s int) time.Time { return time.Date(2017, 9, d, h, m, s, 0, time.UTC) }

// height picks a bucket's number for a sparkline.
type height func(Bucket) float64

func highest(b Bucket) float64 { return float64(b.Max) }
func mean(b Bucket) float64    { return b.Mean }

// glyphs draws buckets between two values; NaN takes the row's own.
func glyphs(buckets []Bucket, h height, lo, hi float64) string {
	if math.IsNaN(lo) {
		lo, hi = math.Inf(1), math.Inf(-1)
		for _, b := range buckets {
			if b.Known {
				lo, hi = min(lo, h(b)), max(hi, h(b))
			}
		}
	}
	var out strings.Builder
	for _, b := range buckets {
		switch {
		case !b.Known:
			out.WriteByte(' ')
		case hi == lo:
			out.WriteRune('▁')
		default:
			out.WriteRune([]rune("▁▂▃▄▅▆▇█")[min(7, int(8*(h(b)-lo)/(hi-lo)))])
		}
	}
	return out.String()
}

func near(t *testing.T, what string, got, want float64) {
	t.Helper()
	if !(math.Abs(got-want) <= 1e-9*max(1, math.Abs(want))) {
		t.Errorf("%s = %.12g, want %.12g", what, got, want)
	}
}

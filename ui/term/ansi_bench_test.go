package term

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
)

// BenchmarkBesideAnsi has the figures of the package comment: what fitting costs
// here and with the library.
func BenchmarkBesideAnsi(b *testing.B) {
	t := NewTheme("dark", true)
	line := strings.Repeat(t.Good.Paint("running")+" i-bp1example0417 web-0417 cn-hangzhou-h ecs.g6.large 订单服务 ", 2)
	for _, c := range []struct {
		name      string
		ours, lib func() string
	}{
		{"cell", func() string { return Fit("i-bp1example0417", 12, AlignLeft) }, func() string { return pad(ansi.Truncate("i-bp1example0417", 12, "…"), 12) }},
		{"wide cell", func() string { return Fit("订单服务-03", 9, AlignLeft) }, func() string { return pad(ansi.Truncate("订单服务-03", 9, "…"), 9) }},
		{"line", func() string { return FitLine(line, 120) }, func() string { return pad(ansi.Truncate(line, 120, "…"), 120) }},
		{"cut", func() string { return Cut(line, 20, 100) }, func() string { return pad(ansi.Cut(line, 20, 100), 80) }},
		{"wrap", func() string { return strings.Join(Wrap(ansi.Strip(line), 60), "\n") }, func() string { return ansi.Wrap(ansi.Strip(line), 60, "") }},
	} {
		b.Run(c.name+"/ours", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				c.ours()
			}
		})
		b.Run(c.name+"/ansi", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				c.lib()
			}
		})
	}
}

func pad(s string, w int) string { return s + Blank(w-ansi.StringWidth(s)) }

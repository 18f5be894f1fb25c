package term

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
)

// odd are strings that terminals, Unicode and attackers come up with.
var odd = []string{
	"", " ", "web-0417", "订单服务-03", "ｆｕｌｌ", "ｶﾅ", "한글", "한글", "각",
	"e\u0301tude", "\u0301lone", "👨‍👩‍👧 family", "❤️", "🇨🇳🇺🇸", "🇨 🇳", "🇳\xf0\x1e", "🇨\u200b🇳", "👍🏽", "1️⃣", "🏽", "ﾞ", "ｶﾞ",
	"a\tb\nc\rd", "\x1b[31mred\x1b[0m", "\x1b]52;c;aGk=\a", "\x1b", "\x9b31m", "\xff\xfe", "\u202eabc", "\u200d", "a\u200d", "👨\u200d",
	"नमस्ते", "क्ष", "ไทย", "\u06001", "\u0d4ea", "සිංහල", "ﷺ", "\u00ad", "\ufeff", "\u3000", "①…–•▌✓▲", "½°©®™",
}

func cells(t testing.TB, what, s string, w int) {
	t.Helper()
	w = max(w, 0)
	if got := ansi.StringWidth(s); got != w {
		t.Errorf("%s: %q is %d cells by grapheme, want %d", what, s, got, w)
	}
	if got := ansi.StringWidthWc(s); got != w {
		t.Errorf("%s: %q is %d cells by rune, want %d", what, s, got, w)
	}
	if got := Width(s); got != w {
		t.Errorf("%s: Width(%q) = %d, want %d", what, s, got, w)
	}
	if strings.ContainsAny(s, "\n\r\t\a") {
		t.Errorf("%s: %q holds a control", what, s)
	}
}

func fits(t testing.TB, a, b string, w int) {
	t.Helper()
	for _, al := range []Align{AlignLeft, AlignRight} {
		cells(t, "Fit", Fit(a, w, al), w)
	}
	cells(t, "FitMiddle", FitMiddle(a, w), w)
	cells(t, "FitLine", FitLine(a, w), w)
	th := NewTheme("dark", true)
	styled := th.Good.Paint(Clean(a)) + b
	cells(t, "FitLine styled", FitLine(styled, w), w)
	cells(t, "Cut", Cut(styled, 3, 3+w), w)
	for _, line := range Wrap(a, w) {
		if Width(line) > w {
			t.Errorf("Wrap(%q, %d) has %q", a, w, line)
		}
	}
	page := []string{FitLine(styled, 30), FitLine(b, 30)}
	box := []string{FitLine(b, max(w, 0))}
	for _, x := range []int{-2, 0, 5, 29, 40} {
		for _, line := range Overlay(page, box, x, 0) {
			cells(t, "Overlay", line, 30)
		}
	}
}

func TestOddTextKeepsItsCells(t *testing.T) {
	for _, a := range odd {
		for w := -1; w < 14; w++ {
			fits(t, a, a, w)
		}
		// Neighbours must not melt into one glyph.
		for _, b := range odd {
			fits(t, a+b, b+a, 9)
		}
	}
}

func FuzzFit(f *testing.F) {
	for i, s := range odd {
		f.Add(s, odd[len(odd)-1-i], i%20)
	}
	f.Fuzz(func(t *testing.T, a, b string, w int) {
		fits(t, a, b, w%60)
	})
}

func TestFit(t *testing.T) {
	for _, c := range []struct {
		s    string
		w    int
		a    Align
		want string
	}{
		{"web", 5, AlignLeft, "web  "},
		{"web", 5, AlignRight, "  web"},
		{"订单", 6, AlignRight, "  订单"},
		{"web-0417", 8, AlignLeft, "web-0417"},
		{"web-0417", 5, AlignLeft, "web-…"},
		{"web-0417", 1, AlignLeft, "…"},
		{"订单服务", 5, AlignLeft, "订单…"},
		{"订单服务", 6, AlignLeft, "订单… "},
		{"订单服务", 6, AlignRight, " 订单…"},
		{"a\x1b[31mb", 9, AlignLeft, "a\uFFFD[31mb  "},
		{"❤️x", 3, AlignLeft, "❤x "},
	} {
		if got := Fit(c.s, c.w, c.a); got != c.want {
			t.Errorf("Fit(%q, %d, %d) = %q, want %q", c.s, c.w, c.a, got, c.want)
		}
	}
}

func TestFitMiddleKeepsTheTail(t *testing.T) {
	for _, c := range []struct {
		s    string
		w    int
		want string
	}{
		{"long-prefix-web-0417", 16, "long-pr…web-0417"},
		{"long-prefix-web-0417", 20, "long-prefix-web-0417"},
		{"long-prefix-web-0417", 22, "long-prefix-web-0417  "},
		{"ab", 1, "…"},
		{"生产环境订单服务-03", 12, "生产…服务-03"},
		{"生产环境订单服务-03", 11, "生产…务-03 "},
	} {
		if got := FitMiddle(c.s, c.w); got != c.want {
			t.Errorf("FitMiddle(%q, %d) = %q, want %q", c.s, c.w, got, c.want)
		}
	}
}

func TestWrap(t *testing.T) {
	for _, c := range []struct {
		s    string
		w    int
		want string
	}{
		{"stop keeps charging for the disks", 12, "stop keeps|charging for|the disks"},
		{"a-very-long-word", 7, "a-very-|long-wo|rd"},
		{"aaaaaaaaaa", 4, "aaaa|aaaa|aa"},
		{"停机后系统盘继续计费。", 10, "停机后系统|盘继续计|费。"},
		{"用 web-0417 重启", 8, "用|web-0417|重启"},
		{"one\n\ntwo", 5, "one||two"},
		{"exact fit", 5, "exact|fit"},
		{"", 5, ""},
	} {
		if got := strings.Join(Wrap(c.s, c.w), "|"); got != c.want {
			t.Errorf("Wrap(%q, %d) = %q, want %q", c.s, c.w, got, c.want)
		}
	}
}

func BenchmarkFit(b *testing.B) {
	var dst []byte
	for _, c := range []struct{ name, s string }{{"ascii", "batch-spot-web-0417"}, {"chinese", "订单服务-生产环境-03"}} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				dst = appendFit(dst[:0], c.s, 16, AlignLeft, true)
			}
		})
	}
}

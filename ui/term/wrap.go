package term

import "strings"

// Wrap breaks plain text into lines of at most w cells: at blanks, beside
// Chinese or Japanese characters (never so that closing punctuation begins a
// line), and inside a word only if the word is wider than a line: a name with
// hyphens stays whole. A line break in s is kept.
func Wrap(s string, w int) []string {
	if w <= 0 {
		return nil
	}
	var out []string
	for para := range strings.SplitSeq(s, "\n") {
		out = appendWrapped(out, para, w)
	}
	return out
}

// appendWrapped wraps one paragraph. A line is broken at the last place where
// that was allowed, or before the glyph that doesn't fit.
func appendWrapped(out []string, para string, w int) []string {
	var line []byte
	cells := 0                  // of line
	breakAt, breakCells := 0, 0 // the last allowed break in line
	wide := false               // whether the glyph before is wide
	for i := 0; i < len(para); {
		g, n, gw := glyph(para[i:])
		i += n
		if gw > w {
			g, gw = ellipsis, 1
		}
		if (wide || gw == 2) && g != " " && cells > 0 && !strings.Contains(noStart, g) {
			breakAt, breakCells = len(line), cells
		}
		if cells+gw > w && g == " " {
			out = append(out, string(line))
			line, cells, breakAt, breakCells, wide = line[:0], 0, 0, 0, false
			continue
		}
		for cells+gw > w {
			if breakAt == 0 {
				breakAt, breakCells = len(line), cells
			}
			out = append(out, strings.TrimRight(string(line[:breakAt]), " "))
			line = append(line[:0], line[breakAt:]...)
			cells, breakAt, breakCells = cells-breakCells, 0, 0
		}
		line = append(line, g...)
		cells += gw
		wide = gw == 2
		if g == " " {
			breakAt, breakCells = len(line), cells
		}
	}
	return append(out, string(line))
}

// noStart may not begin a line.
const noStart = ",.;:!?)]}，。、：；！？）」』】》〉’”…"

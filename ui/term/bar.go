package term

import "strings"

// BarPart is one part of a Bar: its amount, the sign that fills its cells (one
// cell wide) and the ink.
type BarPart struct {
	Amount int
	Sign   string
	Ink    Ink
}

// Bar shares width cells among the parts by their amounts. A part that is not
// zero gets a cell if there are enough for all. Amounts of nothing give a
// blank bar.
func Bar(width int, parts ...BarPart) string {
	if width <= 0 {
		return ""
	}
	total := 0
	for _, p := range parts {
		total += max(p.Amount, 0)
	}
	if total == 0 {
		return Blank(width)
	}
	var b strings.Builder
	for k, cells := range barCells(width, total, parts) {
		if cells > 0 {
			b.WriteString(parts[k].Ink.Paint(strings.Repeat(FitLine(parts[k].Sign, 1), cells)))
		}
	}
	return b.String()
}

// barCells rounds down, keeps every part visible, and gives what is left to
// the largest part, so that a bar is full only when everything is done.
func barCells(width, total int, parts []BarPart) []int {
	cells := make([]int, len(parts))
	left, largest := width, 0
	for k, p := range parts {
		if p.Amount <= 0 {
			continue
		}
		cells[k] = max(int(int64(width)*int64(p.Amount)/int64(total)), 1)
		left -= cells[k]
		if p.Amount > parts[largest].Amount {
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

// Progress is the bar of a job: done, failed, and what is still to come.
func Progress(th *Theme, width, done, failed, total int) string {
	return Bar(width,
		BarPart{done, "█", th.Good},
		BarPart{failed, "x", th.Bad},
		BarPart{max(total-done-failed, 0), "░", th.Faint},
	)
}

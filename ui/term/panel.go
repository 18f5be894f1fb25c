package term

import (
	"cmp"
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// Pane is one of several panels stacked in one frame.
type Pane struct {
	Title string   // shown in the frame's upper line; may be styled
	Note  string   // shown in the frame's lower line, such as how many rows follow
	Lines []string // inner lines; may be styled
	H     int      // inner lines to show; 0: as many as Lines
}

// Panel frames lines with a title: h lines of w cells each. Lines that don't
// fit are cut, missing ones are blank.
func Panel(title string, lines []string, w, h int, th *Theme, focused bool) []string {
	focus := -1
	if focused {
		focus = 0
	}
	return Stack([]Pane{{Title: title, Lines: lines}}, w, h, th, focus)
}

// Stack frames panes above each other with shared borders: h lines of w cells
// each. The last pane takes what the others leave over; panes that find no
// room are not shown. focus is the index of the pane that has the keys, or -1.
func Stack(panes []Pane, w, h int, th *Theme, focus int) []string {
	if w <= 0 || h <= 0 || len(panes) == 0 {
		return nil
	}
	out := make([]string, 0, h)
	if w < 3 || h < 2 {
		for range h {
			out = append(out, Blank(w))
		}
		return out
	}
	side, note := th.Border, ""
	for k, p := range panes {
		if len(out) > 0 && len(out) >= h-2 {
			break
		}
		edge, title := th.Border, th.Title
		if k == focus {
			edge, title = th.BorderFocus, th.Accent
		}
		left, right := "┌", "┐"
		if k > 0 {
			left, right = "├", "┤"
		}
		out = append(out, rule(left, right, p.Title, note, w, edge, title, th.Dim))
		note = p.Note
		room := h - 1 - len(out)
		inner := min(cmp.Or(p.H, len(p.Lines)), room)
		if k == len(panes)-1 {
			inner = room
		}
		side = edge
		bar := side.Paint("│")
		for y := range inner {
			line := ""
			if y < len(p.Lines) {
				line = p.Lines[y]
			}
			out = append(out, bar+FitLine(line, w-2)+bar)
		}
	}
	for len(out) < h-1 {
		out = append(out, side.Paint("│")+Blank(w-2)+side.Paint("│"))
	}
	return append(out, rule("└", "┘", "", note, w, side, Ink{}, th.Dim))
}

// rule draws a horizontal border of w >= 2 cells with a title in it and, where there is room
// for all of it, a note at its right end. A title that carries its own styles keeps them.
func rule(left, right, title, note string, w int, edge, name, dim Ink) string {
	if cells := Width(note) + 2; note != "" && cells+Width(title)+8 <= w {
		return rule(left, "", title, "", w-cells-2, edge, name, dim) + " " + dim.Paint(note) + " " + edge.Paint("─"+right)
	}
	room := w - 5 // corner, blank, title, blank, one piece of rule, corner
	if title == "" || room < 1 {
		return edge.Paint(left + strings.Repeat("─", w-Width(left)-Width(right)) + right)
	}
	cells := min(Width(title), room)
	title = FitLine(title, cells)
	if !strings.Contains(title, "\x1b") {
		title = name.Paint(title)
	}
	return edge.Paint(left) + " " + title + " " + edge.Paint(strings.Repeat("─", w-3-Width(right)-cells)+right)
}

// Dialog frames body with a title, as wide as it needs and at most maxW cells.
// Body lines may be styled; one that is too long is cut, so Wrap comes first.
func Dialog(title string, body []string, th *Theme, maxW int) []string {
	return Box(title, body, th.BorderFocus, th.Title, maxW)
}

// Box is Dialog in inks of the caller's choice: a dialog over a production
// profile must not look like every other.
func Box(title string, body []string, frame, name Ink, maxW int) []string {
	if maxW < 3 {
		return nil
	}
	inner := Width(title) + 3
	for _, line := range body {
		inner = max(inner, Width(line)+4)
	}
	inner = min(inner, maxW-2)
	bar := frame.Paint("│")
	pad := Blank(min(2, inner/4))
	out := make([]string, 0, len(body)+2)
	out = append(out, rule("┌", "┐", title, "", inner+2, frame, name, Ink{}))
	for _, line := range body {
		out = append(out, bar+pad+FitLine(line, inner-2*len(pad))+pad+bar)
	}
	return append(out, rule("└", "┘", "", "", inner+2, frame, Ink{}, Ink{}))
}

// Aired is a box with a column of air on either side, so that what lies behind it doesn't touch
// its frame.
func Aired(box []string) []string {
	out := make([]string, len(box))
	for i, line := range box {
		out[i] = " " + line + " "
	}
	return out
}

// Backdrop is a page behind a dialog, all in one ink. Longer gaps are left unpainted: blanks in
// colour would cost as many bytes as text.
func Backdrop(page []string, ink Ink) []string {
	const gap = 4
	out := make([]string, len(page))
	var b strings.Builder
	for i, line := range page {
		b.Reset()
		for rest := ansi.Strip(line); rest != ""; {
			text := strings.TrimLeft(rest, " ")
			b.WriteString(rest[:len(rest)-len(text)])
			end := strings.Index(text, blanks[:gap])
			if end < 0 {
				end = len(strings.TrimRight(text, " "))
			}
			b.WriteString(ink.Paint(text[:end]))
			rest = text[end:]
		}
		out[i] = b.String()
	}
	return out
}

package main

import (
	"encoding/xml"
	"fmt"
	"strings"

	"github.com/gdamore/tcell/v3/vt"
)

// Sizes of a cell in pixels, and the terminal's own colours.
const (
	cellW, cellH = 8.4, 18.0
	margin       = 14.0
	paper, ink   = "#16181d", "#d5d9e0"
	fonts        = "ui-monospace, 'DejaVu Sans Mono', 'Noto Sans Mono CJK SC', Menlo, Consolas, monospace"
)

// svg draws the screen. Runs of one style are one text element with its length
// set, so that columns stay columns in whatever font the reader has.
func (t *terminal) svg() string {
	var b strings.Builder
	w, h := margin*2+cellW*float64(t.w), margin*2+cellH*float64(t.h)
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %.0f %.0f" font-family="%s" font-size="14">`+"\n", w, h, fonts)
	fmt.Fprintf(&b, `<rect width="100%%" height="100%%" rx="8" fill="%s"/>`+"\n", paper)
	var run piece
	t.each(func(x, y int, c vt.Cell) {
		style := styleOf(c)
		cells := max(1, c.W)
		// A wide glyph stands alone: fonts disagree about its width.
		if run.style != style || run.y != y || run.x+run.cells != x || cells > 1 || run.wide {
			run.draw(&b)
			run = piece{x: x, y: y, style: style, wide: cells > 1}
		}
		run.text += c.C
		run.cells += cells
	})
	run.draw(&b)
	b.WriteString("</svg>\n")
	return b.String()
}

type piece struct {
	x, y, cells int
	wide        bool
	text, style string
}

func (p piece) draw(b *strings.Builder) {
	if strings.TrimSpace(p.text) == "" {
		return
	}
	lead := len(p.text) - len(strings.TrimLeft(p.text, " "))
	p.text, p.x, p.cells = p.text[lead:], p.x+lead, p.cells-lead
	trimmed := strings.TrimRight(p.text, " ")
	p.cells -= len(p.text) - len(trimmed)
	var escaped strings.Builder
	xml.EscapeText(&escaped, []byte(trimmed))
	fmt.Fprintf(b, `<text x="%.1f" y="%.1f" textLength="%.1f" lengthAdjust="spacingAndGlyphs" xml:space="preserve" %s>%s</text>`+"\n",
		margin+cellW*float64(p.x), margin+cellH*float64(p.y)+13, cellW*float64(p.cells), p.style, escaped.String())
}

func styleOf(c vt.Cell) string {
	fill, weight := ink, ""
	if c.S != nil {
		if fg := c.S.Fg(); fg.IsRGB() {
			fill = fmt.Sprintf("#%06x", fg.Hex())
		}
		if c.S.Attr()&vt.Bold != 0 {
			weight = ` font-weight="bold"`
		}
	}
	return fmt.Sprintf(`fill="%s"%s`, fill, weight)
}

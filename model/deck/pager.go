package deck

import (
	tea "charm.land/bubbletea/v2"

	"ecsdeck/keymap"
	"ecsdeck/ui/term"
	"ecsdeck/ui/text"
)

// Pager shows lines that may be more than there is room for.
type Pager struct{ Offset, height, length int }

// Scroll moves through the lines and reports whether the press was a movement.
func (p *Pager) Scroll(k *keymap.Map, press tea.KeyPressMsg) bool { return MoveCursor(k, p, press) }

func (p *Pager) Move(delta int) { p.scrollTo(p.Offset + delta) }
func (p *Pager) Page(delta int) { p.scrollTo(p.Offset + delta*(p.height-1)) }
func (p *Pager) Half(delta int) { p.scrollTo(p.Offset + delta*(p.height/2)) }
func (p *Pager) Top()           { p.scrollTo(0) }
func (p *Pager) Bottom()        { p.scrollTo(p.length) }

func (p *Pager) scrollTo(offset int) { p.Offset = max(0, min(offset, p.length-p.height)) }

// Lines returns the lines in sight, h of w cells.
func (p *Pager) Lines(lines []string, w, h int) []string {
	p.height, p.length = h, len(lines)
	p.scrollTo(p.Offset)
	out := make([]string, h)
	for i := range out {
		line := ""
		if n := p.Offset + i; n < len(lines) {
			line = lines[n]
		}
		out[i] = term.FitLine(line, w)
	}
	return out
}

// BelowNote says in a title how many lines follow, if any do.
func (p *Pager) BelowNote(t *text.Printer) string {
	below := p.length - p.height - p.Offset
	if below <= 0 {
		return ""
	}
	return " ─ " + t.N("{count} more line below", "{count} more lines below", below)
}

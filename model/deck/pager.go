package deck

import (
	tea "charm.land/bubbletea/v2"

	"ecsdeck/keymap"
	"ecsdeck/ui/term"
)

// Pager shows lines that may be more than there is room for.
type Pager struct{ Offset, height, length int }

// Scroll moves through the lines and reports whether the press was a movement.
func (p *Pager) Scroll(k *keymap.Map, press tea.KeyPressMsg) bool {
	switch {
	case k.Down.Match(press):
		p.Offset++
	case k.Up.Match(press):
		p.Offset--
	case k.PageDown.Match(press):
		p.Offset += p.height - 1
	case k.PageUp.Match(press):
		p.Offset -= p.height - 1
	case k.HalfDown.Match(press):
		p.Offset += p.height / 2
	case k.HalfUp.Match(press):
		p.Offset -= p.height / 2
	case k.Top.Match(press):
		p.Offset = 0
	case k.Bottom.Match(press):
		p.Offset = p.length
	default:
		return false
	}
	p.settle()
	return true
}

func (p *Pager) settle() { p.Offset = max(0, min(p.Offset, p.length-p.height)) }

// Lines returns the lines in sight, h of w cells.
func (p *Pager) Lines(lines []string, w, h int) []string {
	p.height, p.length = h, len(lines)
	p.settle()
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

// Below is how many lines follow.
func (p *Pager) Below() int { return max(0, p.length-p.height-p.Offset) }

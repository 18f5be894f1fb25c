package model

import (
	tea "charm.land/bubbletea/v2"

	"ecsdeck/keymap"
	"ecsdeck/ui/term"
)

// pager shows lines that may be more than there is room for.
type pager struct{ offset, height, length int }

// key moves through the lines and reports whether the press was a movement.
func (p *pager) key(k *keymap.Map, press tea.KeyPressMsg) bool {
	switch {
	case k.Down.Match(press):
		p.offset++
	case k.Up.Match(press):
		p.offset--
	case k.PageDown.Match(press):
		p.offset += p.height - 1
	case k.PageUp.Match(press):
		p.offset -= p.height - 1
	case k.HalfDown.Match(press):
		p.offset += p.height / 2
	case k.HalfUp.Match(press):
		p.offset -= p.height / 2
	case k.Top.Match(press):
		p.offset = 0
	case k.Bottom.Match(press):
		p.offset = p.length
	default:
		return false
	}
	p.settle()
	return true
}

func (p *pager) settle() { p.offset = max(0, min(p.offset, p.length-p.height)) }

// view returns the lines in sight, h of w cells.
func (p *pager) view(lines []string, w, h int) []string {
	p.height, p.length = h, len(lines)
	p.settle()
	out := make([]string, h)
	for i := range out {
		line := ""
		if n := p.offset + i; n < len(lines) {
			line = lines[n]
		}
		out[i] = term.FitLine(line, w)
	}
	return out
}

// below is how many lines follow.
func (p *pager) below() int { return max(0, p.length-p.height-p.offset) }

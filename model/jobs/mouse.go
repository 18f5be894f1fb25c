package jobs

import tea "charm.land/bubbletea/v2"

// at is the list at a place, as it was drawn last.
func (p *Page) at(x, y int) (below, ok bool) {
	if !p.both {
		return p.below, true
	}
	if _, _, ok := p.items.Table.Hit(x, y); ok {
		return true, true
	}
	_, _, ok = p.jobs.Table.Hit(x, y)
	return false, ok
}

// Click gives the keys to the list under it, and puts its cursor there.
func (p *Page) Click(x, y int) (tea.Cmd, bool) {
	below, ok := p.at(x, y)
	if !ok {
		return nil, false
	}
	p.focusBelow(below)
	if below {
		return p.items.Click(x, y)
	}
	return p.jobs.Click(x, y)
}

// Wheel scrolls the list under it.
func (p *Page) Wheel(x, y, lines int) {
	switch below, ok := p.at(x, y); {
	case !ok:
	case below:
		p.items.Wheel(x, y, lines)
	default:
		p.jobs.Wheel(x, y, lines)
	}
}

// CursorKey identifies the row under the cursor of the list that has the keys.
func (p *Page) CursorKey() string {
	if p.below {
		return p.items.CursorKey()
	}
	return p.jobs.CursorKey()
}

// focusBelow gives the keys to the instances, or to the jobs.
func (p *Page) focusBelow(below bool) {
	width := p.Line().Input.Width()
	p.below = below
	p.Line().Input.SetWidth(width)
}

package spotboard

import (
	tea "charm.land/bubbletea/v2"

	"ecsdeck/ecsapi/fleet"
	"ecsdeck/model/deck"
)

// Key handles a press while no line is being typed.
func (p *Board) Key(press tea.KeyPressMsg) (tea.Cmd, bool) {
	k := p.Keys
	if cmd, taken := p.MarkKey(press); taken {
		p.keepMarkedRows()
		p.want()
		return cmd, true
	}
	switch {
	case p.SortKey(press):
		p.Unpin() // what comes first is in view
		return p.Refresh(), true
	case k.Filter.Match(press):
		return p.BeginTyping(), true
	case k.Back.Match(press) && p.Source != "":
		return p.Refilter(""), true
	case k.Elsewhere.Match(press):
		p.pickRegion()
		return nil, true
	case k.Refresh.Match(press):
		return p.reload(), true
	case k.Enter.Match(press), k.Describe.Match(press):
		return p.openPrice(), true
	}
	if cmd, taken := p.viewKey(press); taken {
		return cmd, true
	}
	return nil, p.MoveKey(press)
}

// viewKey changes how prices are looked at.
func (p *Board) viewKey(press tea.KeyPressMsg) (tea.Cmd, bool) {
	k := p.Keys
	switch {
	case k.Window.Match(press):
		p.measuring.window = next(boardWindows, p.measuring.window)
	case k.Wish.Match(press):
		p.measuring.availability = next(availabilities, p.measuring.availability)
	case k.JobTime.Match(press):
		p.measuring.job = next(jobDurations, p.measuring.job)
	case k.Mean.Match(press):
		p.measuring.mean = !p.measuring.mean
	case k.Relative.Match(press):
		p.measuring.absolute = !p.measuring.absolute
	default:
		return nil, false
	}
	p.setTitles()
	p.fitSparks()
	return p.Refresh(), true
}

// reload reads again what failed, and the region's instances.
func (p *Board) reload() tea.Cmd {
	p.Engine.Refresh(p.region)
	var keys []fleet.SpotKey
	for _, key := range p.list.keys {
		if s := p.Snap.Spot[key]; s != nil && s.Err != nil {
			keys = append(keys, key)
		}
	}
	n := len(keys)
	if n == 0 {
		return deck.Say(p.Text.S("reading {name} again", string(p.region)))
	}
	p.Engine.RetryPrices(keys...)
	return deck.Say(p.Text.N("reading the prices of {count} type again", "reading the prices of {count} types again", n))
}

// Hints are the keys that matter here.
func (p *Board) Hints() []deck.Hint {
	k := p.Keys
	return []deck.Hint{
		{Keys: k.Enter.Label(), What: p.Text.S("chart")},
		{Keys: k.Create.Label(), What: p.Text.S("buy")},
		{Keys: k.Window.Label(), What: p.Text.S("window")},
		{Keys: k.Mark.Label(), What: p.Text.S("mark")},
		{Keys: k.Filter.Label(), What: p.Text.S("filter")},
		{Keys: k.SortRight.Label(), What: p.Text.S("sort")},
		{Keys: k.Elsewhere.Label(), What: p.Text.S("region")},
		{Keys: k.Wish.Label(), What: p.Text.S("availability")},
		{Keys: k.JobTime.Label(), What: p.Text.S("job")},
		{Keys: k.Mean.Label(), What: p.Text.S("means")},
		{Keys: k.Relative.Label(), What: p.Text.S("scale")},
		{Keys: k.Back.Label(), What: p.Text.S("back")},
	}
}

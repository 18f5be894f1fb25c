package spotboard

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"ecsdeck/ecsapi/fleet"
	"ecsdeck/model/deck"
)

func (p *Board) sortIndex() int {
	return max(0, slices.IndexFunc(p.columns, func(c boardColumn) bool { return c.Key == p.sort }))
}

// sortBy sorts by the column a step to the right, and shows what comes first.
func (p *Board) sortBy(step int) tea.Cmd {
	n := len(p.columns)
	p.sort, p.desc = p.columns[(p.sortIndex()+step+n)%n].Key, false
	return p.sorted()
}

func (p *Board) sorted() tea.Cmd {
	p.table.SetSort(p.sort, p.desc)
	p.touched, p.lost = false, ""
	return p.Refresh()
}

// Key handles a press while no line is being typed.
func (p *Board) Key(press tea.KeyPressMsg) (tea.Cmd, bool) {
	k := p.Keys
	switch {
	case k.Mark.Match(press):
		return p.mark(), true
	case k.MarkAll.Match(press):
		p.markShown()
	case k.Unmark.Match(press):
		p.chosen.Clear()
		clear(p.picked)
	case k.SortLeft.Match(press):
		return p.sortBy(-1), true
	case k.SortRight.Match(press):
		return p.sortBy(+1), true
	case k.Order.Match(press):
		p.desc = !p.desc
		return p.sorted(), true
	case k.Filter.Match(press):
		return p.BeginTyping(), true
	case k.Back.Match(press) && p.Source != "":
		return p.refilter(""), true
	case k.Elsewhere.Match(press):
		p.pickRegion()
	case k.Refresh.Match(press):
		return p.reload(), true
	case k.Enter.Match(press), k.Describe.Match(press):
		return p.openPrice(), true
	default:
		if cmd, taken := p.look(press); taken {
			return cmd, true
		}
		if !deck.MoveCursor(k, p.table, press) {
			return nil, false
		}
		p.touched, p.lost = true, ""
		p.want()
	}
	return nil, true
}

// look changes how prices are looked at.
func (p *Board) look(press tea.KeyPressMsg) (tea.Cmd, bool) {
	k := p.Keys
	switch {
	case k.Window.Match(press):
		p.how.window = next(boardWindows, p.how.window)
	case k.Wish.Match(press):
		p.how.wish = next(boardWishes, p.how.wish)
	case k.JobTime.Match(press):
		p.how.job = next(boardJobs, p.how.job)
	case k.Mean.Match(press):
		p.how.mean = !p.how.mean
	case k.Relative.Match(press):
		p.how.relative = !p.how.relative
	default:
		return nil, false
	}
	p.entitle()
	p.fitSparks()
	return p.Refresh(), true
}

// reload reads again what failed, and the region's instances.
func (p *Board) reload() tea.Cmd {
	n := 0
	for _, f := range p.list.failed {
		n += f.n
	}
	p.Engine.Refresh(p.region)
	if n == 0 {
		return deck.Say(p.Text.S("reading {what} again", string(p.region)))
	}
	var keys []fleet.SpotKey
	for _, key := range p.list.keys {
		if s := p.Snap.Spot[key]; s != nil && s.Err != nil {
			keys = append(keys, key)
		}
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
		{Keys: k.Relative.Label(), What: p.Text.S("relative")},
		{Keys: k.Back.Label(), What: p.Text.S("back")},
	}
}

package spotboard

import (
	tea "charm.land/bubbletea/v2"

	"ecsdeck/model/deck"
)

// hiddenRows remembers a count that every frame shows.
type hiddenRows struct {
	list *boardList
	rev  int
	n    int
}

// hidden is how many of the marks are not among the rows.
func (p *Board) hidden() int {
	if c := &p.counted; c.list != p.list || c.rev != p.chosen.Rev {
		*c = hiddenRows{list: p.list, rev: p.chosen.Rev}
		for _, id := range p.chosen.IDs() {
			if _, shown := p.list.place[id]; !shown {
				c.n++
			}
		}
	}
	return p.counted.n
}

// slid says, once, that a refresh took the cursor off the row it was put on.
func (p *Board) slid() string {
	was := p.lost
	p.lost = ""
	if was == "" {
		return ""
	}
	return p.LeftList(was)
}

// cursor is the row under the cursor, or nil.
func (p *Board) cursor() *boardRow {
	if i := p.table.Cursor(); i >= 0 && i < len(p.list.rows) {
		return p.list.rows[i]
	}
	return nil
}

// mark marks the row under the cursor and goes on to the next.
func (p *Board) mark() tea.Cmd {
	if why := p.slid(); why != "" {
		return deck.Say(why)
	}
	r := p.cursor()
	switch {
	case r == nil:
		return nil
	case p.chosen.Has(r.id):
		p.unmark(r)
	default:
		p.markRow(r)
	}
	p.touched = true
	p.table.Move(1)
	p.want()
	return nil
}

func (p *Board) markRow(r *boardRow) {
	p.chosen.Add(r.id)
	p.picked[r.id] = r
}

func (p *Board) unmark(r *boardRow) {
	p.chosen.Drop(r.id)
	delete(p.picked, r.id)
}

// markShown marks all rows or, when all are, none of them.
func (p *Board) markShown() {
	all := p.chosen.Len()-p.hidden() == len(p.list.rows)
	for _, r := range p.list.rows {
		if all {
			p.unmark(r)
		} else {
			p.markRow(r)
		}
	}
}

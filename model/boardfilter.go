package model

import (
	"maps"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"ecsdeck/ecsapi/filter"
	"ecsdeck/ui/text"
)

// boardLine is the board's filter: what is in force, and what is being typed.
type boardLine struct {
	typedLine
	expr filter.Expr[*filter.SpotOffer]
}

// keep takes the filter as it stands, if it can.
func (f *boardLine) keep() bool {
	expr, err := filter.SpotOffers.Parse(f.source)
	if f.problem = err; err != nil {
		return false
	}
	f.expr = expr
	f.shut()
	return true
}

// set takes a filter as typed. One that can't be understood leaves the one
// before in force.
func (f *boardLine) set(source string) {
	f.source = source
	expr, err := filter.SpotOffers.ParseLive(source)
	if f.problem = err; err == nil {
		f.expr = expr
	}
}

func (f *boardLine) told(t *text.Printer) string { return f.tells(t, f.expr.String()) }

// editing handles a press or a paste while the filter is being typed.
func (p *board) editing(msg tea.Msg) tea.Cmd {
	if press, ok := msg.(tea.KeyPressMsg); ok {
		switch press.String() {
		case "enter":
			if !p.keep() {
				return nil
			}
			return p.reorder()
		case "esc", "ctrl+c":
			p.shut()
			return p.refilter(p.before)
		case "up", "down", "pgup", "pgdown":
			move(p.Keys, p.table, press)
			p.touched, p.lost = true, ""
			p.want()
			return nil
		case "tab":
			p.fillIn(filter.SpotOffers.Complete(p.input.Value(), caretOf(&p.input), p.words))
			return p.refilter(p.input.Value())
		}
	}
	cmd, changed := p.typed(msg)
	if !changed {
		return cmd
	}
	return tea.Batch(cmd, p.refilter(p.input.Value()))
}

func (p *board) refilter(source string) tea.Cmd {
	p.set(source)
	p.narrow = true
	return p.reorder()
}

func (p *board) found() (n, of int) { return len(p.list.rows), p.list.all }

// words are the region's own words for a field that begin with prefix.
func (p *board) words(f filter.Field, prefix string) []string {
	found := map[string]bool{}
	for _, key := range p.list.keys {
		kind := strings.TrimPrefix(key.Type, "ecs.")
		switch f {
		case filter.Type:
			found[kind] = true
		case filter.Family:
			if k := p.snap.Types[key.Type]; k != nil {
				found[strings.TrimPrefix(k.Family, "ecs.")] = true
			}
		}
	}
	if f == filter.Zone {
		for _, kinds := range p.snap.SpotStock[p.region] {
			for z := range kinds {
				found[zoneLetter(p.region, z)] = true
			}
		}
	}
	maps.DeleteFunc(found, func(s string, _ bool) bool {
		return len(s) < len(prefix) || !strings.EqualFold(s[:len(prefix)], prefix)
	})
	return slices.Sorted(maps.Keys(found))
}

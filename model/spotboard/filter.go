package spotboard

import (
	"maps"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"ecsdeck/ecsapi/filter"
	"ecsdeck/model/deck"
	"ecsdeck/ui/text"
)

// boardLine is the board's filter: what is in force, and what is being typed.
type boardLine struct {
	deck.TypedLine
	expr filter.Expr[*filter.SpotOffer]
}

// keep takes the filter as it stands, if it can.
func (f *boardLine) keep() bool {
	expr, err := filter.SpotOffers.Parse(f.Source)
	if f.Problem = err; err != nil {
		return false
	}
	f.expr = expr
	f.EndTyping()
	return true
}

// set takes a filter as typed. One that can't be understood leaves the one
// before in force.
func (f *boardLine) set(source string) {
	f.Source = source
	expr, err := filter.SpotOffers.ParseLive(source)
	if f.Problem = err; err == nil {
		f.expr = expr
	}
}

func (f *boardLine) Note(t *text.Printer) string { return f.NoteOf(t, f.expr.String()) }

// Editing handles a press or a paste while the filter is being typed.
func (p *Board) Editing(msg tea.Msg) tea.Cmd {
	if press, ok := msg.(tea.KeyPressMsg); ok {
		switch press.String() {
		case "enter":
			if !p.keep() {
				return nil
			}
			return p.Refresh()
		case "esc", "ctrl+c":
			p.EndTyping()
			return p.refilter(p.Before)
		case "up", "down", "pgup", "pgdown":
			deck.MoveCursor(p.Keys, p.table, press)
			p.touched, p.lost = true, ""
			p.want()
			return nil
		case "tab":
			p.FillIn(filter.SpotOffers.Complete(p.Input.Value(), deck.Caret(&p.Input), p.words))
			return p.refilter(p.Input.Value())
		}
	}
	cmd, changed := p.Type(msg)
	if !changed {
		return cmd
	}
	return tea.Batch(cmd, p.refilter(p.Input.Value()))
}

func (p *Board) refilter(source string) tea.Cmd {
	p.set(source)
	p.narrow = true
	return p.Refresh()
}

func (p *Board) Found() (n, of int) { return len(p.list.rows), p.list.all }

// words are the region's own words for a field that begin with prefix.
func (p *Board) words(f filter.Field, prefix string) []string {
	found := map[string]bool{}
	for _, key := range p.list.keys {
		kind := strings.TrimPrefix(key.Type, "ecs.")
		switch f {
		case filter.Type:
			found[kind] = true
		case filter.Family:
			if k := p.Snap.Types[key.Type]; k != nil {
				found[strings.TrimPrefix(k.Family, "ecs.")] = true
			}
		}
	}
	if f == filter.Zone {
		for _, kinds := range p.Snap.SpotStock[p.region] {
			for z := range kinds {
				found[deck.ZoneLetter(p.region, z)] = true
			}
		}
	}
	maps.DeleteFunc(found, func(s string, _ bool) bool {
		return len(s) < len(prefix) || !strings.EqualFold(s[:len(prefix)], prefix)
	})
	return slices.Sorted(maps.Keys(found))
}

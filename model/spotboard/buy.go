package spotboard

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"ecsdeck/model/create"
	"ecsdeck/model/deck"
	"ecsdeck/ui/term"

	tea "charm.land/bubbletea/v2"
)

// offers are the marked rows, or else the one under the cursor.
func (p *Board) offers() (all []create.Offer, why string) {
	rows := slices.Collect(maps.Values(p.markedRows))
	if len(rows) == 0 {
		if why := p.Lost(); why != "" {
			return nil, why
		}
		r, any := p.Cursor()
		if !any {
			return nil, p.Text.S("No row is shown.")
		}
		rows = append(rows, r)
	}
	slices.SortFunc(rows, func(a, b *row) int {
		return cmp.Or(cmp.Compare(a.key.Region, b.key.Region), cmp.Compare(a.zone, b.zone), term.CompareNatural(a.key.Type, b.key.Type))
	})
	var types []string
	for _, r := range rows {
		o := create.Offer{Key: r.key, Zone: r.zone}
		if r.measured != nil {
			o.Bid = r.suggest.Bid
		}
		all = append(all, o)
		if short := strings.TrimPrefix(r.key.Type, "ecs."); !slices.Contains(types, short) {
			types = append(types, short)
		}
	}
	if n := len(types); n > 1 {
		return nil, p.Text.S("One form creates one type, and the marks are of {count}: {types}.", n, strings.Join(types, ", "))
	}
	return all, ""
}

// Create opens the form on the offers.
func (p *Board) Create() tea.Cmd { return buyOffers(p.Deck, p.offers) }

// buyOffers opens the form on what a page offers, or says why it can't.
func buyOffers(d *deck.Deck, offers func() (all []create.Offer, why string)) tea.Cmd {
	if reason := d.ReadOnlyReason(); reason != "" {
		return deck.Warn(reason)
	}
	all, why := offers()
	if why != "" {
		return deck.Warn(why)
	}
	return create.Spot(d, all)
}

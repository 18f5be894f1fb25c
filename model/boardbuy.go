package model

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/spot"
)

// offer is a type in a zone that somebody may want to buy as a spot instance,
// with the bid for it; 0 if no price is known.
type offer struct {
	key  fleet.SpotKey
	zone ecsapi.ZoneID
	bid  spot.Price
	own  bool // the bid is the person's own, not the suggested one
}

// shopper is a page of which rows can be bought. why is said when they can't.
type shopper interface {
	offers() (all []offer, why string)
}

// offers are the marked rows, or else the one under the cursor.
func (p *board) offers() (all []offer, why string) {
	rows := slices.Collect(maps.Values(p.picked))
	if len(rows) == 0 {
		if why := p.slid(); why != "" {
			return nil, why
		}
		r := p.cursor()
		if r == nil {
			return nil, p.Text.S("No row is shown.")
		}
		rows = append(rows, r)
	}
	slices.SortFunc(rows, func(a, b *boardRow) int {
		return cmp.Or(cmp.Compare(a.key.Region, b.key.Region), cmp.Compare(a.zone, b.zone), natural(a.key.Type, b.key.Type))
	})
	var kinds []string
	for _, r := range rows {
		o := offer{key: r.key, zone: r.zone}
		if r.measured != nil {
			o.bid = r.suggest.Bid
		}
		all = append(all, o)
		if short := strings.TrimPrefix(r.key.Type, "ecs."); !slices.Contains(kinds, short) {
			kinds = append(kinds, short)
		}
	}
	if n := len(kinds); n > 1 {
		return nil, p.Text.S("One form creates one type, and the marks are of %d: %s.", n, strings.Join(kinds, ", "))
	}
	return all, ""
}

// buy opens the form that creates what a page offers: a place for each zone, and
// the bid as the limit. The places share one limit, so that the highest bid is
// the one that is enough for all.
func (r *root) buy(p shopper) tea.Cmd {
	all, why := p.offers()
	if why != "" {
		r.say(why, r.theme.Warn)
		return nil
	}
	c := r.createWith(newDraft(), "")
	if c == nil {
		return nil
	}
	d := &c.draft
	d.kind, d.ownKind, d.pay, d.limited = all[0].key.Type, true, paySpot, true
	d.places = nil
	highest := all[0]
	for _, o := range all {
		d.places = append(d.places, placeDraft{Place: fleet.Place{Region: o.key.Region, Zone: o.zone}, amount: "1"})
		if o.bid > highest.bid {
			highest = o
		}
	}
	if highest.bid > 0 {
		d.limit = highest.bid.String()
	}
	c.bids.limit = d.limit
	switch {
	case highest.bid == 0:
	case highest.own:
		c.bids.note = r.Text.S("your bid")
	case len(all) > 1:
		c.bids.note = r.Text.S("the highest of the suggested bids, that of %s", string(highest.zone))
	default:
		c.bids.note = r.Text.S("the suggested bid")
	}
	cmd := c.lay()
	c.setFocus(fieldKey{name: "amount"}) // the rest is what was chosen on the page
	return cmd
}

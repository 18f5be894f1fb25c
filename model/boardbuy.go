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

// Create opens the form on the offers.
func (p *board) Create() tea.Cmd { return buyOffers(p.deck, p.offers) }

// buyOffers opens the form on what a page offers, or says why it can't.
func buyOffers(d *deck, offers func() (all []offer, why string)) tea.Cmd {
	if reason := d.readOnlyReason(); reason != "" {
		return warn(reason)
	}
	all, why := offers()
	if why != "" {
		return warn(why)
	}
	return buy(d, all)
}

// buy opens the form that creates what a page offers: a place for each zone, and
// the bid as the limit. The places share one limit, so that the highest bid is
// the one that is enough for all.
func buy(d *deck, all []offer) tea.Cmd {
	c := newCreate(d)
	to := &c.draft
	to.kind, to.ownKind, to.pay, to.limited = all[0].key.Type, true, paySpot, true
	to.places = nil
	highest := all[0]
	for _, o := range all {
		to.places = append(to.places, placeDraft{Place: fleet.Place{Region: o.key.Region, Zone: o.zone}, amount: "1"})
		if o.bid > highest.bid {
			highest = o
		}
	}
	if highest.bid > 0 {
		to.limit = highest.bid.String()
	}
	c.bids.limit = to.limit
	switch {
	case highest.bid == 0:
	case highest.own:
		c.bids.note = d.Text.S("your bid")
	case len(all) > 1:
		c.bids.note = d.Text.S("the highest of the suggested bids, that of %s", string(highest.zone))
	default:
		c.bids.note = d.Text.S("the suggested bid")
	}
	cmd := c.lay()
	c.setFocus(fieldKey{name: "amount"}) // the rest is what was chosen on the page
	return cmd
}

package model

import (
	"cmp"
	"strings"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/op"
	"ecsdeck/ui/term"
)

// What a plan costs, and which limits it exceeds.

// hoursAMonth is what a month is reckoned at, as the cloud's price pages do.
const hoursAMonth = 720

// bill sums up what the plan costs.
func (p *Dialog) bill(w int) []string {
	b := p.Plan.Bill
	if b == nil {
		return nil
	}
	var out []string
	sum := func(text string) { out = append(out, p.say(w, p.Theme.Title, text)...) }
	price := func(v ecsapi.Price) string { return term.Price(int64(v), b.Currency) }
	known := b.Unknown < len(b.Costs)
	if known && (b.Once != 0 || b.PerHour == 0) {
		sum(p.Text.S("charged at once: %s", price(b.Once)))
	}
	if n := p.Plan.N(); known && b.PerHour != 0 {
		each := ""
		if n > 1 && len(p.places) == 1 {
			each = p.Text.S(" (%s each)", price(b.PerHour/ecsapi.Price(n)))
		}
		sum(p.Text.S("in total %s an hour%s, about %s in 30 days", price(b.PerHour), each, price(whole(b.PerHour*hoursAMonth))))
	}
	if b.Unknown == 0 {
		return out
	}
	text := p.Text.S("price unknown")
	if known {
		text = p.Text.S("price unknown for %d: not in the sum", b.Unknown)
	}
	for _, c := range b.Costs {
		if c.Err != nil {
			text += " (" + p.Reason(c.Err) + ")"
			break
		}
	}
	return append(out, p.say(w, p.Theme.Warn, text)...)
}

// whole rounds an estimate to hundredths: more would be pretence.
func whole(v ecsapi.Price) ecsapi.Price { return (v + 5_000) / 10_000 * 10_000 }

// placeLines says how many of what are created where, under which names, and
// what that costs.
func (p *Dialog) placeLines(w, room int) []string {
	n := min(len(p.places), room)
	rows := make([][4]string, n)
	var most [4]int
	for i, pl := range p.places[:n] {
		names := pl.first
		if pl.n > 1 && pl.last != pl.first {
			names += " … " + pl.last
		}
		cost := ""
		switch {
		case !pl.priced:
		case pl.cost.Err != nil:
			cost = p.Theme.Warn.Paint(p.Text.S("price unknown"))
		default:
			cost = p.charge(pl.cost.Once, pl.cost.PerHour)
		}
		rows[i] = [4]string{cmp.Or(string(pl.launch.Zone), string(pl.launch.Region)), p.Text.S("%d ×", pl.n), names, cost}
		for c, text := range rows[i] {
			most[c] = max(most[c], term.Width(text))
		}
	}
	name := max(8, min(most[2], w-most[0]-most[1]-most[3]-6))
	var out []string
	for _, r := range rows {
		line := term.Fit(r[0], most[0], term.AlignLeft) + "  " + term.Fit(r[1], most[1], term.AlignRight) + "  "
		if most[2] > 0 {
			line += term.FitMiddle(r[2], name) + "  "
		}
		line += term.Blank(most[3]-term.Width(r[3])) + r[3]
		out = append(out, term.FitLine(line, min(w, term.Width(line))))
	}
	if rest := len(p.places) - n; rest > 0 {
		out = append(out, p.Theme.Dim.Paint(p.Text.S("… and %d more", rest)))
	}
	return out
}

// charge says what is charged at once and what from then on.
func (p *Dialog) charge(once, perHour ecsapi.Price) string {
	var parts []string
	if once != 0 || perHour == 0 {
		parts = append(parts, term.Price(int64(once), p.currency()))
	}
	if perHour != 0 {
		parts = append(parts, p.Text.S("%s/h", term.Price(int64(perHour), p.currency())))
	}
	return strings.Join(parts, " + ")
}

func (p *Dialog) currency() string {
	if p.Plan.Bill == nil {
		return ""
	}
	return p.Plan.Bill.Currency
}

// beyond says which of the profile's limits the plan exceeds, or "".
func (p *Dialog) beyond() string {
	if !op.Beyond(p.Plan, p.Limits) {
		return ""
	}
	l := p.Limits
	most := map[fleet.Action]int{
		fleet.ActionStop: l.Stop, fleet.ActionReboot: l.Stop, fleet.ActionRelease: l.Release,
		fleet.ActionCreate: l.Create, fleet.ActionRenew: l.Renew,
	}
	limit, known := most[p.Plan.Action]
	if !known {
		limit = l.Start
	}
	b := p.Plan.Bill
	switch n := p.Plan.N(); {
	case limit > 0 && n > limit:
		return p.Text.S("%d is beyond this profile's limit of %d.", n, limit)
	case b != nil && l.PerHour > 0 && b.PerHour > l.PerHour:
		return p.Text.S("%s an hour is beyond this profile's limit of %s.", term.Price(int64(b.PerHour), b.Currency), term.Price(int64(l.PerHour), b.Currency))
	case b != nil:
		return p.Text.S("%s is beyond this profile's limit of %s.", term.Price(int64(b.Once), b.Currency), term.Price(int64(l.Once), b.Currency))
	}
	return ""
}

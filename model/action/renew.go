package action

import (
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/op"
	"ecsdeck/model/deck"
	"ecsdeck/model/form"
)

// renewForm asks for how long subscriptions are renewed.
type renewForm struct {
	*deck.Deck
	facts  *facts
	length *form.Field
}

const aMonth = 4 // its place among periods

func newRenewForm(d *deck.Deck) formSpec {
	return &renewForm{Deck: d, facts: &facts{}, length: form.NewChoice(d.Text.S("for"), aMonth, d.Periods(op.RenewalPeriods)...)}
}

func (f *renewForm) title() string { return f.Text.S("Renew") }

func (f *renewForm) learned(now *facts, _ bool) { f.facts = now }
func (f *renewForm) fields() []*form.Field      { return []*form.Field{f.length} }

func (f *renewForm) now() []string {
	out := expiryLines(f.Deck, f.facts)
	if n := f.facts.expired; n > 0 {
		out = append(out, f.Text.N("{count} has expired: the new period counts from the old expiry", "{count} have expired: the new period counts from the old expiry", n))
	}
	return out
}

func (f *renewForm) answer() (fleet.ActionOptions, string, bool) {
	return fleet.ActionOptions{Period: op.RenewalPeriods[f.length.Chosen]}, "", false
}

func (f *renewForm) then() []string {
	p, e := op.RenewalPeriods[f.length.Chosen], f.facts.expiry
	switch {
	case e.n == 0:
		return nil
	case f.Date(p.After(e.first)) == f.Date(p.After(e.last)):
		return []string{f.Text.S("{old} → {new}", f.Date(e.first), f.Date(p.After(e.first)))}
	}
	return []string{
		f.Text.S("the first to expire: {old} → {new}", f.Date(e.first), f.Date(p.After(e.first))),
		f.Text.S("the last to expire: {old} → {new}", f.Date(e.last), f.Date(p.After(e.last))),
	}
}

// expiryLines say from when to when targets expire.
func expiryLines(d *deck.Deck, f *facts) []string {
	switch e := f.expiry; {
	case e.n == 0:
		return nil
	case d.Date(e.first) == d.Date(e.last):
		return []string{d.Text.S("expires {time} ({away})", d.Clock(e.first), d.Away(e.first))}
	default:
		return []string{d.Text.S("expire from {first} ({away}) to {last}", d.Date(e.first), d.Away(e.first), d.Date(e.last))}
	}
}

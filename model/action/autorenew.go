package action

import (
	"slices"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/op"
	"ecsdeck/model/deck"
	"ecsdeck/model/form"
)

// autoRenewForm asks what happens to subscriptions when they expire.
type autoRenewForm struct {
	*deck.Deck
	facts  *facts
	what   *form.Field
	length *form.Field
}

// What can be chosen to happen.
const (
	renewItself = iota
	onlyRemind
	remindOnce
)

// autoRenewalPeriods are what can be chosen: a year is twelve months as well.
var autoRenewalPeriods = slices.DeleteFunc(slices.Clone(op.AutoRenewalPeriods), func(p ecsapi.Period) bool { return p.Unit == ecsapi.Year })

func newAutoRenewForm(d *deck.Deck) formSpec {
	return &autoRenewForm{
		Deck: d, facts: &facts{},
		what: form.NewChoice(d.Text.S("at the end"), renewItself,
			d.Text.S("renew by itself"), d.Text.S("expire, after reminders"), d.Text.S("expire, after one reminder")),
		length: form.NewChoice(d.Text.S("each time for"), aMonth, d.Periods(autoRenewalPeriods)...),
	}
}

func (f *autoRenewForm) title() string { return f.Text.S("Auto-renew") }

func (f *autoRenewForm) learned(now *facts, _ bool) { f.facts = now }

func (f *autoRenewForm) fields() []*form.Field {
	f.length.Off, f.length.Why = f.what.Chosen != renewItself, "–"
	return []*form.Field{f.what, f.length}
}

func (f *autoRenewForm) now() []string {
	s := ""
	for i, r := range f.facts.renewals {
		if i > 0 {
			s += " · "
		}
		s += f.Text.S("{count} {what}", r.n, f.RenewalWord(r.AutoRenewal))
	}
	if f.facts.unread > 0 {
		if s != "" {
			s += " · "
		}
		s += f.Text.S("{unread} not read yet", f.facts.unread)
	}
	return append(expiryLines(f.Deck, f.facts), f.Text.S("auto-renewal now: {state}", s))
}

func (f *autoRenewForm) answer() (o fleet.ActionOptions, problem string, missing bool) {
	switch f.what.Chosen {
	case renewItself:
		o.On, o.Period = true, autoRenewalPeriods[f.length.Chosen]
	case remindOnce:
		o.Never = true
	}
	return o, "", false
}

func (f *autoRenewForm) then() []string {
	e := f.facts.expiry
	switch {
	case e.n == 0:
		return nil
	case f.what.Chosen != renewItself:
		return []string{f.Text.N("{count} stops when it expires, on {date}.", "{count} stop when they expire, the first on {date}.", e.n, f.Date(e.first))}
	}
	next := ecsapi.NextCharge(e.first, f.Cloud)
	if next.IsZero() {
		return []string{f.Text.S("The first to expire is past its charge dates: it must be renewed by hand.")}
	}
	return []string{f.Text.S("first charge: {inLocal}, 08:00 in Beijing ({away})", f.Clock(next), f.Away(next))}
}

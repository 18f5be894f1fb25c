package model

import (
	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
)

// renewForm asks for how long subscriptions are renewed.
type renewForm struct {
	*deck
	facts  *facts
	length *input
}

// renewable are the periods that the cloud sells a renewal for.
func renewable() []ecsapi.Period {
	var out []ecsapi.Period
	for n := 1; n <= 4; n++ {
		out = append(out, ecsapi.Period{N: n, Unit: ecsapi.Week})
	}
	for _, n := range []int{1, 2, 3, 4, 5, 6, 7, 8, 9, 12} {
		out = append(out, ecsapi.Period{N: n, Unit: ecsapi.Month})
	}
	return out
}

const aMonth = 4 // its place in renewable and selfRenewable

func newRenewForm(d *deck) *renewForm {
	return &renewForm{deck: d, facts: &facts{}, length: newChoice(d.Text.S("for"), aMonth, d.periods(renewable())...)}
}

func (f *renewForm) title() string { return f.Text.S("Renew") }

func (f *renewForm) learned(now *facts, _ bool) { f.facts = now }
func (f *renewForm) fields() []*input           { return []*input{f.length} }

func (f *renewForm) now() []string {
	out := f.expiryLines(f.facts)
	if n := f.facts.expired; n > 0 {
		out = append(out, f.Text.N("%d has expired: the new period counts from the old expiry", "%d have expired: the new period counts from the old expiry", n))
	}
	return out
}

func (f *renewForm) answer() (fleet.ActionOptions, string, bool) {
	return fleet.ActionOptions{Period: renewable()[f.length.chosen]}, "", false
}

func (f *renewForm) then() []string {
	p, e := renewable()[f.length.chosen], f.facts.expiry
	switch {
	case e.n == 0:
		return nil
	case f.date(p.After(e.first)) == f.date(p.After(e.last)):
		return []string{f.Text.S("%s → %s", f.date(e.first), f.date(p.After(e.first)))}
	}
	return []string{
		f.Text.S("the first to expire: %s → %s", f.date(e.first), f.date(p.After(e.first))),
		f.Text.S("the last to expire: %s → %s", f.date(e.last), f.date(p.After(e.last))),
	}
}

// expiryLines say from when to when targets expire.
func (d *deck) expiryLines(f *facts) []string {
	switch e := f.expiry; {
	case e.n == 0:
		return nil
	case d.date(e.first) == d.date(e.last):
		return []string{d.Text.S("expires %s (%s)", d.clock(e.first), d.away(e.first))}
	default:
		return []string{d.Text.S("expire from %s (%s) to %s", d.date(e.first), d.away(e.first), d.date(e.last))}
	}
}

// autoRenewForm asks what happens to subscriptions when they expire.
type autoRenewForm struct {
	*deck
	facts  *facts
	what   *input
	length *input
}

// What can be chosen to happen.
const (
	renewItself = iota
	onlyRemind
	remindOnce
)

// selfRenewable are the periods that a subscription can renew itself for.
func selfRenewable() []ecsapi.Period {
	var out []ecsapi.Period
	for n := 1; n <= 4; n++ {
		out = append(out, ecsapi.Period{N: n, Unit: ecsapi.Week})
	}
	for _, n := range []int{1, 2, 3, 6, 12, 24, 36, 48, 60} {
		out = append(out, ecsapi.Period{N: n, Unit: ecsapi.Month})
	}
	return out
}

func newAutoRenewForm(d *deck) *autoRenewForm {
	return &autoRenewForm{
		deck: d, facts: &facts{},
		what:   newChoice(d.Text.S("at the end"), renewItself, d.Text.S("renew by itself"), d.Text.S("expire, after reminders"), d.Text.S("expire, after one reminder")),
		length: newChoice(d.Text.S("each time for"), aMonth, d.periods(selfRenewable())...),
	}
}

func (f *autoRenewForm) title() string { return f.Text.S("Auto-renew") }

func (f *autoRenewForm) learned(now *facts, _ bool) { f.facts = now }

func (f *autoRenewForm) fields() []*input {
	f.length.off, f.length.why = f.what.chosen != renewItself, "–"
	return []*input{f.what, f.length}
}

func (f *autoRenewForm) now() []string {
	s := ""
	for i, r := range f.facts.renewals {
		if i > 0 {
			s += " · "
		}
		s += f.Text.S("%d %s", r.n, f.renewalWord(r.AutoRenewal))
	}
	if f.facts.unread > 0 {
		if s != "" {
			s += " · "
		}
		s += f.Text.S("%d not read yet", f.facts.unread)
	}
	return append(f.expiryLines(f.facts), f.Text.S("auto-renewal now: %s", s))
}

func (f *autoRenewForm) answer() (o fleet.ActionOptions, problem string, missing bool) {
	switch f.what.chosen {
	case renewItself:
		o.On, o.Period = true, selfRenewable()[f.length.chosen]
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
	case f.what.chosen != renewItself:
		return []string{f.Text.N("%d stops when it expires, on %s.", "%d stop when they expire, the first on %s.", e.n, f.date(e.first))}
	}
	next := ecsapi.NextCharge(e.first, f.cloud)
	if next.IsZero() {
		return []string{f.Text.S("The first to expire is past its charge dates: it must be renewed by hand.")}
	}
	return []string{f.Text.S("first charge: %s, 08:00 in Beijing (%s)", f.local(next).Format("2006-01-02 15:04 MST"), f.away(next))}
}

// renewalWord says an auto-renewal.
func (d *deck) renewalWord(a ecsapi.AutoRenewal) string {
	switch {
	case a.On:
		return d.Text.S("on, %s", d.period(a.Period))
	case a.Never:
		return d.Text.S("never")
	}
	return d.Text.S("off")
}

// period says a period.
func (d *deck) period(p ecsapi.Period) string { return d.brief().Period(p) }

func (d *deck) periods(list []ecsapi.Period) []string {
	out := make([]string, len(list))
	for i, p := range list {
		out[i] = d.period(p)
	}
	return out
}

package action

import (
	"errors"
	"strings"
	"time"

	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/op"
	"ecsdeck/model/deck"
	"ecsdeck/model/form"
	"ecsdeck/ui/when"
)

// autoReleaseForm asks when instances are to be released by themselves, or that
// they are not.
type autoReleaseForm struct {
	*deck.Deck
	facts *facts
	at    *form.Field
	what  *form.Field
}

func newAutoReleaseForm(d *deck.Deck) formSpec {
	return &autoReleaseForm{
		Deck: d, facts: &facts{},
		at:   form.NewText(d.Text.S("when"), "", d.Text.S("in 2h30m, tomorrow 06:00 …")),
		what: form.NewChoice(d.Text.S("what"), 0, d.Text.S("release at that time"), d.Text.S("no longer release by itself")),
	}
}

func (f *autoReleaseForm) title() string { return f.Text.S("Auto-release") }

func (f *autoReleaseForm) learned(now *facts, _ bool) { f.facts = now }

func (f *autoReleaseForm) cancels() bool { return f.what.Chosen == 1 }

func (f *autoReleaseForm) fields() []*form.Field {
	f.at.Off, f.at.Why = f.cancels(), f.Text.S("at no time")
	if f.facts.release.n == 0 && !f.cancels() {
		return []*form.Field{f.at} // there is nothing to cancel
	}
	return []*form.Field{f.at, f.what}
}

func (f *autoReleaseForm) now() []string {
	switch r := f.facts.release; {
	case r.n == 0:
		return []string{f.Text.S("now: no auto-release")}
	case r.first.Equal(r.last):
		return []string{f.Text.S("now: {count} of {total} to be released {time}", r.n, f.facts.n(), f.Clock(r.first))}
	default:
		return []string{f.Text.S("now: {count} of {total} to be released, the first {time}", r.n, f.facts.n(), f.Clock(r.first))}
	}
}

// moments are examples of what is understood.
const moments = "in 3d, 22:00, fri 18:00, 2026-12-01 06:00"

func (f *autoReleaseForm) answer() (o fleet.ActionOptions, problem string, missing bool) {
	if f.cancels() {
		return o, "", false
	}
	text := strings.TrimSpace(f.at.Value())
	if text == "" {
		return o, f.Text.S("Write a moment, such as {examples}.", moments), true
	}
	t, err := when.Parse(text, f.InLocal(f.Cloud))
	var bad *when.Error
	switch {
	case errors.As(err, &bad):
		return o, f.Text.S("{problem}: write it like {examples}", f.Text.S(bad.Msg), moments), false
	case err != nil:
		return o, err.Error(), false
	}
	o.At = t.Truncate(time.Minute)
	if err := op.CheckAutoRelease(o.At, f.Cloud); err != nil {
		return o, f.Clock(o.At) + "\n" + f.Text.E(err), false
	}
	return o, "", false
}

func (f *autoReleaseForm) then() []string {
	o, _, _ := f.answer()
	if o.At.IsZero() {
		return []string{f.Text.N("{count} stays until somebody releases it.", "{count} stay until somebody releases them.", f.facts.n())}
	}
	out := []string{f.Clock(o.At) + " (" + f.Away(o.At) + ")"}
	if t, err := when.Parse(f.at.Value(), f.InLocal(f.Cloud)); err == nil && !t.Equal(o.At) {
		out = append(out, f.Text.S("The cloud counts in whole minutes: seconds are dropped."))
	}
	return out
}

package model

import (
	"errors"
	"strings"
	"time"

	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/op"
	"ecsdeck/ui/when"
)

// releaseForm asks when instances are to be released by themselves, or that
// they are not.
type releaseForm struct {
	*deck
	facts *facts
	at    *input
	what  *input
}

func newReleaseForm(d *deck) *releaseForm {
	return &releaseForm{
		deck: d, facts: &facts{},
		at:   newText(d.Text.S("when"), "", d.Text.S("in 2h30m, tomorrow 06:00 …")),
		what: newChoice(d.Text.S("what"), 0, d.Text.S("release at that time"), d.Text.S("no longer release by itself")),
	}
}

func (f *releaseForm) title() string { return f.Text.S("Auto-release") }

func (f *releaseForm) learned(now *facts, _ bool) { f.facts = now }

func (f *releaseForm) cancels() bool { return f.what.chosen == 1 }

func (f *releaseForm) fields() []*input {
	f.at.off, f.at.why = f.cancels(), f.Text.S("at no time")
	if f.facts.release.n == 0 && !f.cancels() {
		return []*input{f.at} // there is nothing to cancel
	}
	return []*input{f.at, f.what}
}

func (f *releaseForm) now() []string {
	switch r := f.facts.release; {
	case r.n == 0:
		return []string{f.Text.S("now: no auto-release")}
	case r.first.Equal(r.last):
		return []string{f.Text.S("now: %d of %d to be released %s", r.n, f.facts.n(), f.clock(r.first))}
	default:
		return []string{f.Text.S("now: %d of %d to be released, the first %s", r.n, f.facts.n(), f.clock(r.first))}
	}
}

// moments are examples of what is understood.
const moments = "in 3d, 22:00, fri 18:00, 2026-12-01 06:00"

func (f *releaseForm) answer() (o fleet.ActionOptions, problem string, missing bool) {
	if f.cancels() {
		return o, "", false
	}
	text := strings.TrimSpace(f.at.value())
	if text == "" {
		return o, f.Text.S("Write a moment, such as %s.", moments), true
	}
	t, err := when.Parse(text, f.local(f.cloud))
	var bad *when.Error
	switch {
	case errors.As(err, &bad):
		return o, f.Text.S("%s: write it like %s", f.Text.S(bad.Msg), moments), false
	case err != nil:
		return o, err.Error(), false
	}
	o.At = t.Truncate(time.Minute)
	if err := op.CheckAutoRelease(o.At, f.cloud); err != nil {
		return o, f.clock(o.At) + "\n" + f.Text.S(err.Error()), false
	}
	return o, "", false
}

func (f *releaseForm) then() []string {
	o, _, _ := f.answer()
	if o.At.IsZero() {
		return []string{f.Text.N("%d stays until somebody releases it.", "%d stay until somebody releases them.", f.facts.n())}
	}
	out := []string{f.clock(o.At) + " (" + f.away(o.At) + ")"}
	if t, err := when.Parse(f.at.value(), f.local(f.cloud)); err == nil && !t.Equal(o.At) {
		out = append(out, f.Text.S("The cloud counts in whole minutes: seconds are dropped."))
	}
	return out
}

package action

import (
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/model/deck"
	"ecsdeck/model/form"
)

// protectForm asks whether instances are protected against release.
type protectForm struct {
	*deck.Deck
	facts *facts
	what  *form.Field
}

func newProtectForm(d *deck.Deck) formSpec {
	return &protectForm{Deck: d, facts: &facts{}, what: form.NewChoice(d.Text.S("protection"), 0, d.Text.S("on"), d.Text.S("off"))}
}

func (f *protectForm) title() string { return f.Text.S("Deletion protection") }

// learned proposes the change: off where all are protected.
func (f *protectForm) learned(now *facts, first bool) {
	f.facts = now
	if first && now.n() > 0 && now.protected == now.n() {
		f.what.Chosen = 1
	}
}

func (f *protectForm) fields() []*form.Field { return []*form.Field{f.what} }

func (f *protectForm) now() []string {
	return []string{f.Text.S("now: {protected} of {total} protected", f.facts.protected, f.facts.n())}
}

func (f *protectForm) answer() (fleet.ActionOptions, string, bool) {
	return fleet.ActionOptions{On: f.what.Chosen == 0}, "", false
}

func (f *protectForm) then() []string {
	n := f.facts.n()
	if f.what.Chosen == 0 {
		return []string{f.Text.N("{count} can't be released by hand; auto-release, arrears and spot reclaims still take it.",
			"{count} can't be released by hand; auto-release, arrears and spot reclaims still take them.", n)}
	}
	return []string{f.Text.N("{count} can be released by hand.", "{count} can be released by hand.", n)}
}

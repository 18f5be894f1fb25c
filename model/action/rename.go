package action

import (
	"strings"

	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/op"
	"ecsdeck/model/deck"
	"ecsdeck/model/form"
)

// renameForm asks for a new name, or for a pattern that numbers many.
type renameForm struct {
	*deck.Deck
	facts *facts
	name  *form.Field
}

func newRerenameForm(d *deck.Deck) formSpec {
	return &renameForm{Deck: d, facts: &facts{}, name: form.NewText(d.Text.S("name"), "", "web-[1,3]")}
}

func (f *renameForm) title() string { return f.Text.S("Rename") }

// learned fills in the old name, which is mostly what is changed.
func (f *renameForm) learned(now *facts, first bool) {
	f.facts = now
	if first && now.only != nil && f.name.Value() == "" {
		f.name.Text.SetValue(now.only.Name)
		f.name.Text.CursorEnd()
	}
}

func (f *renameForm) fields() []*form.Field { return []*form.Field{f.name} }

func (f *renameForm) now() []string {
	if f.facts.n() < 2 {
		return nil
	}
	return []string{f.Text.S("web-[1,3] numbers them from 1 in three digits, in this order.")}
}

func (f *renameForm) answer() (o fleet.ActionOptions, problem string, missing bool) {
	o.Name = strings.TrimSpace(f.name.Value())
	if o.Name == "" {
		return o, f.Text.S("Write the new name."), true
	}
	if err := op.CheckName(o.Name); err != nil {
		return o, f.Text.E(err), false
	}
	return o, "", false
}

func (f *renameForm) then() []string {
	o, _, _ := f.answer()
	n := f.facts.n()
	first, last := fleet.NthName(o.Name, 0), fleet.NthName(o.Name, n-1)
	switch {
	case f.facts.only != nil && f.facts.only.Name == first:
		return []string{f.Text.S("That is its name.")}
	case f.facts.only != nil:
		return []string{deck.Label(f.facts.only) + " → " + first}
	case first == last:
		return []string{f.Text.S("All {count} get the same name, {name}.", n, first)}
	}
	return []string{f.Text.S("{first} … {last}", first, last)}
}

package action

import (
	"context"
	"strings"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/op"
	"ecsdeck/model/deck"
	"ecsdeck/model/form"
)

// descriptionForm asks for a new description.
type descriptionForm struct {
	*deck.Deck
	facts *facts
	old   shared
	text  *form.Field
}

func newDescriptionForm(d *deck.Deck) formSpec {
	return &descriptionForm{Deck: d, facts: &facts{}, text: form.NewText(d.Text.S("description"), "", d.Text.S("owned by ops, ask first"))}
}

func (f *descriptionForm) title() string { return f.Text.S("Description") }

func (f *descriptionForm) gather(context.Context) func([]*ecsapi.Instance) func() {
	return func(fit []*ecsapi.Instance) func() {
		old := sharedBy(fit, func(i *ecsapi.Instance) string { return i.Description })
		return func() { f.old = old }
	}
}

// learned fills in the old description where all have the same.
func (f *descriptionForm) learned(now *facts, first bool) {
	f.facts = now
	if first && f.text.Value() == "" {
		f.text.Text.SetValue(f.old.all)
		f.text.Text.CursorEnd()
	}
}

func (f *descriptionForm) fields() []*form.Field { return []*form.Field{f.text} }

func (f *descriptionForm) now() []string {
	switch {
	case f.old.n == 0:
		return []string{f.Text.S("no description yet")}
	case f.old.all == "":
		return []string{f.Text.S("now: {count} of {total} have a description, not the same", f.old.n, f.facts.n())}
	}
	return nil // it is in the field
}

func (f *descriptionForm) answer() (o fleet.ActionOptions, problem string, missing bool) {
	o.Description = strings.TrimSpace(f.text.Value())
	if o.Description == "" {
		return o, f.Text.S("Write the new description."), true
	}
	if err := op.CheckDescription(o.Description); err != nil {
		return o, f.Text.E(err), false
	}
	return o, "", false
}

func (f *descriptionForm) then() []string {
	o, _, _ := f.answer()
	if o.Description == f.old.all {
		return []string{f.Text.S("That is the description.")}
	}
	return []string{f.Text.N("{count} gets the new description.", "{count} get the same description.", f.facts.n())}
}

package action

import (
	"strings"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/op"
	"ecsdeck/model/deck"
	"ecsdeck/model/form"
	"ecsdeck/ui/brief"
)

// nameForm asks for a new name, or for a pattern that numbers many.
type nameForm struct {
	*deck.Deck
	facts *facts
	name  *form.Field
}

func newNameForm(d *deck.Deck) *nameForm {
	return &nameForm{Deck: d, facts: &facts{}, name: form.NewText(d.Text.S("name"), "", "web-[1,3]")}
}

func (f *nameForm) title() string { return f.Text.S("Rename") }

// learned fills in the old name, which is mostly what is changed.
func (f *nameForm) learned(now *facts, first bool) {
	f.facts = now
	if first && now.only != nil && f.name.Value() == "" {
		f.name.Text.SetValue(now.only.Name)
		f.name.Text.CursorEnd()
	}
}

func (f *nameForm) fields() []*form.Field { return []*form.Field{f.name} }

func (f *nameForm) now() []string {
	if f.facts.n() < 2 {
		return nil
	}
	return []string{f.Text.S("web-[1,3] numbers them from 1 in three digits, in this order.")}
}

func (f *nameForm) answer() (o fleet.ActionOptions, problem string, missing bool) {
	o.Name = strings.TrimSpace(f.name.Value())
	if o.Name == "" {
		return o, f.Text.S("Write the new name."), true
	}
	if err := op.CheckName(o.Name); err != nil {
		return o, f.Text.E(err), false
	}
	return o, "", false
}

func (f *nameForm) then() []string {
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

// tagForm asks for tags to set and keys to take away.
type tagForm struct {
	*deck.Deck
	facts *facts
	set   *form.Field
	unset *form.Field
}

func newTagForm(d *deck.Deck) *tagForm {
	return &tagForm{
		Deck: d, facts: &facts{},
		set:   form.NewText(d.Text.S("set"), "", "env=prod, team=pay"),
		unset: form.NewText(d.Text.S("take away"), "", d.Text.S("keys, such as owner")),
	}
}

func (f *tagForm) title() string { return f.Text.S("Tags") }

func (f *tagForm) learned(now *facts, _ bool) { f.facts = now }
func (f *tagForm) fields() []*form.Field      { return []*form.Field{f.set, f.unset} }

func (f *tagForm) now() []string {
	var all, some []string
	for _, t := range f.facts.tags {
		if t.n == f.facts.n() {
			all = append(all, brief.Tag(t.Tag))
		} else if len(some) < 4 {
			some = append(some, f.Text.S("{tag} ({count})", brief.Tag(t.Tag), t.n))
		}
	}
	var out []string
	switch {
	case len(all) > 0 && f.facts.n() == 1:
		out = append(out, f.Text.S("has {tags}", strings.Join(all, ", ")))
	case len(all) > 0:
		out = append(out, f.Text.S("all have {tags}", strings.Join(all, ", ")))
	case len(some) == 0:
		out = append(out, f.Text.S("no tags yet"))
	}
	if len(some) > 0 {
		out = append(out, f.Text.S("some have {tags}", strings.Join(some, ", ")))
	}
	return out
}

func (f *tagForm) answer() (o fleet.ActionOptions, problem string, missing bool) {
	for _, word := range words(f.set.Value()) {
		key, value, _ := strings.Cut(word, "=")
		o.Tags = append(o.Tags, ecsapi.Tag{Key: strings.TrimSpace(key), Value: strings.TrimSpace(value)})
	}
	o.Untag = words(f.unset.Value())
	if len(o.Tags)+len(o.Untag) == 0 {
		return o, f.Text.S("Write key=value to set, or keys to take away; commas between several."), true
	}
	if err := op.CheckTags(o.Tags, o.Untag); err != nil {
		return o, f.Text.E(err), false
	}
	return o, "", false
}

// words are the parts between commas.
func words(s string) []string {
	var out []string
	for part := range strings.SplitSeq(s, ",") {
		if part = strings.TrimSpace(part); part != "" {
			out = append(out, part)
		}
	}
	return out
}

func (f *tagForm) then() []string {
	o, _, _ := f.answer()
	var out []string
	for _, t := range o.Tags {
		out = append(out, "+ "+brief.Tag(t))
	}
	for _, k := range o.Untag {
		out = append(out, "− "+k)
	}
	return []string{strings.Join(out, "   ")}
}

// protectForm asks whether instances are protected against release.
type protectForm struct {
	*deck.Deck
	facts *facts
	what  *form.Field
}

func newProtectForm(d *deck.Deck) *protectForm {
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

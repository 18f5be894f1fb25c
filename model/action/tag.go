package action

import (
	"slices"
	"strings"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/op"
	"ecsdeck/model/deck"
	"ecsdeck/model/form"
	"ecsdeck/ui/brief"
)

// tagForm asks for tags to set and keys to take away.
type tagForm struct {
	*deck.Deck
	facts *facts
	set   *form.Field
	unset *form.Field
}

func newTagForm(d *deck.Deck) formSpec {
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
		if slices.ContainsFunc(f.facts.tags, func(t tagCount) bool { return t.Key == k }) {
			out = append(out, "− "+k)
		} else {
			out = append(out, f.Text.S("− {key}, which is on none of them", k))
		}
	}
	return []string{strings.Join(out, "   ")}
}

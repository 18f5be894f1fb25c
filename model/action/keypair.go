package action

import (
	"context"
	"slices"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/model/deck"
	"ecsdeck/model/form"
)

// keyPairForm asks for one of the key pairs that the regions of all targets have.
type keyPairForm struct {
	*deck.Deck
	facts *facts
	old   shared

	all     []string // key pairs that all regions have
	regions int      // 0 before they are read
	unread  *ecsapi.Error

	which *form.Field // nil until there is something to choose from
	names []string
}

func newKeyPairForm(d *deck.Deck) formSpec { return &keyPairForm{Deck: d, facts: &facts{}} }

func (f *keyPairForm) title() string { return f.Text.S("Key pair") }

// gather asks each region of the targets for its key pairs.
func (f *keyPairForm) gather(ctx context.Context) func([]*ecsapi.Instance) func() {
	engine := f.Engine
	return func(fit []*ecsapi.Instance) func() {
		old := sharedBy(fit, func(i *ecsapi.Instance) string { return i.KeyPair })
		var names []string
		var regions []ecsapi.RegionID
		var unread *ecsapi.Error
		for _, i := range fit {
			if unread != nil || slices.Contains(regions, i.Region) {
				continue
			}
			var pairs []ecsapi.KeyPair
			if pairs, unread = engine.KeyPairs(ctx, i.Region); unread != nil {
				names = nil
			} else if len(regions) == 0 {
				for _, k := range pairs {
					names = append(names, k.Name)
				}
			}
			regions = append(regions, i.Region)
			names = slices.DeleteFunc(names, func(name string) bool { return !slices.Contains(pairs, ecsapi.KeyPair{Name: name}) })
		}
		return func() { f.old, f.all, f.regions, f.unread = old, names, len(regions), unread }
	}
}

// learned offers what there is, first one that the targets don't have.
func (f *keyPairForm) learned(now *facts, _ bool) {
	f.facts = now
	if slices.Equal(f.all, f.names) {
		return
	}
	chosen := slices.IndexFunc(f.all, func(name string) bool { return name != f.old.all })
	if f.which != nil {
		chosen = slices.Index(f.all, f.names[f.which.Chosen])
	}
	f.names, f.which = f.all, nil
	if len(f.names) > 0 {
		f.which = form.NewChoice(f.Text.S("key pair"), max(0, chosen), f.names...)
	}
}

func (f *keyPairForm) fields() []*form.Field {
	if f.which == nil {
		return nil
	}
	return []*form.Field{f.which}
}

func (f *keyPairForm) now() []string {
	switch {
	case f.old.n == 0:
		return []string{f.Text.S("no key pair yet")}
	case f.old.all != "":
		return []string{f.Text.S("now: {keyPair}", f.old.all)}
	default:
		return []string{f.Text.S("now: {count} of {total} have a key pair, not the same", f.old.n, f.facts.n())}
	}
}

func (f *keyPairForm) answer() (o fleet.ActionOptions, problem string, missing bool) {
	switch {
	case f.which != nil:
		o.KeyPair = f.names[f.which.Chosen]
		return o, "", false
	case f.regions == 0: // not read yet
		return o, "", true
	case f.unread != nil:
		return o, f.Reason(f.unread), false
	case f.regions > 1:
		return o, f.Text.S("There is no key pair that all their regions have."), false
	}
	return o, f.Text.S("There is no key pair in their region."), false
}

func (f *keyPairForm) then() []string {
	switch {
	case f.which == nil:
		return nil
	case f.names[f.which.Chosen] == f.old.all:
		return []string{f.Text.S("That is the key pair.")}
	}
	return []string{f.Text.S("It works after the next start, and turns passwords off.")}
}

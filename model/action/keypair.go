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
	which *form.Field // nil until there is something to choose from
	names []string
}

func newKeyPairForm(d *deck.Deck) formSpec { return &keyPairForm{Deck: d, facts: &facts{}} }

func (f *keyPairForm) title() string { return f.Text.S("Key pair") }

// read asks each region for its key pairs.
func (f *keyPairForm) read(ctx context.Context) func(*facts) {
	engine := f.Engine
	return func(now *facts) {
		for n, region := range now.regions {
			pairs, err := engine.KeyPairs(ctx, region)
			if err != nil {
				now.keyPairs, now.keyPairsErr = nil, err
				return
			}
			if n == 0 {
				for _, k := range pairs {
					now.keyPairs = append(now.keyPairs, k.Name)
				}
			}
			now.keyPairs = slices.DeleteFunc(now.keyPairs, func(name string) bool { return !slices.Contains(pairs, ecsapi.KeyPair{Name: name}) })
		}
	}
}

// learned offers what there is, first one that the targets don't have.
func (f *keyPairForm) learned(now *facts, _ bool) {
	f.facts = now
	if slices.Equal(now.keyPairs, f.names) {
		return
	}
	chosen := slices.IndexFunc(now.keyPairs, func(name string) bool { return name != now.keyPair.all })
	if f.which != nil {
		chosen = slices.Index(now.keyPairs, f.names[f.which.Chosen])
	}
	f.names, f.which = now.keyPairs, nil
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
	switch now := f.facts; {
	case now.keyPair.n == 0:
		return []string{f.Text.S("no key pair yet")}
	case now.keyPair.all != "":
		return []string{f.Text.S("now: {keyPair}", now.keyPair.all)}
	default:
		return []string{f.Text.S("now: {count} of {total} have a key pair, not the same", now.keyPair.n, now.n())}
	}
}

func (f *keyPairForm) answer() (o fleet.ActionOptions, problem string, missing bool) {
	switch {
	case f.which != nil:
		o.KeyPair = f.names[f.which.Chosen]
		return o, "", false
	case len(f.facts.regions) == 0: // not read yet
		return o, "", true
	case f.facts.keyPairsErr != nil:
		return o, f.Reason(f.facts.keyPairsErr), false
	case len(f.facts.regions) > 1:
		return o, f.Text.S("There is no key pair that all their regions have."), false
	}
	return o, f.Text.S("There is no key pair in their region."), false
}

func (f *keyPairForm) then() []string {
	switch {
	case f.which == nil:
		return nil
	case f.names[f.which.Chosen] == f.facts.keyPair.all:
		return []string{f.Text.S("That is the key pair.")}
	}
	return []string{f.Text.S("It works after the next start, and turns passwords off.")}
}

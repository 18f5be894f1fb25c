package plan

import (
	"cmp"
	"slices"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/op"
	"ecsdeck/model/deck"
	"ecsdeck/ui/brief"
	"ecsdeck/ui/term"
)

// Prepared is a plan with what its dialog says of it. A command makes it: a plan can hold a fleet.
type Prepared struct {
	Plan     brief.Summary
	groups   []skipGroup
	rejected bool // the cloud refuses all of it
}

type skipGroup struct {
	skip  fleet.Skip // one of them
	n     int
	first string
}

// Prepare sorts the targets in the order of their regions, then by name.
func Prepare(p *fleet.Plan) Prepared {
	at := make(map[ecsapi.RegionID]int, len(p.Regions))
	for i, r := range p.Regions {
		at[r.Region] = i
	}
	order := func(a, b *ecsapi.Instance) int {
		return cmp.Or(cmp.Compare(at[a.Region], at[b.Region]), term.CompareNatural(deck.Label(a), deck.Label(b)), cmp.Compare(a.ID, b.ID))
	}
	// Once sorted it stays as it is: costs go by place, and the plan on screen shares the list.
	if !slices.IsSortedFunc(p.Targets, order) {
		slices.SortFunc(p.Targets, order)
	}
	out := Prepared{Plan: brief.Summarize(p)}
	for _, s := range p.Skipped {
		i := slices.IndexFunc(out.groups, func(g skipGroup) bool { return g.skip.Reason == s.Reason })
		if i < 0 {
			i = len(out.groups)
			out.groups = append(out.groups, skipGroup{skip: s})
		}
		g, name := &out.groups[i], cmp.Or(s.Name, string(s.ID))
		if g.n++; g.first == "" || term.CompareNatural(name, g.first) < 0 {
			g.first = name
		}
	}
	slices.SortFunc(out.groups, func(a, b skipGroup) int {
		return cmp.Or(cmp.Compare(b.n, a.n), cmp.Compare(a.skip.Reason, b.skip.Reason))
	})
	out.rejected = op.Of(p.Action).Creates && p.Hopeless()
	return out
}

func (p *Prepared) ids() (ids []ecsapi.InstanceID) {
	for _, t := range p.Plan.Targets {
		ids = append(ids, t.ID)
	}
	for _, s := range p.Plan.Skipped {
		ids = append(ids, s.ID)
	}
	return ids
}

package engine

import (
	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"slices"
	"strconv"
)

// Beyond reports whether the plan exceeds a ceiling.
func Beyond(p *fleet.Plan, l fleet.Limits) bool {
	over := func(n, most int) bool { return most > 0 && n > most }
	dear := func(c, most ecsapi.Price) bool { return most > 0 && c > most }
	n := p.N()
	switch p.Action {
	case fleet.ActionStop, fleet.ActionReboot:
		return over(n, l.Stop)
	case fleet.ActionRelease:
		return over(n, l.Release)
	case fleet.ActionCreate:
		return over(n, l.Create) || p.Bill != nil && (dear(p.Bill.PerHour, l.PerHour) || dear(p.Bill.Once, l.Once))
	case fleet.ActionRenew:
		return over(n, l.Renew) || p.Bill != nil && dear(p.Bill.Once, l.Once)
	}
	return over(n, l.Start)
}

// Word is what a person has to type before the plan is sent, or "" when a plain
// yes is enough: what can be undone needs no more than that.
func Word(p *fleet.Plan, l fleet.Limits) string {
	n := strconv.Itoa(p.N())
	switch {
	case p.N() == 0:
		return ""
	case p.Action == fleet.ActionRelease && len(p.Targets) == 1:
		if name := p.Targets[0].Name; name != "" {
			return name
		}
		return string(p.Targets[0].ID)
	case p.Action == fleet.ActionRelease, p.Action == fleet.ActionRenew, p.Action == fleet.ActionCreate:
		return string(p.Action) + " " + n
	case p.Options.Force:
		return "force " + n
	case Beyond(p, l):
		return n
	}
	return ""
}

// Irreversible reports whether nothing can take back what the plan does, so that an
// undo window is due.
func Irreversible(p *fleet.Plan) bool {
	ahead := slices.ContainsFunc(p.Launches, func(l ecsapi.Launch) bool { return l.ChargeType == ecsapi.PrePaid })
	return p.Action == fleet.ActionRelease || p.Action == fleet.ActionRenew || ahead || p.Options.Force
}

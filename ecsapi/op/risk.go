package op

import (
	"strconv"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
)

// Risk is what makes an action one to think about.
type Risk struct {
	// Charged: it is paid for each time it is done, so that it must not be done
	// again by somebody who doesn't know that it was.
	Charged bool

	// Irreversible reports whether nothing can take the plan back. Nil is that
	// something can, unless it is by force.
	Irreversible func(p *fleet.Plan) bool

	Confirm Confirm

	// Limit is the ceiling of a profile on how many instances it may be. Nil is that
	// of starting.
	Limit func(l fleet.Limits) int
}

// Confirm is what a person has to type before a plan is sent.
type Confirm int

const (
	ConfirmYes   Confirm = iota // a plain yes, but the count beyond a ceiling and for what is done by force
	ConfirmCount                // the action and the count
	ConfirmName                 // the same, but of one instance its name
)

func always(*fleet.Plan) bool { return true }

func stopLimit(l fleet.Limits) int { return l.Stop }

// Ceiling is how many instances a profile lets it be without a word; 0 is any number.
func (s *Spec) Ceiling(l fleet.Limits) int {
	if s.Risk.Limit == nil {
		return l.Start
	}
	return s.Risk.Limit(l)
}

// Beyond reports whether the plan exceeds a ceiling.
func Beyond(p *fleet.Plan, l fleet.Limits) bool {
	dear := func(c, most ecsapi.Price) bool { return most > 0 && c > most }
	if p.Bill != nil && (dear(p.Bill.PerHour, l.PerHour) || dear(p.Bill.Once, l.Once)) {
		return true
	}
	most := Of(p.Action).Ceiling(l)
	return most > 0 && p.N() > most
}

// Word is what a person has to type before the plan is sent, or "" when a plain
// yes is enough: what can be undone needs no more than that.
func Word(p *fleet.Plan, l fleet.Limits) string {
	n := strconv.Itoa(p.N())
	confirm := Of(p.Action).Risk.Confirm
	switch {
	case p.N() == 0:
		return ""
	case confirm == ConfirmName && len(p.Targets) == 1:
		if name := p.Targets[0].Name; name != "" {
			return name
		}
		return string(p.Targets[0].ID)
	case confirm != ConfirmYes:
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
	is := Of(p.Action).Risk.Irreversible
	return p.Options.Force || is != nil && is(p)
}

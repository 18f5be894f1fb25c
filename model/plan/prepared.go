package plan

import (
	"cmp"
	"slices"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/model/deck"
)

// Prepared is a plan with what its dialog says of it, gathered off the loop: a
// plan can hold a whole fleet.
type Prepared struct {
	Plan     *fleet.Plan
	groups   []skipGroup
	prepaid  bool // some targets are
	running  bool // some targets are
	hopeless bool // the cloud refuses all of it
	goes     disks
	stays    disks
	places   []placed
}

// skipGroup counts the skipped of one reason.
type skipGroup struct {
	reason fleet.Reason
	n      int
	first  string
}

// disks sums disks up; few are the first of them.
type disks struct {
	n, gib int
	few    []ecsapi.Disk
}

// fewDisks is how many are named.
const fewDisks = 3

func (s *disks) add(d ecsapi.Disk) {
	s.n++
	s.gib += d.SizeGiB
	if len(s.few) < fewDisks {
		s.few = append(s.few, d)
	}
}

// placed is what a creation makes in one place, over the calls it takes.
type placed struct {
	launch      ecsapi.Launch // the first call
	n           int
	first, last string // names
	cost        fleet.Cost
	priced      bool
}

// Prepare sorts the targets in the order of their regions, then by name.
func Prepare(p *fleet.Plan) Prepared {
	at := make(map[ecsapi.RegionID]int, len(p.Regions))
	for i, r := range p.Regions {
		at[r.Region] = i
	}
	order := func(a, b *ecsapi.Instance) int {
		return cmp.Or(cmp.Compare(at[a.Region], at[b.Region]), deck.CompareNatural(deck.Label(a), deck.Label(b)), cmp.Compare(a.ID, b.ID))
	}
	// Once sorted it stays as it is: costs go by place, and the plan on screen
	// shares the list.
	if !slices.IsSortedFunc(p.Targets, order) {
		slices.SortFunc(p.Targets, order)
	}
	out := Prepared{Plan: p, places: placesOf(p)}
	for _, t := range p.Targets {
		out.prepaid = out.prepaid || t.ChargeType == ecsapi.PrePaid
		out.running = out.running || t.Status == ecsapi.Running
		for _, d := range p.Disks[t.ID] {
			if d.DeleteWithInstance {
				out.goes.add(d)
			} else {
				out.stays.add(d)
			}
		}
	}
	for _, s := range p.Skipped {
		i := slices.IndexFunc(out.groups, func(g skipGroup) bool { return g.reason == s.Reason })
		if i < 0 {
			i = len(out.groups)
			out.groups = append(out.groups, skipGroup{reason: s.Reason})
		}
		g, name := &out.groups[i], cmp.Or(s.Name, string(s.ID))
		if g.n++; g.first == "" || deck.CompareNatural(name, g.first) < 0 {
			g.first = name
		}
	}
	slices.SortFunc(out.groups, func(a, b skipGroup) int { return cmp.Or(cmp.Compare(b.n, a.n), cmp.Compare(a.reason, b.reason)) })
	out.hopeless = p.Action == fleet.ActionCreate && p.Hopeless()
	return out
}

// placesOf joins the calls of a creation that are of one place.
func placesOf(p *fleet.Plan) []placed {
	var out []placed
	for i, l := range p.Launches {
		first, last := fleet.NthName(l.Name, 0), fleet.NthName(l.Name, l.Amount-1)
		same := func(o placed) bool {
			return o.launch.Region == l.Region && o.launch.Zone == l.Zone && o.launch.VSwitch == l.VSwitch
		}
		n := slices.IndexFunc(out, same)
		if n < 0 {
			n = len(out)
			out = append(out, placed{launch: l, first: first})
		}
		out[n].n += l.Amount
		out[n].last = last
		if p.Bill != nil && i < len(p.Bill.Costs) {
			c := p.Bill.Costs[i]
			out[n].cost.Once += c.Once
			out[n].cost.PerHour += c.PerHour
			out[n].cost.Err = cmp.Or(out[n].cost.Err, c.Err)
			out[n].priced = true
		}
	}
	return out
}

// refusalKinds are those of a refusal that asking again does not change.
var refusalKinds = []ecsapi.Kind{
	ecsapi.KindCredentials, ecsapi.KindForbidden, ecsapi.KindReadOnly, ecsapi.KindNotFound, ecsapi.KindState,
	ecsapi.KindStock, ecsapi.KindMoney, ecsapi.KindInvalid,
}

// refusal reports whether the cloud said no, other than that it could not be
// asked.
func refusal(e *ecsapi.Error) bool { return slices.Contains(refusalKinds, e.Kind) }

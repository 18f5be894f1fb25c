package brief

import (
	"cmp"
	"slices"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/op"
)

// Summary is a plan with what is said of all its instances together. A plan can
// hold a whole fleet, so that it is summed up once and not for each drawing.
type Summary struct {
	*fleet.Plan
	Prepaid bool      // some targets are
	Goes    Disks     // of a release: the disks that are deleted
	Stays   Disks     // … and those that are not
	Secured Disks     // … that would stay but for a lock for security
	Locked  bool      // some targets are locked for security
	Elastic Addresses // of what is released, now or later: the elastic addresses, which stay
	Absent  []string  // keys of tags to take away that none of the instances has
	Places  []Place
}

// Disks sums disks up; Few are the first of them.
type Disks struct {
	N, GiB int
	Few    []ecsapi.Disk
}

// few is how many disks or addresses are named.
const few = 3

func (s *Disks) add(d ecsapi.Disk) {
	s.N++
	s.GiB += d.SizeGiB
	if len(s.Few) < few {
		s.Few = append(s.Few, d)
	}
}

// Addresses counts the elastic addresses of instances; Few are the first that have one.
type Addresses struct {
	N   int
	Few []*ecsapi.Instance
}

// Place is what a creation makes in one place, over the calls it takes.
type Place struct {
	Launch      ecsapi.Launch // the first call
	N           int
	First, Last string // names
	Cost        fleet.Cost
	Priced      bool
}

// Summarize sums a plan up.
func Summarize(p *fleet.Plan) Summary {
	out := Summary{Plan: p, Places: placesOf(p)}
	spec := op.Of(p.Action)
	releases := spec.Releases && !spec.Undone(p.Options)
	for _, t := range p.Targets {
		out.Prepaid = out.Prepaid || t.ChargeType == ecsapi.PrePaid
		for _, d := range p.Disks[t.ID] {
			switch {
			case !d.Goes():
				out.Stays.add(d)
			case !d.DeleteWithInstance:
				out.Secured.add(d)
			default:
				out.Goes.add(d)
			}
		}
		out.Locked = out.Locked || t.Secured()
		if releases && t.ElasticIP() != "" {
			if out.Elastic.N++; out.Elastic.N <= few {
				out.Elastic.Few = append(out.Elastic.Few, t)
			}
		}
	}
	out.Absent = slices.DeleteFunc(slices.Clone(p.Options.Untag), func(key string) bool {
		return slices.ContainsFunc(p.Targets, func(t *ecsapi.Instance) bool { _, has := t.Tag(key); return has })
	})
	return out
}

// placesOf joins the calls of a creation that are of one place.
func placesOf(p *fleet.Plan) []Place {
	var out []Place
	for i, l := range p.Launches {
		first, last := fleet.NthName(l.Name, 0), fleet.NthName(l.Name, l.Amount-1)
		same := func(o Place) bool {
			return o.Launch.Region == l.Region && o.Launch.Zone == l.Zone && o.Launch.VSwitch == l.VSwitch &&
				o.Launch.Image == l.Image && o.Launch.KeyPair == l.KeyPair && slices.Equal(o.Launch.SecurityGroups, l.SecurityGroups)
		}
		n := slices.IndexFunc(out, same)
		if n < 0 {
			n = len(out)
			out = append(out, Place{Launch: l, First: first})
		}
		out[n].N += l.Amount
		out[n].Last = last
		if p.Bill != nil && i < len(p.Bill.Costs) {
			c := p.Bill.Costs[i]
			out[n].Cost.Once += c.Once
			out[n].Cost.PerHour += c.PerHour
			out[n].Cost.Err = cmp.Or(out[n].Cost.Err, c.Err)
			out[n].Priced = true
		}
	}
	return out
}

// Currency is that of the bill, or "".
func (p Summary) Currency() string {
	if p.Bill == nil {
		return ""
	}
	return p.Bill.Currency
}

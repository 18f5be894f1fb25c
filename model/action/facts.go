package action

import (
	"cmp"
	"slices"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/model/deck"
)

// facts are what a small dialog says of its targets. A command gathers them, for the
// targets can be a whole fleet.
type facts struct {
	reach applicability
	names []string         // of the first few, in the plan's order
	only  *ecsapi.Instance // when it is one

	expiry  span // of those that are paid in advance
	expired int  // of these
	release span // of those that are to be released by themselves

	protected int
	renewals  []renewalCount // the most first
	unread    int            // whose auto-renewal is not known
	tags      []tagCount     // what most have first

	learn func() // hands a form what it gathered itself; may be nil
}

// n is how many instances the action applies to.
func (f *facts) n() int { return f.reach.n }

// span is from the earliest to the latest of so many moments.
type span struct {
	n           int
	first, last time.Time
}

func (s *span) add(t time.Time) {
	if t.IsZero() {
		return
	}
	if s.n == 0 || t.Before(s.first) {
		s.first = t
	}
	if s.n == 0 || t.After(s.last) {
		s.last = t
	}
	s.n++
}

// shared is a text that each target may have.
type shared struct {
	n   int    // that have any
	all string // of all, when it is the same
}

func sharedBy(list []*ecsapi.Instance, text func(*ecsapi.Instance) string) (s shared) {
	for n, i := range list {
		t := text(i)
		if t != "" {
			s.n++
		}
		if n == 0 {
			s.all = t
		} else if t != s.all {
			s.all = ""
		}
	}
	return s
}

type renewalCount struct {
	ecsapi.AutoRenewal
	n int
}

type tagCount struct {
	ecsapi.Tag
	n int
}

// listed is how many names a small dialog shows.
const listed = 3

// gather looks at the instances fit that a plan of sample options is about.
func gather(p *fleet.Plan, fit []*ecsapi.Instance, snap *fleet.Snapshot, now time.Time) facts {
	f := facts{reach: applicabilityOf(p)}
	renewals := map[ecsapi.AutoRenewal]int{}
	tags := map[ecsapi.Tag]int{}
	if len(fit) == 1 {
		f.only = fit[0]
	}
	for n, i := range fit {
		if n < listed {
			f.names = append(f.names, deck.Label(i))
		}
		f.release.add(i.AutoRelease)
		if i.DeletionProtection {
			f.protected++
		}
		for _, t := range i.Tags {
			tags[t]++
		}
		if i.ChargeType != ecsapi.PrePaid {
			continue
		}
		f.expiry.add(i.Expires)
		if !i.Expires.IsZero() && !i.Expires.After(now) {
			f.expired++
		}
		if a, known := snap.AutoRenewals[i.ID]; known {
			renewals[a]++
		} else {
			f.unread++
		}
	}
	for a, n := range renewals {
		f.renewals = append(f.renewals, renewalCount{a, n})
	}
	slices.SortFunc(f.renewals, func(a, b renewalCount) int {
		return cmp.Or(cmp.Compare(b.n, a.n), cmp.Compare(a.Period.Unit, b.Period.Unit), cmp.Compare(a.Period.N, b.Period.N),
			cmp.Compare(deck.Btoi(a.Never), deck.Btoi(b.Never)))
	})
	for t, n := range tags {
		f.tags = append(f.tags, tagCount{t, n})
	}
	slices.SortFunc(f.tags, func(a, b tagCount) int {
		return cmp.Or(cmp.Compare(b.n, a.n), cmp.Compare(a.Key, b.Key), cmp.Compare(a.Value, b.Value))
	})
	return f
}

package model

import (
	"cmp"
	"maps"
	"reflect"
	"slices"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/model/deck"
)

// problems are what of a fleet needs a person. They never change; the next ones are made
// from them and of what differs.
type problems struct {
	sets map[ecsapi.InstanceID]fleet.ProblemSet
	rows map[*ecsapi.Instance]fleet.ProblemSet // the same by the rows themselves: nothing of a row is read to look it up

	changing map[ecsapi.InstanceID]time.Time     // cloud time since when they have been seen on their way
	failed   map[ecsapi.InstanceID]fleet.Failure // by the jobs
	jobs     []*fleet.Job                        // which failed is of
	renewals uintptr                             // the auto-renewals that sets is of
	ending   []ecsapi.InstanceID                 // subscriptions of which the auto-renewal matters
	inRegion map[ecsapi.RegionID]int             // how many instances have some
	minute   int64                               // of the cloud's time, since 1970: all are looked at once in it
}

// after are the problems of q's snapshot, which differs by diff from the one that p is of.
func (p *problems) after(diff changes, q *orderQuery) *problems {
	minute, renewals := q.now.Unix()/60, reflect.ValueOf(q.snap.AutoRenewals).Pointer()
	sameJobs := slices.Equal(p.jobs, q.snap.Jobs)
	if diff.none() && sameJobs && minute == p.minute && renewals == p.renewals {
		return p
	}
	out := &problems{changing: p.changing, failed: p.failed, jobs: q.snap.Jobs, renewals: renewals, minute: minute}
	if !sameJobs || minute != p.minute {
		out.failed = fleet.FailedJobs(q.snap.Jobs, q.wall)
	}
	out.changing = changingAfter(p.changing, diff, q.now)
	finder := &fleet.ProblemFinder{
		Now: q.now, Failed: out.failed, Changing: out.changing, Renewals: q.snap.AutoRenewals,
		NoRenewals: func(r ecsapi.RegionID) bool { return q.snap.AutoRenewalsErr[r] != nil },
	}
	if minute != p.minute || renewals != p.renewals {
		out.sets, out.rows = map[ecsapi.InstanceID]fleet.ProblemSet{}, map[*ecsapi.Instance]fleet.ProblemSet{}
		for _, r := range q.snap.Regions {
			for _, i := range r.Instances {
				out.look(finder, i)
			}
		}
		return out.counted(finder)
	}
	out.sets, out.rows = maps.Clone(p.sets), maps.Clone(p.rows)
	again := map[ecsapi.InstanceID]bool{} // looked at below, or gone
	for _, i := range diff.removed {
		delete(out.sets, i.ID)
		delete(out.rows, i)
		again[i.ID] = true
	}
	for _, id := range p.ending {
		if !again[id] {
			finder.Ending = append(finder.Ending, id)
		}
	}
	for _, i := range diff.added {
		out.look(finder, i)
	}
	if !sameJobs {
		for _, failed := range []map[ecsapi.InstanceID]fleet.Failure{p.failed, out.failed} {
			for id := range failed {
				if i, ok := q.snap.Instance(id); ok {
					out.look(finder, i)
				}
			}
		}
	}
	return out.counted(finder)
}

func (p *problems) counted(f *fleet.ProblemFinder) *problems {
	slices.Sort(f.Ending) // some were looked at twice
	p.ending, p.inRegion = slices.Compact(f.Ending), map[ecsapi.RegionID]int{}
	for i := range p.rows {
		p.inRegion[i.Region]++
	}
	return p
}

func (p *problems) look(f *fleet.ProblemFinder, i *ecsapi.Instance) {
	if set := f.Of(i); set != 0 {
		p.sets[i.ID], p.rows[i] = set, set
	} else {
		delete(p.sets, i.ID)
		delete(p.rows, i)
	}
}

// changingAfter notes since when instances have been on their way, from when that is first seen.
func changingAfter(before map[ecsapi.InstanceID]time.Time, diff changes, now time.Time) map[ecsapi.InstanceID]time.Time {
	if diff.none() {
		return before
	}
	after := maps.Clone(before)
	if after == nil {
		after = map[ecsapi.InstanceID]time.Time{}
	}
	was := map[ecsapi.InstanceID]ecsapi.Status{}
	for _, i := range diff.removed {
		if i.Status.Changing() {
			was[i.ID] = i.Status
			delete(after, i.ID)
		}
	}
	for _, i := range diff.added {
		switch since, seen := before[i.ID]; {
		case !i.Status.Changing():
		case seen && was[i.ID] == i.Status:
			after[i.ID] = since // another part of the row has changed
		default:
			after[i.ID] = now
		}
	}
	return after
}

// problemCounts is how many instances of a scope have each problem. Of ProblemUnread it
// counts regions.
type problemCounts map[fleet.Problem]int

func (p *problems) count(snap *fleet.Snapshot, scope deck.Scope) problemCounts {
	counts := problemCounts{}
	for i, set := range p.rows {
		if !scope.Has(i.Region) || scope.Zone != "" && i.Zone != scope.Zone {
			continue
		}
		for kind := range fleet.AllProblems() {
			if set.Has(kind) {
				counts[kind]++
			}
		}
	}
	for _, r := range snap.Regions {
		if r.Err != nil && scope.Has(r.ID) {
			counts[fleet.ProblemUnread]++
		}
	}
	return counts
}

// first returns sorted rows with those that have a problem before the others, the most
// urgent first, and how many these are.
func (p *problems) first(rows []*ecsapi.Instance) (out []*ecsapi.Instance, n int) {
	if len(p.rows) == 0 {
		return rows, 0
	}
	type ranked struct {
		rank int
		end  int64 // of what ends by itself, in seconds
		row  *ecsapi.Instance
	}
	var urgent []ranked
	others := make([]*ecsapi.Instance, 0, len(rows))
	for _, i := range rows {
		set, has := p.rows[i]
		if !has {
			others = append(others, i)
			continue
		}
		u := ranked{rank: urgency(set, i), row: i}
		if u.rank >= locks {
			at, _ := deck.EndOf(i)
			u.end = at.Unix()
		}
		urgent = append(urgent, u)
	}
	if len(urgent) == 0 {
		return rows, 0
	}
	slices.SortStableFunc(urgent, func(a, b ranked) int { return cmp.Or(cmp.Compare(a.rank, b.rank), cmp.Compare(a.end, b.end)) })
	out = make([]*ecsapi.Instance, 0, len(rows))
	for _, u := range urgent {
		out = append(out, u.row)
	}
	out = append(out, others...)
	return out, len(urgent)
}

// urgency ranks instances with problems: the less, the sooner they need a person. What is
// about to be reclaimed has minutes.
func urgency(set fleet.ProblemSet, i *ecsapi.Instance) int {
	if set.Has(fleet.ProblemLocked) {
		switch {
		case i.Recycling():
			return 0
		case i.Lock() == ecsapi.LockFinancial:
			return 1
		case i.Secured():
			return 2
		}
		return 3
	}
	return locks + int(set.First())
}

// locks is how many ranks instances have that are locked.
const locks = 4

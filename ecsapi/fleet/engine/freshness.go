package engine

import (
	"math/rand/v2"
	"time"

	"ecsdeck/ecsapi"
)

// How old what is known may get. Reclaims are looked for every watchPause at any size, and
// what changes by itself is polled; the rest comes round the more slowly the bigger the
// fleet is: the account's limit on calls is shared with all that it runs.
const (
	// FreshFor is how old rows get that [Engine.WantFresh] is asked for.
	FreshFor = 10 * time.Second

	// soonest and latest are the parts of its time after which a read begins: it takes a
	// moment itself, and regions are not to march in step.
	soonest, latest = 0.88, 0.98

	// empty is how many times as long instances of a region that has none may be unseen.
	empty = 2

	// away is how many times as old things get while nobody looks.
	away = 2

	// scrolled is the least time between two reads of what came into sight.
	scrolled = 2 * time.Second
)

// bySize is a duration by the size of a fleet: the least up to from, the most from to on,
// in between in proportion.
type bySize struct {
	from, to    int
	least, most time.Duration
}

var (
	// arrivals is how long an instance may be there, or gone, before it is seen.
	arrivals = bySize{10_000, 50_000, 2 * time.Minute, 10 * time.Minute}

	// changes is how old a row may get that nobody looks at.
	changes = []bySize{{1_200, 50_000, 5 * time.Minute, 25 * time.Minute}, {50_000, 200_000, 25 * time.Minute, time.Hour}}
)

func (p bySize) at(n int) time.Duration {
	part := float64(min(max(n, p.from), p.to)-p.from) / float64(p.to-p.from)
	return p.least + time.Duration(part*float64(p.most-p.least))
}

// SeenWithin is how long it may take until an instance that came or went elsewhere is
// seen in a fleet of n, while somebody looks.
func SeenWithin(n int) time.Duration { return arrivals.at(n) }

// ChangeSeenWithin is how old a row may get in a fleet of n that nobody looks at in
// particular, while somebody looks at the fleet.
func ChangeSeenWithin(n int) time.Duration {
	if n <= changes[0].to {
		return changes[0].at(n)
	}
	return changes[1].at(n)
}

// within is when to do something next that was done last, so that it is done within a time.
func (e *Engine) within(last time.Time, d time.Duration) time.Time {
	if !e.focused {
		d *= away
	}
	return last.Add(time.Duration((soonest + (latest-soonest)*rand.Float64()) * float64(d)))
}

// size is how many instances are known.
func (e *Engine) size() (n int) {
	for _, r := range e.regions {
		n += len(r.rows)
	}
	return n
}

// plan plans the next reads of a healthy region. One call lists a small region. A bigger one
// is counted, which tells whether instances came or went, and read by ids, the oldest rows
// first; it is listed anew when the count differs. Where the cloud doesn't count, all regions
// are listed.
func (e *Engine) plan(r *region) {
	if r.Err != nil || r.swept.IsZero() || r.unlisted {
		return
	}
	seen, old := SeenWithin(e.size()), ChangeSeenWithin(e.size())
	if r.small() || !e.client.Counts() {
		r.counting.Due, r.round.Due = time.Time{}, time.Time{}
		switch {
		case len(r.rows) == 0:
			seen *= empty
		case !r.small():
			seen = old
		}
		if due := e.within(r.swept, seen); r.sweep.Due.IsZero() || r.sweep.Due.After(time.Now()) {
			if r.watched() && r.watching.err == nil { // which lists the region where that is due
				due = due.Add(2 * watchPause)
			}
			r.sweep.Due = due
		}
		return
	}
	if r.sweep.Due.After(time.Now()) {
		r.sweep.Due = time.Time{}
	}
	r.counting.Due = e.within(later(r.swept, r.counted), seen)
	r.round.Due = e.within(later(r.swept, r.rounded), r.roundPause(old))
}

// roundPause is how far apart the reads of a full call of the oldest rows are, so that no row
// gets older than a time.
func (r *region) roundPause(old time.Duration) time.Duration {
	n := len(r.rows)
	if r.watching.err == nil {
		n -= r.spots
	}
	return old / time.Duration(max(1, (n+ecsapi.MaxBatch-1)/ecsapi.MaxBatch))
}

// comesRound reports whether an instance is among those whose rows come round. Spot instances
// are read by the watch, if it works, and would only delay the others.
func (r *region) comesRound(in *ecsapi.Instance) bool { return !in.Spot() || r.watching.err != nil }

// small reports whether one call lists the region.
func (r *region) small() bool { return len(r.rows) <= ecsapi.MaxBatch }

// sweepSoon has the region listed now.
func (r *region) sweepSoon() {
	now := time.Now()
	r.sweep.Want(now)
	r.sweep.Sooner(now)
}

package spotdata

import (
	"context"
	"math"
	"slices"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/fleet/task"
)

const (
	maxPricing   = 4 // keys that are read at once for WantSpot
	minHistories = 4 // … in a region, though the budget is spent: they wait for it, and can't be overtaken

	// olderAfter is how many keys' newest prices are read before one's older
	// ones: those of a board, whose rows are sorted by them.
	olderAfter = 300

	pageRows       = 900 // rows of a page of 1,000 that are counted on: types differ
	answersCounted = 100 // the last ones, whose rows tell how many others have

	priceForget   = 2 * time.Hour // after a key, or its history, was last wanted
	maxIdlePrices = 200           // keys that are kept and not wanted
	maxIdlePoints = 1 << 20       // prices that these have together, 24 bytes each
)

const priceAPI = "DescribeSpotPriceHistory"

// place is what a region's budget has room for.
type place struct {
	spare int // calls that could leave at once
	fresh int // histories of which nothing is known yet
}

// noteRows takes in how many rows an answer has, as so many in thirty days. A short one says
// little: a row at each of its ends is no change.
func (d *Data) noteRows(a *answer, id ecsapi.RegionID) {
	if a.to.Sub(a.from) < priceWindow || len(a.rows) == 0 {
		return
	}
	rows := 0
	for _, n := range a.rows {
		rows += n
	}
	month := float64(rows) * float64(HistoryWindow) / float64(a.to.Sub(a.from))
	d.months[id] = append(d.months[id][max(0, len(d.months[id])-answersCounted):], month)
}

// newest is how far back the newest prices of a type are read in a region, before its older
// ones. A page costs a call, however few rows it has: thirty days are read in as many parts as
// they take pages of most types, in one if that is enough. A week is whole.
func (d *Data) newest(id ecsapi.RegionID) time.Duration {
	months := d.months[id]
	if len(months) == 0 {
		return newestWindow
	}
	most := slices.Sorted(slices.Values(months))[len(months)*3/4]
	return HistoryWindow / time.Duration(min(math.Ceil(most/pageRows), 4))
}

// startPrices begins the reads of prices that are due: those of WantSpot, then
// those of WantHistory in order. Of many histories the newest prices come first,
// of a whole board: each row then shows a price, and its
// older ones follow.
func (d *Data) startPrices(ctx context.Context, pass *task.Pass) {
	if len(d.spotKeys)+len(d.historyKeys) == 0 {
		return
	}
	now, cloud, places := pass.Now, d.reader.Client.Now(), map[ecsapi.RegionID]*place{}
	start := func(key fleet.SpotKey, ofSpot bool) {
		p := d.prices[key]
		if !pass.Ready(&p.Task) {
			return
		}
		if d.onDisk(p, cloud) {
			p.recalling = true
			pass.Begin(ctx, &p.Task, func(ctx context.Context) { d.recallPrices(ctx, key, p) })
			return
		}
		at := d.place(places, key.Region)
		room := d.busy() < MaxHistories && d.reading[key.Region] < min(max(at.spare, minHistories), MaxHistories) &&
			(!ofSpot || d.readingOfSpot < maxPricing)
		span := p.span()
		if p.wantHistory && at.spare < at.fresh*historyPages {
			span = d.newest(key.Region)
		}
		if !room || !pass.Begin(ctx, &p.Task, func(ctx context.Context) { d.readPrices(ctx, key, p, span, ofSpot) }) {
			return
		}
		d.reading[key.Region]++
		if ofSpot {
			d.readingOfSpot++
		}
		if at.spare--; p.To.IsZero() {
			at.fresh--
		}
	}
	for _, key := range d.spotKeys {
		start(key, true)
	}
	for i := range len(d.historyKeys) + olderAfter {
		if i < len(d.historyKeys) && !d.prices[d.historyKeys[i]].lacksOlder(now, cloud) {
			start(d.historyKeys[i], false)
		}
		if n := i - olderAfter; n >= 0 && n < len(d.historyKeys) && d.prices[d.historyKeys[n]].lacksOlder(now, cloud) {
			start(d.historyKeys[n], false)
		}
	}
}

// place looks at a region's budget, once a pass.
func (d *Data) place(places map[ecsapi.RegionID]*place, id ecsapi.RegionID) *place {
	p := places[id]
	if p == nil {
		p = &place{spare: d.reader.Client.Spare(priceAPI, id)}
		for _, key := range d.historyKeys {
			if key.Region == id && d.prices[key].To.IsZero() && (!d.prices[key].Busy || d.prices[key].recalling) {
				p.fresh++
			}
		}
		places[id] = p
	}
	return p
}

// busy is how many keys are read now.
func (d *Data) busy() int {
	n := 0
	for _, k := range d.reading {
		n += k
	}
	return n
}

// forgetPrices forgets the keys that nobody wants since long, and the oldest of
// too many.
func (d *Data) forgetPrices(now time.Time) {
	var idle []fleet.SpotKey
	for key, p := range d.prices {
		if !p.left.IsZero() && !p.Busy {
			idle = append(idle, key)
		}
	}
	slices.SortFunc(idle, func(a, b fleet.SpotKey) int { return d.prices[b].left.Compare(d.prices[a].left) })
	points := 0
	for i, key := range idle {
		p := d.prices[key]
		points += p.points()
		if i >= maxIdlePrices || points > maxIdlePoints || now.Sub(p.left) >= priceForget {
			delete(d.prices, key)
			d.forgot = true
		}
	}
	if d.forgot {
		d.changed()
	}
}

// priceWithin is how old a key's prices get.
func (d *Data) priceWithin(p *prices) time.Duration {
	switch {
	case d.away:
		return PriceAwayFor
	case p.wantHistory && len(d.historyKeys) == 1:
		return ClosePriceFor
	}
	return PriceFor
}

// retryPrices has what could not be read of some keys read now.
func (d *Data) retryPrices(now time.Time, among func(fleet.SpotKey) bool) {
	for key, p := range d.prices {
		if p.Err != nil && among(key) {
			p.Hurry(now)
			p.setLoading(p.wanted())
		}
	}
}

func (d *Data) publishPrices(s *fleet.Snapshot) {
	s.HistoryNote = d.reader.Store.Note()
	fresh := d.forgot
	for _, p := range d.prices {
		fresh = fresh || p.dirty
	}
	if !fresh {
		return
	}
	d.forgot = false
	s.Spot = make(map[fleet.SpotKey]*fleet.SpotState, len(d.prices))
	for key, p := range d.prices {
		s.Spot[key] = p.publish()
	}
}

// wantPrices replaces one of the two lists. flag is what a key has of it.
func (d *Data) wantPrices(now time.Time, list *[]fleet.SpotKey, keys []fleet.SpotKey, flag func(*prices) *bool) {
	if slices.Equal(*list, keys) {
		return
	}
	was := *list
	for _, key := range was {
		*flag(d.prices[key]) = false
	}
	*list = nil
	for _, key := range keys {
		p := d.prices[key]
		if p == nil {
			p = &prices{dirty: true}
			d.prices[key] = p
		}
		if *flag(p) {
			continue // named twice
		}
		*flag(p) = true
		*list = append(*list, key)
	}
	cloud := d.reader.Client.Now()
	for _, key := range slices.Concat(was, *list) {
		p := d.prices[key]
		p.adjust(now, cloud, d.priceWithin(p))
	}
	d.changed()
}

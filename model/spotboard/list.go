package spotboard

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/filter"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/model/deck"
)

// boardList is what the board shows of a snapshot. It is computed off the loop
// and swapped in as a whole.
type boardList struct {
	region ecsapi.RegionID
	at     time.Time // cloud time
	rows   []*boardRow
	place  map[string]int // of rows, by id
	all    int            // rows before the filter

	keys     []fleet.SpotKey // types of the region, those in use first
	unread   int             // … whose prices are still to be read for the first time
	failed   []boardFailure  // most types first
	retry    time.Time       // wall time of the next try; zero: none unasked
	invalid  []string        // types with rows that can't be prices
	currency string

	measured map[fleet.SpotKey]*measuredKey
}

// boardFailure is for how many types the prices could not be read for a reason.
type boardFailure struct {
	err *ecsapi.Error
	n   int
}

// boardQuestion is what a boardList answers.
type boardQuestion struct {
	snap   *fleet.Snapshot
	region ecsapi.RegionID
	now    time.Time
	how    measuring
	expr   filter.Expr[*filter.SpotOffer]
	column boardColumn
	desc   bool
	last   map[fleet.SpotKey]*measuredKey // of what did not change nothing is measured again
}

func (q boardQuestion) run() *boardList {
	out := &boardList{region: q.region, at: q.now, place: map[string]int{}, measured: map[fleet.SpotKey]*measuredKey{}}
	use := q.use()
	for _, kind := range q.kinds(use) {
		key := fleet.SpotKey{Region: q.region, Type: kind}
		out.keys = append(out.keys, key)
		state := q.snap.Spot[key]
		out.note(key, state)
		var found *measuredKey
		if state != nil {
			if found = q.last[key]; !found.holds(state, q.how, q.now) {
				found = q.how.all(state, q.now)
			}
			out.measured[key] = found
		}
		for _, zone := range q.zones(key, state, use) {
			out.all++
			r := q.row(key, zone, state, found)
			if use.known {
				h := use.spot[r.id]
				r.own, r.limit = h.n, h.limit
			}
			if q.expr.Empty() || q.expr.Match(r.subject()) {
				out.rows = append(out.rows, r)
			}
		}
	}
	slices.SortFunc(out.failed, func(a, b boardFailure) int { return cmp.Compare(b.n, a.n) })
	slices.SortFunc(out.rows, q.compare)
	for i, r := range out.rows {
		out.place[r.id] = i
	}
	return out
}

// note sums up how the reading of a type's prices goes.
func (l *boardList) note(key fleet.SpotKey, s *fleet.SpotState) {
	switch {
	case s == nil || s.Read.IsZero() && s.Err == nil:
		l.unread++
		return
	case s.Err != nil:
		i := slices.IndexFunc(l.failed, func(f boardFailure) bool { return f.err.Code == s.Err.Code })
		if i < 0 {
			i = len(l.failed)
			l.failed = append(l.failed, boardFailure{err: s.Err})
		}
		l.failed[i].n++
		if !s.RetryAt.IsZero() && (l.retry.IsZero() || s.RetryAt.Before(l.retry)) {
			l.retry = s.RetryAt
		}
	}
	if l.currency == "" {
		l.currency = s.Currency
	}
	if s.InvalidRows > 0 {
		l.invalid = append(l.invalid, key.Type)
	}
}

// use is what the account has in a region.
type use struct {
	known bool
	spot  map[string]held            // its spot instances, by row
	zones map[string][]ecsapi.ZoneID // of all its types, those run as spot first
	kinds map[string]bool            // types run as spot
}

// held is what the account has of a row.
type held struct {
	n     int
	limit ecsapi.Price
}

func (q *boardQuestion) use() use {
	u := use{spot: map[string]held{}, zones: map[string][]ecsapi.ZoneID{}, kinds: map[string]bool{}}
	r, ok := q.snap.Region(q.region)
	if !ok {
		return u
	}
	u.known = r.Known
	for _, i := range r.Instances {
		if i.Type == "" || i.Zone == "" {
			continue
		}
		if !slices.Contains(u.zones[i.Type], i.Zone) {
			u.zones[i.Type] = append(u.zones[i.Type], i.Zone)
		}
		if !i.Spot() {
			continue
		}
		u.kinds[i.Type] = true
		id := rowID(i.Zone, i.Type)
		h := u.spot[id]
		h.n++
		if l := i.SpotPriceLimit; i.SpotStrategy == ecsapi.SpotWithPriceLimit && l > 0 && (h.limit == 0 || l < h.limit) {
			h.limit = l
		}
		u.spot[id] = h
	}
	return u
}

// kinds are the types that the region sells as spot instances, and those that
// the account has there. The ones it runs as spot come first, then its others.
func (q *boardQuestion) kinds(u use) []string {
	rank := map[string]int{}
	for kind := range q.snap.SpotStock[q.region] {
		rank[kind] = 2
	}
	for kind := range u.zones {
		rank[kind] = 1 - deck.Btoi(u.kinds[kind])
	}
	return slices.SortedFunc(maps.Keys(rank), func(a, b string) int { return cmp.Or(rank[a]-rank[b], deck.CompareNatural(a, b)) })
}

// zones are those that sell a type, have prices of it, or run it as spot; where
// none does, those that run it otherwise, so that this is said.
func (q *boardQuestion) zones(key fleet.SpotKey, state *fleet.SpotState, u use) []ecsapi.ZoneID {
	found := map[ecsapi.ZoneID]bool{}
	for z := range q.snap.SpotStock[q.region][key.Type] {
		found[z] = true
	}
	if state != nil {
		for z := range state.Zones {
			found[z] = true
		}
	}
	for _, z := range u.zones[key.Type] {
		if u.spot[rowID(z, key.Type)].n > 0 || len(found) == 0 {
			found[z] = true
		}
	}
	return slices.Collect(maps.Keys(found))
}

func (q *boardQuestion) row(key fleet.SpotKey, zone ecsapi.ZoneID, state *fleet.SpotState, found *measuredKey) *boardRow {
	r := &boardRow{id: rowID(zone, key.Type), key: key, zone: zone, kind: q.snap.Types[key.Type], state: state, sold: true, own: -1}
	if found != nil {
		r.measured = found.zones[zone]
	}
	if zones, read := q.snap.Advice[key]; read {
		if a, told := zones[zone]; told {
			r.advice = &a
		}
	}
	if kinds, read := q.snap.SpotStock[q.region]; read {
		r.stock, r.sold = kinds[key.Type][zone]
	}
	return r
}

// compare sorts by the column; unknown values stay at the end both ways. Between
// equals the mean price per vCPU decides, then volatility, then the name.
func (q *boardQuestion) compare(a, b *boardRow) int {
	turn := 1
	if q.desc {
		turn = -1
	}
	first := 0
	if q.column.text != nil {
		first = turn * q.column.text(a, b)
	} else {
		first = compareKnown(q.column.value(a), q.column.value(b), turn)
	}
	if first != 0 {
		return first
	}
	return cmp.Or(compareKnown(a.perCPU(), b.perCPU(), 1), compareKnown(a.cv(), b.cv(), 1),
		deck.CompareNatural(a.key.Type, b.key.Type), cmp.Compare(a.zone, b.zone))
}

// compareKnown compares numbers, turned round if turn is -1; NaN comes last.
func compareKnown(a, b float64, turn int) int {
	if math.IsNaN(a) || math.IsNaN(b) {
		return deck.Btoi(math.IsNaN(a)) - deck.Btoi(math.IsNaN(b))
	}
	return turn * cmp.Compare(a, b)
}

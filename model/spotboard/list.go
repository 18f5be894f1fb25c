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
	"ecsdeck/ui/term"
)

// list holds the rows that the board shows of a snapshot. It never changes.
type list struct {
	region     ecsapi.RegionID
	at         time.Time // cloud time
	rows       []*row
	place      map[string]int // of rows, by id
	unfiltered []*row         // before the filter

	keys     []fleet.SpotKey // types of the region, those in use first
	unread   int             // … whose prices are still to be read for the first time
	failed   []readFailure   // most types first
	retry    time.Time       // wall time of the next automatic try; zero: none
	invalid  []string        // types with rows that can't be prices
	currency string

	measured map[fleet.SpotKey]*measuredKey
}

// readFailure counts the types whose prices could not be read because of one error.
type readFailure struct {
	err *ecsapi.Error
	n   int
}

// sorting is a column that rows are sorted by, up or down.
type sorting struct {
	column
	desc bool
}

type listQuery struct {
	snap      *fleet.Snapshot
	region    ecsapi.RegionID
	now       time.Time
	measuring measuring
	expr      filter.Expr[*filter.SpotOffer]
	sorts     []sorting
	last      map[fleet.SpotKey]*measuredKey // reused for types whose prices have not changed
}

func (q listQuery) run() *list {
	out := &list{region: q.region, at: q.now, place: map[string]int{}, measured: map[fleet.SpotKey]*measuredKey{}}
	use := q.use()
	for _, typ := range q.types(use) {
		key := fleet.SpotKey{Region: q.region, Type: typ}
		out.keys = append(out.keys, key)
		state := q.snap.Spot[key]
		out.note(key, state)
		var found *measuredKey
		if state != nil {
			if found = q.last[key]; !found.current(state, q.measuring, q.now) {
				found = q.measuring.all(state, q.now)
			}
			out.measured[key] = found
		}
		for _, zone := range q.zones(key, state, use) {
			r := q.row(key, zone, state, found)
			if use.known {
				h := use.spot[r.id]
				r.own, r.limit = h.n, h.limit
			}
			out.unfiltered = append(out.unfiltered, r)
			if q.expr.Empty() || q.expr.Match(r.subject()) {
				out.rows = append(out.rows, r)
			}
		}
	}
	slices.SortFunc(out.failed, func(a, b readFailure) int { return cmp.Compare(b.n, a.n) })
	slices.SortFunc(out.rows, q.compare)
	for i, r := range out.rows {
		out.place[r.id] = i
	}
	return out
}

// note adds to the list how far the reading of a type's prices has come.
func (l *list) note(key fleet.SpotKey, s *fleet.SpotState) {
	switch {
	case s == nil || s.Read.IsZero() && s.Err == nil:
		l.unread++
		return
	case s.Err != nil:
		i := slices.IndexFunc(l.failed, func(f readFailure) bool { return f.err.Code == s.Err.Code })
		if i < 0 {
			i = len(l.failed)
			l.failed = append(l.failed, readFailure{err: s.Err})
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

type use struct {
	known     bool
	spot      map[string]owned           // its spot instances, by row
	zones     map[string][]ecsapi.ZoneID // of all its types, those run as spot first
	spotTypes map[string]bool            // types run as spot
}

type owned struct {
	n     int
	limit ecsapi.Price
}

func (q *listQuery) use() use {
	u := use{spot: map[string]owned{}, zones: map[string][]ecsapi.ZoneID{}, spotTypes: map[string]bool{}}
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
		u.spotTypes[i.Type] = true
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

// types lists the types that the region sells as spot instances and those that
// the account has there. The ones it runs as spot come first, then its others.
func (q *listQuery) types(u use) []string {
	rank := map[string]int{}
	for typ := range q.snap.SpotStock[q.region] {
		rank[typ] = 2
	}
	for typ := range u.zones {
		rank[typ] = 1 - deck.Btoi(u.spotTypes[typ])
	}
	return slices.SortedFunc(maps.Keys(rank), func(a, b string) int { return cmp.Or(rank[a]-rank[b], term.CompareNatural(a, b)) })
}

// zones lists the zones that sell a type, have prices of it, or run it as spot. If
// none does, it lists those that run it otherwise, so that the page can say so.
func (q *listQuery) zones(key fleet.SpotKey, state *fleet.SpotState, u use) []ecsapi.ZoneID {
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

func (q *listQuery) row(key fleet.SpotKey, zone ecsapi.ZoneID, state *fleet.SpotState, found *measuredKey) *row {
	r := &row{id: rowID(zone, key.Type), key: key, zone: zone, typ: q.snap.Types[key.Type], state: state, sold: true, own: -1}
	if found != nil {
		r.measured = found.zones[zone]
	}
	if zones, read := q.snap.Advice[key]; read {
		if a, known := zones[zone]; known {
			r.advice = &a
		}
	}
	if types, read := q.snap.SpotStock[q.region]; read {
		r.stock, r.sold = types[key.Type][zone]
	}
	return r
}

// compare sorts by the columns; unknown values stay at the end both ways. Between
// equals the mean price per vCPU decides, then volatility, then the name.
func (q *listQuery) compare(a, b *row) int {
	for _, s := range q.sorts {
		sign := 1
		if s.desc {
			sign = -1
		}
		first := 0
		if s.text != nil {
			first = sign * s.text(a, b)
		} else {
			first = compareKnown(s.value(a), s.value(b), sign)
		}
		if first != 0 {
			return first
		}
	}
	return cmp.Or(compareKnown(a.perCPU(), b.perCPU(), 1), compareKnown(a.cv(), b.cv(), 1),
		term.CompareNatural(a.key.Type, b.key.Type), cmp.Compare(a.zone, b.zone))
}

// compareKnown compares numbers, turned round if turn is -1; NaN comes last.
func compareKnown(a, b float64, sign int) int {
	if math.IsNaN(a) || math.IsNaN(b) {
		return deck.Btoi(math.IsNaN(a)) - deck.Btoi(math.IsNaN(b))
	}
	return sign * cmp.Compare(a, b)
}

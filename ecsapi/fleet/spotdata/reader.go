package spotdata

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/spot"
	"ecsdeck/ecsapi/spot/store"
)

// HistoryWindow is how far back the cloud tells prices.
const HistoryWindow = 30 * 24 * time.Hour

// Overlap is how much of what is known is read again: prices may be listed late.
const Overlap = 10 * time.Minute

// MaxHistories is how many keys' prices are to be read at once.
const MaxHistories = 16

// ahead is how far ahead of the cloud's clock a price may be stamped: what lies further
// ahead is nonsense.
const ahead = 15 * time.Minute

// Reader reads spot prices from the cloud, and keeps them on disk.
type Reader struct {
	Client *ecsapi.Client
	Store  *store.Store // nil: nothing is kept
}

// History is the prices of a key, as [Reader.Read] gives them.
type History struct {
	store.History
	// Rows are of each zone as the cloud gave them. Where some were known before, it is
	// what is left of them: the changes of price, and one at each end.
	Rows    map[string]int
	Invalid int // rows that can't be prices and were left out
}

// interval is a time of which prices are asked for.
type interval struct {
	from, to time.Time
	fresh    bool // nothing is known that it could be joined to
	older    bool // it ends where what is known begins
}

// answer is what the cloud told of an interval.
type answer struct {
	store.Update
	interval
	rows    map[string]int // of each zone, those that can't be prices among them
	invalid int            // rows that can't be prices
}

func storeKey(key fleet.SpotKey) store.Key {
	return store.Key{Region: string(key.Region), Type: key.Type, Network: "vpc"}
}

// Read gives the prices of a key in [from, to], at most HistoryWindow. It asks for what
// is not on disk, and for all if the cloud now tells something else.
func (r *Reader) Read(ctx context.Context, key fleet.SpotKey, from, to time.Time) (History, error) {
	known := r.Store.Load(ctx, storeKey(key), from, to)
	if known.To.Sub(known.From) <= max(Overlap, to.Sub(from)/2) {
		known = store.History{} // two questions for the rest would not be less
	}
	var answers []answer
	for _, part := range unknown(known, from, to) {
		a, err := r.ask(ctx, key, part)
		if err == nil && !known.Agrees(a.Update) {
			a, err = r.ask(ctx, key, interval{from: to.Add(-HistoryWindow), to: to, fresh: true})
		}
		if err != nil {
			return History{}, err
		}
		if answers = append(answers, a); a.fresh {
			answers = []answer{a}
			break
		}
	}
	for _, a := range answers {
		r.Store.Append(a.Update)
	}
	return combine(known, answers, from), nil
}

// combine joins answers to what was known, from a moment on.
func combine(known store.History, answers []answer, from time.Time) History {
	h := History{History: known, Rows: map[string]int{}}
	for _, a := range answers {
		h.History = join(h.History, a)
		h.Invalid += a.invalid
	}
	for zone, series := range h.Zones {
		if known.To.IsZero() {
			h.Rows[zone] = answers[0].rows[zone]
			continue
		}
		h.Zones[zone] = series.Trim(from)
		h.Rows[zone] = h.Zones[zone].Len()
	}
	return h
}

// unknown are the parts of [from, to] to ask for: all of it, or an older one if that is
// lacking, and the newest.
func unknown(known store.History, from, to time.Time) []interval {
	newest := known.To.Add(-Overlap)
	if known.To.IsZero() || newest.Before(to.Add(-HistoryWindow)) || !newest.Before(to) {
		return []interval{{from: from, to: to, fresh: true}}
	}
	var parts []interval
	if known.From.After(from) {
		parts = append(parts, interval{from: from, to: known.From, older: true})
	}
	return append(parts, interval{from: newest, to: to})
}

// ask reads what the cloud tells of an interval, in all zones. What can't be a price is
// left out, and counted.
func (r *Reader) ask(ctx context.Context, key fleet.SpotKey, s interval) (answer, error) {
	rows, err := r.Client.SpotPrices(ctx, key.Region, key.Type, s.from, s.to)
	a := answer{interval: s, rows: map[string]int{}}
	a.Update = store.Update{Key: storeKey(key), From: s.from, To: s.to, Zones: map[string][]spot.Sample{}}
	last := s.to
	if !s.older {
		last = last.Add(ahead)
	}
	for _, row := range rows {
		a.Currency = cmp.Or(a.Currency, row.Currency)
		zone := string(row.Zone)
		a.rows[zone]++
		price, ok := toSpot(row.Price)
		if !ok || zone == "" || row.Type != "" && row.Type != key.Type || row.At.Unix() < 0 || row.At.After(last) {
			a.invalid++
			continue
		}
		origin, _ := toSpot(row.Origin)
		a.Zones[zone] = append(a.Zones[zone], spot.Sample{At: row.At, Price: price, Origin: origin})
	}
	return a, err
}

// toSpot is a price an hour, if it can be one.
func toSpot(p ecsapi.Price) (spot.Price, bool) { return spot.FromFloat(float64(p) / 1e6) }

// join puts an answer to an interval that adjoins into what is known. One that begins
// anew takes its place.
func join(known store.History, a answer) store.History {
	out := store.History{From: known.From, To: a.To, Currency: cmp.Or(a.Currency, known.Currency), Zones: map[string]spot.Series{}}
	if !a.fresh {
		maps.Copy(out.Zones, known.Zones)
	}
	if a.fresh || a.older {
		out.From = a.From
	}
	if a.older {
		out.To = known.To
	}
	for zone, more := range a.Zones {
		// Of the time before nothing was asked, whatever the answer tells of it.
		if series := out.Zones[zone].Splice(a.From, a.To, more).Trim(out.From); series.Len() > 0 {
			out.Zones[zone] = series
		}
	}
	return out
}

// cut cuts off what is older than is to stay, once there is a day of it.
func cut(h store.History, keep time.Duration) (rest store.History, cut bool) {
	if h.To.Sub(h.From) <= keep+priceSpare {
		return h, false
	}
	rest = store.History{From: h.To.Add(-keep), To: h.To, Currency: h.Currency, Zones: make(map[string]spot.Series, len(h.Zones))}
	for zone, s := range h.Zones {
		rest.Zones[zone] = s.Trim(rest.From)
	}
	return rest, true
}

// prepend joins what is on disk to what is known, if it reaches up to it.
func prepend(disk, known store.History) (joined store.History, ok bool) {
	if known.To.IsZero() {
		disk.Currency = cmp.Or(known.Currency, disk.Currency)
		return disk, !disk.To.IsZero()
	}
	if disk.To.IsZero() || disk.To.Before(known.From) || !disk.From.Before(known.From) {
		return known, false
	}
	joined = store.History{From: disk.From, To: known.To, Currency: cmp.Or(known.Currency, disk.Currency), Zones: maps.Clone(disk.Zones)}
	for zone, s := range known.Zones {
		joined.Zones[zone] = joined.Zones[zone].Splice(known.From, known.To, slices.Collect(s.All()))
	}
	return joined, true
}

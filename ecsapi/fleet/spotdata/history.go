package spotdata

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"ecsdeck/ecsapi/spot"
	"ecsdeck/ecsapi/spot/store"
)

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

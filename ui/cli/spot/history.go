package spot

import (
	"cmp"
	"context"
	"maps"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/spot"
	"ecsdeck/ecsapi/spot/store"
)

// overlap is how much of what is known is read again: prices may be listed late.
const overlap = 10 * time.Minute

// zoneHistories is the prices of a type in the zones of a region.
type zoneHistories struct {
	currency string
	zones    map[string]spot.Series
	// rows are as the cloud gave them. Where some were known before it is what is
	// left of them: the changes of price, and one at each end.
	rows map[string]int
}

// past reads what is not known of a key's prices.
func (r *reader) past(ctx context.Context, key offerKey) (zoneHistories, error) {
	k := store.Key{Region: string(key.region), Type: key.typ, Network: "vpc"}
	known := r.prices.Load(ctx, k, r.from, r.to)
	if known.To.Sub(known.From) <= max(overlap, r.to.Sub(r.from)/2) {
		known = store.History{} // two questions for the rest would not be less
	}
	var told []store.Update
	for _, part := range unknown(known, r.from, r.to) {
		u, err := r.ask(ctx, k, part)
		if err != nil {
			return zoneHistories{}, err
		}
		if told = append(told, u); known.Agrees(u) {
			continue
		}
		// Then all that the cloud tells takes its place.
		if u, err = r.ask(ctx, k, [2]time.Time{r.to.Add(-mostHistory), r.to}); err != nil {
			return zoneHistories{}, err
		}
		known, told = store.History{From: u.From, To: u.To}, []store.Update{u}
		break
	}
	for _, u := range told {
		r.prices.Append(u)
	}
	return r.join(known, told), nil
}

// unknown are the stretches of [from, to] to ask for.
func unknown(known store.History, from, to time.Time) [][2]time.Time {
	if known.From.IsZero() {
		return [][2]time.Time{{from, to}}
	}
	var parts [][2]time.Time
	if known.From.After(from) {
		parts = append(parts, [2]time.Time{from, known.From})
	}
	return append(parts, [2]time.Time{known.To.Add(-overlap), to})
}

// ask reads what the cloud tells of a stretch.
func (r *reader) ask(ctx context.Context, k store.Key, stretch [2]time.Time) (store.Update, error) {
	u := store.Update{Key: k, From: stretch[0], To: stretch[1], Zones: map[string][]spot.Sample{}}
	rows, err := r.client.SpotPrices(ctx, ecsapi.RegionID(k.Region), k.Type, u.From, u.To)
	for _, row := range rows {
		u.Currency = cmp.Or(u.Currency, row.Currency)
		u.Zones[string(row.Zone)] = append(u.Zones[string(row.Zone)], spot.Sample{
			At: row.At, Price: spot.Price(row.Price), Origin: spot.Price(row.Origin),
		})
	}
	return u, err
}

// join puts what the cloud told into what was known.
func (r *reader) join(known store.History, told []store.Update) zoneHistories {
	p := zoneHistories{currency: known.Currency, zones: map[string]spot.Series{}, rows: map[string]int{}}
	maps.Copy(p.zones, known.Zones)
	for _, u := range told {
		p.currency = cmp.Or(p.currency, u.Currency)
		for zone, samples := range u.Zones {
			if known.From.IsZero() {
				p.zones[zone], p.rows[zone] = spot.NewSeries(samples), len(samples)
				continue
			}
			p.zones[zone] = p.zones[zone].Splice(u.From, u.To, samples)
		}
	}
	if known.From.IsZero() {
		return p
	}
	for zone, series := range p.zones {
		series = series.Trim(r.from)
		p.zones[zone], p.rows[zone] = series, series.Len()
	}
	return p
}

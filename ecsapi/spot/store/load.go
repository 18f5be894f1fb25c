package store

import (
	"time"

	"go.etcd.io/bbolt"

	"ecsdeck/ecsapi/spot"
)

// cloudRetention is how far back the cloud tells prices. A zone that it names no price of for so long does not sell the type
// any more.
const cloudRetention = 30 * day

// load gives what is known of [from, to] after its latest gap.
func load(tx *bbolt.Tx, key Key, from, to time.Time) (h History, err error) {
	id, ok := key.id()
	if !ok || to.Before(from) {
		return h, nil
	}
	a, err := getCoverage(tx, id)
	if err != nil {
		return h, err
	}
	all, ok := a.latest(interval{from.Unix(), to.Unix()})
	if !ok {
		return h, nil
	}
	in := interval{max(all.from, from.Unix()), min(all.to, to.Unix())}
	zones := map[string]*zoneFound{}
	read := func(d int64) error {
		chunk, err := get(tx.Bucket(chunks), chunkKey(d, id))
		if chunk == nil || err != nil {
			return err
		}
		return unpack(chunk, d, func(zone []byte, p point) {
			if p.at < all.from || p.at > in.to {
				return
			}
			z := zones[string(zone)]
			if z == nil {
				z = &zoneFound{}
				zones[string(zone)] = z
			}
			z.add(p, in.from, d)
		})
	}
	for d := in.from / day; d <= in.to/day; d++ {
		if err := read(d); err != nil {
			return h, err
		}
	}
	// What is in force at the beginning may have been so for long.
	for d := in.from/day - 1; d >= all.from/day && (d >= (in.to-cloudRetention)/day || incomplete(zones)); d-- {
		if err := read(d); err != nil {
			return h, err
		}
	}
	h = History{From: utc(in.from), To: utc(in.to), Currency: a.currency, Zones: map[string]spot.Series{}}
	for zone, z := range zones {
		if z.newest() >= in.to-cloudRetention {
			h.Zones[zone] = spot.Series{}.Splice(h.From, h.To, z.samples(in.from))
		}
	}
	return h, nil
}

// zoneFound is what was found of a zone: samples, and the last one from before them, of which day.
type zoneFound struct {
	before point
	day    int64
	list   []spot.Sample
}

func (f *zoneFound) add(p point, from, d int64) {
	switch {
	case p.at >= from:
		f.list = append(f.list, p.sample())
	case f.before.price == 0 || f.day == d:
		f.before, f.day = p, d
	}
}

// newest is when the last of them is of.
func (f *zoneFound) newest() int64 {
	if n := len(f.list); n > 0 {
		return f.list[n-1].At.Unix()
	}
	return f.before.at
}

// samples are those found, with the price in force at the beginning held from there.
func (f *zoneFound) samples(from int64) []spot.Sample {
	if f.before.price == 0 || len(f.list) > 0 && f.list[0].At.Unix() == from {
		return f.list
	}
	first := f.before
	first.at = from
	return append([]spot.Sample{first.sample()}, f.list...)
}

// incomplete reports whether of a zone it is not known what was in force at the beginning.
func incomplete(zones map[string]*zoneFound) bool {
	for _, f := range zones {
		if f.before.price == 0 {
			return true
		}
	}
	return false
}

func (p point) sample() spot.Sample {
	return spot.Sample{At: utc(p.at), Price: p.price, Origin: p.origin}
}

func utc(s int64) time.Time { return time.Unix(s, 0).UTC() }

package store

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"slices"
	"time"

	"go.etcd.io/bbolt"

	"ecsdeck/ecsapi/spot"
)

// retention is how long prices are kept.
const retention = 400 * day

// write writes updates, and forgets what is too old by the clock of the cloud and by ours: one of them may be wrong.
func write(tx *bbolt.Tx, queue []Update) error {
	tx.Bucket(chunks).FillPercent = 0.9 // most of what is added comes last
	newest := int64(0)
	for i := range queue {
		newest = max(newest, queue[i].To.Unix())
	}
	oldest := min(newest, time.Now().Unix()) - retention
	for i := range queue {
		if err := add(tx, &queue[i], oldest); err != nil {
			return err
		}
	}
	return trim(tx, oldest)
}

// trim forgets the days before a moment.
func trim(tx *bbolt.Tx, before int64) error {
	c := tx.Bucket(chunks).Cursor()
	var old [][]byte
	for k, _ := c.First(); len(k) >= 4 && (int64(binary.BigEndian.Uint32(k))+1)*day <= before; k, _ = c.Next() {
		old = append(old, bytes.Clone(k))
	}
	for _, k := range old {
		if err := put(tx.Bucket(chunks), k, nil); err != nil {
			return err
		}
	}
	return nil
}

// add writes an update in the place of what was known of its zones in its interval, and forgets that older times were asked
// of. Impossible ones are left out.
func add(tx *bbolt.Tx, u *Update, oldest int64) error {
	id, ok := u.Key.id()
	s := interval{u.From.Unix(), u.To.Unix()}
	if !ok || s.from < 0 || s.to < s.from || s.to > latest || len(u.Currency) > maxName {
		return nil
	}
	s.from = max(s.from, s.to-retention)
	a, err := getCoverage(tx, id)
	if err != nil {
		return err
	}
	if a.currency != "" && u.Currency != "" && a.currency != u.Currency {
		// Another currency, other prices.
		for _, old := range a.intervals {
			for d := old.from / day; d <= old.to/day; d++ {
				if err := put(tx.Bucket(chunks), chunkKey(d, id), nil); err != nil {
					return err
				}
			}
		}
		a = coverage{}
	}
	a.currency = cmp.Or(u.Currency, a.currency)
	a.add(s)
	a.forget(oldest)
	zones := map[string][]point{}
	for zone, samples := range u.Zones {
		if points := clip(s, samples); len(points) > 0 && len(zone) <= maxName {
			zones[zone] = points
		}
	}
	// An answer of all that the cloud tells of has every zone that there is.
	whole := s.to-s.from >= cloudRetention
	for d := s.from / day; d <= s.to/day && len(zones) > 0; d++ {
		if err := replace(tx, chunkKey(d, id), d, s, zones, whole, a); err != nil {
			return err
		}
	}
	return put(tx.Bucket(asked), id, a.encode())
}

// clip gives the samples of an interval, by time. One from before is held from its beginning; ones of the future are
// not known yet.
func clip(s interval, samples []spot.Sample) []point {
	var points []point
	for m := range spot.NewSeries(samples).All() {
		p := point{max(m.At.Unix(), s.from), m.Price, m.Origin}
		if p.at > s.to {
			break
		}
		if n := len(points); n > 0 && points[n-1].at == p.at {
			points = points[:n-1]
		}
		points = append(points, p)
	}
	return points
}

// replace puts the points of a day in the place of what its chunk holds of their zones, or of all, in the interval.
func replace(tx *bbolt.Tx, key []byte, d int64, s interval, zones map[string][]point, whole bool, a coverage) error {
	b := tx.Bucket(chunks)
	chunk, err := get(b, key)
	if err != nil {
		return err
	}
	all := map[string][]point{}
	err = unpack(chunk, d, func(zone []byte, p point) {
		if _, answered := zones[string(zone)]; !answered && !whole || p.at < s.from || p.at > s.to {
			all[string(zone)] = append(all[string(zone)], p)
		}
	})
	if err != nil {
		return err
	}
	for zone, points := range zones {
		i, _ := slices.BinarySearchFunc(points, d*day, at)
		j, _ := slices.BinarySearchFunc(points, (d+1)*day, at)
		if i == j {
			continue
		}
		n, _ := slices.BinarySearchFunc(all[zone], points[i].at, at)
		all[zone] = a.dropRepeats(slices.Insert(all[zone], n, points[i:j]...))
	}
	next := pack(all, d)
	if bytes.Equal(next, chunk) {
		return nil
	}
	return put(b, key, next)
}

// dropRepeats drops the points that repeat the one before, but for the last: being read every few minutes makes a day no
// longer. One from before a gap is not the one before.
func (a *coverage) dropRepeats(points []point) []point {
	kept := points[:0]
	for i, p := range points {
		if n := len(kept); n > 0 && i+1 < len(points) && kept[n-1].price == p.price && kept[n-1].origin == p.origin && a.covers(kept[n-1].at, p.at) {
			continue
		}
		kept = append(kept, p)
	}
	return kept
}

func at(p point, at int64) int { return cmp.Compare(p.at, at) }

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

// keep is how long prices are kept.
const keep = 400 * day

// write writes updates, and forgets what is too old by the clock of the cloud and by ours: one of them may be wrong.
func write(tx *bbolt.Tx, queue []Update) error {
	tx.Bucket(chunks).FillPercent = 0.9 // most of what is added comes last
	newest := int64(0)
	for i := range queue {
		newest = max(newest, queue[i].To.Unix())
	}
	oldest := min(newest, time.Now().Unix()) - keep
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
		if err := tx.Bucket(chunks).Delete(k); err != nil {
			return err
		}
	}
	return nil
}

// add writes an update in the place of what was known of its zones in its stretch, and forgets that older times were asked
// of. Absurd ones are left out.
func add(tx *bbolt.Tx, u *Update, oldest int64) error {
	id, ok := u.Key.id()
	s := stretch{u.From.Unix(), u.To.Unix()}
	if !ok || s.from < 0 || s.to < s.from || s.to > latest || len(u.Currency) > longestName {
		return nil
	}
	s.from = max(s.from, s.to-keep)
	a, err := getAsk(tx, id)
	if err != nil {
		return err
	}
	if a.currency != "" && u.Currency != "" && a.currency != u.Currency {
		// Another currency, other prices.
		for _, old := range a.stretches {
			for d := old.from / day; d <= old.to/day; d++ {
				if err := tx.Bucket(chunks).Delete(dated(d, id)); err != nil {
					return err
				}
			}
		}
		a = ask{}
	}
	a.currency = cmp.Or(u.Currency, a.currency)
	a.add(s)
	a.forget(oldest)
	zones := map[string][]point{}
	for zone, samples := range u.Zones {
		if points := within(s, samples); len(points) > 0 && len(zone) <= longestName {
			zones[zone] = points
		}
	}
	// An answer of all that the cloud tells of has every zone that there is.
	whole := s.to-s.from >= reach
	for d := s.from / day; d <= s.to/day && len(zones) > 0; d++ {
		if err := replace(tx, dated(d, id), d, s, zones, whole, a); err != nil {
			return err
		}
	}
	return tx.Bucket(asked).Put(id, seal(id, a.encode()))
}

// within are the samples of a stretch, by time. One from before is held from its beginning; ones of the future are
// not known yet.
func within(s stretch, samples []spot.Sample) []point {
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

// replace puts the points of a day in the place of what its chunk holds of their zones, or of all, in the stretch.
func replace(tx *bbolt.Tx, key []byte, d int64, s stretch, zones map[string][]point, whole bool, a ask) error {
	b := tx.Bucket(chunks)
	chunk, err := get(b, key)
	if err != nil {
		return err
	}
	all := map[string][]point{}
	err = unpack(chunk, d, func(zone []byte, p point) {
		if _, told := zones[string(zone)]; !told && !whole || p.at < s.from || p.at > s.to {
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
		all[zone] = a.terse(slices.Insert(all[zone], n, points[i:j]...))
	}
	switch next := pack(all, d); {
	case bytes.Equal(next, chunk):
		return nil
	case len(next) == 0:
		return b.Delete(key)
	default:
		return b.Put(key, seal(key, next))
	}
}

// terse drops the points that repeat the one before, but for the last: being read every few minutes makes a day no
// longer. One from before a gap is not the one before.
func (a *ask) terse(points []point) []point {
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

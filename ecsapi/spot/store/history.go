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

const (
	// keep is how long prices are kept.
	keep = 400 * day
	// reach is how far back the cloud tells prices. A zone that it told nothing of for so long does not sell the type any
	// more.
	reach = 30 * day
	// longestName is of regions, types, networks, zones and currencies.
	longestName = 255
)

// id is a key as the file has it.
func (k Key) id() (id []byte, ok bool) {
	for _, name := range []string{k.Region, k.Type, k.Network} {
		if len(name) > longestName {
			return nil, false
		}
		id = append(append(id, byte(len(name))), name...)
	}
	return id, true
}

// dated is the key of a chunk. The day comes first: what is written at one time lies together, and so does the oldest.
func dated(d int64, id []byte) []byte {
	return append(binary.BigEndian.AppendUint32(make([]byte, 0, 4+len(id)), uint32(d)), id...)
}

func get(b *bbolt.Bucket, key []byte) ([]byte, error) {
	sealed := b.Get(key)
	if sealed == nil {
		return nil, nil
	}
	return unseal(key, sealed)
}

func getAsk(tx *bbolt.Tx, id []byte) (ask, error) {
	b, err := get(tx.Bucket(asked), id)
	if b == nil || err != nil {
		return ask{}, err
	}
	return decodeAsk(b)
}

// load gives what is known of [from, to] after its latest gap.
func load(tx *bbolt.Tx, key Key, from, to time.Time) (h History, err error) {
	id, ok := key.id()
	if !ok {
		return h, nil
	}
	a, err := getAsk(tx, id)
	if err != nil {
		return h, err
	}
	all, ok := a.latest(stretch{from.Unix(), to.Unix()})
	if !ok {
		return h, nil
	}
	in := stretch{max(all.from, from.Unix()), min(all.to, to.Unix())}
	zones := map[string]*found{}
	read := func(d int64) error {
		chunk, err := get(tx.Bucket(chunks), dated(d, id))
		if chunk == nil || err != nil {
			return err
		}
		return unpack(chunk, d, func(zone []byte, p point) {
			if p.at < all.from || p.at > in.to {
				return
			}
			z := zones[string(zone)]
			if z == nil {
				z = &found{}
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
	for d := in.from/day - 1; d >= all.from/day && (d >= (in.to-reach)/day || lacking(zones)); d-- {
		if err := read(d); err != nil {
			return h, err
		}
	}
	h = History{From: moment(in.from), To: moment(in.to), Currency: a.currency, Zones: map[string]spot.Series{}}
	for zone, z := range zones {
		if z.newest() >= in.to-reach {
			h.Zones[zone] = spot.Series{}.Splice(h.From, h.To, z.samples(in.from))
		}
	}
	return h, nil
}

// found is what was found of a zone: samples, and the last one from before them, of which day.
type found struct {
	before point
	day    int64
	list   []spot.Sample
}

func (f *found) add(p point, from, d int64) {
	switch {
	case p.at >= from:
		f.list = append(f.list, p.sample())
	case f.before.price == 0 || f.day == d:
		f.before, f.day = p, d
	}
}

// newest is when the last of them is of.
func (f *found) newest() int64 {
	if n := len(f.list); n > 0 {
		return f.list[n-1].At.Unix()
	}
	return f.before.at
}

// samples are those found, with the price in force at the beginning held from there.
func (f *found) samples(from int64) []spot.Sample {
	if f.before.price == 0 || len(f.list) > 0 && f.list[0].At.Unix() == from {
		return f.list
	}
	first := f.before
	first.at = from
	return append([]spot.Sample{first.sample()}, f.list...)
}

// lacking reports whether of a zone it is not known what was in force at the beginning.
func lacking(zones map[string]*found) bool {
	for _, f := range zones {
		if f.before.price == 0 {
			return true
		}
	}
	return false
}

func (p point) sample() spot.Sample {
	return spot.Sample{At: moment(p.at), Price: p.price, Origin: p.origin}
}

func moment(s int64) time.Time { return time.Unix(s, 0).UTC() }

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
	for d := s.from / day; d <= s.to/day && len(zones) > 0; d++ {
		if err := replace(tx, dated(d, id), d, s, zones); err != nil {
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

// replace puts the points of a day in the place of what its chunk holds of their zones in the stretch.
func replace(tx *bbolt.Tx, key []byte, d int64, s stretch, zones map[string][]point) error {
	b := tx.Bucket(chunks)
	chunk, err := get(b, key)
	if err != nil {
		return err
	}
	all := map[string][]point{}
	err = unpack(chunk, d, func(zone []byte, p point) {
		if _, told := zones[string(zone)]; !told || p.at < s.from || p.at > s.to {
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
		all[zone] = terse(slices.Insert(all[zone], n, points[i:j]...))
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
// longer.
func terse(points []point) []point {
	kept := points[:0]
	for i, p := range points {
		if n := len(kept); n > 0 && i+1 < len(points) && kept[n-1].price == p.price && kept[n-1].origin == p.origin {
			continue
		}
		kept = append(kept, p)
	}
	return kept
}

func at(p point, at int64) int { return cmp.Compare(p.at, at) }

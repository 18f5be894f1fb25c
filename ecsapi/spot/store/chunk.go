package store

import (
	"encoding/binary"
	"maps"
	"math"
	"slices"

	"ecsdeck/ecsapi/spot"
)

// A chunk holds the samples of a key's zones on one day of UTC: for each zone, by name, the length of the name and the
// name, how many samples there are, and the samples, by time. Of each the seconds since the one before come first (of the
// first since midnight), doubled, and one more if the on-demand price is another; then how the price changed, and
// the on-demand price if it did. Numbers are varints, and unknown is 0. So a change of price takes five bytes or six.

const day = 24 * 60 * 60

// maxName is the longest of regions, types, networks, zones and currencies.
const maxName = 255

// id is a key as the file has it.
func (k Key) id() (id []byte, ok bool) {
	for _, name := range []string{k.Region, k.Type, k.Network} {
		if len(name) > maxName {
			return nil, false
		}
		id = append(append(id, byte(len(name))), name...)
	}
	return id, true
}

// chunkKey is the key of a chunk. The day comes first: what is written at one time lies together, and so does the oldest.
func chunkKey(d int64, id []byte) []byte {
	return append(binary.BigEndian.AppendUint32(make([]byte, 0, 4+len(id)), uint32(d)), id...)
}

// point is a sample as the file has it.
type point struct {
	at            int64 // s since 1970
	price, origin spot.Price
}

// pack makes a chunk of points of one day, by time in each zone.
func pack(zones map[string][]point, d int64) []byte {
	var b []byte
	for _, zone := range slices.Sorted(maps.Keys(zones)) {
		points := zones[zone]
		b = binary.AppendUvarint(b, uint64(len(zone)))
		b = append(b, zone...)
		b = binary.AppendUvarint(b, uint64(len(points)))
		last := point{at: d * day}
		for _, p := range points {
			since := uint64(p.at-last.at) << 1
			if p.origin != last.origin {
				since |= 1
			}
			b = binary.AppendUvarint(b, since)
			b = binary.AppendVarint(b, int64(p.price-last.price))
			if p.origin != last.origin {
				b = binary.AppendVarint(b, int64(p.origin-last.origin))
			}
			last = p
		}
	}
	return b
}

// unpack gives each point of a chunk, zone by zone and by time. It takes nothing that pack would not have made.
func unpack(chunk []byte, d int64, each func(zone []byte, p point)) error {
	r := reader{chunk, nil}
	var before []byte
	for len(r.rest) > 0 && r.err == nil {
		zone := r.text()
		if before != nil && string(zone) <= string(before) {
			return broken("zones out of order")
		}
		before = zone
		last := point{at: d * day}
		n := r.uint()
		for i := uint64(0); i < n && r.err == nil; i++ {
			since := r.uint()
			p := point{last.at + int64(min(since>>1, day)), r.change(last.price), last.origin}
			if since&1 != 0 {
				p.origin = r.change(last.origin)
			}
			if r.err == nil && (p.at >= (d+1)*day || i > 0 && p.at == last.at || p.price <= 0 || p.origin < 0 || since&1 != 0 && p.origin == last.origin) {
				return broken("samples out of order")
			}
			if r.err == nil {
				each(zone, p)
			}
			last = p
		}
		if n == 0 {
			return broken("a zone without samples")
		}
	}
	return r.err
}

// reader takes a value apart. After its first error it gives zeros.
type reader struct {
	rest []byte
	err  error
}

func (r *reader) fail() {
	r.rest, r.err = nil, broken("cut short")
}

func (r *reader) uint() uint64 {
	n, length := binary.Uvarint(r.rest)
	// One that could be shorter was not made by us.
	if length <= 0 || length > 1 && r.rest[length-1] == 0 {
		r.fail()
		return 0
	}
	r.rest = r.rest[length:]
	return n
}

// change is a price written as its difference to the one before.
func (r *reader) change(last spot.Price) spot.Price {
	n := r.uint()
	by := spot.Price(n>>1) ^ -spot.Price(n&1)
	if by > 0 && last > math.MaxInt64-by || by < 0 && last < -by {
		r.fail()
		return 0
	}
	return last + by
}

func (r *reader) text() []byte {
	n := r.uint()
	if n > uint64(len(r.rest)) {
		r.fail()
		return nil
	}
	text := r.rest[:n:n]
	r.rest = r.rest[n:]
	return text
}

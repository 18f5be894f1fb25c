package model

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"math"
	"slices"
	"strings"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
)

// sortKey appends an instance's key to dst: rows are in the order of their keys' bytes, which
// takes a third of the time of comparing what the keys are made of. Rows of which the value
// is not known come last.
type sortKey func(dst []byte, i *ecsapi.Instance) (key []byte, known bool)

// The keys of values of a kind.

func intKey(dst []byte, n int64) []byte {
	return binary.BigEndian.AppendUint64(dst, uint64(n)^1<<63)
}

func floatKey(dst []byte, f float64) []byte {
	bits := math.Float64bits(f + 0) // there is one zero
	if bits>>63 == 0 {
		return binary.BigEndian.AppendUint64(dst, bits|1<<63)
	}
	return binary.BigEndian.AppendUint64(dst, ^bits)
}

func timeKey(dst []byte, t time.Time) []byte {
	return binary.BigEndian.AppendUint32(intKey(dst, t.Unix()), uint32(t.Nanosecond()))
}

// sortColumn is a column that rows are sorted by, up or down.
type sortColumn struct {
	column
	desc bool
}

// sameSort reports whether rows that were in one order are in the other one still.
func sameSort(a, b []sortColumn) bool {
	return slices.EqualFunc(a, b, func(a, b sortColumn) bool {
		return a.value == nil && a.Key == b.Key && a.desc == b.desc
	})
}

// lasting reports whether an order is one of what the instances are alone.
func lasting(sorts []sortColumn) bool { return sameSort(sorts, sorts) }

// sortOrderOf is the order by columns of which the first decides before the others.
func sortOrderOf(sorts []sortColumn, s *fleet.Snapshot, now time.Time) sortOrder {
	keys := make([]sortKey, len(sorts))
	for n, c := range sorts {
		if keys[n] = c.key; c.value != nil {
			keys[n] = func(dst []byte, i *ecsapi.Instance) ([]byte, bool) {
				v, known := c.value(s, now, i)
				return floatKey(dst, v), known
			}
		}
	}
	switch len(sorts) {
	case 0:
		return sortOrder{key: func(dst []byte, _ *ecsapi.Instance) ([]byte, bool) { return dst, true }}
	case 1:
		return sortOrder{keys[0], sorts[0].desc}
	}
	return sortOrder{key: func(dst []byte, i *ecsapi.Instance) ([]byte, bool) {
		for n, c := range sorts {
			dst = appendPart(dst, keys[n], c.desc, i)
		}
		return dst, true
	}}
}

// appendPart appends a key so that others can follow: it ends where no longer one goes on, and
// goes down where desc. What is not known comes last both ways.
func appendPart(dst []byte, key sortKey, desc bool, i *ecsapi.Instance) []byte {
	from := len(dst)
	dst = append(dst, 0)
	part := from + 1
	dst, known := key(dst, i)
	if !known {
		return append(dst[:from], 1)
	}
	if zeros := bytes.Count(dst[part:], []byte{0}); zeros > 0 { // each becomes 0 255, so that 0 0 is the end
		n := len(dst)
		dst = append(dst, make([]byte, zeros)...)
		for to := len(dst); zeros > 0; {
			n--
			if to--; dst[n] == 0 {
				dst[to] = 255
				to--
				zeros--
			}
			dst[to] = dst[n]
		}
	}
	dst = append(dst, 0, 0)
	if desc {
		for n := part; n < len(dst); n++ {
			dst[n] = ^dst[n]
		}
	}
	return dst
}

// sortOrder is an order of rows: by keys, up or down. Unknown values stay at the end both
// ways, and the id decides between equals, so that a refresh never shuffles them.
type sortOrder struct {
	key  sortKey
	desc bool
}

func (o sortOrder) decide(c int, a, b *ecsapi.Instance) int {
	switch {
	case c == 0:
		return compareIDs(a, b)
	case o.desc:
		return -c
	}
	return c
}

func compareIDs(a, b *ecsapi.Instance) int { return strings.Compare(string(a.ID), string(b.ID)) }

// keyed is a row with its key: the first 16 bytes of it at hand, the whole among all keys.
type keyed struct {
	head     [2]uint64
	from, to uint32
	row      *ecsapi.Instance
}

// sort returns rows in their order.
func (o sortOrder) sort(rows []*ecsapi.Instance) []*ecsapi.Instance {
	known := make([]keyed, 0, len(rows))
	var unknown []*ecsapi.Instance
	keys := make([]byte, 0, 24*len(rows)) // as many as most need
	for _, i := range rows {
		from := len(keys)
		key, ok := o.key(keys, i)
		if !ok {
			unknown = append(unknown, i)
			continue
		}
		keys = key
		var head [16]byte
		copy(head[:], keys[from:])
		known = append(known, keyed{
			head: [2]uint64{binary.BigEndian.Uint64(head[:8]), binary.BigEndian.Uint64(head[8:])},
			from: uint32(from), to: uint32(len(keys)), row: i,
		})
	}
	slices.SortFunc(known, func(a, b keyed) int {
		c := cmp.Compare(a.head[0], b.head[0])
		if c == 0 {
			c = cmp.Compare(a.head[1], b.head[1])
		}
		if c == 0 {
			c = bytes.Compare(keys[a.from:a.to], keys[b.from:b.to])
		}
		return o.decide(c, a.row, b.row)
	})
	slices.SortFunc(unknown, compareIDs)
	out := make([]*ecsapi.Instance, 0, len(rows))
	for _, k := range known {
		out = append(out, k.row)
	}
	return append(out, unknown...)
}

// find is where a row is among sorted rows, or -1.
func (o sortOrder) find(rows []*ecsapi.Instance, i *ecsapi.Instance) int {
	if at, found := o.search(rows, i); found {
		return at
	}
	return -1
}

// search is where a row is among sorted rows or, not found, where it belongs.
func (o sortOrder) search(rows []*ecsapi.Instance, i *ecsapi.Instance) (at int, found bool) {
	want, wantKnown := o.key(nil, i)
	var key []byte
	return slices.BinarySearchFunc(rows, i, func(row, _ *ecsapi.Instance) int {
		var known bool
		key, known = o.key(key[:0], row)
		switch {
		case known && wantKnown:
			return o.decide(bytes.Compare(key, want), row, i)
		case known:
			return -1
		case wantKnown:
			return 1
		}
		return compareIDs(row, i)
	})
}

// apply returns sorted rows with changes. It costs a copy of the rows and, for each change,
// the keys of a few. ok is false when sorting anew is better: for many changes, or when a
// removed row is not where it should be.
func (o sortOrder) apply(c changes, rows []*ecsapi.Instance) (out []*ecsapi.Instance, ok bool) {
	const share = 16 // sorting costs as much as looking up this part of the rows
	switch n := len(c.removed) + len(c.added); {
	case n == 0:
		return rows, true
	case n > len(rows)/share:
		return nil, false
	}
	type edit struct {
		at  int
		add *ecsapi.Instance // before the row there; nil: that row goes
	}
	edits := make([]edit, 0, len(c.removed)+len(c.added))
	for _, i := range o.sort(c.added) {
		at, _ := o.search(rows, i)
		edits = append(edits, edit{at, i})
	}
	for _, i := range c.removed {
		at, found := o.search(rows, i)
		if !found || rows[at] != i {
			return nil, false
		}
		edits = append(edits, edit{at: at})
	}
	slices.SortStableFunc(edits, func(a, b edit) int { return a.at - b.at })
	out = make([]*ecsapi.Instance, 0, len(rows)+len(c.added)-len(c.removed))
	from := 0
	for _, e := range edits {
		out = append(out, rows[from:e.at]...)
		from = e.at
		if e.add != nil {
			out = append(out, e.add)
		} else {
			from++
		}
	}
	return append(out, rows[from:]...), true
}

package model

import (
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/model/deck"
	"ecsdeck/ui/term"
)

type column struct {
	deck.Column[*ecsapi.Instance]
	key sortKey

	// value, if set, is what the column sorts by instead of a key: a number that a
	// snapshot has of an instance at a time.
	value func(s *fleet.Snapshot, now time.Time, i *ecsapi.Instance) (v float64, known bool)
}

func columns(d *deck.Deck) []column {
	type cells = deck.Column[*ecsapi.Instance]
	size := func(of func(*ecsapi.Instance) int, write func(int) string, layout term.Column) column {
		return column{
			Column: cells{Column: layout, Cell: deck.DimText(d, func(i *ecsapi.Instance) string {
				if of(i) == 0 {
					return ""
				}
				return write(of(i))
			})},
			key: func(dst []byte, i *ecsapi.Instance) ([]byte, bool) { return intKey(dst, int64(of(i))), of(i) != 0 },
		}
	}
	address := func(of func(*ecsapi.Instance) string, layout term.Column) column {
		return column{
			Column: cells{Column: layout, Cell: deck.Text(of)},
			key: func(dst []byte, i *ecsapi.Instance) ([]byte, bool) {
				return term.AppendNaturalKey(dst, of(i)), of(i) != ""
			},
		}
	}
	return []column{
		{
			Column: cells{Column: term.Column{Key: "name", Title: d.Text.S("NAME"), Min: 16, Max: 40, Grow: 3, Middle: true},
				Cell: deck.Text(deck.Label)},
			key: always(func(dst []byte, i *ecsapi.Instance) []byte { return term.AppendNaturalKey(dst, deck.Label(i)) }),
		},
		{
			Column: cells{Column: term.Column{Key: "status", Title: d.Text.S("STATUS"), Min: 10, Max: 11}, Cell: d.StatusCell},
			key:    always(func(dst []byte, i *ecsapi.Instance) []byte { return append(dst, rank(i)) }),
		},
		{
			Column: cells{Column: term.Column{Key: "type", Title: d.Text.S("TYPE"), Min: 12, Max: 20, Grow: 1, Priority: 1},
				Cell: deck.Text(deck.ShortType)},
			key: always(func(dst []byte, i *ecsapi.Instance) []byte { return term.AppendNaturalKey(dst, i.Type) }),
		},
		size(func(i *ecsapi.Instance) int { return i.CPU }, term.Count,
			term.Column{Key: "cpu", Title: d.Text.S("VCPU"), Min: 4, Max: 4, Right: true, Priority: 8}),
		size(func(i *ecsapi.Instance) int { return i.MemoryMiB }, deck.GiB,
			term.Column{Key: "memory", Title: d.Text.S("GIB"), Min: 5, Max: 5, Right: true, Priority: 8}),
		{
			Column: cells{Column: term.Column{Key: "zone", Title: d.Text.S("ZONE"), Min: 16, Max: 18, Priority: 2},
				Cell: deck.Text(func(i *ecsapi.Instance) string { return string(i.Zone) })},
			key: always(func(dst []byte, i *ecsapi.Instance) []byte { return append(dst, i.Zone...) }),
		},
		address((*ecsapi.Instance).PrivateIP, term.Column{Key: "private", Title: d.Text.S("PRIVATE IP"), Min: 15, Max: 15, Priority: 4}),
		address((*ecsapi.Instance).PublicIP, term.Column{Key: "public", Title: d.Text.S("PUBLIC IP"), Min: 15, Max: 15, Priority: 6}),
		{
			Column: cells{Column: term.Column{Key: "charge", Title: d.Text.S("CHARGE"), Min: 11, Max: 12, Priority: 5}, Cell: d.ChargeCell},
			key:    always(func(dst []byte, i *ecsapi.Instance) []byte { return append(dst, charge(i)) }),
		},
		{
			Column: cells{Column: term.Column{Key: "spot", Title: d.Text.S("SPOT · ROOM"), Min: 12, Max: 13, Right: true, Priority: 8},
				Cell: func(i *ecsapi.Instance) term.Cell { return spotCell(d, i) }},
			value: deck.Headroom,
		},
		{
			Column: cells{Column: term.Column{Key: "expires", Title: d.Text.S("EXPIRES"), Min: 10, Max: 10, Right: true, Priority: 3},
				Cell: func(i *ecsapi.Instance) term.Cell { return expiryCell(d, i) }},
			key: func(dst []byte, i *ecsapi.Instance) ([]byte, bool) {
				at, _ := deck.EndOf(i)
				recycling := i.Recycling()
				return timeKey(append(dst, byte(1-deck.Btoi(recycling))), at), recycling || !at.IsZero()
			},
		},
		{
			Column: cells{Column: term.Column{Key: "age", Title: d.Text.S("AGE"), Min: 6, Max: 7, Right: true, Priority: 7},
				Cell: deck.DimText(d, func(i *ecsapi.Instance) string {
					if i.Created.IsZero() {
						return ""
					}
					return d.Ago(d.Cloud.Sub(i.Created))
				})},
			key: func(dst []byte, i *ecsapi.Instance) ([]byte, bool) {
				from := len(dst)
				dst = timeKey(dst, i.Created)
				for n := from; n < len(dst); n++ {
					dst[n] = ^dst[n] // the youngest first
				}
				return dst, !i.Created.IsZero()
			},
		},
		{
			Column: cells{Column: term.Column{Key: "id", Title: d.Text.S("ID"), Min: 22, Max: 24, Priority: 9},
				Cell: deck.DimText(d, func(i *ecsapi.Instance) string { return string(i.ID) })},
			key: always(func(dst []byte, i *ecsapi.Instance) []byte { return append(dst, i.ID...) }),
		},
	}
}

// always makes the key of a value that is known of each instance.
func always(key func(dst []byte, i *ecsapi.Instance) []byte) sortKey {
	return func(dst []byte, i *ecsapi.Instance) ([]byte, bool) { return key(dst, i), true }
}

// expiryCell counts down to what ends the instance first: its period, auto-release or a reclaim.
func expiryCell(d *deck.Deck, i *ecsapi.Instance) term.Cell {
	if l := d.Alert.Of[i.ID]; l != nil && l.Open() {
		return term.Cell{Text: d.TimeLeft(l), Ink: d.Theme.Bad}
	}
	return d.UntilCell(deck.EndOf(i))
}

// rank orders states by how urgent they are: locked, changing, stopped, running.
func rank(i *ecsapi.Instance) byte {
	switch {
	case len(i.Locks) > 0:
		return 0
	case i.Status.Changing():
		return 1
	case i.Status == ecsapi.Stopped:
		return 2
	}
	return 3
}

func charge(i *ecsapi.Instance) byte {
	switch {
	case i.Spot():
		return 0
	case i.ChargeType == ecsapi.PrePaid:
		return 1
	}
	return 2
}

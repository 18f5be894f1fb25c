package model

import (
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/filter"
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

// columns are those of instances, those first that are shown as shipped; names tells namesakes apart.
func columns(d *deck.Deck, names *deck.Namesakes) []column {
	name := function(names.LabelCell, func(dst []byte, i *ecsapi.Instance) []byte { return term.AppendNaturalKey(dst, deck.Label(i)) })
	status := function(d.StatusCell, func(dst []byte, i *ecsapi.Instance) []byte { return append(dst, rank(i)) })
	charged := function(d.ChargeCell, func(dst []byte, i *ecsapi.Instance) []byte { return append(dst, charge(i)) })
	typ := function(deck.Text(deck.ShortType), func(dst []byte, i *ecsapi.Instance) []byte { return term.AppendNaturalKey(dst, i.Type) })
	zone := function(deck.Text(func(i *ecsapi.Instance) string { return string(i.Zone) }),
		func(dst []byte, i *ecsapi.Instance) []byte { return append(dst, i.Zone...) })
	id := function(deck.DimText(d, func(i *ecsapi.Instance) string { return string(i.ID) }),
		func(dst []byte, i *ecsapi.Instance) []byte { return append(dst, i.ID...) })
	all := []column{
		name.as(term.Column{Key: "name", Title: d.Text.S("NAME"), What: d.Text.S("its name, or its id where it has none"), Min: 16, Max: 40, Grow: 3, Middle: true}),
		status.as(term.Column{Key: "status", Title: d.Text.S("STATUS"), What: d.Text.S("the status, or why it is locked"), Min: 10, Max: 11}),
		typ.as(term.Column{Key: "type", Title: d.Text.S("TYPE"), What: d.Text.S("the instance type"), Min: 12, Max: 20, Grow: 1, Priority: 1}),
		number(d, func(i *ecsapi.Instance) int { return i.CPU }, term.Count).
			as(term.Column{Key: "vcpu", Title: d.Text.S("VCPU"), What: d.Text.S("vCPUs"), Min: 4, Max: 4, Right: true, Priority: 8}),
		number(d, func(i *ecsapi.Instance) int { return i.MemoryMiB }, deck.GiB).
			as(term.Column{Key: "mem", Title: d.Text.S("GIB"), What: d.Text.S("memory in GiB"), Min: 5, Max: 5, Right: true, Priority: 8}),
		zone.as(term.Column{Key: "zone", Title: d.Text.S("ZONE"), What: d.Text.S("the zone"), Min: 16, Max: 18, Priority: 2}),
		words((*ecsapi.Instance).PrivateIP).showing("ip").
			as(term.Column{Key: "private", Title: d.Text.S("PRIVATE IP"), What: d.Text.S("the first private address"), Min: 15, Max: 15, Priority: 4}),
		words((*ecsapi.Instance).PublicIP).showing("ip").
			as(term.Column{Key: "public", Title: d.Text.S("PUBLIC IP"), What: d.Text.S("the first public address"), Min: 15, Max: 15, Priority: 6}),
		charged.as(term.Column{Key: "charge", Title: d.Text.S("CHARGE"), What: d.Text.S("how it is paid, and the limit of a spot price"), Min: 11, Max: 12, Priority: 5}),
		{
			Column: cells{Cell: func(i *ecsapi.Instance) term.Cell { return spotCell(d, i) }, Column: term.Column{
				Key: "spot", Title: d.Text.S("SPOT · ROOM"), What: d.Text.S("the spot price, and how far the limit is above it"),
				Min: 12, Max: 13, Right: true, Priority: 8,
			}},
			value: fleet.Headroom,
		},
		{
			Column: cells{Cell: func(i *ecsapi.Instance) term.Cell { return expiryCell(d, i) }, Column: term.Column{
				Key: "expires", Title: d.Text.S("EXPIRES"), What: d.Text.S("how long until its period, auto-release or a reclaim ends it"),
				Min: 10, Max: 10, Right: true, Priority: 3,
			}},
			key: func(dst []byte, i *ecsapi.Instance) ([]byte, bool) {
				at, _ := deck.EndOf(i)
				recycling := i.Recycling()
				return timeKey(append(dst, byte(1-deck.Btoi(recycling))), at), recycling || !at.IsZero()
			},
		},
		{
			Column: cells{
				Cell: deck.DimText(d, func(i *ecsapi.Instance) string {
					if i.Created.IsZero() {
						return ""
					}
					return d.Ago(d.Cloud.Sub(i.Created))
				}),
				Column: term.Column{Key: "age", Title: d.Text.S("AGE"), What: d.Text.S("how long ago it was created"), Min: 6, Max: 7, Right: true, Priority: 7},
			},
			key: func(dst []byte, i *ecsapi.Instance) ([]byte, bool) {
				from := len(dst)
				dst = timeKey(dst, i.Created)
				for n := from; n < len(dst); n++ {
					dst[n] = ^dst[n] // the youngest first
				}
				return dst, !i.Created.IsZero()
			},
		},
		id.as(term.Column{Key: "id", Title: d.Text.S("ID"), What: d.Text.S("the instance id"), Min: 22, Max: 24, Priority: 9}),
	}
	for _, c := range moreColumns(d) {
		c.Optional = true
		all = append(all, c)
	}
	return all
}

// as gives a column its layout.
func (c column) as(layout term.Column) column {
	c.Column.Column = layout
	return c
}

// showing notes what filters call what the column shows, where that is not its key.
func (c column) showing(f filter.Field) column {
	c.Field = f
	return c
}

type cells = deck.Column[*ecsapi.Instance]

// function is a column of a value that is known of each instance.
func function(cell func(*ecsapi.Instance) term.Cell, key func(dst []byte, i *ecsapi.Instance) []byte) column {
	return column{
		Column: cells{Cell: cell},
		key:    func(dst []byte, i *ecsapi.Instance) ([]byte, bool) { return key(dst, i), true },
	}
}

// words is a column of a text, "" where it is not known.
func words(of func(*ecsapi.Instance) string) column {
	return column{
		Column: cells{Cell: deck.Text(of)},
		key: func(dst []byte, i *ecsapi.Instance) ([]byte, bool) {
			s := of(i)
			return term.AppendNaturalKey(dst, s), s != ""
		},
	}
}

// number is a column of a number, 0 where it is not known.
func number(d *deck.Deck, of func(*ecsapi.Instance) int, write func(int) string) column {
	return column{
		Column: cells{Cell: deck.DimText(d, func(i *ecsapi.Instance) string {
			if of(i) == 0 {
				return ""
			}
			return write(of(i))
		})},
		key: func(dst []byte, i *ecsapi.Instance) ([]byte, bool) { return intKey(dst, int64(of(i))), of(i) != 0 },
	}
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

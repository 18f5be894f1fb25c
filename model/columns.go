package model

import (
	"cmp"
	"strings"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/model/deck"
	"ecsdeck/ui/term"
)

// column is a column of the instance table: its layout, its cells and its sort order.
type column struct {
	term.Column
	cell    func(*deck.Deck, *ecsapi.Instance) term.Cell
	compare func(a, b *ecsapi.Instance) int // ascending
	unknown func(*ecsapi.Instance) bool     // sorts last both ways; nil: never

	// value sorts instead of compare by what a snapshot knows of an instance at a
	// moment; what it does not know sorts last.
	value func(s *fleet.Snapshot, now time.Time, i *ecsapi.Instance) (v float64, known bool)
}

// columns returns the columns in the order of the screen. Priority says which go first when the
// terminal is narrow. The type's "ecs." is left out: all types have it.
func columns(d *deck.Deck) []column {
	return []column{
		{
			Column:  term.Column{Key: "name", Title: d.Text.S("NAME"), Min: 16, Max: 40, Grow: 3, Middle: true},
			cell:    func(_ *deck.Deck, i *ecsapi.Instance) term.Cell { return term.Cell{Text: deck.Label(i)} },
			compare: func(a, b *ecsapi.Instance) int { return deck.CompareNatural(deck.Label(a), deck.Label(b)) },
		},
		{
			Column:  term.Column{Key: "status", Title: d.Text.S("STATUS"), Min: 10, Max: 11},
			cell:    (*deck.Deck).StatusCell,
			compare: func(a, b *ecsapi.Instance) int { return cmp.Compare(rank(a), rank(b)) },
		},
		{
			Column: term.Column{Key: "type", Title: d.Text.S("TYPE"), Min: 12, Max: 20, Grow: 1, Priority: 1},
			cell: func(_ *deck.Deck, i *ecsapi.Instance) term.Cell {
				return term.Cell{Text: strings.TrimPrefix(i.Type, "ecs.")}
			},
			compare: func(a, b *ecsapi.Instance) int { return deck.CompareNatural(a.Type, b.Type) },
		},
		{
			Column: term.Column{Key: "cpu", Title: d.Text.S("VCPU"), Min: 4, Max: 4, Right: true, Priority: 8},
			cell: func(d *deck.Deck, i *ecsapi.Instance) term.Cell {
				if i.CPU == 0 {
					return term.Cell{}
				}
				return term.Cell{Text: term.Count(i.CPU), Ink: d.Theme.Dim}
			},
			compare: func(a, b *ecsapi.Instance) int { return cmp.Compare(a.CPU, b.CPU) },
			unknown: func(i *ecsapi.Instance) bool { return i.CPU == 0 },
		},
		{
			Column: term.Column{Key: "memory", Title: d.Text.S("GIB"), Min: 5, Max: 5, Right: true, Priority: 8},
			cell: func(d *deck.Deck, i *ecsapi.Instance) term.Cell {
				if i.MemoryMiB == 0 {
					return term.Cell{}
				}
				return term.Cell{Text: deck.GiB(i.MemoryMiB), Ink: d.Theme.Dim}
			},
			compare: func(a, b *ecsapi.Instance) int { return cmp.Compare(a.MemoryMiB, b.MemoryMiB) },
			unknown: func(i *ecsapi.Instance) bool { return i.MemoryMiB == 0 },
		},
		{
			Column:  term.Column{Key: "zone", Title: d.Text.S("ZONE"), Min: 16, Max: 18, Priority: 2},
			cell:    func(_ *deck.Deck, i *ecsapi.Instance) term.Cell { return term.Cell{Text: string(i.Zone)} },
			compare: func(a, b *ecsapi.Instance) int { return cmp.Compare(a.Zone, b.Zone) },
		},
		{
			Column:  term.Column{Key: "private", Title: d.Text.S("PRIVATE IP"), Min: 15, Max: 15, Priority: 4},
			cell:    func(_ *deck.Deck, i *ecsapi.Instance) term.Cell { return term.Cell{Text: i.PrivateIP()} },
			compare: func(a, b *ecsapi.Instance) int { return deck.CompareNatural(a.PrivateIP(), b.PrivateIP()) },
			unknown: func(i *ecsapi.Instance) bool { return i.PrivateIP() == "" },
		},
		{
			Column:  term.Column{Key: "public", Title: d.Text.S("PUBLIC IP"), Min: 15, Max: 15, Priority: 6},
			cell:    func(_ *deck.Deck, i *ecsapi.Instance) term.Cell { return term.Cell{Text: i.PublicIP()} },
			compare: func(a, b *ecsapi.Instance) int { return deck.CompareNatural(a.PublicIP(), b.PublicIP()) },
			unknown: func(i *ecsapi.Instance) bool { return i.PublicIP() == "" },
		},
		{
			Column:  term.Column{Key: "charge", Title: d.Text.S("CHARGE"), Min: 11, Max: 12, Priority: 5},
			cell:    (*deck.Deck).ChargeCell,
			compare: func(a, b *ecsapi.Instance) int { return cmp.Compare(charge(a), charge(b)) },
		},
		{
			Column: term.Column{Key: "spot", Title: d.Text.S("SPOT · ROOM"), Min: 12, Max: 13, Right: true, Priority: 8},
			cell:   spotCell,
			value:  deck.Headroom,
		},
		{
			Column: term.Column{Key: "expires", Title: d.Text.S("EXPIRES"), Min: 10, Max: 10, Right: true, Priority: 3},
			cell:   expiryCell,
			compare: func(a, b *ecsapi.Instance) int {
				x, _ := deck.EndOf(a)
				y, _ := deck.EndOf(b)
				return cmp.Or(deck.Btoi(b.Recycling())-deck.Btoi(a.Recycling()), x.Compare(y))
			},
			unknown: func(i *ecsapi.Instance) bool { at, _ := deck.EndOf(i); return at.IsZero() && !i.Recycling() },
		},
		{
			Column: term.Column{Key: "age", Title: d.Text.S("AGE"), Min: 6, Max: 7, Right: true, Priority: 7},
			cell: func(d *deck.Deck, i *ecsapi.Instance) term.Cell {
				if i.Created.IsZero() {
					return term.Cell{}
				}
				return term.Cell{Text: d.Ago(d.Cloud.Sub(i.Created)), Ink: d.Theme.Dim}
			},
			compare: func(a, b *ecsapi.Instance) int { return b.Created.Compare(a.Created) },
			unknown: func(i *ecsapi.Instance) bool { return i.Created.IsZero() },
		},
		{
			Column: term.Column{Key: "id", Title: d.Text.S("ID"), Min: 22, Max: 24, Priority: 9},
			cell: func(d *deck.Deck, i *ecsapi.Instance) term.Cell {
				return term.Cell{Text: string(i.ID), Ink: d.Theme.Dim}
			},
			compare: func(a, b *ecsapi.Instance) int { return cmp.Compare(a.ID, b.ID) },
		},
	}
}

// expiryCell counts down to the end of a prepaid period, to auto-release or to
// the moment when the cloud takes the instance back, whichever comes first.
func expiryCell(d *deck.Deck, i *ecsapi.Instance) term.Cell {
	if l := d.Alert.Of[i.ID]; l != nil && l.Open() {
		return term.Cell{Text: d.TimeLeft(l), Ink: d.Theme.Bad}
	}
	return d.UntilCell(deck.EndOf(i))
}

// rank orders states by how urgent they are: locked, changing, stopped, running.
func rank(i *ecsapi.Instance) int {
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

func charge(i *ecsapi.Instance) int {
	switch {
	case i.Spot():
		return 0
	case i.ChargeType == ecsapi.PrePaid:
		return 1
	}
	return 2
}

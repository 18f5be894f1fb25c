package model

import (
	"context"
	"slices"
	"testing"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/keymap"
	"ecsdeck/model/deck"
	"ecsdeck/ui/text"
)

// The texts of a fleet are laid out once it is complete and nobody waits for its rows, and
// again only when much has changed or the rows are others or sorted otherwise; unless it is
// huge, only while a filter is typed.
func TestTextsAreLaidOut(t *testing.T) {
	printer, err := text.New("en")
	if err != nil {
		t.Fatal(err)
	}
	p := newInstances(deck.New(context.Background(), deck.Deps{Text: printer, Keys: keymap.Default(), ThemeName: "dark", Now: time.Now}))
	show := func(s *fleet.Snapshot) {
		p.Snap = s
		p.Refresh()().(deck.Delivery).Deliver()
	}
	laidOut := func(want bool, why string) {
		t.Helper()
		cmd := p.layOut()
		if (cmd != nil) != want {
			t.Fatalf("%s: laid out is %v", why, cmd != nil)
		}
		if cmd != nil {
			cmd().(deck.Delivery).Deliver()
			if p.texts == nil || p.layOut() != nil {
				t.Fatalf("%s: laid out twice", why)
			}
		}
	}
	changed := func(s *fleet.Snapshot, n int) *fleet.Snapshot {
		now := *s
		now.Rev++
		now.Regions = slices.Clone(s.Regions)
		g := *now.Regions[0]
		g.Instances = slices.Clone(g.Instances)
		for k := range n {
			i := *g.Instances[k]
			i.Status = ecsapi.Starting
			g.Instances[k] = &i
		}
		now.Regions[0] = &g
		return &now
	}

	s := benchFleet(22_400)
	loading := *s
	loading.Complete = false
	show(&loading)
	laidOut(false, "while it loads")
	show(s)
	rows := p.Refresh()
	laidOut(false, "while somebody waits for rows")
	rows().(deck.Delivery).Deliver()
	laidOut(false, "a complete fleet")
	p.List.BeginTyping()
	laidOut(true, "a filter is typed")
	show(changed(s, 1))
	laidOut(false, "a row has changed")
	show(changed(s, 400))
	laidOut(true, "many rows have")
	p.Scope = deck.Scope{Regions: []ecsapi.RegionID{s.Regions[0].ID}}
	show(p.Snap)
	if laidOut(false, "few rows"); p.texts != nil {
		t.Error("texts of rows that are not shown are kept")
	}
	p.Scope = deck.Scope{}
	show(p.Snap)
	laidOut(true, "all rows again")
	p.EndTyping()
	if laidOut(false, "no filter is typed any more"); p.texts != nil {
		t.Error("texts are kept that nobody looks through")
	}
	show(benchFleet(100_000))
	laidOut(true, "a huge fleet")
}

package create

import (
	"fmt"
	"io"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/keymap"
	"ecsdeck/model/deck"
	"ecsdeck/ui/text"
)

// benchForm is a form over 50,000 instances, in a region that sells 200 types
// in eight zones.
func benchForm(b *testing.B) *Form {
	p, err := text.New("en")
	if err != nil {
		b.Fatal(err)
	}
	d := deck.New(b.Context(), deck.Deps{Text: p, Keys: keymap.Default(), ThemeName: "dark", Now: time.Now})
	region := &fleet.RegionState{Region: ecsapi.Region{ID: "cn-region-0"}, Known: true, Complete: true}
	for n := range 50_000 {
		region.Instances = append(region.Instances, &ecsapi.Instance{ID: ecsapi.InstanceID(fmt.Sprintf("i-bp1%017d", n)), Name: fmt.Sprintf("web-%04d", n%9999), Region: region.ID})
	}
	d.Snap = &fleet.Snapshot{Rev: 1, Complete: true, Regions: []*fleet.RegionState{region}}
	c := newForm(d)
	c.draft.places[0].Region = region.ID
	o := fleet.Offers{}
	for n := range 200 {
		t := fleet.TypeOffer{InstanceType: ecsapi.InstanceType{ID: fmt.Sprintf("ecs.g%d.%dxlarge", n/10, n%10+2), CPU: 4 * (n%10 + 2), MemoryMiB: 16384, Arch: "X86"}}
		t.Stock = map[ecsapi.ZoneID]ecsapi.Stock{}
		for z := range 8 {
			t.Stock[ecsapi.ZoneID(fmt.Sprintf("cn-region-0-%c", 'a'+z))] = ecsapi.WithStock
		}
		o.Types = append(o.Types, t)
	}
	o.VSwitches = []ecsapi.VSwitch{{ID: "vsw-1", VPC: "vpc-1", Zone: "cn-region-0-a", Addresses: 250}}
	o.SecurityGroups = []ecsapi.SecurityGroup{{ID: "sg-1", VPC: "vpc-1"}}
	o.Images = []ecsapi.Image{{ID: "img-1", Arch: "x86_64"}}
	c.offers[c.draft.query(0)] = &offering{Offers: o, known: true}
	d.Cover(c)
	c.recompute()
	painted := deck.NewScreen(io.Discard, func() time.Time { return time.Unix(1, 0) })
	c.Guard.Shown(painted)
	painted.Write(nil) // it is on screen since long
	return c
}

// BenchmarkFormKeyToView is a key in the create form to the finished View at
// 200x50. Budget: 2 ms.
func BenchmarkFormKeyToView(b *testing.B) {
	b.Run("type a letter", func(b *testing.B) {
		c := benchForm(b)
		c.setFocus(fieldKey{Name: "name"})
		letter, back := tea.KeyPressMsg{Code: 'w', Text: "w"}, tea.KeyPressMsg{Code: tea.KeyBackspace}
		b.ReportAllocs()
		for n := 0; b.Loop(); n++ {
			c.Key([]tea.KeyPressMsg{letter, back}[n%2])
			_ = c.View(200, 48)
		}
	})
	b.Run("search the types", func(b *testing.B) {
		c := benchForm(b)
		c.pickType("4c g")
		letter, back := tea.KeyPressMsg{Code: '7', Text: "7"}, tea.KeyPressMsg{Code: tea.KeyBackspace}
		b.ReportAllocs()
		for n := 0; b.Loop(); n++ {
			c.picker.Key([]tea.KeyPressMsg{letter, back}[n%2])
			_ = c.picker.View(200, 48)
		}
	})
}

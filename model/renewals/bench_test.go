package renewals

import (
	"fmt"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/keymap"
	"ecsdeck/model/deck"
	"ecsdeck/ui/text"
)

// benchRenewals is the page over n instances in 28 regions, a third of them paid in
// advance.
func benchRenewals(b *testing.B, n int) *Page {
	b.Helper()
	printer, err := text.New("en")
	if err != nil {
		b.Fatal(err)
	}
	d := deck.New(b.Context(), deck.Deps{Text: printer, Keys: keymap.Default(), ThemeName: "dark", Now: time.Now})
	d.Snap = &fleet.Snapshot{Rev: 1, Complete: true, AutoRenewals: map[ecsapi.InstanceID]ecsapi.AutoRenewal{}}
	for g := range 28 {
		s := &fleet.RegionState{Region: ecsapi.Region{ID: ecsapi.RegionID(fmt.Sprintf("cn-region-%d", g))}, Known: true, Complete: true}
		for k := g; k < n; k += 28 {
			i := &ecsapi.Instance{
				ID: ecsapi.InstanceID(fmt.Sprintf("i-bp1%017d", k)), Name: []string{"web-", "订单服务-"}[k%2] + fmt.Sprint(k),
				Region: s.ID, Zone: ecsapi.ZoneID(s.ID) + "-a", Type: "ecs.g7.large", Status: ecsapi.Running, ChargeType: ecsapi.PostPaid,
			}
			if k%3 == 0 {
				i.ChargeType, i.Expires = ecsapi.PrePaid, d.Cloud.Add(time.Duration(k%60)*24*time.Hour)
				d.Snap.AutoRenewals[i.ID] = ecsapi.AutoRenewal{On: k%2 == 0, Period: ecsapi.Period{N: 1, Unit: ecsapi.Month}}
			}
			s.Instances = append(s.Instances, i)
		}
		d.Snap.Regions = append(d.Snap.Regions, s)
	}
	p := New(d)
	p.list = p.query().run()
	p.Show(p.list.rows, p.list.inWindow, 0, false)
	return p
}

// BenchmarkRenewalsKeyToView is a cursor key to the finished View at 200x50.
// Budget: 2 ms, flat in the fleet's size.
func BenchmarkRenewalsKeyToView(b *testing.B) {
	for _, n := range []int{1_000, 50_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			p := benchRenewals(b, n)
			down := tea.KeyPressMsg{Code: 'j', Text: "j"}
			b.ReportAllocs()
			for b.Loop() {
				p.Key(down)
				_ = p.View(160, 45, true)
			}
		})
	}
}

// BenchmarkRenewalsList is the list of 50,000 instances, off the loop.
func BenchmarkRenewalsList(b *testing.B) {
	p := benchRenewals(b, 50_000)
	for b.Loop() {
		p.query().run()
	}
}

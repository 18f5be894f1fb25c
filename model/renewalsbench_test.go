package model

import (
	"fmt"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"ecsdeck/ecsapi"
)

// benchRenewals is a deck on the renewals page of n instances, a third of them
// paid in advance and half of these about to expire.
func benchRenewals(b *testing.B, n int) (*root, *renewals) {
	b.Helper()
	r := benchRoot(b, n)
	r.Snap.AutoRenewals = map[ecsapi.InstanceID]ecsapi.AutoRenewal{}
	k := 0
	for _, g := range r.Snap.Regions {
		for _, i := range g.Instances {
			if k++; k%3 == 0 {
				i.ChargeType, i.Expires = ecsapi.PrePaid, r.Cloud.Add(time.Duration(k%60)*24*time.Hour)
				r.Snap.AutoRenewals[i.ID] = ecsapi.AutoRenewal{On: k%2 == 0, Period: ecsapi.Period{N: 1, Unit: ecsapi.Month}}
			}
		}
	}
	p := newRenewals(r.Deck)
	r.Push(p)
	p.gen = 1
	p.list = p.question().run()
	p.table.SetRows(renewalRows{p}, 0)
	return r, p
}

// BenchmarkRenewalsKeyToView is a cursor key to the finished View at 200x50.
// Budget: 2 ms, flat in the fleet's size.
func BenchmarkRenewalsKeyToView(b *testing.B) {
	for _, n := range []int{1_000, 50_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			r, _ := benchRenewals(b, n)
			down := tea.KeyPressMsg{Code: 'j', Text: "j"}
			b.ReportAllocs()
			for b.Loop() {
				r.Update(down)
				_ = r.View()
			}
		})
	}
}

// BenchmarkRenewalsList is the list of 50,000 instances, off the loop.
func BenchmarkRenewalsList(b *testing.B) {
	_, p := benchRenewals(b, 50_000)
	for b.Loop() {
		p.question().run()
	}
}

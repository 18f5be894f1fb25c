package model

import (
	"strings"

	"ecsdeck/ecsapi"
	"ecsdeck/model/deck"
	"ecsdeck/ui/term"
)

// launchWords is what each instance of a creation is like.
func (p *Dialog) launchWords() string {
	o := p.Plan.Order
	if len(p.Plan.Launches) == 0 || o == nil {
		return ""
	}
	l := p.Plan.Launches[0]
	parts := []string{l.Type}
	disk := func(d ecsapi.DiskSpec) string {
		return strings.TrimSpace(p.Text.S("%d GiB", d.SizeGiB) + " " + strings.TrimSpace(d.Category+" "+d.Level))
	}
	if l.System.SizeGiB > 0 {
		parts = append(parts, disk(l.System))
	}
	for _, d := range l.Data {
		parts = append(parts, "+ "+disk(d))
	}
	if l.BandwidthOut > 0 {
		parts = append(parts, p.Text.S("public address, %d Mbit/s", l.BandwidthOut))
	}
	switch {
	case l.ChargeType == ecsapi.PrePaid && l.AutoRenew:
		parts = append(parts, p.Text.S("paid in advance for %s, again and again", p.Period(l.Period)))
	case l.ChargeType == ecsapi.PrePaid:
		parts = append(parts, p.Text.S("paid in advance for %s", p.Period(l.Period)))
	case l.SpotStrategy == ecsapi.SpotWithPriceLimit:
		parts = append(parts, p.Text.S("spot up to %s an hour", term.Price(int64(l.SpotPriceLimit), p.currency())))
	case l.SpotStrategy != "" && l.SpotStrategy != ecsapi.NoSpot:
		parts = append(parts, p.Text.S("spot at any price"))
	default:
		parts = append(parts, p.Text.S("pay as you go"))
	}
	if !l.AutoRelease.IsZero() {
		parts = append(parts, p.Text.S("released at %s, %s", p.Clock(l.AutoRelease), p.Away(l.AutoRelease)))
	}
	if l.Protected {
		parts = append(parts, p.Text.S("protected against release"))
	}
	for _, t := range o.Launch.Tags {
		parts = append(parts, deck.TagText(t))
	}
	switch {
	case o.LeaveStopped:
		parts = append(parts, p.Text.S("one by one, left stopped"))
	case o.OneByOne:
		parts = append(parts, p.Text.S("one by one, started"))
	case o.AnyStock:
		parts = append(parts, p.Text.S("fewer if stock is short"))
	}
	return strings.Join(parts, " · ")
}

package cli

import (
	"strings"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ui/term"
)

// launchWords is what each instance of a creation is like, beside its type, and
// how it comes about.
func (ch *change) launchWords(plan *fleet.Plan) string {
	o := plan.Order
	if o == nil || len(plan.Launches) == 0 {
		return ""
	}
	l := plan.Launches[0]
	var parts []string
	add := func(format string, args ...any) { parts = append(parts, ch.P.S(format, args...)) }
	disk := func(plus string, d ecsapi.DiskSpec) {
		parts = append(parts, strings.Join(strings.Fields(plus+" "+ch.P.S("%d GiB", d.SizeGiB)+" "+d.Category+" "+d.Level), " "))
	}
	if l.System.SizeGiB > 0 {
		disk("", l.System)
	}
	for _, d := range l.Data {
		disk("+", d)
	}
	if l.BandwidthOut > 0 {
		add("public address, %d Mbit/s", l.BandwidthOut)
	}
	switch {
	case l.ChargeType == ecsapi.PrePaid && l.AutoRenew:
		add("paid in advance for %s, again and again", ch.periodWords(l.Period))
	case l.ChargeType == ecsapi.PrePaid:
		add("paid in advance for %s", ch.periodWords(l.Period))
	case l.SpotStrategy == ecsapi.SpotWithPriceLimit:
		currency := ""
		if plan.Bill != nil {
			currency = plan.Bill.Currency
		}
		add("spot up to %s an hour", term.Price(int64(l.SpotPriceLimit), currency))
	case l.SpotStrategy != "" && l.SpotStrategy != ecsapi.NoSpot:
		add("spot at any price")
	default:
		add("pay as you go")
	}
	if !l.AutoRelease.IsZero() {
		add("released at %s", bothTimes(l.AutoRelease))
	}
	if l.Protected {
		add("protected against release")
	}
	for _, t := range o.Launch.Tags {
		parts = append(parts, t.Key+"="+t.Value)
	}
	switch {
	case o.LeaveStopped:
		add("one by one, left stopped")
	case o.OneByOne:
		add("one by one, started")
	case o.AnyStock:
		add("fewer if stock is short")
	}
	return strings.Join(parts, " · ")
}

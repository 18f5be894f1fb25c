package model

import (
	"slices"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/filter"
	"ecsdeck/ecsapi/fleet"
)

// lacking is what a filter asks for and the listing of instances doesn't tell.
type lacking struct {
	rows     int // instances of which it is unknown whether they match
	renewals []ecsapi.InstanceID
	prices   []fleet.SpotKey
	types    ecsapi.RegionID // a region to read the instance types of; "" when they are known
	calls    int             // how many it takes to read all that
}

// lackingOf finds what the filter of an order lacks.
func lackingOf(o *order) (l lacking) {
	fields := o.expr.Fields()
	names := func(f ...filter.Field) bool {
		return slices.ContainsFunc(f, func(f filter.Field) bool { return slices.Contains(fields, f) })
	}
	renewals, prices, types := names(fleet.FieldAutoRenew), names(fleet.FieldPrice, fleet.FieldRoom), names(fleet.FieldArch)
	if !renewals && !prices && !types {
		return l
	}
	about, keys := o.about(), map[fleet.SpotKey]bool{}
	for _, i := range o.all {
		if o.expr.Eval(fleet.Subject{Instance: i, Context: about}) != filter.Unknown {
			continue
		}
		l.rows++
		if _, known := o.snap.AutoRenewals[i.ID]; renewals && !known && i.ChargeType == ecsapi.PrePaid {
			l.renewals = append(l.renewals, i.ID)
		}
		if k := (fleet.SpotKey{Region: i.Region, Type: i.Type}); prices && i.Spot() && !keys[k] && fleet.FreshPrices(o.snap, o.now, k) == nil {
			keys[k] = true
			l.prices = append(l.prices, k)
		}
		if types && o.snap.Types == nil {
			l.types = i.Region
		}
	}
	l.calls = l.cost(o.snap)
	return l
}

// cost is how many calls it takes to read what is lacking: 100 settings of a region and one
// type's prices are one call, the instance types and what a region has of them about two.
func (l *lacking) cost(snap *fleet.Snapshot) int {
	const aCall = 100
	n := len(l.prices)
	in := map[ecsapi.RegionID]int{}
	for _, id := range l.renewals {
		if i, ok := snap.Instance(id); ok {
			if in[i.Region]%aCall == 0 {
				n++
			}
			in[i.Region]++
		}
	}
	if l.types != "" {
		n += 2
	}
	return n
}

// readLacking reads what the filter in force asks for. Of one that is still being typed it is
// only said what that takes.
func (r *root) readLacking() {
	l := &r.instances.order.lacking
	if r.Engine == nil || r.instances.Typing {
		return
	}
	r.Engine.WantAutoRenewals(l.renewals...)
	if l.types != "" {
		r.Engine.WantStock(l.types)
	}
}

// lackingNote says of how many instances it is unknown whether they match, and what is done
// about it; "" of none.
func (p *instances) lackingNote() string {
	l := &p.order.lacking
	if l.rows == 0 {
		return ""
	}
	switch {
	case l.calls == 0:
		return p.Text.N("unknown of {count}", "unknown of {count}", l.rows)
	case p.Typing:
		return p.Text.S("unknown of {count}: {key} reads that with {calls} calls", l.rows, p.Keys.Confirm.Label(), l.calls)
	}
	return p.Text.S("unknown of {count}, which is being read", l.rows)
}

package fleet

import (
	"slices"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/filter"
)

// Lacking is what a filter asks of instances and their listing doesn't tell.
type Lacking struct {
	Rows     int // instances of which it is unknown whether they match
	Renewals []ecsapi.InstanceID
	Prices   []SpotKey
	Types    ecsapi.RegionID // a region to read the instance types of; "" when they are known
	Calls    int             // about how many it takes to read all that
}

// LackingOf finds what a filter of instances lacks.
func LackingOf(expr filter.Expr[Subject], rows []*ecsapi.Instance, about *Context) (l Lacking) {
	fields := expr.Fields()
	names := func(f ...filter.Field) bool {
		return slices.ContainsFunc(f, func(f filter.Field) bool { return slices.Contains(fields, f) })
	}
	renewals, prices, types, problems := names(FieldAutoRenew), names(FieldPrice, FieldRoom), names(FieldArch), names(FieldProblem)
	if !renewals && !prices && !types && !problems {
		return l
	}
	const aCall = 100 // settings of a region
	keys, inRegion := map[SpotKey]bool{}, map[ecsapi.RegionID]int{}
	for _, i := range rows {
		unknown := expr.Eval(Subject{Instance: i, Context: about}) == filter.Unknown
		k, lacks := SpotKey{Region: i.Region, Type: i.Type}, false
		ends := problems && !i.Expires.IsZero() && i.Expires.Sub(about.Now) <= ExpiringWithin
		if _, known := about.Snap.AutoRenewals[i.ID]; !known && i.ChargeType == ecsapi.PrePaid && (renewals && unknown || ends) {
			l.Renewals = append(l.Renewals, i.ID)
			if inRegion[i.Region]%aCall == 0 {
				l.Calls++
			}
			inRegion[i.Region]++
			lacks = true
		}
		if prices && i.Spot() && FreshPrices(about.Snap, about.Now, k) == nil {
			if lacks = true; unknown && !keys[k] {
				keys[k] = true
				l.Prices = append(l.Prices, k)
				l.Calls++
			}
		}
		if types && about.Snap.Types == nil {
			if lacks = true; unknown && l.Types == "" {
				l.Types = i.Region
				l.Calls += 2 // the types, and what the region has of them
			}
		}
		if unknown && lacks { // else the field is none of its own, as the price of what isn't spot
			l.Rows++
		}
	}
	return l
}

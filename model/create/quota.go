package create

import "ecsdeck/ecsapi/fleet"

// quotaNote says how many vCPUs the order takes of the quota in the region of the place that is
// looked at, with all its places there; short, that too few are left. The order can be sent all
// the same: the cloud has the last word.
func (r *rowBuilder) quotaNote() (note string, short bool) {
	o, region := r.offer(r.place), r.draft.places[r.place].Region
	switch {
	case o.otherPayment:
		return "", false
	case o.QuotaErr != nil:
		return r.Text.S("quota unknown: {reason}", r.Reason(o.QuotaErr)), false
	case o.Quota == nil:
		return "", false
	}
	use := fleet.QuotaUse{Quota: *o.Quota}
	if t, sold := o.instanceType(r.draft.typ); sold {
		for i, p := range r.order.Places {
			if p.Region == region && r.wrong(i, "amount") == "" {
				use.Takes += p.Amount * t.CPU
			}
		}
	}
	left := use.Left()
	switch {
	case use.Takes == 0:
		return r.Text.S("quota: {left} of {max} vCPUs left", left, use.Max), left == 0
	case use.Exceeded():
		return r.Text.S("{takes} vCPUs, of which the quota has {left} left", use.Takes, left), true
	}
	return r.Text.S("{takes} of {left} vCPUs left in the quota", use.Takes, left), false
}

package brief

import (
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/message"
)

// Quotas tell how many vCPUs a creation takes and how many the account may still have where it is
// made. Regions with too few come first, each in a line unless they are many; the others are left
// out where there is no room for them.
func (w Writer) Quotas(p *fleet.Plan, all bool) []Line {
	var short, ample, unknown []fleet.QuotaUse
	for _, q := range p.Quotas {
		switch {
		case q.Err != nil:
			unknown = append(unknown, q)
		case q.Exceeded():
			short = append(short, q)
		default:
			ample = append(ample, q)
		}
	}
	out := w.quotas(short, Warning, "vCPU quota: too few are left in {count} regions for this order")
	if all {
		out = append(out, w.quotas(ample, Detail, "vCPU quota: enough are left in {count} regions for this order")...)
		out = append(out, w.quotas(unknown, Detail, "vCPU quota unknown in {count} regions")...)
	}
	return out
}

// quotas has a line for each or, of more than a few, one for all.
func (w Writer) quotas(list []fleet.QuotaUse, s Severity, many message.Key) []Line {
	if len(list) > few {
		return []Line{w.line(s, many, len(list))}
	}
	var out []Line
	for i := range list {
		out = append(out, Line{s, w.quota(&list[i])})
	}
	return out
}

func (w Writer) quota(q *fleet.QuotaUse) string {
	region, left := string(q.Region), q.Left()
	known := func(plain, spot message.Key, args ...any) string {
		if q.Spot {
			return w.Text.S(spot, args...)
		}
		return w.Text.S(plain, args...)
	}
	switch {
	case q.Err != nil:
		return known("vCPU quota in {region} unknown: {reason}", "spot vCPU quota in {region} unknown: {reason}", region, w.Reason(q.Err))
	case q.Takes == 0:
		return known("vCPU quota in {region}: {left} of {max} left", "spot vCPU quota in {region}: {left} of {max} left", region, left, q.Max)
	case q.Exceeded():
		return known("vCPU quota in {region}: only {left} of {max} left, this order takes {takes}",
			"spot vCPU quota in {region}: only {left} of {max} left, this order takes {takes}", region, left, q.Max, q.Takes)
	}
	return known("vCPU quota in {region}: {left} of {max} left, this order takes {takes}",
		"spot vCPU quota in {region}: {left} of {max} left, this order takes {takes}", region, left, q.Max, q.Takes)
}

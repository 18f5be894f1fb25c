package brief

import (
	"cmp"
	"strings"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
)

// Target says what a plan does to its i-th target.
func (w Writer) Target(p *fleet.Plan, i int) string {
	if target := words[p.Action].Target; target != nil {
		return target(w, p, i)
	}
	return string(p.Targets[i].Zone)
}

// TargetFirst reports whether what [Writer.Target] says matters more than the id of
// an instance.
func TargetFirst(a fleet.Action) bool { return words[a].TargetFirst }

// releaseTarget is the status of what is released, and the disks that go with it.
func releaseTarget(w Writer, p *fleet.Plan, i int) string {
	t := p.Targets[i]
	s := w.Status(t.Status)
	if d := p.Disks[t.ID]; len(d) > 0 {
		var sum Disks
		for _, d := range d {
			if d.Goes() {
				sum.add(d)
			}
		}
		s += "  " + w.Text.N("{count} disk goes, {size} GiB", "{count} disks go, {size} GiB", sum.N, sum.GiB)
	}
	return s + "  " + string(t.Zone)
}

// renewTarget is the expiry before and after, and the price.
func renewTarget(w Writer, p *fleet.Plan, i int) string {
	s, b := w.Date(p.Targets[i].Expires), p.Bill
	if b == nil || i >= len(b.Costs) {
		return s
	}
	c := b.Costs[i]
	if c.Err != nil {
		return s + "  " + w.Text.S("price unknown: {reason}", w.err(c.Err))
	}
	return s + " → " + w.Date(c.Expiry) + "  " + w.Price(c.Once, b.Currency)
}

// autoRenewTarget is the expiry, and when the cloud charges.
func autoRenewTarget(w Writer, p *fleet.Plan, i int) string {
	t := p.Targets[i]
	if at := ecsapi.NextCharge(t.Expires, w.Now); p.Options.On && !at.IsZero() {
		return w.Text.S("expires {expiry}, charged {charge}", w.Date(t.Expires), w.Date(at))
	}
	return w.Text.S("expires {date}", w.Date(t.Expires))
}

// autoReleaseTarget is the automatic release that it has now.
func autoReleaseTarget(w Writer, p *fleet.Plan, i int) string {
	t := p.Targets[i]
	if t.AutoRelease.IsZero() {
		return string(t.Zone)
	}
	return w.Text.S("now at {time}", w.Clock(t.AutoRelease))
}

// Reading says what an open plan waits for.
func (w Writer) Reading(p *fleet.Plan) string {
	if reading := words[p.Action].Reading; reading != nil {
		return reading(w, p.N())
	}
	return w.Text.S("planning …")
}

// Skip says why an instance is left out.
func (w Writer) Skip(s fleet.Skip) string { return w.Text.T(s.Text()) }

// Skipped names an instance that is left out and says why.
func (w Writer) Skipped(s fleet.Skip) string {
	return w.Text.S("{instance} was skipped: {skip}", strings.TrimSpace(string(s.ID)+" "+s.Name), w.Skip(s))
}

// Losses says what a release takes with it and what it leaves to be paid for;
// names has few disks named.
func (w Writer) Losses(p Summary, names bool) []Line {
	var out []Line
	if d := p.Secured; d.N > 0 {
		text := w.Text.N("{count} disk that was to stay is deleted, {size} GiB: a lock for security overrides that",
			"{count} disks that were to stay are deleted, {size} GiB: a lock for security overrides that", d.N, d.GiB)
		if few := w.disks(d); few != "" && names {
			text = w.Text.N("{count} disk that was to stay is deleted, {size} GiB: a lock for security overrides that: {few}",
				"{count} disks that were to stay are deleted, {size} GiB: a lock for security overrides that: {few}", d.N, d.GiB, few)
		}
		out = append(out, Line{Danger, text})
	}
	if d := p.Goes; d.N > 0 {
		text := w.Text.N("{count} disk is deleted, {size} GiB", "{count} disks are deleted, {size} GiB", d.N, d.GiB)
		if few := w.disks(d); few != "" && names {
			text = w.Text.N("{count} disk is deleted, {size} GiB: {few}", "{count} disks are deleted, {size} GiB: {few}", d.N, d.GiB, few)
		}
		out = append(out, Line{Danger, text})
	}
	if d := p.Stays; d.N > 0 {
		text := w.Text.N("{count} disk stays and is charged on, {size} GiB", "{count} disks stay and are charged on, {size} GiB", d.N, d.GiB)
		if few := w.disks(d); few != "" && names {
			text = w.Text.N("{count} disk stays and is charged on, {size} GiB: {few}", "{count} disks stay and are charged on, {size} GiB: {few}", d.N, d.GiB, few)
		}
		out = append(out, Line{Warning, text})
	}
	if a := p.Elastic; a.N > 0 {
		text := w.Text.N("{count} elastic address stays and is charged on, with its bandwidth",
			"{count} elastic addresses stay and are charged on, with their bandwidth", a.N)
		if few := w.addresses(a); few != "" && names {
			text = w.Text.N("{count} elastic address stays and is charged on, with its bandwidth: {few}",
				"{count} elastic addresses stay and are charged on, with their bandwidth: {few}", a.N, few)
		}
		out = append(out, Line{Warning, text})
	}
	return out
}

// addresses names the elastic addresses where they are few, with their bandwidths.
func (w Writer) addresses(a Addresses) string {
	if a.N > len(a.Few) {
		return ""
	}
	var names []string
	for _, in := range a.Few {
		names = append(names, w.Text.S("{address} ({bandwidth} Mbit/s)", in.ElasticIP(), int(in.ElasticBandwidth)))
	}
	return strings.Join(names, ", ")
}

// disks names the disks where they are few, with their sizes.
func (w Writer) disks(s Disks) string {
	if s.N > len(s.Few) {
		return ""
	}
	var names []string
	for _, d := range s.Few {
		names = append(names, w.Text.S("{disk} ({size} GiB)", cmp.Or(d.Name, d.ID), d.SizeGiB))
	}
	return strings.Join(names, ", ")
}

package brief

import (
	"cmp"
	"strings"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
)

// Target says what a plan does to its i-th target.
func (w Writer) Target(p *fleet.Plan, i int) string {
	t, o := p.Targets[i], p.Options
	switch p.Action {
	case fleet.ActionRelease:
		s := w.Status(t.Status)
		if d := p.Disks[t.ID]; len(d) > 0 {
			var sum Disks
			for _, d := range d {
				if d.DeleteWithInstance {
					sum.add(d)
				}
			}
			s += "  " + w.Text.N("{count} disk goes, {size} GiB", "{count} disks go, {size} GiB", sum.N, sum.GiB)
		}
		return s + "  " + string(t.Zone)
	case fleet.ActionRenew:
		s := w.Date(t.Expires)
		if b := p.Bill; b != nil && i < len(b.Costs) {
			switch c := b.Costs[i]; {
			case c.Err != nil:
				s += "  " + w.Text.S("price unknown: {reason}", w.err(c.Err))
			default:
				s += " → " + w.Date(c.Expiry) + "  " + w.Price(c.Once, b.Currency)
			}
		}
		return s
	case fleet.ActionAutoRenew:
		if at := ecsapi.NextCharge(t.Expires, w.Now); o.On && !at.IsZero() {
			return w.Text.S("expires {expiry}, charged {charge}", w.Date(t.Expires), w.Date(at))
		}
		return w.Text.S("expires {date}", w.Date(t.Expires))
	case fleet.ActionRename:
		return "→ " + fleet.NthName(o.Name, i)
	case fleet.ActionKeyPair:
		if t.KeyPair != "" {
			return w.Text.S("replaces {keyPair}", t.KeyPair)
		}
	case fleet.ActionAutoRelease:
		if !t.AutoRelease.IsZero() {
			return w.Text.S("now at {time}", w.Clock(t.AutoRelease))
		}
	}
	return string(t.Zone)
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
	if p.Action != fleet.ActionRelease || p.Disks == nil {
		return nil
	}
	var out []Line
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
	return out
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

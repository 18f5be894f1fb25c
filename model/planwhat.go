package model

import (
	"cmp"
	"strings"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/op"
	"ecsdeck/ui/term"
)

// What a plan changes, for whom and at what price.

// changes says what the options ask for, where the title doesn't.
func (p *planning) changes(w int) []string {
	o := p.plan.Options
	plain := func(text string) []string { return p.say(w, term.Ink{}, text) }
	switch p.plan.Action {
	case fleet.ActionAutoRelease:
		if !o.At.IsZero() {
			return plain(p.Text.S("at %s, %s", p.clock(o.At), p.away(o.At)))
		}
	case fleet.ActionRenew:
		return plain(p.Text.S("for %s", p.period(o.Period)))
	case fleet.ActionAutoRenew:
		if o.On {
			return plain(p.Text.S("for %s each time", p.period(o.Period)))
		}
	case fleet.ActionTag:
		var out []string
		if len(o.Tags) > 0 {
			var set []string
			for _, t := range o.Tags {
				set = append(set, tagText(t))
			}
			out = plain(p.Text.S("set %s", strings.Join(set, ", ")))
		}
		if len(o.Untag) > 0 {
			out = append(out, plain(p.Text.S("take away %s", strings.Join(o.Untag, ", ")))...)
		}
		return out
	case fleet.ActionCreate:
		return plain(p.launchWords())
	}
	return nil
}

// list names the targets, at most room of them, each with what the action
// means for it; of a creation it names the places.
func (p *planning) list(w, room int) []string {
	if p.plan.Action == fleet.ActionCreate {
		return p.placeLines(w, room)
	}
	n := min(len(p.plan.Targets), room)
	if room > 1 && len(p.plan.Targets) > room {
		n = room - 1
	}
	if n == 0 {
		return nil
	}
	rows := make([][3]string, n)
	for i, t := range p.plan.Targets[:n] {
		rows[i] = [3]string{t.Name, string(t.ID), p.meaning(i, t)}
		if label(t) == string(t.ID) { // it says enough once
			rows[i][0] = noName
		}
	}
	out := columned(rows, w, p.telling(), p.theme.Dim)
	if rest := len(p.plan.Targets) - n; rest > 0 && room > 1 {
		out = append(out, p.theme.Dim.Paint(p.Text.S("… and %d more", rest)))
	}
	return out
}

// telling reports whether what the action means for each instance matters more
// than its id.
func (p *planning) telling() bool {
	switch p.plan.Action {
	case fleet.ActionRenew, fleet.ActionRename, fleet.ActionAutoRenew:
		return true
	}
	return false
}

// noName stands where an instance has none beside its id.
const noName = "–"

// columned sets name, id and a third thing side by side in w cells. The id is
// what tells two of one name apart: where it is narrow the third gives way, or
// when it is the telling one, the id.
func columned(rows [][3]string, w int, telling bool, dim term.Ink) []string {
	var most [3]int
	for _, r := range rows {
		for c, text := range r {
			most[c] = max(most[c], term.Width(text))
		}
	}
	name := min(28, most[0])
	switch over := name + 2 + most[1] + 2 + most[2] - w; {
	case over <= 0:
	case telling && name-over < 12:
		most[1] = 0
		name = max(6, min(name, w-2-most[2]))
	default:
		name = max(10, min(name, w-2-most[1]-2-min(most[2], 20)))
	}
	out := make([]string, len(rows))
	for i, r := range rows {
		if most[1] == 0 && r[0] == noName {
			r[0] = r[1]
		}
		out[i] = term.FitMiddle(r[0], name)
		if most[1] > 0 {
			out[i] += "  " + dim.Paint(term.FitMiddle(r[1], most[1]))
		}
		if rest := w - term.Width(out[i]) - 2; r[2] != "" && rest > 3 {
			out[i] += "  " + term.Fit(r[2], min(rest, term.Width(r[2])), term.AlignLeft)
		}
	}
	return out
}

// meaning is what the plan does to its i-th target.
func (p *planning) meaning(i int, t *ecsapi.Instance) string {
	o := p.plan.Options
	switch p.plan.Action {
	case fleet.ActionRelease:
		s := p.statusWord(t.Status)
		if d := p.plan.Disks[t.ID]; len(d) > 0 {
			var sum disks
			for _, d := range d {
				if d.Goes {
					sum.add(d)
				}
			}
			s += "  " + p.Text.N("%d disk goes, %[2]d GiB", "%d disks go, %[2]d GiB", sum.n, sum.gib)
		}
		return s + "  " + string(t.Zone)
	case fleet.ActionRenew:
		s := p.date(t.Expires)
		if b := p.plan.Bill; b != nil && i < len(b.Costs) {
			switch c := b.Costs[i]; {
			case c.Err != nil:
				s += "  " + p.Text.S("price unknown: %s", p.reason(c.Err))
			default:
				s += " → " + p.date(c.Expiry) + "  " + term.Price(int64(c.Once), b.Currency)
			}
		}
		return s
	case fleet.ActionAutoRenew:
		s := p.Text.S("expires %s", p.date(t.Expires))
		if at := ecsapi.NextCharge(t.Expires, p.cloud); o.On && !at.IsZero() {
			s += ", " + p.Text.S("charged %s", p.date(at))
		}
		return s
	case fleet.ActionRename:
		return "→ " + fleet.NthName(o.Name, i)
	case fleet.ActionAutoRelease:
		if !t.AutoRelease.IsZero() {
			return p.Text.S("now at %s", p.clock(t.AutoRelease))
		}
	}
	return string(t.Zone)
}

// goods says what a release takes with it and what it leaves to be paid for.
func (p *planning) goods(w int, r room) []string {
	if p.plan.Action != fleet.ActionRelease || p.plan.Disks == nil {
		return nil
	}
	var out []string
	if p.goes.n > 0 {
		text := p.Text.N("%d disk is deleted, %[2]d GiB", "%d disks are deleted, %[2]d GiB", p.goes.n, p.goes.gib)
		out = p.say(w, p.theme.Bad, text+p.diskNames(p.goes, r))
	}
	if p.stays.n > 0 {
		text := p.Text.N("%d disk stays and is charged on, %[2]d GiB", "%d disks stay and are charged on, %[2]d GiB", p.stays.n, p.stays.gib)
		out = append(out, p.say(w, p.theme.Warn, text+p.diskNames(p.stays, r))...)
	}
	return out
}

// diskNames names the disks where they are few, with their sizes.
func (p *planning) diskNames(s disks, r room) string {
	if s.n > len(s.few) || !r.more {
		return ""
	}
	var names []string
	for _, d := range s.few {
		names = append(names, p.Text.S("%s (%d GiB)", cmp.Or(d.Name, d.ID), d.SizeGiB))
	}
	return ": " + strings.Join(names, ", ")
}

// flaws tells why the cloud would refuse the plan, or why that is not known, in
// its words and in plain ones; at most most of them.
func (p *planning) flaws(w, most int) []string {
	var out []string
	for i, f := range p.plan.Flaws {
		if i == most {
			return append(out, p.theme.Bad.Paint(p.Text.N("… and %d more reason", "… and %d more reasons", len(p.plan.Flaws)-i)))
		}
		ink := p.theme.Warn
		if refusal(f) || p.plan.N() == 0 {
			ink = p.theme.Bad
		}
		text := p.flawText(f)
		if p.plan.Action == fleet.ActionRelease && p.plan.N() > 0 {
			text = p.Text.S("which disks go is not known: %s", text)
		}
		out = append(out, p.say(w, ink, "! "+text)...)
	}
	return out
}

// notes tells what is worth knowing and keeps nobody from it.
func (p *planning) notes(w int) []string {
	var out []string
	for _, n := range p.plan.Notes {
		out = append(out, p.say(w, p.theme.Warn, capital(p.Text.S(n.Text, n.Args...)))...)
	}
	return out
}

// flawText is a flaw with its code and its hint. One found without asking the
// cloud has no code, and says all itself.
func (p *planning) flawText(f *ecsapi.Error) string {
	var parts []string
	if f.Region != "" {
		parts = append(parts, string(f.Region))
	}
	if f.Code != "" {
		parts = append(parts, f.Code)
	}
	if f.Message != "" {
		parts = append(parts, strings.TrimSpace(p.Text.S(f.Message)))
	}
	s := strings.Join(parts, ": ")
	if f.Code == "" && f.Message != "" {
		return s
	}
	return strings.TrimSpace(s + " " + p.Text.S(f.Hint()))
}

// cautions say what there is to fear; more adds what is good to know.
func (p *planning) cautions(w int, more bool) []string {
	var out []string
	say := func(k term.Ink, text string) { out = append(out, p.say(w, k, text)...) }
	o := p.plan.Options
	switch p.plan.Action {
	case fleet.ActionStop, fleet.ActionReboot:
		if o.Force {
			say(p.theme.Bad, p.Text.S("What the systems have not written to disk is lost."))
		}
		if o.StoppedMode == ecsapi.StopCharging {
			say(p.theme.Warn, p.Text.S("Starting again can fail for lack of stock, and public addresses may change."))
			if p.prepaid {
				say(p.theme.Warn, p.Text.S("Monthly instances are paid for all the same."))
			}
		}
		if p.plan.Action == fleet.ActionReboot {
			say(term.Ink{}, p.Text.S("The instances do not serve while they reboot."))
		}
	case fleet.ActionRelease:
		say(p.theme.Bad, p.Text.S("What is released is gone for good."))
		if o.Snapshot && more {
			say(term.Ink{}, p.Text.S("Nothing is released before its snapshots are done. They are charged until somebody deletes them."))
		}
	case fleet.ActionAutoRelease:
		if !o.At.IsZero() {
			say(p.theme.Warn, p.Text.S("What is released is gone for good, with the disks that go with it."))
		}
	case fleet.ActionAutoRenew:
		if o.On {
			say(p.theme.Warn, p.Text.S("The cloud charges nine days before the expiry, at 08:00 in Beijing, without asking again."))
		} else {
			say(p.theme.Warn, p.Text.S("What nobody renews stops when it expires, and is released later."))
		}
	case fleet.ActionAddress:
		if more {
			say(term.Ink{}, p.Text.S("The address is reachable from the internet as far as the security groups allow."))
		}
	case fleet.ActionProtect:
		if !o.On {
			say(p.theme.Warn, p.Text.S("Then they can be released."))
		}
	case fleet.ActionCreate:
		if l := p.plan.Launches[0]; more && l.SpotStrategy != "" && l.SpotStrategy != ecsapi.NoSpot {
			say(term.Ink{}, p.Text.S("Spot prices move, and the cloud can take the instances back."))
		}
	}
	if s := p.beyond(); s != "" {
		say(p.theme.Bad, s)
	}
	if more && op.Irreversible(p.plan) && p.Undo > 0 {
		say(p.theme.Dim, p.Text.S("%s takes it back within %s.", p.Keys.Undo.Label(), p.ago(p.Undo)))
	}
	return out
}

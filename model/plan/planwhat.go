package plan

import (
	"cmp"
	"strings"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/op"
	"ecsdeck/model/deck"
	"ecsdeck/ui/term"
)

// What a plan changes, for whom and at what price.

// changes says what the options ask for, where the title doesn't.
func (p *Dialog) changes(w int) []string {
	o := p.Plan.Options
	plain := func(text string) []string { return p.say(w, term.Ink{}, text) }
	switch p.Plan.Action {
	case fleet.ActionAutoRelease:
		if !o.At.IsZero() {
			return plain(p.Text.S("at %s, %s", p.Clock(o.At), p.Away(o.At)))
		}
	case fleet.ActionRenew:
		return plain(p.Text.S("for %s", p.Period(o.Period)))
	case fleet.ActionAutoRenew:
		if o.On {
			return plain(p.Text.S("for %s each time", p.Period(o.Period)))
		}
	case fleet.ActionTag:
		var out []string
		if len(o.Tags) > 0 {
			var set []string
			for _, t := range o.Tags {
				set = append(set, deck.TagText(t))
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
func (p *Dialog) list(w, room int) []string {
	if p.Plan.Action == fleet.ActionCreate {
		return p.placeLines(w, room)
	}
	n := min(len(p.Plan.Targets), room)
	if room > 1 && len(p.Plan.Targets) > room {
		n = room - 1
	}
	if n == 0 {
		return nil
	}
	rows := make([][3]string, n)
	for i, t := range p.Plan.Targets[:n] {
		rows[i] = [3]string{t.Name, string(t.ID), p.meaning(i, t)}
		if deck.Label(t) == string(t.ID) { // it says enough once
			rows[i][0] = deck.NoName
		}
	}
	out := deck.Columns(rows, w, p.telling(), p.Theme.Dim)
	if rest := len(p.Plan.Targets) - n; rest > 0 && room > 1 {
		out = append(out, p.Theme.Dim.Paint(p.Text.S("… and %d more", rest)))
	}
	return out
}

// telling reports whether what the action means for each instance matters more
// than its id.
func (p *Dialog) telling() bool {
	switch p.Plan.Action {
	case fleet.ActionRenew, fleet.ActionRename, fleet.ActionAutoRenew:
		return true
	}
	return false
}

// meaning is what the plan does to its i-th target.
func (p *Dialog) meaning(i int, t *ecsapi.Instance) string {
	o := p.Plan.Options
	switch p.Plan.Action {
	case fleet.ActionRelease:
		s := p.StatusWord(t.Status)
		if d := p.Plan.Disks[t.ID]; len(d) > 0 {
			var sum disks
			for _, d := range d {
				if d.DeleteWithInstance {
					sum.add(d)
				}
			}
			s += "  " + p.Text.N("%d disk goes, %[2]d GiB", "%d disks go, %[2]d GiB", sum.n, sum.gib)
		}
		return s + "  " + string(t.Zone)
	case fleet.ActionRenew:
		s := p.Date(t.Expires)
		if b := p.Plan.Bill; b != nil && i < len(b.Costs) {
			switch c := b.Costs[i]; {
			case c.Err != nil:
				s += "  " + p.Text.S("price unknown: %s", p.Reason(c.Err))
			default:
				s += " → " + p.Date(c.Expiry) + "  " + term.Price(int64(c.Once), b.Currency)
			}
		}
		return s
	case fleet.ActionAutoRenew:
		s := p.Text.S("expires %s", p.Date(t.Expires))
		if at := ecsapi.NextCharge(t.Expires, p.Cloud); o.On && !at.IsZero() {
			s += ", " + p.Text.S("charged %s", p.Date(at))
		}
		return s
	case fleet.ActionRename:
		return "→ " + fleet.NthName(o.Name, i)
	case fleet.ActionAutoRelease:
		if !t.AutoRelease.IsZero() {
			return p.Text.S("now at %s", p.Clock(t.AutoRelease))
		}
	}
	return string(t.Zone)
}

// goods says what a release takes with it and what it leaves to be paid for.
func (p *Dialog) goods(w int, r room) []string {
	if p.Plan.Action != fleet.ActionRelease || p.Plan.Disks == nil {
		return nil
	}
	var out []string
	if p.goes.n > 0 {
		text := p.Text.N("%d disk is deleted, %[2]d GiB", "%d disks are deleted, %[2]d GiB", p.goes.n, p.goes.gib)
		out = p.say(w, p.Theme.Bad, text+p.diskNames(p.goes, r))
	}
	if p.stays.n > 0 {
		text := p.Text.N("%d disk stays and is charged on, %[2]d GiB", "%d disks stay and are charged on, %[2]d GiB", p.stays.n, p.stays.gib)
		out = append(out, p.say(w, p.Theme.Warn, text+p.diskNames(p.stays, r))...)
	}
	return out
}

// diskNames names the disks where they are few, with their sizes.
func (p *Dialog) diskNames(s disks, r room) string {
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
func (p *Dialog) flaws(w, most int) []string {
	var out []string
	for i, f := range p.Plan.Flaws {
		if i == most {
			return append(out, p.Theme.Bad.Paint(p.Text.N("… and %d more reason", "… and %d more reasons", len(p.Plan.Flaws)-i)))
		}
		ink := p.Theme.Warn
		if refusal(f) || p.Plan.N() == 0 {
			ink = p.Theme.Bad
		}
		text := p.flawText(f)
		if p.Plan.Action == fleet.ActionRelease && p.Plan.N() > 0 {
			text = p.Text.S("which disks go is not known: %s", text)
		}
		out = append(out, p.say(w, ink, "! "+text)...)
	}
	return out
}

// notes tells what is worth knowing and keeps nobody from it.
func (p *Dialog) notes(w int) []string {
	var out []string
	for _, n := range p.Plan.Notes {
		out = append(out, p.say(w, p.Theme.Warn, deck.Capitalize(p.Text.S(n.Text, n.Args...)))...)
	}
	return out
}

// flawText is a flaw with its code and its hint. One found without asking the
// cloud has no code, and says all itself.
func (p *Dialog) flawText(f *ecsapi.Error) string {
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
func (p *Dialog) cautions(w int, more bool) []string {
	var out []string
	say := func(k term.Ink, text string) { out = append(out, p.say(w, k, text)...) }
	o := p.Plan.Options
	switch p.Plan.Action {
	case fleet.ActionStop, fleet.ActionReboot:
		if o.Force {
			say(p.Theme.Bad, p.Text.S("What the systems have not written to disk is lost."))
		}
		if o.StoppedMode == ecsapi.StopCharging {
			say(p.Theme.Warn, p.Text.S("Starting again can fail for lack of stock, and public addresses may change."))
			if p.prepaid {
				say(p.Theme.Warn, p.Text.S("Monthly instances are paid for all the same."))
			}
		}
		if p.Plan.Action == fleet.ActionReboot {
			say(term.Ink{}, p.Text.S("The instances do not serve while they reboot."))
		}
	case fleet.ActionRelease:
		say(p.Theme.Bad, p.Text.S("What is released is gone for good."))
		if o.Snapshot && more {
			say(term.Ink{}, p.Text.S("Nothing is released before its snapshots are done. They are charged until somebody deletes them."))
		}
	case fleet.ActionAutoRelease:
		if !o.At.IsZero() {
			say(p.Theme.Warn, p.Text.S("What is released is gone for good, with the disks that go with it."))
		}
	case fleet.ActionAutoRenew:
		if o.On {
			say(p.Theme.Warn, p.Text.S("The cloud charges nine days before the expiry, at 08:00 in Beijing, without asking again."))
		} else {
			say(p.Theme.Warn, p.Text.S("What nobody renews stops when it expires, and is released later."))
		}
	case fleet.ActionAddress:
		if more {
			say(term.Ink{}, p.Text.S("The address is reachable from the internet as far as the security groups allow."))
		}
	case fleet.ActionProtect:
		if !o.On {
			say(p.Theme.Warn, p.Text.S("Then they can be released."))
		}
	case fleet.ActionCreate:
		if l := p.Plan.Launches[0]; more && l.SpotStrategy != "" && l.SpotStrategy != ecsapi.NoSpot {
			say(term.Ink{}, p.Text.S("Spot prices move, and the cloud can take the instances back."))
		}
	}
	if s := p.beyond(); s != "" {
		say(p.Theme.Bad, s)
	}
	if more && op.Irreversible(p.Plan) && p.Undo > 0 {
		say(p.Theme.Dim, p.Text.S("%s takes it back within %s.", p.Keys.Undo.Label(), p.Ago(p.Undo)))
	}
	return out
}

package brief

import (
	"slices"
	"strings"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
)

// Cautions say what there is to fear of a plan before it is sent, and in lines
// of severity Detail what is good to know. A plan for nobody has none.
func (w Writer) Cautions(p Summary, l fleet.Limits) []Line {
	if p.N() == 0 {
		return nil
	}
	var out []Line
	switch o := p.Options; p.Action {
	case fleet.ActionStop, fleet.ActionReboot:
		if o.Force {
			out = append(out, w.line(Danger, "What the systems have not written to disk is lost."))
		}
		if o.StoppedMode == ecsapi.StopCharging {
			out = append(out, w.line(Warning, "Starting again can fail for lack of stock, and public addresses may change."))
			if p.Prepaid {
				out = append(out, w.line(Warning, "Monthly instances are paid for all the same."))
			}
		}
		if p.Action == fleet.ActionReboot {
			out = append(out, w.line(Plain, "The instances do not serve while they reboot."))
		}
	case fleet.ActionRelease:
		out = append(out, w.line(Danger, "What is released is gone for good."))
		if o.Snapshot {
			out = append(out, w.line(Detail, "Nothing is released before its snapshots are done. They are charged until somebody deletes them."))
		}
	case fleet.ActionAutoRelease:
		if !o.At.IsZero() {
			out = append(out, w.line(Warning, "What is released is gone for good, with the disks that go with it."))
		}
	case fleet.ActionAutoRenew:
		if o.On {
			out = append(out, w.line(Warning, "The cloud charges nine days before the expiry, at 08:00 in Beijing, without asking again."))
		} else {
			out = append(out, w.line(Warning, "What nobody renews stops when it expires, and is released later."))
		}
	case fleet.ActionAddress:
		out = append(out, w.line(Detail, "The address is reachable from the internet as far as the security groups allow."))
	case fleet.ActionProtect:
		if !o.On {
			out = append(out, w.line(Warning, "Then they can be released."))
		}
	case fleet.ActionKeyPair:
		out = append(out,
			w.line(Warning, "Logging in with a password is turned off."),
			w.line(Warning, "What runs takes it after a reboot, and what is stopped at its next start."))
	case fleet.ActionCreate:
		if s := p.Launches[0].SpotStrategy; s != "" && s != ecsapi.NoSpot {
			out = append(out, w.line(Detail, "Spot prices move, and the cloud can take the instances back."))
		}
	}
	return append(out, w.Beyond(p.Plan, l)...)
}

// Notes tell what is worth knowing and keeps nobody from the plan.
func (w Writer) Notes(p *fleet.Plan) []Line {
	var out []Line
	for _, n := range p.Notes {
		out = append(out, Line{Warning, Capital(w.Text.T(n.Text))})
	}
	return out
}

// Flaws tell why the cloud would refuse the plan, or why that is not known.
func (w Writer) Flaws(p *fleet.Plan) []Line {
	var out []Line
	for _, f := range p.Flaws {
		s := Warning
		if refusal(f) || p.N() == 0 {
			s = Danger
		}
		text := w.flaw(f)
		if p.Action == fleet.ActionRelease && p.N() > 0 {
			text = w.Text.S("which disks go is not known: {reason}", text)
		}
		out = append(out, Line{s, text})
	}
	return out
}

// flaw is a flaw with its region, its code and its hint. One found without
// asking the cloud has no code, and says all itself.
func (w Writer) flaw(f *ecsapi.Error) string {
	var parts []string
	if f.Region != "" {
		parts = append(parts, string(f.Region))
	}
	if w.FullErrors {
		return strings.Join(append(parts, w.Explain(f)), ": ")
	}
	if f.Code != "" {
		parts = append(parts, f.Code)
	}
	says := f.Says()
	if !says.IsZero() {
		parts = append(parts, strings.TrimSpace(w.Text.T(says)))
	}
	s := strings.Join(parts, ": ")
	if f.Code == "" && !says.IsZero() {
		return s
	}
	return strings.TrimSpace(s + " " + w.Text.S(f.Hint()))
}

// refusalKinds are those of a refusal that asking again does not change.
var refusalKinds = []ecsapi.Kind{
	ecsapi.KindCredentials, ecsapi.KindForbidden, ecsapi.KindReadOnly, ecsapi.KindNotFound, ecsapi.KindState,
	ecsapi.KindStock, ecsapi.KindMoney, ecsapi.KindInvalid,
}

// refusal reports whether the cloud said no, other than that it could not be
// asked.
func refusal(e *ecsapi.Error) bool { return slices.Contains(refusalKinds, e.Kind) }

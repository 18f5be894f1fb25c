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
	for _, c := range words[p.Action].Cautions {
		if c.When == nil || c.When(p) {
			out = append(out, w.line(c.Severity, c.Text))
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
		if unread := words[p.Action].Unread; unread != "" && p.N() > 0 {
			text = w.Text.S(unread, text)
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
	says := strings.TrimSpace(w.Text.T(f.Says()))
	if says != "" {
		parts = append(parts, says)
	}
	s, meaning := strings.Join(parts, ": "), w.Text.T(f.Meaning())
	if says != "" && (f.Code == "" || strings.TrimSpace(meaning) == says) {
		return s
	}
	if says == "" || strings.HasSuffix(says, ".") {
		return strings.TrimSpace(s + " " + meaning)
	}
	return w.Text.S("{problem}. {meaning}", s, meaning)
}

// refusalKinds are those of a refusal that asking again does not change.
var refusalKinds = []ecsapi.Kind{
	ecsapi.KindCredentials, ecsapi.KindForbidden, ecsapi.KindReadOnly, ecsapi.KindNotFound, ecsapi.KindState,
	ecsapi.KindStock, ecsapi.KindMoney, ecsapi.KindInvalid, ecsapi.KindRefused,
}

// refusal reports whether the cloud said no, other than that it could not be
// asked.
func refusal(e *ecsapi.Error) bool { return slices.Contains(refusalKinds, e.Kind) }

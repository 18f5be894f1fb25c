package brief

import (
	"cmp"
	"strings"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/message"
	"ecsdeck/ecsapi/op"
)

// Choice is an option of an action that has two values.
type Choice struct {
	Labels  [2]string
	Short   [2]string // where there is little room
	Chosen  int       // -1: neither, the account decides
	Default int       // what is chosen when nobody says anything, or -1
	Set     func(*fleet.ActionOptions, int)
}

// optionWords is how an option is told of a plan: as a choice, where it has two
// values, or as what was asked for, "" where nothing was.
type optionWords struct {
	choice func(w Writer, p *fleet.Plan) Choice
	asked  func(w Writer, p *fleet.Plan) string
}

// options are the words of options, by their names in the journal.
var options = map[string]optionWords{
	"force":        {choice: Writer.force},
	"stopped_mode": {choice: Writer.charging},
	"snapshot":     {choice: Writer.copying},
	"at": {asked: func(w Writer, p *fleet.Plan) string {
		at := p.Options.At
		if at.IsZero() {
			return ""
		}
		return w.Text.S("at {time}, {away}", w.Clock(at), w.Away(at))
	}},
	"period": {asked: func(w Writer, p *fleet.Plan) string {
		switch s := op.Of(p.Action); {
		case s.Undone(p.Options):
			return ""
		case s.AutoRenews:
			return w.Text.S("for {period} each time", w.Period(p.Options.Period))
		}
		return w.Text.S("for {period}", w.Period(p.Options.Period))
	}},
	"tags": {asked: func(w Writer, p *fleet.Plan) string {
		if len(p.Options.Tags) == 0 {
			return ""
		}
		var tags []string
		for _, t := range p.Options.Tags {
			tags = append(tags, Tag(t))
		}
		return w.Text.S("set {tags}", strings.Join(tags, ", "))
	}},
	"untag": {asked: func(w Writer, p *fleet.Plan) string {
		if len(p.Options.Untag) == 0 {
			return ""
		}
		return w.Text.S("remove {keys}", strings.Join(p.Options.Untag, ", "))
	}},
}

// Choices are the options with two values that would change something of the
// plan. A plan without targets has some where force makes it possible, such as a
// release of nothing but running instances.
func (w Writer) Choices(p *fleet.Plan) []Choice {
	spec := op.Of(p.Action)
	if p.N() == 0 && !spec.ForceWidens {
		return nil
	}
	var out []Choice
	for _, name := range spec.Options {
		if choice := options[name].choice; choice != nil {
			out = append(out, choice(w, p))
		}
	}
	return out
}

// force is whether it is done by force.
func (w Writer) force(p *fleet.Plan) Choice {
	labels := cmp.Or(words[p.Action].ForceChoice, ChoiceWords{
		Labels: [2]message.Key{"gentle: the system shuts down", "force: like cutting the power"},
		Short:  [2]message.Key{"gentle", "force"},
	})
	return Choice{
		Labels: w.both(labels.Labels),
		Short:  w.both(labels.Short),
		Chosen: index(p.Options.Force),
		Set:    func(o *fleet.ActionOptions, v int) { o.Force = v == 1 },
	}
}

func (w Writer) both(k [2]message.Key) [2]string { return [2]string{w.Text.S(k[0]), w.Text.S(k[1])} }

// charging is whether what is stopped is charged on.
func (w Writer) charging(p *fleet.Plan) Choice {
	modes := [2]string{ecsapi.KeepCharging, ecsapi.StopCharging}
	c := Choice{
		Labels: [2]string{
			w.Text.S("keep charging: vCPU and memory stay reserved and are paid for"),
			w.Text.S("stop charging: vCPU and memory are given back, disks are paid for"),
		},
		Short:   [2]string{w.Text.S("keep charging"), w.Text.S("stop charging")},
		Chosen:  index(p.Options.StoppedMode == ecsapi.StopCharging),
		Default: -1,
		Set:     func(o *fleet.ActionOptions, v int) { o.StoppedMode = modes[v] },
	}
	if p.Options.StoppedMode == "" {
		c.Chosen = -1
	}
	return c
}

// copying is whether disks are kept as snapshots.
func (w Writer) copying(p *fleet.Plan) Choice {
	return Choice{
		Labels: [2]string{w.Text.S("without a snapshot"), w.Text.S("a snapshot of each disk that goes, first")},
		Short:  [2]string{w.Text.S("without a snapshot"), w.Text.S("a snapshot of each disk")},
		Chosen: index(p.Options.Snapshot),
		Set:    func(o *fleet.ActionOptions, v int) { o.Snapshot = v == 1 },
	}
}

func index(b bool) int {
	if b {
		return 1
	}
	return 0
}

// Chosen are the choices that somebody made, for where they can't be changed.
func (w Writer) Chosen(p *fleet.Plan) []Line {
	var out []Line
	for _, c := range w.Choices(p) {
		if c.Chosen != c.Default {
			out = append(out, Line{Text: c.Labels[c.Chosen]})
		}
	}
	return out
}

// Asked says what the options ask for, where neither the title nor a choice
// does.
func (w Writer) Asked(p Summary) []Line {
	var out []Line
	spec := op.Of(p.Action)
	if spec.Text != nil {
		out = append(out, Line{Text: w.Text.S(words[p.Action].Asked, *spec.Text(&p.Options))})
	}
	for _, name := range spec.Options {
		if asked := options[name].asked; asked != nil {
			if text := asked(w, p.Plan); text != "" {
				out = append(out, Line{Text: text})
			}
		}
	}
	for _, key := range p.Absent {
		out = append(out, w.line(Warning, "{key} is on none of them", key))
	}
	return append(out, w.launch(p)...)
}

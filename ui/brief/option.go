package brief

import (
	"strings"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
)

// Choice is an option of an action that has two values.
type Choice struct {
	Labels  [2]string
	Short   [2]string // where there is little room
	Chosen  int       // -1: neither, the account decides
	Default int       // what is chosen when nobody says anything, or -1
	Set     func(*fleet.ActionOptions, int)
}

// Choices are the options with two values that would change something of the
// plan. A release of nothing but running instances has one that makes it
// possible.
func (w Writer) Choices(p *fleet.Plan) []Choice {
	if p.N() == 0 && p.Action != fleet.ActionRelease {
		return nil
	}
	switch o := p.Options; p.Action {
	case fleet.ActionStop:
		return []Choice{w.force(o), w.charging(o)}
	case fleet.ActionReboot:
		return []Choice{w.force(o)}
	case fleet.ActionRelease:
		force := w.force(o)
		force.Labels = [2]string{w.Text.S("only what is stopped"), w.Text.S("force: what runs too, like cutting the power")}
		force.Short = [2]string{w.Text.S("only what is stopped"), w.Text.S("force: what runs too")}
		return []Choice{force, w.copying(o)}
	}
	return nil
}

func (w Writer) force(o fleet.ActionOptions) Choice {
	return Choice{
		Labels: [2]string{w.Text.S("gentle: the system shuts down"), w.Text.S("force: like cutting the power")},
		Short:  [2]string{w.Text.S("gentle"), w.Text.S("force")},
		Chosen: index(o.Force),
		Set:    func(o *fleet.ActionOptions, v int) { o.Force = v == 1 },
	}
}

// charging is whether what is stopped is charged on.
func (w Writer) charging(o fleet.ActionOptions) Choice {
	modes := [2]string{ecsapi.KeepCharging, ecsapi.StopCharging}
	c := Choice{
		Labels: [2]string{
			w.Text.S("keep charging: vCPU and memory stay reserved and are paid for"),
			w.Text.S("stop charging: vCPU and memory are given back, disks are paid for"),
		},
		Short:   [2]string{w.Text.S("keep charging"), w.Text.S("stop charging")},
		Chosen:  index(o.StoppedMode == ecsapi.StopCharging),
		Default: -1,
		Set:     func(o *fleet.ActionOptions, v int) { o.StoppedMode = modes[v] },
	}
	if o.StoppedMode == "" {
		c.Chosen = -1
	}
	return c
}

// copying is whether disks are kept as snapshots.
func (w Writer) copying(o fleet.ActionOptions) Choice {
	return Choice{
		Labels: [2]string{w.Text.S("without a snapshot"), w.Text.S("a snapshot of each disk that goes, first")},
		Short:  [2]string{w.Text.S("without a snapshot"), w.Text.S("a snapshot of each disk")},
		Chosen: index(o.Snapshot),
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
	switch o := p.Options; p.Action {
	case fleet.ActionAutoRelease:
		if !o.At.IsZero() {
			out = append(out, w.line(Plain, "at {time}, {away}", w.Clock(o.At), w.Away(o.At)))
		}
	case fleet.ActionRenew:
		out = append(out, w.line(Plain, "for {period}", w.Period(o.Period)))
	case fleet.ActionAutoRenew:
		if o.On {
			out = append(out, w.line(Plain, "for {period} each time", w.Period(o.Period)))
		}
	case fleet.ActionRename:
		out = append(out, w.line(Plain, "new name: {actionOptions}", o.Name))
	case fleet.ActionDescription:
		out = append(out, w.line(Plain, "new description: {description}", o.Description))
	case fleet.ActionKeyPair:
		out = append(out, w.line(Plain, "key pair: {keyPair}", o.KeyPair))
	case fleet.ActionTag:
		if len(o.Tags) > 0 {
			var tags []string
			for _, t := range o.Tags {
				tags = append(tags, Tag(t))
			}
			out = append(out, w.line(Plain, "set {tags}", strings.Join(tags, ", ")))
		}
		if len(o.Untag) > 0 {
			out = append(out, w.line(Plain, "remove {keys}", strings.Join(o.Untag, ", ")))
		}
	case fleet.ActionCreate:
		if l := w.launch(p); l != "" {
			out = append(out, Line{Text: l})
		}
	}
	return out
}

// launch is what each instance of a creation is like, and how it comes about.
func (w Writer) launch(p Summary) string {
	o := p.Order
	if o == nil || len(p.Launches) == 0 {
		return ""
	}
	l := p.Launches[0]
	parts := []string{l.Type}
	disk := func(plus string, d ecsapi.DiskSpec) {
		parts = append(parts, strings.Join(strings.Fields(plus+" "+w.Text.S("{size} GiB", d.SizeGiB)+" "+d.Category+" "+d.Level), " "))
	}
	if l.System.SizeGiB > 0 {
		disk("", l.System)
	}
	for _, d := range l.Data {
		disk("+", d)
	}
	if l.BandwidthOut > 0 {
		parts = append(parts, w.Text.S("public address, {bandwidth} Mbit/s", l.BandwidthOut))
	}
	switch {
	case l.ChargeType == ecsapi.PrePaid && l.AutoRenew:
		parts = append(parts, w.Text.S("paid in advance for {period}, again and again", w.Period(l.Period)))
	case l.ChargeType == ecsapi.PrePaid:
		parts = append(parts, w.Text.S("paid in advance for {period}", w.Period(l.Period)))
	case l.SpotStrategy == ecsapi.SpotWithPriceLimit:
		parts = append(parts, w.Text.S("spot up to {price} an hour", w.Price(l.SpotPriceLimit, p.Currency())))
	case l.SpotStrategy != "" && l.SpotStrategy != ecsapi.NoSpot:
		parts = append(parts, w.Text.S("spot at any price"))
	default:
		parts = append(parts, w.Text.S("pay as you go"))
	}
	if !l.AutoRelease.IsZero() {
		parts = append(parts, w.Text.S("released at {time}, {away}", w.Clock(l.AutoRelease), w.Away(l.AutoRelease)))
	}
	if l.Protected {
		parts = append(parts, w.Text.S("protected against release"))
	}
	for _, t := range o.Launch.Tags {
		parts = append(parts, Tag(t))
	}
	switch {
	case o.LeaveStopped:
		parts = append(parts, w.Text.S("one by one, left stopped"))
	case o.OneByOne:
		parts = append(parts, w.Text.S("one by one, started"))
	case o.AnyStock:
		parts = append(parts, w.Text.S("fewer if stock is short"))
	}
	return strings.Join(parts, " · ")
}

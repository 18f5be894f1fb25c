package model

import (
	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/model/deck"
)

// choice is an option of the action that the dialog leaves open; it has two
// values. Where there is little room their short labels do.
type choice struct {
	labels [2]string
	short  [2]string
	chosen int
	set    func(*fleet.ActionOptions, int)
}

// Choices are those that would change something. A release of nothing but
// running instances has one that makes it possible.
func (p *Dialog) Choices() []choice {
	switch p.Plan.Action {
	case fleet.ActionStop, fleet.ActionReboot, fleet.ActionRelease:
	default:
		return nil
	}
	if p.Plan.N() == 0 && p.Plan.Action != fleet.ActionRelease {
		return nil
	}
	force := choice{
		labels: [2]string{p.Text.S("gentle: the system shuts down"), p.Text.S("force: like cutting the power")},
		short:  [2]string{p.Text.S("gentle"), p.Text.S("force")},
		chosen: deck.Btoi(p.Plan.Options.Force),
		set:    func(o *fleet.ActionOptions, v int) { o.Force = v == 1 },
	}
	switch p.Plan.Action {
	case fleet.ActionStop:
		return []choice{force, p.charging()}
	case fleet.ActionRelease:
		force.labels = [2]string{p.Text.S("only what is stopped"), p.Text.S("force: what runs too, like cutting the power")}
		force.short = [2]string{p.Text.S("only what is stopped"), p.Text.S("force: what runs too")}
		return []choice{force, p.copying()}
	}
	return []choice{force}
}

// charging is whether what is stopped is charged on.
func (p *Dialog) charging() choice {
	modes := [2]string{ecsapi.KeepCharging, ecsapi.StopCharging}
	return choice{
		labels: [2]string{
			p.Text.S("keep charging: vCPU and memory stay reserved and are paid for"),
			p.Text.S("stop charging: vCPU and memory are given back, disks are paid for"),
		},
		short:  [2]string{p.Text.S("keep charging"), p.Text.S("stop charging")},
		chosen: deck.Btoi(p.Plan.Options.StoppedMode == ecsapi.StopCharging),
		set:    func(o *fleet.ActionOptions, v int) { o.StoppedMode = modes[v] },
	}
}

// copying is whether disks are kept as snapshots.
func (p *Dialog) copying() choice {
	return choice{
		labels: [2]string{p.Text.S("without a snapshot"), p.Text.S("a snapshot of each disk that goes, first")},
		short:  [2]string{p.Text.S("without a snapshot"), p.Text.S("a snapshot of each disk")},
		chosen: deck.Btoi(p.Plan.Options.Snapshot),
		set:    func(o *fleet.ActionOptions, v int) { o.Snapshot = v == 1 },
	}
}

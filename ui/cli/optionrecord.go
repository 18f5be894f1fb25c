package cli

import (
	"strings"

	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/op"
	"ecsdeck/ui/cli/shell"
)

// optionRecord is what was asked for beside the action; what the action doesn't
// know is missing.
type optionRecord struct {
	Force       bool              `json:"force,omitempty"`
	StoppedMode *string           `json:"stopped_mode,omitempty"`
	Snapshot    bool              `json:"snapshot,omitempty"`
	At          *string           `json:"at,omitempty"` // auto-release; missing when it is cancelled
	On          *bool             `json:"on,omitempty"`
	Period      *int              `json:"period,omitempty"`
	Unit        *string           `json:"unit,omitempty"`
	Name        *string           `json:"name,omitempty"`
	Set         map[string]string `json:"set,omitempty"`
	Remove      []string          `json:"remove,omitempty"`
}

func newOptionRecord(plan *fleet.Plan) optionRecord {
	o := plan.Options
	r := optionRecord{
		Force: o.Force, StoppedMode: shell.Known(o.StoppedMode), Snapshot: o.Snapshot, At: shell.Stamp(o.At),
		Period: shell.Known(o.Period.N), Unit: shell.Known(strings.ToLower(string(o.Period.Unit))), Name: shell.Known(o.Name), Remove: o.Untag,
	}
	if op.Of(plan.Action).Takes("on") {
		r.On = &o.On
	}
	for _, t := range o.Tags {
		if r.Set == nil {
			r.Set = map[string]string{}
		}
		r.Set[t.Key] = t.Value
	}
	return r
}

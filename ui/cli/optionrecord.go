package cli

import (
	"strings"

	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/op"
	"ecsdeck/ui/record"
)

// optionRecord is what was asked for beside the action, where that is no text; what
// the action doesn't know is missing.
type optionRecord struct {
	Force       bool              `json:"force,omitempty"`
	StoppedMode *string           `json:"stopped_mode,omitempty"`
	Snapshot    bool              `json:"snapshot,omitempty"`
	At          *string           `json:"at,omitempty"` // auto-release; missing when it is cancelled
	On          *bool             `json:"on,omitempty"`
	Period      *int              `json:"period,omitempty"`
	Unit        *string           `json:"unit,omitempty"`
	Set         map[string]string `json:"set,omitempty"`
	Remove      []string          `json:"remove,omitempty"`
}

// newOptionRecord is an optionRecord or, of an action that takes a text, that text by
// the option's name.
func newOptionRecord(plan *fleet.Plan) any {
	o, spec := plan.Options, op.Of(plan.Action)
	if spec.Text != nil {
		return map[string]string{spec.Options[0]: *spec.Text(&o)}
	}
	r := optionRecord{
		Force: o.Force, StoppedMode: record.Known(o.StoppedMode), Snapshot: o.Snapshot, At: record.Stamp(o.At),
		Period: record.Known(o.Period.N), Unit: record.Known(strings.ToLower(string(o.Period.Unit))), Remove: o.Untag,
	}
	if spec.Takes("on") {
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

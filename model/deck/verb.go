package deck

import (
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/op"
)

// Verb says an action so that a number of instances can follow, in the title of
// a plan or of a job.
func (d *Deck) Verb(a fleet.Action, o fleet.ActionOptions) string {
	if verb := op.Of(a).Verb; verb != nil {
		return d.Text.S(verb(o))
	}
	return string(a)
}

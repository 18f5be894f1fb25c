package op

import "ecsdeck/ecsapi/fleet"

// Draining runs a command of this machine for an instance: it sends nothing.
var drainSpec = Spec{
	Action:         fleet.ActionDrain,
	Options:        []string{"command", "limit"},
	Local:          true,
	AnswersReclaim: true,
}

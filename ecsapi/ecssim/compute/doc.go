// Package compute carries out the actions on instances: to describe, create, start, stop, change,
// renew and release them, what they cost, the commands that run in them and the events of their
// hosts. It shows the actions and the forms of their answers.
package compute

import "ecsdeck/ecsapi/ecssim/world"

// Actions are the actions on instances, what they cost and what runs in them.
var Actions = world.Actions{}

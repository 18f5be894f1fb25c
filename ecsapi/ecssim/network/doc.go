// Package network carries out the actions on private networks, security groups and key pairs.
package network

import "ecsdeck/ecsapi/ecssim/world"

// Actions are the actions on private networks, security groups and key pairs.
var Actions = world.Actions{}

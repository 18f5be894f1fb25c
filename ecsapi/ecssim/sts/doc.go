// Package sts is the simulated cloud's token service: who a key belongs to, and
// temporary keys of roles, by another key, by an identity provider's token, by the
// metadata service of an instance or by an address.
package sts

import "ecsdeck/ecsapi/ecssim/world"

// Actions are the actions of the token service.
var Actions = world.Actions{}

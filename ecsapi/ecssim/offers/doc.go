// Package offers carries out the actions on what is for sale where: regions, zones,
// instance types, images, stock, quotas, spot prices and spot advice.
package offers

import "ecsdeck/ecsapi/ecssim/world"

// Actions are the actions on what is for sale where.
var Actions = world.Actions{}

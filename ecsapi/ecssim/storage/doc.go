// Package storage carries out the actions on disks and snapshots.
package storage

import "ecsdeck/ecsapi/ecssim/world"

// Actions are the actions on disks and snapshots.
var Actions = world.Actions{}

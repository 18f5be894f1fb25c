package fleet

import (
	"ecsdeck/ecsapi"
)

// Limits are a profile's ceilings: what goes beyond them wants the count typed,
// whatever else would do. Zero is no ceiling.
type Limits struct {
	Start, Stop int          // instances; Stop is of reboots too
	Release     int          // instances
	Create      int          // instances
	Renew       int          // instances
	PerHour     ecsapi.Price // what a creation costs from then on
	Once        ecsapi.Price // what a plan charges at once
}

// DefaultLimits are those of a profile that sets none.
var DefaultLimits = Limits{Start: 100, Stop: 100, Release: 100, Create: 100, Renew: 100}

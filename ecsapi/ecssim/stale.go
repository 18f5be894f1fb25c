package ecssim

import "ecsdeck/ecsapi/ecssim/world"

// past lets a call look at the past. While a stale fault is in force for a
// region, a copy of its fleet is made whenever somebody calls and the last one
// is older than the fault allows; calls that are hit are answered from it.
func (c *Cloud) past(call *world.Call, m mishap) {
	r := c.world.ByID[call.Params["RegionId"]]
	if m.lag == 0 || r == nil {
		return
	}
	if old := r.Past(call.Now, m.lag); m.kind == FaultStale {
		call.Stale = old
	}
}

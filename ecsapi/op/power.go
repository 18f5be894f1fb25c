package op

import (
	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
)

// What starting, stopping and rebooting have in common.

// successFirst has the cloud carry out a call for those instances that it can.
var successFirst = Param{"BatchOptimization", "SuccessFirst"}

// evaluateStatus says what a look at an instance means that is to come to a status.
func evaluateStatus(it *Target, in *ecsapi.Instance, want ecsapi.Status, late bool) Verdict {
	switch {
	case in == nil:
		return notListed
	case in.Status.Changing():
		it.Moved = true
	case in.Status == want:
		return ReachedVerdict
	case it.Moved:
		return wentBack(in)
	case late:
		return Verdict{Reason: NoSign, Outcome: fleet.Failed, Kind: ecsapi.KindState, Message: "accepted, but the instance stayed " + string(in.Status)}
	}
	return Verdict{}
}

func wentBack(in *ecsapi.Instance) Verdict {
	return Verdict{Reason: WentBack, Outcome: fleet.Failed, Kind: ecsapi.KindState, Message: "the instance went back to " + string(in.Status)}
}

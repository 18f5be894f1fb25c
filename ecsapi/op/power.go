package op

import (
	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/message"
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
		return Verdict{Reason: NoSign, Outcome: fleet.Failed, Kind: ecsapi.KindState, Text: message.New("accepted, but the instance stayed {status}", message.Key(in.Status))}
	}
	return Verdict{}
}

func wentBack(in *ecsapi.Instance) Verdict {
	return Verdict{Reason: WentBack, Outcome: fleet.Failed, Kind: ecsapi.KindState, Text: message.New("the instance went back to {status}", message.Key(in.Status))}
}

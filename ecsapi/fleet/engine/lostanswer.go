package engine

// Where the answer to a write never came, or says nothing of it: the item is
// followed as one that may have been carried out (here), looked at again with
// growing pauses (recheck.go), after a restart too (recover.go), and what was
// created is found by its tag (launchfind.go).

import (
	"cmp"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/message"
	"ecsdeck/ecsapi/op"
)

// followLost has an item followed of which nobody knows whether the cloud took it
// on. The mutex is held.
func (e *Engine) followLost(j *job, it *item) {
	it.Outcome, it.flying, it.acceptedAt, it.Step = fleet.Sent, false, time.Now(), fleet.StepLost
	it.Ended, it.noted = time.Time{}, false
	e.followed[it.ID]++
	j.dirty = true
	e.changed()
}

// unanswered is why it is not known what became of a call for the item, and what
// there is to be seen of it.
func (it *item) unanswered(api string, seen message.Text) *ecsapi.Error {
	return &ecsapi.Error{
		API: api, Region: it.Region, Kind: ecsapi.KindBrokenOff, MayHaveApplied: true, Text: whyLost(&it.Target, seen),
	}
}

// whyLost says why nobody heard what a call was answered, and what is seen of it.
func whyLost(it *op.Target, seen message.Text) message.Text {
	if it.Cause == nil || it.Cause.Kind == ecsapi.KindBrokenOff {
		return message.New("the program ended before the answer came, and {seen}", seen)
	}
	return message.New("the answer was lost ({error}), and {seen}", errorText(it.Cause), seen)
}

// errorText is an error without where it comes from.
func errorText(e *ecsapi.Error) message.Text {
	if says := e.Says(); e.Code == "" && !says.IsZero() {
		return says
	}
	return message.Verbatim(cmp.Or(e.Code, string(e.Kind)))
}

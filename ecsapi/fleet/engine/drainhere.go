package engine

import (
	"context"
	"slices"
	"sync"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/message"
)

// drainsAtOnce is how many commands run here at once.
const drainsAtOnce = 16

// Codes of commands that came to nothing, beside those of scripts.
const (
	notStarted = "CommandNotStarted"
	tooLong    = "ExecutionTimeout"
	badExit    = "ExitCodeNonzero"
)

// carryOutHere runs a job's command for each of its items, which takes no call.
func (e *Engine) carryOutHere(j *job) {
	var wg sync.WaitGroup
	for _, it := range j.items {
		wg.Go(e.guarded(func() { e.runHere(j, it) }))
	}
	wg.Wait()
}

// runHere runs the job's command for one item when its turn comes. That it is
// about to run is in the journal before it does.
func (e *Engine) runHere(j *job, it *item) {
	select {
	case e.draining <- struct{}{}:
		defer func() { <-e.draining }()
	case <-j.ctx.Done():
		return
	}
	var environ []string
	ready := false
	e.locked(func() {
		k := e.reclaims.last[it.ID]
		switch {
		case j.ctx.Err() != nil:
		case k == nil || !k.Open():
			e.end(j, it, fleet.Failed, hereError(it.Region, ecsapi.KindNotFound, "", message.New("its turn came after the instance was gone")))
		default:
			ready = true
			environ = append(slices.Clone(e.options.Environ), k.environ()...)
			it.Sent = time.Now()
			e.accept(j, it)
		}
	})
	if !ready {
		return
	}
	e.note(j, []*item{it})
	limited, cancel := context.WithTimeout(j.ctx, j.Options.Limit)
	defer cancel()
	output, exit, err := e.command(limited, j.Options.Command, environ)
	output = ecsapi.CleanText(e.client.Redact(output))

	e.locked(func() {
		it.Output, it.Exit = output, exit
		switch {
		case e.ctx.Err() != nil:
			e.end(j, it, fleet.Failed, hereError(it.Region, ecsapi.KindCancelled, "", message.New(drainClosed)))
		case j.ctx.Err() != nil:
			e.end(j, it, fleet.Failed, hereError(it.Region, ecsapi.KindCancelled, "", message.New(drainCancelled)))
		case limited.Err() != nil:
			e.end(j, it, fleet.Failed, hereError(it.Region, ecsapi.KindTimeout, tooLong, message.New("it took longer than {duration} and was ended", j.Options.Limit.String())))
		case err != nil:
			e.end(j, it, fleet.Failed, hereError(it.Region, ecsapi.KindInvalid, notStarted, message.Verbatim(ecsapi.Clean(err.Error()))))
		case exit != 0:
			e.end(j, it, fleet.Failed, hereError(it.Region, ecsapi.KindState, badExit, message.New("exit status {status}", exit)))
		default:
			e.end(j, it, fleet.Done, nil)
		}
	})
	e.recordEnds(j)
}

func hereError(id ecsapi.RegionID, kind ecsapi.Kind, code string, why message.Text) *ecsapi.Error {
	return &ecsapi.Error{API: string(fleet.ActionDrain), Region: id, Kind: kind, Code: code, Text: why}
}

// environ tells a command of the instance.
func (k *reclaim) environ() []string {
	in := k.Instance
	return []string{
		"ECSDECK_INSTANCE_ID=" + string(in.ID),
		"ECSDECK_INSTANCE_NAME=" + in.Name,
		"ECSDECK_INSTANCE_REGION=" + string(in.Region),
		"ECSDECK_INSTANCE_ZONE=" + string(in.Zone),
		"ECSDECK_INSTANCE_TYPE=" + in.Type,
		"ECSDECK_INSTANCE_PRIVATE_IP=" + in.PrivateIP(),
		"ECSDECK_INSTANCE_PUBLIC_IP=" + in.PublicIP(),
		"ECSDECK_RECLAIM_DUE=" + k.Due.UTC().Format(time.RFC3339),
	}
}

// cutOff is what becomes of an item of a job here whose process was killed.
func cutOff(it *fleet.Item) {
	switch it.Outcome {
	case fleet.Sent:
		it.Outcome = fleet.Unknown
	case fleet.Queued:
		it.Outcome = fleet.Cancelled
	case fleet.Done, fleet.Failed, fleet.TimedOut, fleet.Cancelled, fleet.Unknown: // it had ended
	}
}

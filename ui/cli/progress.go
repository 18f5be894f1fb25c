package cli

import (
	"context"
	"fmt"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/fleet/engine"
	"ecsdeck/ui/cli/shell"
)

// await waits for a job as do does. Meanwhile it says once of each region and code
// what keeps the cloud busy, and on a terminal keeps a line that says how far the
// job is, which goes at the end.
func (ch *change) await(ctx context.Context, engine *engine.Engine, id fleet.JobID, do func(context.Context, fleet.JobID) (*fleet.Job, error)) (job *fleet.Job, err error) {
	bell := engine.Subscribe()
	defer bell.Close()
	over := make(chan struct{})
	go func() {
		defer close(over)
		job, err = do(ctx, id)
	}()
	clear := ""
	if ch.wait && ch.Terminal(ch.Err) {
		clear = "\r\x1b[K"
	}
	told := map[string]bool{}
	for {
		if now, ok := engine.Snapshot().Job(id); ok {
			for i := range now.Items {
				if line := ch.busy(&now.Items[i]); line != "" && !told[line] {
					told[line] = true
					fmt.Fprintln(ch.Err, clear+line)
				}
			}
			if clear != "" {
				fmt.Fprint(ch.Err, clear+ch.P.S("{action}: {done} of {total} done", ch.Brief(ch.now).Name(now.Action), now.Counts.Done, len(now.Items)))
			}
		}
		select {
		case <-over:
			fmt.Fprint(ch.Err, clear)
			return job, err
		case <-bell.C:
		}
	}
}

// busy says what an item waits for, or "".
func (ch *change) busy(it *fleet.Item) string {
	if it.Outcome != fleet.Queued || it.Busy == 0 || it.Err == nil || it.Err.Kind != ecsapi.KindBusy && it.Err.Code != ecsapi.IncorrectInstanceStatus {
		return ""
	}
	return shell.OneLine(ch.P.S("{region}: {code}: {reason} Trying again for up to {duration}.",
		string(it.Region), it.Err.Code, ch.P.S(it.Err.Hint()), min(ch.timeout, engine.BusyFor).String()))
}

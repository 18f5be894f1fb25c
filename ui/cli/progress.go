package cli

import (
	"context"
	"fmt"

	"ecsdeck/ecsapi/fleet"
)

// watched is the engine's WaitJob. On a terminal it keeps a line that says how
// far the job is, and takes it away at the end.
func (ch *change) watched(engine *fleet.Engine) func(context.Context, fleet.JobID) (*fleet.Job, error) {
	if !ch.Terminal(ch.Err) {
		return engine.WaitJob
	}
	return func(ctx context.Context, id fleet.JobID) (job *fleet.Job, err error) {
		bell := engine.Subscribe()
		defer bell.Close()
		over := make(chan struct{})
		go func() {
			defer close(over)
			job, err = engine.WaitJob(ctx, id)
		}()
		for {
			if now, ok := engine.Snapshot().Job(id); ok {
				fmt.Fprintf(ch.Err, "\r\x1b[K%s", ch.p.S("%s: %d of %d done", ch.p.S(string(now.Action)), now.Counts.Done, len(now.Items)))
			}
			select {
			case <-over:
				fmt.Fprint(ch.Err, "\r\x1b[K")
				return job, err
			case <-bell.C:
			}
		}
	}
}

package engine

import (
	"context"
	"ecsdeck/ecsapi/fleet"
	"fmt"
)

// Pending is the number of jobs that are not over.
func (e *Engine) Pending() int { return int(e.pending.Load()) }

// WaitJob waits until a job is over. When ctx ends first, it returns the job
// as it stands and the context's error.
func (e *Engine) WaitJob(ctx context.Context, id fleet.JobID) (*fleet.Job, error) {
	return e.waitJob(ctx, id, func(j *job) bool { return j.Over() })
}

// WaitSent waits until nothing of a job is left to send: each of its calls was
// answered by the cloud or will never be sent. It returns as WaitJob does.
func (e *Engine) WaitSent(ctx context.Context, id fleet.JobID) (*fleet.Job, error) {
	return e.waitJob(ctx, id, func(j *job) bool { return j.Over() || !j.unsent() })
}

func (e *Engine) waitJob(ctx context.Context, id fleet.JobID, enough func(*job) bool) (*fleet.Job, error) {
	bell := e.Subscribe()
	defer bell.Close()
	look := func(always bool) (*fleet.Job, bool, error) {
		e.mu.Lock()
		defer e.mu.Unlock()
		j := e.job(id)
		if j == nil {
			return nil, true, fmt.Errorf("no job %d", id)
		}
		ok := enough(j)
		if !ok && !always {
			return nil, false, nil
		}
		return j.now(), ok, nil
	}
	for {
		if s, ok, err := look(false); ok {
			return s, err
		}
		select {
		case <-bell.C:
		case <-ctx.Done():
			s, ok, err := look(true)
			if !ok {
				err = ctx.Err()
			}
			return s, err
		case <-e.done:
			s, ok, err := look(true)
			if !ok {
				err = ErrClosed
			}
			return s, err
		}
	}
}

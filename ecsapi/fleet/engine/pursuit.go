package engine

import (
	"context"
	"time"
)

// pursuit is a task of which a run can be broken off, when nobody wants what it
// would bring.
type cancellableTask struct {
	task
	stop context.CancelFunc // of the run under way; nil: there is none, or it was broken off
}

// starter starts a task that is due if there is room for it.
type starter func(t *task, room bool, f func()) bool

// start is a starter of pursuits.
func (t *cancellableTask) start(ctx context.Context, now time.Time, begin starter, room bool, f func(ctx context.Context)) bool {
	if !room || !t.ready(now) {
		return begin(&t.task, false, nil)
	}
	ctx, t.stop = context.WithCancel(ctx)
	return begin(&t.task, true, func() { f(ctx) })
}

// end is called, with the mutex held, when a run has ended.
func (t *cancellableTask) end() { t.cancel() }

// breakOff ends the run under way, if there is one.
func (t *cancellableTask) cancel() {
	if t.stop != nil {
		t.stop()
		t.stop = nil
	}
}

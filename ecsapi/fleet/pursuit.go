package fleet

import (
	"context"
	"time"
)

// pursuit is a task of which a run can be broken off, when nobody wants what it
// would bring.
type pursuit struct {
	task
	cancel context.CancelFunc // of the run under way; nil: there is none, or it was broken off
}

// starter starts a task that is due if there is room for it.
type starter func(t *task, room bool, f func()) bool

// start is a starter of pursuits.
func (t *pursuit) start(ctx context.Context, now time.Time, begin starter, room bool, f func(ctx context.Context)) bool {
	if !room || !t.ready(now) {
		return begin(&t.task, false, nil)
	}
	ctx, t.cancel = context.WithCancel(ctx)
	return begin(&t.task, true, func() { f(ctx) })
}

// end is called, with the mutex held, when a run has ended.
func (t *pursuit) end() { t.breakOff() }

// breakOff ends the run under way, if there is one.
func (t *pursuit) breakOff() {
	if t.cancel != nil {
		t.cancel()
		t.cancel = nil
	}
}

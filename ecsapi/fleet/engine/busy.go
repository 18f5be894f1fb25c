package engine

import (
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
)

// A call that is refused because something else goes on is made again with these
// pauses. Other tools wait five to thirty minutes for the same codes.
const (
	busyFirst = 5 * time.Second
	busyMost  = 15 * time.Second
)

// BusyFor is how long a call is made again that is refused because something else
// goes on, from the first such refusal. Then it fails as what it is.
const BusyFor = 10 * time.Minute

// busyPause is the pause after the n-th refusal in a row, from 1.
func busyPause(n int) time.Duration {
	pause := busyFirst
	for ; n > 1 && pause < busyMost; n-- {
		pause = pause * 3 / 2
	}
	return min(pause, busyMost)
}

// sendPauseAfter is the pause after the n-th try that failed for another reason.
func sendPauseAfter(n int) time.Duration { return min(sendPause<<(n-1), maxSendPause) }

// tries paces one call that is made again and again.
type tries struct {
	failed int       // those that count towards maxSends
	busy   int       // those that were refused because something else goes on
	since  time.Time // wall time of the first of them
}

// after notes a try that failed and returns how long to wait for the next one,
// and whether there is one. What was lost is tried again only if the call's token
// keeps it from being carried out twice, which is the caller's to know.
func (t *tries) after(bad *ecsapi.Error) (pause time.Duration, again bool) {
	if bad.Kind == ecsapi.KindBusy {
		if t.busy++; t.busy == 1 {
			t.since = time.Now()
		}
		return max(busyPause(t.busy), bad.RetryAfter), time.Since(t.since) < BusyFor
	}
	t.failed++
	return max(sendPauseAfter(t.failed), bad.RetryAfter), t.failed < maxSends && !bad.Final()
}

// again notes a try of the items' call that failed, shows whether something else was
// in its way, and waits for the next one. It reports whether there is one.
func (e *Engine) again(j *job, items []*item, t *tries, bad *ecsapi.Error) bool {
	pause, again := t.after(bad)
	e.locked(func() {
		for _, it := range items {
			if it.busy = bad.Kind == ecsapi.KindBusy; it.busy {
				it.Busy, it.Err = t.busy, bad
			}
		}
		e.changed()
	})
	return again && wait(j.ctx, pause)
}

// waiting splits queued items into those that wait for something else to end, the
// longest run of their refusals, and the others. Those that waited long enough
// fail. The mutex is not held.
func (e *Engine) waiting(j *job, items []*item) (busy, others []*item, most int) {
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, it := range items {
		switch {
		case it.Outcome != fleet.Queued:
		case !it.busy || it.answerLost && j.ctx.Err() != nil:
			others = append(others, it)
		case time.Since(it.busySince) >= BusyFor && !it.answerLost && !it.mayBeDone:
			e.end(j, it, fleet.Failed, it.Err)
		case time.Since(it.busySince) >= BusyFor:
			e.followLost(j, it)
		default:
			busy, most = append(busy, it), max(most, it.Busy)
		}
	}
	return busy, others, most
}

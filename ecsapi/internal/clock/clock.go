// Package clock tells the cloud's time by the Date headers of its answers.
//
// Its place in the house: it imports nothing of ours, and only ecsapi uses it.
package clock

import (
	"sync"
	"time"
)

// Clock is cloud time: the newest Date header, carried forward by the wall
// clock. It is zero-value ready and safe for concurrent use.
type Clock struct {
	mu     sync.Mutex
	offset time.Duration // cloud minus wall
	known  bool
}

// slack is how far cloud time may be ahead of a Date header without being
// wrong: headers have whole seconds and need some time to travel. Inside it
// the clock is left alone, so that it does not jump by a second at each answer.
const slack = 2 * time.Second

// Observe takes in a Date header that arrived at wall.
func (k *Clock) Observe(date, wall time.Time) {
	offset := date.Sub(wall.Round(0))
	k.mu.Lock()
	defer k.mu.Unlock()
	if ahead := k.offset - offset; !k.known || ahead < 0 || ahead > slack {
		k.offset, k.known = offset, true
	}
}

// Skew is cloud time minus wall clock time, and whether it is known yet.
func (k *Clock) Skew() (time.Duration, bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.offset, k.known
}

// Now is cloud time in UTC. It drops the monotonic reading, which knows nothing of
// changed offsets.
func (k *Clock) Now() time.Time {
	offset, _ := k.Skew()
	return time.Now().Add(offset).Round(0).UTC()
}

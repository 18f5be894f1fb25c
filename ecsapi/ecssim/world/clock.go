package world

import (
	"sync"
	"time"
)

// Where the virtual clock stops: a year needs four digits in every format, and a
// duration holds 292 of them.
const longestRun = 250 * 365 * 24 * time.Hour

var lastInstant = time.Date(9900, 1, 1, 0, 0, 0, 0, time.UTC)

// clock is the virtual clock: it starts at a given instant and runs speed
// times as fast as the wall clock, or stands still until advanced.
type clock struct {
	speed float64 // virtual seconds per wall second; 0 is frozen

	mu   sync.Mutex
	base time.Time // virtual time at wall
	wall time.Time
}

func newClock(start time.Time, speed float64) *clock {
	return &clock{speed: speed, base: start.Round(0), wall: time.Now()}
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	ahead := min(float64(time.Since(c.wall))*c.speed, float64(longestRun))
	return soonest(c.base.Add(time.Duration(ahead)), lastInstant)
}

func (c *clock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.base = soonest(c.base.Add(d), lastInstant)
}

// soonest is the first of some moments, those apart that never come, which are zero.
func soonest(times ...time.Time) (first time.Time) {
	for _, t := range times {
		if first.IsZero() || !t.IsZero() && t.Before(first) {
			first = t
		}
	}
	return first
}

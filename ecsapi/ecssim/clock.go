package ecssim

import (
	"sync"
	"time"
)

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
	elapsed := time.Since(c.wall)
	return c.base.Add(time.Duration(float64(elapsed) * c.speed))
}

func (c *clock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.base = c.base.Add(d)
}

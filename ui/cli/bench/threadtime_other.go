//go:build !linux

package bench

import "time"

var start = time.Now()

// threadTime is the time that passes, where the system doesn't tell what a thread had of it.
func threadTime() time.Duration { return time.Since(start) }

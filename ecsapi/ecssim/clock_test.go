package ecssim

import (
	"io"
	"testing"
	"testing/synctest"
	"time"
)

// However far or fast it goes, the virtual clock goes on forward and can be saved.
func TestTheClockHasAnEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := New(Config{Instances: NoInstances, Regions: 1, Speed: 1e9})
		last := c.Now()
		for range 30 {
			<-time.After(time.Hour)
			c.Advance(290 * 365 * 24 * time.Hour)
			if now := c.Now(); now.Before(last) {
				t.Fatalf("%s after %s", now, last)
			}
			last = c.Now()
		}
		if _, err := c.Save(io.Discard); err != nil || last.Year() > 9999 {
			t.Errorf("%s: %v", last, err)
		}
	})
}

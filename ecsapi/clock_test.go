package ecsapi

import (
	"testing"
	"testing/synctest"
	"time"
)

func TestCloudTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var k clock
		if _, known := k.skew(); known || !k.now().Equal(time.Now()) {
			t.Error("before the first answer it is not the wall clock's time")
		}
		heard := func(at time.Time) { k.observe(at.UTC().Truncate(time.Second), time.Now()) }
		cloud := func() time.Time { return time.Now().Add(time.Hour) }

		pass(900 * time.Millisecond)
		heard(cloud())
		var last time.Time
		for range 50 { // headers have whole seconds: it must not step back at each
			pass(130 * time.Millisecond)
			last = k.now()
			heard(cloud())
			if now := k.now(); now.Before(last) {
				t.Fatalf("from %v back to %v", last, now)
			}
			if off := cloud().Sub(last); off < 0 || off > 2*time.Second {
				t.Fatalf("off by %v", off)
			}
		}
		heard(cloud().Add(-time.Minute)) // the cloud's clock is set
		if off := k.now().Sub(cloud().Add(-time.Minute)).Abs(); off > 2*time.Second {
			t.Errorf("off by %v after a step", off)
		}
		at := k.now()
		pass(time.Hour)
		if got := k.now().Sub(at); got != time.Hour {
			t.Errorf("an hour without answers took %v", got)
		}
	})
}

package clock

import (
	"testing"
	"testing/synctest"
	"time"
)

func TestCloudTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var k Clock
		if _, known := k.Skew(); known || !k.Now().Equal(time.Now()) {
			t.Error("before the first answer it is not the wall clock's time")
		}
		heard := func(at time.Time) { k.Observe(at.UTC().Truncate(time.Second), time.Now()) }
		cloud := func() time.Time { return time.Now().Add(time.Hour) }

		<-time.After(900 * time.Millisecond)
		heard(cloud())
		var last time.Time
		for range 50 { // headers have whole seconds: it must not step back at each
			<-time.After(130 * time.Millisecond)
			last = k.Now()
			heard(cloud())
			if now := k.Now(); now.Before(last) {
				t.Fatalf("from %v back to %v", last, now)
			}
			if off := cloud().Sub(last); off < 0 || off > 2*time.Second {
				t.Fatalf("off by %v", off)
			}
		}
		heard(cloud().Add(-time.Minute)) // the cloud's clock is set
		if off := k.Now().Sub(cloud().Add(-time.Minute)).Abs(); off > 2*time.Second {
			t.Errorf("off by %v after a step", off)
		}
		at := k.Now()
		<-time.After(time.Hour)
		if got := k.Now().Sub(at); got != time.Hour {
			t.Errorf("an hour without answers took %v", got)
		}
	})
}

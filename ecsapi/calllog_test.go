package ecsapi

import (
	"testing"
	"testing/synctest"
	"time"
)

func TestCallLog(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var l CallLog
		if len(l.Recent(5)) != 0 || l.PerMinute() != 0 || l.Rev() != 0 {
			t.Error("an empty log is not empty")
		}
		for n := range 700 {
			l.add(Call{At: time.Now(), Bytes: n})
			pass(100 * time.Millisecond)
		}
		if got := l.Recent(3); len(got) != 3 || got[0].Bytes != 699 || got[2].Bytes != 697 {
			t.Errorf("the last ones: %+v", got)
		}
		if got := l.Recent(10000); len(got) != callLogSize || got[callLogSize-1].Bytes != 700-callLogSize {
			t.Errorf("%d kept", len(got))
		}
		if got := l.PerMinute(); got < 590 || got > 600 {
			t.Errorf("%d a minute at ten a second", got)
		}
		pass(time.Minute)
		if l.PerMinute() != 0 || l.Rev() != 700 {
			t.Errorf("%d a minute after a quiet one, revision %d", l.PerMinute(), l.Rev())
		}
	})
}

package task

import (
	"context"
	"sync"
	"testing"
	"time"
)

// watched is a mutex that tells of each time it is free again.
type watched struct {
	sync.Mutex
	free func()
}

func (w *watched) Unlock() {
	w.free()
	w.Mutex.Unlock()
}

// What a reading brings is taken and the task is free for the next run at one moment:
// who wants more in between would find it planned by nobody.
func TestReadingEndsAtOnce(t *testing.T) {
	r, taken, free := &Reading{Task: Task{Due: time.Now()}}, false, 0
	mu := &watched{free: func() {
		if free++; taken && r.Busy {
			t.Error("the answer is taken, and the run goes on")
		}
	}}
	g := Group{Mu: mu, Start: func(f func()) { f() }, Wake: func() {}, Changed: func() {}}
	read := func(context.Context) (func(), error) { return func() { taken = true }, nil }
	if !g.Pass(time.Now()).Read(t.Context(), r, read) || !taken || free == 0 {
		t.Errorf("taken %v, free %d times", taken, free)
	}
}

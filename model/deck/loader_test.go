package deck

import (
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"
)

// One question is out at a time, however often it is asked; what has come up
// meanwhile is asked for once more, and an answer counts once.
func TestLoaderAsksOneAtATime(t *testing.T) {
	state, nothing := 1, false
	var took []int
	var lasts []bool
	l := NewLoader(t.Context(),
		func() func() int {
			if nothing {
				return nil
			}
			now := state
			return func() int { return now }
		},
		func(n int, last bool) { took, lasts = append(took, n), append(lasts, last) })

	first := l.Refresh()
	for state = 2; state < 4; state++ {
		if l.Refresh() != nil {
			t.Fatal("two questions at once")
		}
	}
	deliver := func(cmd tea.Cmd) tea.Cmd { return cmd().(Delivery).Deliver() }
	second := deliver(first)
	if second == nil {
		t.Fatal("what has come up meanwhile is not asked for")
	}
	if deliver(first) != nil || len(took) != 1 {
		t.Error("a late answer was taken")
	}
	if deliver(second) != nil {
		t.Error("asked again with nothing new")
	}
	if deliver(second) != nil || len(took) != 2 || took[0] != 1 || took[1] != 4 || lasts[0] || !lasts[1] {
		t.Errorf("took %v, last %v", took, lasts)
	}
	if nothing = true; l.Refresh() != nil {
		t.Error("asked for nothing")
	}
}

// A query that takes long is not run again at once by itself, and always again.
func TestLoaderRestsBetweenLongQueries(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		state, takes := 0, 100*time.Millisecond
		var took []int
		l := NewLoader(t.Context(),
			func() func() int {
				now := state
				return func() int { <-time.After(takes); return now }
			},
			func(n int, _ bool) { took = append(took, n) })
		done := make(chan Delivery)
		run := func(cmd tea.Cmd) {
			if cmd != nil {
				go func() { done <- cmd().(Delivery) }()
			}
		}
		until := func(last int) {
			t.Helper()
			for len(took) == 0 || took[len(took)-1] != last {
				select {
				case d := <-done:
					run(d.Deliver())
				case <-time.After(time.Minute):
					t.Fatalf("state %d is never taken: %v", last, took)
				}
			}
		}
		for ; state < 100; state++ { // ten seconds of publications
			run(l.Follow())
			for wait := time.After(100 * time.Millisecond); ; {
				select {
				case d := <-done:
					run(d.Deliver())
					continue
				case <-wait:
				}
				break
			}
		}
		if n := len(took); n < 18 || n > 21 {
			t.Errorf("%d queries of %v in ten seconds", n, takes)
		}
		until(100)
		asked := time.Now()
		state = -1
		run(l.Refresh()) // a person does not wait
		until(-1)
		if got := time.Since(asked); got != takes {
			t.Errorf("a person waits %v", got)
		}
		state = -2
		run(l.Follow())
		until(-2)
	})
}

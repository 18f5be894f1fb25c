package deck

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"
)

// Delivery is the result of a command; Deliver takes it in Update.
type Delivery interface{ Deliver() tea.Cmd }

type delivery func() tea.Cmd

func (d delivery) Deliver() tea.Cmd { return d() }

// Run computes something in a command, and has take use it in Update.
func Run[T any](compute func() T, take func(T) tea.Cmd) tea.Cmd {
	return func() tea.Msg {
		result := compute()
		return delivery(func() tea.Cmd { return take(result) })
	}
}

// Do is a command that has Update do something, such as what a question was about.
func Do(do func() tea.Cmd) tea.Cmd { return func() tea.Msg { return delivery(do) } }

// Loader runs a query in a command, one at a time, so that a fleet that changes often
// does not queue up work. A Refresh while a query runs runs it once more afterwards.
type Loader[T any] struct {
	ctx      context.Context
	question func() func() T
	take     func(answer T, last bool)

	gen    int  // of the newest question
	busy   bool // it is on its way
	stale  bool // another has come up meanwhile
	behind bool // … by itself

	began   time.Time     // when the query began
	took    time.Duration // … and how long it took
	resting bool          // Follow waits
}

// NewLoader makes a loader, whose commands wait for nothing after ctx has ended. question runs in Update and returns the function that a
// command runs, or nil when there is nothing to do. take gets its answer in Update;
// last is false when the query runs once more.
func NewLoader[T any](ctx context.Context, question func() func() T, take func(answer T, last bool)) Loader[T] {
	return Loader[T]{ctx: ctx, question: question, take: take}
}

// Refresh runs the query, or again after the one that runs.
func (l *Loader[T]) Refresh() tea.Cmd {
	if l.busy {
		l.stale = true
		return nil
	}
	answer := l.question()
	if answer == nil {
		return nil
	}
	l.busy, l.stale, l.behind, l.began = true, false, false, time.Now()
	l.gen++
	gen := l.gen
	return Run(answer, func(answer T) tea.Cmd {
		if !l.busy || gen != l.gen {
			return nil // it is late
		}
		l.busy, l.took = false, time.Since(l.began)
		l.take(answer, !l.stale && !l.behind)
		switch {
		case l.stale:
			return l.Refresh()
		case l.behind:
			return l.Follow()
		}
		return nil
	})
}

// Busy reports whether somebody waits for an answer.
func (l *Loader[T]) Busy() bool { return l.busy }

// restFor is how many times as long as the query took nothing is asked for by itself.
const restFor = 4

// Follow is Refresh for what changes by itself: of a fleet that changes all the time, as while
// it is read, a fifth of the time at most goes into queries, however long they take.
func (l *Loader[T]) Follow() tea.Cmd {
	if l.busy {
		l.behind = true
		return nil
	}
	rest := time.Until(l.began.Add((1 + restFor) * l.took))
	switch {
	case l.resting:
		return nil
	case rest <= 0:
		return l.Refresh()
	}
	l.resting = true
	wait := func() (now time.Time) {
		select {
		case now = <-time.After(rest):
		case <-l.ctx.Done():
		}
		return now
	}
	return Run(wait, func(time.Time) tea.Cmd {
		l.resting = false
		return l.Refresh()
	})
}

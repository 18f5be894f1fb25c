package deck

import tea "charm.land/bubbletea/v2"

// Loader runs a query in a command, one at a time, so that a fleet that changes often
// does not queue up work. A Refresh while a query runs runs it once more afterwards.
type Loader[T any] struct {
	question func() func() T
	take     func(answer T, last bool)

	gen   int  // of the newest question
	busy  bool // it is on its way
	stale bool // another has come up meanwhile
}

// NewLoader makes a loader. question runs in Update and returns the function that a
// command runs, or nil when there is nothing to do. take gets its answer in Update;
// last is false when the query runs once more.
func NewLoader[T any](question func() func() T, take func(answer T, last bool)) Loader[T] {
	return Loader[T]{question: question, take: take}
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
	l.busy, l.stale = true, false
	l.gen++
	gen := l.gen
	return func() tea.Msg { return loadedMsg[T]{l, gen, answer()} }
}

// loadedMsg carries an answer; gen says to which question.
type loadedMsg[T any] struct {
	loader *Loader[T]
	gen    int
	answer T
}

// Deliver takes the answer, unless it is late.
func (m loadedMsg[T]) Deliver() tea.Cmd {
	l := m.loader
	if !l.busy || m.gen != l.gen {
		return nil
	}
	l.busy = false
	l.take(m.answer, !l.stale)
	if l.stale {
		return l.Refresh()
	}
	return nil
}

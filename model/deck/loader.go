package deck

import tea "charm.land/bubbletea/v2"

// Loader finds something out off the loop, one question at a time: a fleet that
// changes often must not queue up work. Who asks while an answer is on its way is
// asked for once more when it is there.
type Loader[T any] struct {
	question func() func() T
	take     func(answer T, last bool)

	gen   int  // of the newest question
	busy  bool // it is on its way
	stale bool // another has come up meanwhile
}

// NewLoader makes a loader. question looks at how things stand, and returns what
// finds the answer off the loop, or nil when there is nothing to ask. take is given
// the answer in the loop; last is false when another is on its way.
func NewLoader[T any](question func() func() T, take func(answer T, last bool)) Loader[T] {
	return Loader[T]{question: question, take: take}
}

// Refresh asks for what is new.
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

package deck

import tea "charm.land/bubbletea/v2"

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
	return Run(answer, func(answer T) tea.Cmd {
		if !l.busy || gen != l.gen {
			return nil // it is late
		}
		l.busy = false
		l.take(answer, !l.stale)
		if l.stale {
			return l.Refresh()
		}
		return nil
	})
}

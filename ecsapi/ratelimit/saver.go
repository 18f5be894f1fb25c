package ratelimit

import (
	"sync"
	"time"
)

// Saver saves what is known when it moved. It is safe for concurrent use.
type Saver struct {
	beside func(func())

	mu      sync.Mutex
	save    func()
	moved   bool // since it was saved
	waiting bool
}

// saveAfter lets what is learned together be saved together.
const saveAfter = 10 * time.Second

// NewSaver makes a Saver that saves some seconds after what is known moved; beside runs
// that beside the calls.
func NewSaver(beside func(func())) *Saver { return &Saver{beside: beside} }

// Keep has save called from now on, and also for what moved before.
func (s *Saver) Keep(save func()) {
	s.mu.Lock()
	s.save = save
	moved := s.moved
	s.mu.Unlock()
	if moved {
		s.Moved()
	}
}

// Moved has what is known saved soon. It is what [New] takes.
func (s *Saver) Moved() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.moved = true
	if s.save == nil || s.waiting {
		return
	}
	s.waiting = true
	time.AfterFunc(saveAfter, func() { s.beside(s.Flush) })
}

// Flush saves what is known now, if it moved.
func (s *Saver) Flush() {
	s.mu.Lock()
	save := s.save
	due := s.moved && save != nil
	s.moved, s.waiting = s.moved && save == nil, false
	s.mu.Unlock()
	if due {
		save()
	}
}

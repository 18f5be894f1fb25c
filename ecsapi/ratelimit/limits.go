// Package ratelimit learns the cloud's limits on the calls of an account: from answers that tell
// them and from what passes. It counts nothing and holds nothing back; who makes the calls does.
//
// Its place in the house: it imports nothing of ours. Package ecsapi goes by it, and the command
// line keeps by account what was learned.
package ratelimit

import "sync"

// Limits is what is known of each API. It is safe for concurrent use.
type Limits struct {
	burst, perSecond, most float64
	moved                  func()

	mu  sync.Mutex
	all map[string]*Learned // by API
}

// New begins with nothing known: burst calls of an API at once in each region and perSecond after
// that, and most at once whatever is learned. moved is called when what is worth keeping changed by
// more than a fifth; it must not call back.
func New(burst int, perSecond float64, most int, moved func()) *Limits {
	return &Limits{burst: float64(burst), perSecond: perSecond, most: float64(most), moved: moved, all: make(map[string]*Learned)}
}

// Of is what is known of an API.
func (s *Limits) Of(api string) *Learned {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.all[api] == nil {
		s.all[api] = &Learned{burst: s.burst, perSecond: s.perSecond, most: s.most, moved: s.moved, day: today(), share: 1, keptShare: 1}
	}
	return s.all[api]
}

// Learn takes in what other runs learned in the same account. What cannot be is left out.
func (s *Limits) Learn(known []Kept) {
	for _, k := range known[:min(len(known), mostKept)] {
		if other := learnedOf(k); other != nil {
			s.Of(k.API).join(other)
		}
	}
}

// Kept is what is worth keeping, by API.
func (s *Limits) Kept() []Kept {
	s.mu.Lock()
	defer s.mu.Unlock()
	return keptOf(s.all)
}

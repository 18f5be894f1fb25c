package offers

import (
	"time"

	"ecsdeck/ecsapi"
)

// kept is how long an answer is given again.
const kept = time.Minute

type cachedAnswer struct {
	at    time.Time // wall time
	value any
}

// recall returns what was read for a question within kept.
func (r *Reader) recall(question string) (any, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	a, ok := r.read[question]
	return a.value, ok && time.Since(a.at) < kept
}

// keep remembers an answer and forgets the old ones.
func (r *Reader) keep(question string, value any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.read == nil {
		r.read = map[string]cachedAnswer{}
	}
	for q, a := range r.read {
		if time.Since(a.at) >= kept {
			delete(r.read, q)
		}
	}
	r.read[question] = cachedAnswer{time.Now(), value}
}

// cached returns what was read for the question a moment ago, or reads it. An
// error is not remembered, and what was read besides is returned with it.
func cached[T any](r *Reader, question string, read func() (T, error)) (T, *ecsapi.Error) {
	if v, ok := r.recall(question); ok {
		return v.(T), nil
	}
	v, err := read()
	if err != nil {
		return v, ecsapi.AsError(err)
	}
	r.keep(question, v)
	return v, nil
}

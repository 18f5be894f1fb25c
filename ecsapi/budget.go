package ecsapi

import (
	"cmp"
	"context"
	"math"
	"slices"
	"sync"
	"time"

	"ecsdeck/ecsapi/message"
)

// Budget limits the calls of each API in each region. The cloud counts the
// same way, and shares its limit among everything the account runs.
type Budget struct {
	Burst     int     // calls at once; 0 means 100
	PerSecond float64 // calls a second after that; 0 means 5
}

// Priority orders the calls that wait for the same budget.
type Priority int

// The priorities, the most urgent first. The zero value is a refresh.
const (
	PriorityAction  Priority = iota - 3 // what a person asked for: start, stop, reboot
	PriorityPoll                        // following an action to its end
	PriorityReclaim                     // watching for spot instances being taken back
	PriorityRefresh                     // keeping the fleet current
	PriorityPrices
)

type priorityKey struct{}

// WithPriority gives the calls made with the context a priority.
func WithPriority(ctx context.Context, p Priority) context.Context {
	return context.WithValue(ctx, priorityKey{}, p)
}

type gateKey struct{}

// WithGate lets calls made with the context leave only while gate lasts. One
// that waits for its budget or for another try then fails as cancelled; one on
// the wire goes on for as long as its own context lets it.
func WithGate(ctx, gate context.Context) context.Context {
	return context.WithValue(ctx, gateKey{}, gate)
}

// buckets holds one bucket for each API in each region.
type buckets struct {
	budget Budget
	mu     sync.Mutex
	all    map[bucketKey]*bucket
}

type bucketKey struct {
	api    string
	region RegionID
}

func newBuckets(b Budget) *buckets {
	if b.Burst <= 0 {
		b.Burst = 100
	}
	if b.PerSecond <= 0 {
		b.PerSecond = 5
	}
	return &buckets{budget: b, all: make(map[bucketKey]*bucket)}
}

func (b *buckets) of(api string, region RegionID) *bucket {
	b.mu.Lock()
	defer b.mu.Unlock()
	key := bucketKey{api, region}
	if b.all[key] == nil {
		b.all[key] = &bucket{budget: b.budget, tokens: float64(b.budget.Burst), filled: time.Now()}
	}
	return b.all[key]
}

// bucket is a token bucket whose waiters are served by priority, then in the
// order they came. After the cloud throttled it is shut for a while and then
// lets one call a second through until one of them succeeds.
type bucket struct {
	budget Budget

	mu      sync.Mutex
	tokens  float64
	filled  time.Time   // when tokens was right
	queue   []*waiter   // by priority, then in the order they came
	timer   *time.Timer // armed while somebody waits
	shut    time.Time   // nothing leaves before
	probing bool
}

// take waits for the right to make one call. It returns when the right was
// given. One who is not patient does not wait out a throttling but gets a
// throttled Error, with the wait in RetryAfter. When ctx ends, its cause is
// returned.
func (b *bucket) take(ctx context.Context, p Priority, patient bool) (given time.Time, err error) {
	if ctx.Err() != nil {
		return given, context.Cause(ctx)
	}
	b.mu.Lock()
	now := time.Now()
	if wait := b.shut.Sub(now); wait > 0 && !patient {
		b.mu.Unlock()
		return given, throttledFor(wait)
	}
	w := &waiter{p, patient, make(chan error, 1)}
	next, _ := slices.BinarySearchFunc(b.queue, p+1, func(w *waiter, p Priority) int { return cmp.Compare(w.priority, p) })
	b.queue = slices.Insert(b.queue, next, w)
	b.serve()
	b.mu.Unlock()

	select {
	case err := <-w.ready:
		if err != nil || ctx.Err() == nil {
			return time.Now(), err
		}
		w.ready <- nil // both at once: nothing leaves
	case <-ctx.Done():
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if at := slices.Index(b.queue, w); at >= 0 {
		b.queue = slices.Delete(b.queue, at, at+1)
	} else if <-w.ready == nil {
		b.tokens++ // given at the same moment: hand it on
	}
	b.serve()
	return given, context.Cause(ctx)
}

// spare is how many calls could leave now; none while others wait.
func (b *bucket) spare() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.serve()
	if len(b.queue) > 0 || time.Now().Before(b.shut) {
		return 0
	}
	return int(b.tokens)
}

// throttled shuts the bucket for a while.
func (b *bucket) throttled(wait time.Duration) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if until := time.Now().Add(wait); until.After(b.shut) {
		b.shut = until
	}
	b.probing = true
	b.tokens, b.filled = 1, b.shut // the first probe
	b.queue = slices.DeleteFunc(b.queue, func(w *waiter) bool {
		if !w.patient {
			w.ready <- throttledFor(wait)
		}
		return !w.patient
	})
	b.serve()
}

// succeeded ends the probing, if the call was let through after it began.
func (b *bucket) succeeded(given time.Time) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.probing && !given.Before(b.shut) {
		b.probing = false
		b.serve()
	}
}

// serve gives out what tokens there are and arms the timer for the next one.
func (b *bucket) serve() {
	now := time.Now()
	rate, most := b.budget.PerSecond, float64(b.budget.Burst)
	if b.probing {
		rate, most = 1, 1
	}
	if past := now.Sub(b.filled); past > 0 {
		b.tokens, b.filled = min(most, b.tokens+past.Seconds()*rate), now
	}
	const enough = 1 - 1e-6 // a timer's nanoseconds are no exact fraction
	for len(b.queue) > 0 && b.tokens >= enough && !now.Before(b.shut) {
		b.tokens--
		b.queue[0].ready <- nil
		b.queue = slices.Delete(b.queue, 0, 1)
	}
	if b.timer != nil {
		b.timer.Stop()
		b.timer = nil
	}
	if len(b.queue) > 0 {
		need := time.Duration(math.Ceil(max(0, 1-b.tokens) / rate * float64(time.Second)))
		b.timer = time.AfterFunc(max(b.shut.Sub(now), b.filled.Sub(now)+need, 0), func() {
			b.mu.Lock()
			defer b.mu.Unlock()
			b.serve()
		})
	}
}

func throttledFor(wait time.Duration) *Error {
	return &Error{Kind: KindThrottled, Text: message.New("waiting for the cloud's limit on calls"), RetryAfter: wait}
}

type waiter struct {
	priority Priority
	patient  bool
	ready    chan error // has room for the one answer
}

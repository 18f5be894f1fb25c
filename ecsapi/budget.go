package ecsapi

import (
	"cmp"
	"context"
	"math"
	"slices"
	"sync"
	"time"

	"ecsdeck/ecsapi/message"
	"ecsdeck/ecsapi/ratelimit"
)

// Budget limits the calls of each API in each region. The cloud counts the
// same way, and shares its limit among everything the account runs. How a limit
// is learned stands at [ratelimit.Learned].
type Budget struct {
	Burst     int     // calls at once while nothing is known; 0 means 100
	PerSecond float64 // calls a second after that; 0 means 5
	Most      int     // calls at once, whatever was learned; 0 means 1,000, or Burst or PerSecond if they are set
}

// Priority orders the calls that wait for the same budget.
type Priority int

// The priorities, the most urgent first. The zero value is a refresh.
const (
	PriorityAction  Priority = iota - 4 // what a person asked for: start, stop, reboot
	PriorityPoll                        // following an action to its end
	PriorityReclaim                     // watching for spot instances being taken back
	PriorityInSight                     // keeping current what somebody looks at
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

// Limits is what is known of the cloud's limits on calls.
func (c *Client) Limits() *ratelimit.Limits { return c.buckets.limits }

// KeepLimits has save called when what is known of the limits changed by a fifth, some seconds
// later and beside the calls, and when the client is closed.
func (c *Client) KeepLimits(save func()) { c.limits.Keep(save) }

// buckets holds one bucket for each API in each region.
type buckets struct {
	limits *ratelimit.Limits

	mu  sync.Mutex
	all map[bucketKey]*bucket
}

type bucketKey struct {
	api    string
	region RegionID
}

func newBuckets(b Budget, moved func()) *buckets {
	set := b.Burst > 0 || b.PerSecond > 0
	if b.Burst <= 0 {
		b.Burst = 100
	}
	if b.PerSecond <= 0 {
		b.PerSecond = 5
	}
	if b.Most <= 0 {
		if b.Most = 1000; set {
			b.Most = b.Burst
		}
	}
	return &buckets{limits: ratelimit.New(b.Burst, b.PerSecond, b.Most, moved), all: make(map[bucketKey]*bucket)}
}

func (b *buckets) of(api string, region RegionID) *bucket {
	b.mu.Lock()
	defer b.mu.Unlock()
	key := bucketKey{api, region}
	if b.all[key] == nil {
		one := &bucket{learned: b.limits.Of(api), filled: time.Now()}
		one.most, one.rate, one.per = one.learned.InForce(ratelimit.Told{})
		one.tokens = one.most
		b.all[key] = one
	}
	return b.all[key]
}

// bucket is a token bucket whose waiters are served by priority, then in the
// order they came. After the cloud throttled it is shut for a while and then
// lets one call a second through until one of them succeeds.
type bucket struct {
	learned *ratelimit.Learned // of the API, in all regions

	mu      sync.Mutex
	told    ratelimit.Told // by the answers of this region
	most    float64        // tokens at most
	rate    float64        // tokens a second
	per     time.Duration  // the window of a limit that was told, else 0
	tokens  float64        // below 0 when more was used than a limit allows that was told since
	filled  time.Time      // when tokens was right
	queue   []*waiter      // by priority, then in the order they came
	timer   *time.Timer    // armed while somebody waits
	shut    time.Time      // nothing leaves before
	probing bool

	used   minutes // calls that left
	passed minutes // … and were not refused
}

// minutes counts by the minute of the wall clock.
type minutes struct {
	minute    int64 // the newest one, since 1970
	now, last int   // what is counted in it and in the one before
}

func (m *minutes) add(at time.Time) {
	switch minute := at.Unix() / 60; {
	case minute == m.minute:
		m.now++
	case minute == m.minute+1:
		m.minute, m.now, m.last = minute, 1, m.now
	case minute > m.minute:
		m.minute, m.now, m.last = minute, 1, 0
	}
}

// lately is how many there were in a minute and up to another one before now.
func (m *minutes) lately(now time.Time) int {
	switch now.Unix()/60 - m.minute {
	case 0:
		return m.now + m.last
	case 1:
		return m.now
	}
	return 0
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
	return max(0, int(b.tokens))
}

// hears takes in what an answer says of limits. Where others in the account leave little of
// one, half of that is left to them too, but for one call.
func (b *bucket) hears(s ratelimit.State) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if l := s.Told; l.Calls > 0 {
		l.Per = max(l.Per, b.told.Per) // early in a long window it is told, late it is not
		if b.learned.Hears(l); l != b.told {
			b.told = l
			b.serve()
		}
	}
	if s.Remain >= 0 {
		b.tokens = min(b.tokens, max(1, float64(s.Remain)/2))
	}
}

// throttled shuts the bucket for a while.
func (b *bucket) throttled(wait time.Duration) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if until := time.Now().Add(wait); until.After(b.shut) {
		b.shut = until
	}
	b.probing = true
	b.learned.Throttled()
	b.serve()
	if b.per == 0 {
		b.tokens = 1 // the first probe
	}
	b.tokens, b.filled = min(1, b.tokens+b.rate*b.shut.Sub(b.filled).Seconds()), b.shut
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
	b.passed.add(given)
	b.learned.Passes(b.passed.now)
	if b.probing && !given.Before(b.shut) {
		b.probing = false
		b.serve()
	}
}

// serve gives out what tokens there are and arms the timer for the next one.
func (b *bucket) serve() {
	now := time.Now()
	b.adjust(now)
	rate, most := b.rate, b.most
	if b.probing {
		rate, most = min(1, rate), 1
	}
	if past := now.Sub(b.filled); past > 0 {
		b.tokens, b.filled = min(most, b.tokens+past.Seconds()*rate), now
	}
	const enough = 1 - 1e-6 // a timer's nanoseconds are no exact fraction
	for len(b.queue) > 0 && b.tokens >= enough && !now.Before(b.shut) {
		b.tokens--
		b.used.add(now)
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

// adjust takes over what the API's limit is now. Of one that was told, what left before
// counts too: the tokens are then such that no window has more than it allows.
func (b *bucket) adjust(now time.Time) {
	most, rate, per := b.learned.InForce(b.told)
	if most == b.most && rate == b.rate && per == b.per {
		return
	}
	if !b.probing {
		b.tokens += most - b.most
		if per > 0 {
			b.tokens = most - min(float64(b.used.lately(now)), most+rate*per.Seconds())
		}
	}
	b.most, b.rate, b.per = most, rate, per
}

func throttledFor(wait time.Duration) *Error {
	return &Error{Kind: KindThrottled, Text: message.New("waiting for the cloud's limit on calls"), RetryAfter: wait}
}

type waiter struct {
	priority Priority
	patient  bool
	ready    chan error // has room for the one answer
}

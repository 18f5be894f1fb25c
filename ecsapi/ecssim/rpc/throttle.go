package rpc

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Limit is how often an action may be called in a region: Calls in each stretch of Per, which
// begins at a full multiple of it on the wall clock. So what is throttled in one minute goes again
// in the next. In text it is "200/60(s)", as the quota pages write it.
type Limit struct {
	Calls int
	Per   time.Duration // whole seconds
}

// String is a limit as "calls/seconds(s)".
func (l Limit) String() string { return fmt.Sprintf("%d/%d(s)", l.Calls, l.Per/time.Second) }

// MarshalText writes the form "200/60(s)".
func (l Limit) MarshalText() ([]byte, error) { return []byte(l.String()), nil }

// UnmarshalText reads the form "200/60(s)": one call or more in a second to a day.
func (l *Limit) UnmarshalText(b []byte) error {
	calls, rest, found := strings.Cut(string(b), "/")
	seconds, form := strings.CutSuffix(rest, "(s)")
	n, err := strconv.Atoi(calls)
	per, perErr := strconv.Atoi(seconds)
	if !found || !form || err != nil || perErr != nil || n < 1 || per < 1 || per > 24*60*60 {
		return fmt.Errorf("limit is %.40q, must be such as 200/60(s)", b)
	}
	*l = Limit{n, time.Duration(per) * time.Second}
	return nil
}

// Buckets hold the calls that are still allowed, by action and region ("" for calls of no region).
type Buckets struct {
	mu     sync.Mutex
	limits map[string]Limit // by action, "*" for those not named
	full   map[drain]*BucketState
}

type drain struct{ action, region string }

// Limits are those in force, by action; "*" is for those not named.
func (b *Buckets) Limits() map[string]Limit {
	b.mu.Lock()
	defer b.mu.Unlock()
	return maps.Clone(b.limits)
}

// SetLimits puts limits in force, with full buckets.
func (b *Buckets) SetLimits(limits map[string]Limit) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.limits, b.full = limits, map[drain]*BucketState{}
}

// Take takes n calls out of their bucket; when it holds fewer, the error says
// when it is filled again.
func (b *Buckets) Take(action, region string, n int, now time.Time) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	limit := b.limit(action)
	at := drain{action, region}
	have := b.full[at]
	if have == nil {
		have = &BucketState{Action: action, Region: region}
		b.full[at] = have
	}
	if !now.Before(have.Until) {
		have.Until, have.Left = now.Truncate(limit.Per).Add(limit.Per), limit.Calls
	}
	if have.Left < n {
		return &Throttled{have.Until.Sub(now)}
	}
	have.Left -= n
	return nil
}

// limit is that of an action; the mutex is held.
func (b *Buckets) limit(action string) Limit {
	if limit, named := b.limits[action]; named {
		return limit
	}
	return b.limits["*"]
}

// Told is what a bucket has left, in the form "Limit:200,Remain:12,TimeLeft:31000", the time
// until it is filled again in milliseconds; "" of one that nothing was taken from.
func (b *Buckets) Told(action, region string, now time.Time) string {
	b.mu.Lock()
	defer b.mu.Unlock()
	have := b.full[drain{action, region}]
	if have == nil || !now.Before(have.Until) {
		return ""
	}
	return fmt.Sprintf("Limit:%d,Remain:%d,TimeLeft:%d", b.limit(action).Calls, have.Left, have.Until.Sub(now).Milliseconds())
}

// Throttled is errThrottled that knows when to come again.
type Throttled struct{ After time.Duration }

// Error is that of ECS.
func (t *Throttled) Error() string { return errThrottled.Error() }

// Unwrap is the error of ECS.
func (t *Throttled) Unwrap() error { return errThrottled }

// BucketState is the calls that are left, and when they are as many as ever again.
type BucketState struct {
	Action string    `json:"action,omitempty"`
	Region string    `json:"region,omitempty"`
	Until  time.Time `json:"until"`
	Left   int       `json:"left"`
}

// State lists the buckets that are not filled again yet, by action and region.
func (b *Buckets) State() []BucketState {
	b.mu.Lock()
	defer b.mu.Unlock()
	var all []BucketState
	now := time.Now()
	for _, have := range b.full {
		if now.Before(have.Until) {
			all = append(all, *have)
		}
	}
	slices.SortFunc(all, func(a, b BucketState) int { return strings.Compare(a.Action+" "+a.Region, b.Action+" "+b.Region) })
	return all
}

// Load takes buckets as they were saved.
func (b *Buckets) Load(all []BucketState) {
	b.full = map[drain]*BucketState{}
	for _, s := range all {
		b.full[drain{s.Action, s.Region}] = &s
	}
}

package ecssim

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Limit is how often an action may be called in a region: Calls in each stretch
// of Per, which begins at a full multiple of it on the wall clock. So what is
// throttled in one minute goes again in the next. In text it is "200/60(s)", as
// the quota pages write it.
type Limit struct {
	Calls int
	Per   time.Duration // whole seconds
}

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

// Limits are those of actions, by name; "*" is of those not named. In JSON:
// {"*":"1000/60(s)","StartInstances":"20/60(s)"}.
type Limits map[string]Limit

// defaultLimits are our own and far above what a deck needs: the real numbers
// are told to each account only.
var defaultLimits = Limits{"*": {Calls: 60_000, Per: time.Minute}}

// with is the limits with others over them. It is a new map.
func (l Limits) with(over Limits) Limits {
	out := maps.Clone(l)
	maps.Copy(out, over)
	return out
}

// UnmarshalJSON reads the form of POST /_sim/throttle; names of no action are
// refused.
func (l *Limits) UnmarshalJSON(b []byte) error {
	var m map[string]Limit
	if err := json.Unmarshal(b, &m); err != nil {
		return err
	}
	for name := range m {
		if _, known := actions[name]; !known && name != "*" {
			return fmt.Errorf("%.40q is no action", name)
		}
	}
	*l = m
	return nil
}

// Limits are those in force.
func (c *Cloud) Limits() Limits {
	c.buckets.mu.Lock()
	defer c.buckets.mu.Unlock()
	return maps.Clone(c.buckets.limits)
}

// SetRetryAfter says whether what the limits refuse carries the header
// x-acs-retry-after: the milliseconds until the call goes again. It is the
// field "retry_after" of POST /_sim/throttle.
func (c *Cloud) SetRetryAfter(on bool) {
	defer c.world.changed.Add(1)
	c.retryAfter.Store(on)
}

// RetryAfter is whether it does.
func (c *Cloud) RetryAfter() bool { return c.retryAfter.Load() }

// retryAfterField is the one that is no action in what is set and told about limits.
const retryAfterField = "retry_after"

// throttling is what GET /_sim/throttle answers.
func (c *Cloud) throttling() map[string]any {
	out := map[string]any{}
	for name, limit := range c.Limits() {
		out[name] = limit
	}
	if c.RetryAfter() {
		out[retryAfterField] = true
	}
	return out
}

// SetLimits puts limits in force over the defaults, with full buckets, as POST
// /_sim/throttle does; nil restores the defaults.
func (c *Cloud) SetLimits(l Limits) {
	defer c.world.changed.Add(1)
	c.buckets.mu.Lock()
	defer c.buckets.mu.Unlock()
	c.buckets.limits, c.buckets.full = defaultLimits.with(l), nil
}

// buckets hold the calls that are still allowed, by action and region ("" for
// calls of no region).
type buckets struct {
	mu     sync.Mutex
	limits map[string]Limit // by action, "*" for those not named
	full   map[drain]*bucket
}

type drain struct{ action, region string }

type bucket struct {
	until time.Time // when it is filled again
	left  int
}

// maxCreations is how many instances an account may create in a minute,
// whatever the limits of calls are.
const maxCreations = 5000

// take takes n calls out of their bucket; when it holds fewer, the error says
// when it is filled again.
func (b *buckets) take(action, region string, n int, now time.Time) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	limit, named := b.limits[action]
	if !named {
		limit = b.limits["*"]
	}
	at := drain{action, region}
	have := b.full[at]
	if have == nil {
		have = &bucket{}
		if b.full == nil {
			b.full = map[drain]*bucket{}
		}
		b.full[at] = have
	}
	if !now.Before(have.until) {
		have.until, have.left = now.Truncate(limit.Per).Add(limit.Per), limit.Calls
	}
	if have.left < n {
		return &throttled{have.until.Sub(now)}
	}
	have.left -= n
	return nil
}

// throttled is errThrottled that knows when to come again.
type throttled struct{ after time.Duration }

func (t *throttled) Error() string { return errThrottled.Error() }

func (t *throttled) Unwrap() error { return errThrottled }

// retryAfterOf is the header x-acs-retry-after of a refusal, "" for none: whole
// milliseconds, after which the call is let in.
func (c *Cloud) retryAfterOf(err error, m mishap) string {
	var t *throttled
	if !errors.As(err, &t) || t.after <= 0 || m.kind != FaultThrottle && !c.RetryAfter() {
		return ""
	}
	return strconv.FormatInt(int64((t.after+time.Millisecond-1)/time.Millisecond), 10)
}

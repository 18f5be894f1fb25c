package ecssim

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"strconv"
	"strings"
	"time"

	"ecsdeck/ecsapi/ecssim/rpc"
)

// Limits are those of actions, by name; "*" is of those not named. In JSON:
// {"*":"1000/60(s)","StartInstances":"20/60(s)"}.
type Limits map[string]rpc.Limit

// defaultLimits are our own and far above what a deck needs: the real numbers
// are told to each account only.
var defaultLimits = Limits{"*": {Calls: 60_000, Per: time.Minute}}

// LimitOfAll reads "200/60" or "200/60(s)" as the limit of each action.
func LimitOfAll(text string) (Limits, error) {
	var l rpc.Limit
	err := l.UnmarshalText([]byte(strings.TrimSuffix(text, "(s)") + "(s)"))
	return Limits{"*": l}, err
}

// with is the limits with others over them. It is a new map.
func (l Limits) with(over Limits) Limits {
	out := maps.Clone(l)
	maps.Copy(out, over)
	return out
}

// UnmarshalJSON reads the form of POST /_sim/throttle; names of no action are refused.
func (l *Limits) UnmarshalJSON(b []byte) error {
	var m map[string]rpc.Limit
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
func (c *Cloud) Limits() Limits { return c.buckets.Limits() }

// SetRetryAfter says whether what the limits refuse carries the header x-acs-retry-after: the
// milliseconds until the call goes again. It is the field "retry_after" of POST /_sim/throttle.
func (c *Cloud) SetRetryAfter(on bool) {
	defer c.world.Changed.Add(1)
	c.retryAfter.Store(on)
}

// RetryAfter is whether it does.
func (c *Cloud) RetryAfter() bool { return c.retryAfter.Load() }

// SetLimitHeader says whether answers carry the header X-RateLimit-User-API, which tells the
// limit and what is left of it. It is the field "limit_header" of POST /_sim/throttle.
func (c *Cloud) SetLimitHeader(on bool) {
	defer c.world.Changed.Add(1)
	c.limitHeader.Store(on)
}

// LimitHeader is whether they do.
func (c *Cloud) LimitHeader() bool { return c.limitHeader.Load() }

// The fields that are no actions in what is set and told about limits.
const (
	retryAfterField  = "retry_after"
	limitHeaderField = "limit_header"
)

// throttling is what GET /_sim/throttle answers.
func (c *Cloud) throttling() map[string]any {
	out := map[string]any{}
	for name, limit := range c.Limits() {
		out[name] = limit
	}
	if c.RetryAfter() {
		out[retryAfterField] = true
	}
	if c.LimitHeader() {
		out[limitHeaderField] = true
	}
	return out
}

// SetLimits puts limits in force over the defaults, with full buckets, as POST
// /_sim/throttle does; nil restores the defaults.
func (c *Cloud) SetLimits(l Limits) {
	defer c.world.Changed.Add(1)
	c.buckets.SetLimits(defaultLimits.with(l))
}

// retryAfterOf is the header x-acs-retry-after of a refusal, "" for none: whole
// milliseconds, after which the call is let in.
func (c *Cloud) retryAfterOf(err error, m mishap) string {
	var t *rpc.Throttled
	if !errors.As(err, &t) || t.After <= 0 || m.kind != FaultThrottle && !c.RetryAfter() {
		return ""
	}
	return strconv.FormatInt(int64((t.After+time.Millisecond-1)/time.Millisecond), 10)
}

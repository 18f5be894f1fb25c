package ratelimit

import (
	"cmp"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Told is a limit that the cloud tells: so many calls in a window. The zero value
// is none.
type Told struct {
	Calls int
	Per   time.Duration // a minute, an hour or a day
}

// The headers that tell of limits, as Alibaba Cloud's newer SDKs read them: of the account's
// calls of this API, and of all its calls. Their value is a list of numbers such as
// "Limit:200,Remain:12,TimeLeft:31000,Reset:1234"; TimeLeft is milliseconds until the window
// ends. No source says how long a window is. The quotas are published as "200/60(s)", and what
// is throttled goes again in the next minute, so it is a minute, or longer where TimeLeft is.
// What Reset is nobody says, and nobody reads it.
var limitHeaders = []string{"X-Ratelimit-User-Api", "X-Ratelimit-User"}

// What a header may say at most; one that says more is ignored, for no cloud sends it.
const (
	mostHeader = 256 // bytes
	mostTold   = 1_000_000
	mostLeft   = 24 * time.Hour
)

// FromHeaders is the narrowest limit that headers tell, and the longest time left of a window
// of theirs, 0 where none is told.
func FromHeaders(h http.Header) (l Told, left time.Duration) {
	for _, name := range limitHeaders {
		calls, remains, ok := rateLimit(h.Get(name))
		if !ok {
			continue
		}
		left = max(left, remains)
		if calls > 0 {
			l.Calls = min(cmp.Or(l.Calls, calls), calls)
			l.Per = max(l.Per, windowOf(remains))
		}
	}
	return l, left
}

// rateLimit reads the value of a header; ok is whether it is one.
func rateLimit(value string) (calls int, left time.Duration, ok bool) {
	if value == "" || len(value) > mostHeader {
		return 0, 0, false
	}
	told := make(map[string]int)
	for pair := range strings.SplitSeq(value, ",") {
		name, number, _ := strings.Cut(pair, ":")
		name = strings.ToLower(strings.TrimSpace(name))
		n, err := strconv.Atoi(strings.TrimSpace(number))
		if name != "limit" && name != "timeleft" {
			continue
		}
		if _, twice := told[name]; twice || err != nil || n < 0 {
			return 0, 0, false
		}
		told[name] = n
	}
	calls, ms := told["limit"], told["timeleft"]
	if calls > mostTold || ms > int(mostLeft/time.Millisecond) {
		return 0, 0, false
	}
	return calls, time.Duration(ms) * time.Millisecond, calls > 0 || ms > 0
}

// windowOf is the shortest window that has so much time left.
func windowOf(left time.Duration) time.Duration {
	for _, per := range []time.Duration{time.Minute, time.Hour} {
		if left <= per {
			return per
		}
	}
	return mostLeft
}

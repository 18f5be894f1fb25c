package ratelimit

import (
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

// State is what an answer says of limits.
type State struct {
	Told                 // the narrowest; zero where none is told
	Remain int           // calls that are left in the window, by the header with the fewest; -1 where none says
	Left   time.Duration // until the last window ends; 0 where none says
}

// FromHeaders is what the headers of an answer say of limits.
func FromHeaders(h http.Header) State {
	all := State{Remain: -1}
	for _, name := range limitHeaders {
		one, ok := parse(h.Get(name))
		if !ok {
			continue
		}
		all.Left = max(all.Left, one.Left)
		switch ofAll := name != limitHeaders[0]; {
		case one.Calls == 0 || ofAll && all.Calls == 0: // what all APIs and regions share is no limit of one
		case ofAll:
			all.Calls, all.Per = min(all.Calls, one.Calls), max(all.Per, one.Per)
		default:
			all.Told = one.Told
		}
		if one.Remain >= 0 && (all.Remain < 0 || one.Remain < all.Remain) {
			all.Remain = one.Remain
		}
	}
	return all
}

// parse reads the value of a header; ok is whether it is one.
func parse(value string) (s State, ok bool) {
	if value == "" || len(value) > mostHeader {
		return s, false
	}
	said := make(map[string]int)
	for pair := range strings.SplitSeq(value, ",") {
		name, number, _ := strings.Cut(pair, ":")
		name = strings.ToLower(strings.TrimSpace(name))
		if name != "limit" && name != "remain" && name != "timeleft" {
			continue
		}
		n, err := strconv.Atoi(strings.TrimSpace(number))
		if _, twice := said[name]; twice || err != nil || n < 0 {
			return s, false
		}
		said[name] = n
	}
	calls, ms := said["limit"], said["timeleft"]
	if calls > mostTold || ms > int(mostLeft/time.Millisecond) {
		return s, false
	}
	s.Remain, s.Left = -1, time.Duration(ms)*time.Millisecond
	if calls > 0 {
		s.Told = Told{calls, windowOf(s.Left)}
	}
	if remain, says := said["remain"]; says && remain <= mostTold {
		s.Remain = remain
	}
	return s, true
}

// windowOf is the shortest window that has so much time left, give or take what clocks differ.
func windowOf(left time.Duration) time.Duration {
	const differ = 5 * time.Second
	for _, per := range []time.Duration{time.Minute, time.Hour} {
		if left <= per+differ {
			return per
		}
	}
	return mostLeft
}

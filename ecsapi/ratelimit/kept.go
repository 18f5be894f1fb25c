package ratelimit

import (
	"math"
	"slices"
	"strings"
	"time"
)

// Kept is what was learned of the limit on an API, the same in each region of an account:
// what is kept from one run to the next.
type Kept struct {
	API    string  `json:"api"`
	Day    string  `json:"day"`              // in UTC, that the rest is true of: "2026-03-01"
	Passed int     `json:"passed,omitempty"` // most calls that passed in a region within a minute; 0: no more than the start allows
	Share  float64 `json:"share"`            // of it that is used, less than 1 after a throttling

	Throttled string `json:"throttled,omitempty"` // the day of the last throttling

	// What the cloud told last: Calls in Window seconds.
	Calls  int    `json:"calls,omitempty"`
	Window int    `json:"window,omitempty"`
	Told   string `json:"told,omitempty"` // the day
}

// What a limit that is kept can hold.
const (
	mostKept   = 200 // APIs
	mostPassed = 100_000
)

func dayText(day int) string {
	if day <= 0 {
		return ""
	}
	return time.Unix(int64(day)*24*60*60, 0).UTC().Format(time.DateOnly)
}

// dayOf is the day that a text names, 0 if none.
func dayOf(text string) int {
	t, err := time.Parse(time.DateOnly, text)
	if err != nil || t.Unix() < 0 {
		return 0
	}
	return int(t.Unix() / (24 * 60 * 60))
}

// learnedOf is a limit as it was kept, carried forward to today; nil where it says what
// cannot be, such as a day to come.
func learnedOf(k Kept) *Learned {
	l := &Learned{day: dayOf(k.Day), passed: float64(k.Passed), share: k.Share, throttledDay: dayOf(k.Throttled), toldDay: dayOf(k.Told)}
	l.told = Told{k.Calls, time.Duration(k.Window) * time.Second}
	now := today()
	switch {
	case k.API == "" || len(k.API) > 64 || strings.Trim(strings.ToLower(k.API), "abcdefghijklmnopqrstuvwxyz0123456789") != "",
		l.day == 0 || l.day > now || l.throttledDay > now || l.toldDay > now,
		k.Passed < 0 || k.Passed > mostPassed,
		!(k.Share >= leastShare && k.Share <= 1),
		k.Calls < 0 || k.Calls > mostTold,
		k.Calls > 0 && (k.Window < 0 || k.Window > int(mostLeft/time.Second) || l.told.Per != windowOf(l.told.Per)):
		return nil
	}
	l.carry(now)
	return l
}

// kept is what is to be kept of it, and whether that is anything.
func (l *Learned) kept(api string) (k Kept, something bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.carry(today())
	k = Kept{API: api, Day: dayText(l.day), Passed: int(min(l.calls(), mostPassed)), Share: math.Round(l.share*1000) / 1000}
	if l.share < 1 {
		k.Throttled = dayText(l.throttledDay)
	}
	if l.told.Calls > 0 {
		k.Calls, k.Window, k.Told = l.told.Calls, int(l.told.Per/time.Second), dayText(l.toldDay)
	}
	return k, k.Passed > 0 || k.Share < 1 || k.Calls > 0
}

// join takes in what another run learned: the most that passed, the later throttling, and what
// was told last.
func (l *Learned) join(other *Learned) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.carry(today())
	l.passed = max(l.passed, other.passed)
	switch {
	case other.throttledDay > l.throttledDay:
		l.throttledDay, l.share = other.throttledDay, other.share
	case other.throttledDay == l.throttledDay:
		l.share = min(l.share, other.share)
	}
	if l.throttledDay == l.day {
		l.seen = 0
	}
	if other.toldDay > l.toldDay {
		l.told, l.toldDay = other.told, other.toldDay
	}
	l.keptCalls, l.keptShare, l.keptTold = l.calls(), l.share, l.told
}

// Merge is what this run learned with what others kept meanwhile.
func Merge(own, others []Kept) []Kept {
	known := make(map[string]*Learned)
	for _, k := range slices.Concat(own, others[:min(len(others), mostKept)]) {
		switch l := learnedOf(k); {
		case l == nil:
		case known[k.API] == nil:
			known[k.API] = l
		default:
			known[k.API].join(l)
		}
	}
	return keptOf(known)
}

func keptOf(known map[string]*Learned) (all []Kept) {
	for api, l := range known {
		if k, something := l.kept(api); something {
			all = append(all, k)
		}
	}
	slices.SortFunc(all, func(a, b Kept) int { return strings.Compare(a.API, b.API) })
	return all
}

package ratelimit

import (
	"math"
	"sync"
	"time"
)

// Learned is what is known of the cloud's limit on an API. The cloud counts by account, API
// and region, with the same limit in each region, so what one region lets through teaches the
// others.
//
// While nothing is known, some calls leave at once and some a second after that, both as [New] is
// told. What is known changes that:
//
//   - Answers may tell the limit. Then half of it is used: a quarter at once, a quarter over its
//     window, so that no window of that length has more than half. The other half is left to what
//     else runs in the account; who makes the calls also leaves half of what [State].Remain says.
//   - Otherwise the most calls that passed in one region within a minute are remembered. Half of
//     them may leave at once from the next run or the next day on, the other half over a minute:
//     no minute brings more than was seen to pass, but for what the start always allows.
//   - At the day's first throttling all that is halved, and nothing that passes on that day counts.
//     It does not fall below the pace at which the cloud advises to try a throttled API: one call a
//     second, and twenty at once; what half of a told limit allows may be less.
//   - Each day takes a tenth of what was seen to pass, and gives back a tenth of what a throttling
//     took. A limit that was told counts for a week.
//   - Never more leave at once than the most that [New] is told.
type Learned struct {
	burst, perSecond, most float64
	moved                  func() // what is to be kept changed by more than a fifth

	mu           sync.Mutex
	day          int     // to which the rest is carried forward, see today
	passed       float64 // most calls of a region's minute that earlier days or runs saw pass
	seen         int     // … and that this run saw today
	share        float64 // of all this that is used: 1, less after a throttling
	throttledDay int     // of the last throttling
	told         Told    // by the region that told the least in this run, else by an earlier run
	toldDay      int
	toldNow      bool // in this run

	// What was kept of it last, as note compares it.
	keptCalls float64
	keptShare float64
	keptTold  Told
}

const (
	dailyLoss  = 0.9 // what a day leaves of what was seen to pass
	dailyGain  = 0.1 // what it gives back of the share
	leastShare = 0.125
	leastBurst = 20
	toldFor    = 7 // days
)

// today is the day of the wall clock in UTC, since 1970.
func today() int { return int(time.Now().Unix() / (24 * 60 * 60)) }

// carry brings what is known to a day; the mutex is held. A clock that went back changes nothing.
func (l *Learned) carry(to int) {
	days := to - l.day
	if days <= 0 {
		return
	}
	l.passed = max(l.passed, float64(l.seen)) * math.Pow(dailyLoss, float64(days))
	l.share = min(1, l.share+dailyGain*float64(days))
	l.seen, l.day = 0, to
	if to-l.toldDay > toldFor {
		l.told = Told{}
	}
}

// InForce is how many calls may leave at once and a second after that, by what is told in a
// region where that is known already. per is the window of a limit that was told, else 0.
func (l *Learned) InForce(own Told) (most, rate float64, per time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.carry(today())
	told := own
	if told.Calls == 0 {
		told = l.told
	}
	if told.Calls == 0 {
		most = max(l.burst, math.Floor(l.passed/2)) * l.share
		most = min(l.most, max(most, min(leastBurst, l.burst)))
		return most, l.rate(most), 0
	}
	half := float64(told.Calls) / 2 * l.share
	most = max(1, min(half/2, l.most*l.share))
	rest := max(half-most, 0.9) // one call in each window, however little is told
	return most, min(rest/told.Per.Seconds(), l.rate(most)), told.Per
}

// rate is how many calls a second go with so many at once: as many again over a minute, but
// what the start allows.
func (l *Learned) rate(most float64) float64 {
	if most < l.burst {
		return l.perSecond * most / l.burst
	}
	return max(l.perSecond, most/60)
}

// Passes takes in that so many calls passed in a region within a minute.
func (l *Learned) Passes(n int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.carry(today())
	if n > l.seen && l.throttledDay != l.day {
		l.seen = n
		l.note()
	}
}

// Throttled takes in that a call was refused as one too many.
func (l *Learned) Throttled() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.carry(today()); l.throttledDay != l.day {
		l.throttledDay, l.seen = l.day, 0
		l.share = max(leastShare, l.share/2)
		l.note()
	}
}

// Hears takes in a limit that was told.
func (l *Learned) Hears(t Told) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.carry(today())
	l.toldDay = l.day
	if !l.toldNow || t.Calls < l.told.Calls || t.Per > l.told.Per {
		l.told, l.toldNow = t, true
		l.note()
	}
}

// note tells when what is to be kept moved by more than a fifth; the mutex is held.
func (l *Learned) note() {
	calls := l.calls()
	if calls > 1.2*l.keptCalls || l.share != l.keptShare || l.told != l.keptTold {
		l.keptCalls, l.keptShare, l.keptTold = calls, l.share, l.told
		l.moved()
	}
}

// calls is what was seen to pass within a minute, as far as it says more than the start.
func (l *Learned) calls() float64 {
	if n := max(l.passed, float64(l.seen)); n > 2*l.burst {
		return n
	}
	return 0
}

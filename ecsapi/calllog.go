package ecsapi

import (
	"sync"
	"time"

	"ecsdeck/ecsapi/message"
)

// callLogSize is how many calls the log remembers.
const callLogSize = 512

// Call is one attempt of an API call, as the call log keeps it.
type Call struct {
	At        time.Time // wall clock, when it left
	API       string
	Region    RegionID
	What      message.Text  // which part: "page 3", "17 ids", "ecs.g7.large"; may be zero
	Duration  time.Duration // until the whole answer was read
	Status    int           // HTTP status, 0 without an answer
	Code      string        // "" when it went well; the cloud's error code, else the error's kind
	RequestID string
	Bytes     int // of the answer's body, as packed as it came
	Attempt   int // 1 for the first
}

// CallLog remembers the last calls of a Client. It is safe for concurrent use.
type CallLog struct {
	mu      sync.Mutex
	ring    [callLogSize]Call
	rev     uint64 // calls ever made; the newest is ring[(rev-1)%callLogSize]
	seconds [60]struct {
		at    int64 // the second counted here
		calls int
	}
}

func (l *CallLog) add(c Call) {
	left := c.At.Unix()
	l.mu.Lock()
	defer l.mu.Unlock()
	l.ring[l.rev%callLogSize] = c
	l.rev++
	s := &l.seconds[left%60]
	if s.at != left {
		s.at, s.calls = left, 0
	}
	s.calls++
}

// Rev grows with every call: equal revisions mean an unchanged log.
func (l *CallLog) Rev() uint64 {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.rev
}

// Recent returns the last n calls at most, the newest first.
func (l *CallLog) Recent(n int) []Call {
	l.mu.Lock()
	defer l.mu.Unlock()
	n = max(0, min(n, callLogSize, int(l.rev)))
	calls := make([]Call, n)
	for i := range calls {
		calls[i] = l.ring[(l.rev-1-uint64(i))%callLogSize]
	}
	return calls
}

// PerMinute counts the calls that left during the last 60 seconds of the wall
// clock.
func (l *CallLog) PerMinute() int {
	now := time.Now().Unix()
	l.mu.Lock()
	defer l.mu.Unlock()
	sum := 0
	for _, s := range l.seconds {
		if age := now - s.at; age >= 0 && age < 60 {
			sum += s.calls
		}
	}
	return sum
}

// about is what a call is about where that is one thing, such as an id or a type.
func about(name string) message.Text { return message.Verbatim(name) }

// idCount is what a call about so many ids is about.
func idCount(n int) message.Text { return message.Plural("{count} id", "{count} ids", n) }

package ecssim

import (
	"cmp"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"sync"
	"time"

	"ecsdeck/ecsapi/ecssim/rpc"
	"ecsdeck/ecsapi/ecssim/world"
)

// Kinds of Fault.
const (
	FaultLatency   = "latency"   // every answer waits Delay longer
	FaultJitter    = "jitter"    // every answer waits between nothing and Delay longer
	FaultThrottle  = "throttle"  // 400 Throttling.User, nothing done; with a Delay it is told when to retry
	FaultHTTP500   = "http500"   // 500 InternalError, nothing done
	FaultHTTP503   = "http503"   // 503 ServiceUnavailable, nothing done
	FaultReset     = "reset"     // the connection is reset, nothing done
	FaultCut       = "cut"       // done, but the connection ends in the middle of the answer
	FaultMalformed = "malformed" // done, but the answer is not JSON
	FaultSlow      = "slow"      // done, and the answer trickles in over Delay

	FaultLostAnswer   = "lost-answer"   // done, but the connection is reset without an answer
	FaultStale        = "stale"         // lists of instances are those of up to Delay ago, without what was written since
	FaultShift        = "shift"         // a page after the first, by number, begins up to three rows off
	FaultExpiredToken = "expired-token" // 400 InvalidSecurityToken.Expired, nothing done
	FaultSkew         = "skew"          // the call's time is judged by a clock that is Delay ahead

	FaultError = "error" // refused with Code and Status, nothing done unless Done; dry runs are spared
	FaultEmpty = "empty" // a list comes without rows, and counts them all the same
	FaultShort = "short" // a list lacks its last Rows, and counts them all the same
)

// Delays of the kinds that can do without.
const (
	staleFor = 10 * time.Second
	skewedBy = time.Hour
)

var faultKinds = []string{
	FaultLatency, FaultJitter, FaultThrottle, FaultHTTP500, FaultHTTP503,
	FaultReset, FaultCut, FaultMalformed, FaultSlow,
	FaultLostAnswer, FaultStale, FaultShift, FaultExpiredToken, FaultSkew,
	FaultError, FaultEmpty, FaultShort,
}

// timedKinds need a Delay.
var timedKinds = []string{FaultLatency, FaultJitter, FaultSlow}

// Fault is something that goes wrong with calls of the API. Times are wall
// times. In JSON: {"action":"*","region":"*","kind":"latency","p":0.1,"for":"60s","ms":200} or
// {"action":"StopInstances","kind":"error","code":"OperationConflict","status":409,"times":2}.
type Fault struct {
	Action string        `json:"action,omitempty"` // an action's name; "" or "*" is any
	Region string        `json:"region,omitempty"` // a region id; "" or "*" is any
	Kind   string        `json:"kind"`             // one of the Fault constants
	P      float64       `json:"p"`                // the chance that a call is hit, above 0 to 1; 0 means 1
	For    time.Duration `json:"-"`                // how long it is in force; 0 is until cleared

	// Delay of latency, jitter and slow is how long; of throttle: the header x-acs-retry-after;
	// of stale: how old, 0 is 10 s; of skew: how far, 0 is 1 h.
	Delay time.Duration `json:"delay,omitempty"`
	Until time.Time     `json:"until,omitzero"` // when it ends; For sets it
	Times int           `json:"times,omitzero"` // how many calls are hit before it ends; 0 is any number

	Code    string `json:"code,omitzero"`    // error: as the cloud would word it
	Message string `json:"message,omitzero"` // error: may be ""
	Status  int    `json:"status,omitzero"`  // error: of HTTP, 400 to 599; 0 is 400
	Done    bool   `json:"done,omitzero"`    // error: the call is carried out before it is refused
	Rows    int    `json:"rows,omitzero"`    // short: how many rows are missing; 0 is 1
}

// UnmarshalJSON reads the form of POST /_sim/faults; unknown fields are refused.
func (f *Fault) UnmarshalJSON(b []byte) error {
	var w struct {
		Action string   `json:"action"`
		Region string   `json:"region"`
		Kind   string   `json:"kind"`
		P      *float64 `json:"p"`
		For    string   `json:"for"`
		MS     float64  `json:"ms"`
		Times  int      `json:"times"`

		Code    string `json:"code"`
		Message string `json:"message"`
		Status  int    `json:"status"`
		Done    bool   `json:"done"`
		Rows    int    `json:"rows"`
	}
	dec := json.NewDecoder(strings.NewReader(string(b)))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&w); err != nil {
		return err
	}
	*f = Fault{
		Action: w.Action, Region: w.Region, Kind: w.Kind, P: 1, Times: w.Times,
		Code: w.Code, Message: w.Message, Status: w.Status, Done: w.Done, Rows: w.Rows,
	}
	if w.P != nil {
		if !(*w.P > 0) {
			return fmt.Errorf("p is %v, must be above 0 and at most 1", *w.P)
		}
		f.P = *w.P
	}
	if w.For != "" {
		d, err := time.ParseDuration(w.For)
		if err != nil {
			return fmt.Errorf("for: %w", err)
		}
		f.For = d
	}
	if w.MS > float64(24*time.Hour/time.Millisecond) {
		return fmt.Errorf("ms is %v, must be at most a day", w.MS)
	}
	f.Delay = time.Duration(w.MS * float64(time.Millisecond))
	return nil
}

func (f Fault) check() error {
	switch {
	case !slices.Contains(faultKinds, f.Kind):
		return fmt.Errorf("kind %q is not known; accepted are %s", f.Kind, strings.Join(faultKinds, ", "))
	case !(f.P >= 0 && f.P <= 1):
		return fmt.Errorf("p is %v, must be above 0 and at most 1", f.P)
	case f.For < 0:
		return fmt.Errorf("for is %v, must not be negative", f.For)
	case f.Delay < 0:
		return fmt.Errorf("ms is negative")
	case f.Delay == 0 && slices.Contains(timedKinds, f.Kind):
		return fmt.Errorf("kind %s needs ms", f.Kind)
	case f.Times < 0:
		return fmt.Errorf("times is %d, must not be negative", f.Times)
	case f.Rows < 0:
		return fmt.Errorf("rows is %d, must not be negative", f.Rows)
	case f.Rows > 0 && f.Kind != FaultShort:
		return fmt.Errorf("rows goes with kind %s", FaultShort)
	case (f.Code != "") != (f.Kind == FaultError):
		return fmt.Errorf("kind %s has a code, and no other kind has one", FaultError)
	case f.Kind != FaultError && (f.Message != "" || f.Status != 0 || f.Done):
		return fmt.Errorf("message, status and done go with kind %s", FaultError)
	case f.Status != 0 && (f.Status < 400 || f.Status > 599):
		return fmt.Errorf("status is %d, must be from 400 to 599", f.Status)
	}
	return nil
}

func (f Fault) hits(action, region string, dryRun bool) bool {
	return !(dryRun && f.Kind == FaultError) && (f.Action == "" || f.Action == "*" || f.Action == action) &&
		(f.Region == "" || f.Region == "*" || f.Region == region)
}

// faults are those in force.
type faults struct {
	mu     sync.Mutex
	source *rand.PCG
	rng    *rand.Rand // drawn from source
	list   []activeFault
}

type activeFault struct {
	Fault
	spent bool // it hit as many calls as it may
}

func (fs *faults) add(list []Fault) error {
	for i, f := range list {
		if err := f.check(); err != nil {
			return fmt.Errorf("fault %d: %w", i+1, err)
		}
	}
	fs.mu.Lock()
	defer fs.mu.Unlock()
	for _, f := range list {
		a := activeFault{Fault: f}
		a.P = cmp.Or(f.P, 1)
		switch f.Kind {
		case FaultError:
			a.Status = cmp.Or(f.Status, http.StatusBadRequest)
			a.Message = cmp.Or(f.Message, "The request was refused.")
		case FaultShort:
			a.Rows = cmp.Or(f.Rows, 1)
		case FaultStale:
			a.Delay = cmp.Or(f.Delay, staleFor)
		case FaultSkew:
			a.Delay = cmp.Or(f.Delay, skewedBy)
		}
		if f.For > 0 {
			a.Until = time.Now().Add(f.For)
		}
		fs.list = append(fs.list, a)
	}
	return nil
}

func (fs *faults) clear() {
	fs.mu.Lock()
	defer fs.mu.Unlock()
	fs.list = nil
}

// mishap is what the faults in force do to one call.
type mishap struct {
	wait  time.Duration // before anything is done
	kind  string        // how it ends badly; "" is well
	delay time.Duration // of the kind
	shift int           // of FaultShift: rows, never 0
	rows  int           // of FaultShort
	err   *rpc.Error    // of FaultError
	done  bool          // … after the call was carried out
	lag   time.Duration // how old a stale answer may be, whether this call gets one or not
}

// strike decides what happens to a call. Waits add up; of the kinds that spoil
// an answer the first that was injected wins.
func (fs *faults) strike(action, region string, dryRun bool) mishap {
	fs.mu.Lock()
	defer fs.mu.Unlock()
	if len(fs.list) == 0 {
		return mishap{}
	}
	now := time.Now()
	fs.list = slices.DeleteFunc(fs.list, func(a activeFault) bool {
		return a.spent || !a.Until.IsZero() && !now.Before(a.Until)
	})
	var m mishap
	for i := range fs.list {
		f := &fs.list[i]
		if !f.hits(action, region, dryRun) {
			continue
		}
		if f.Kind == FaultStale {
			m.lag = max(m.lag, f.Delay)
		}
		if f.P < 1 && fs.rng.Float64() >= f.P {
			continue
		}
		counts := true
		switch f.Kind {
		case FaultLatency:
			m.wait += f.Delay
		case FaultJitter:
			m.wait += time.Duration(fs.rng.Float64() * float64(f.Delay))
		default:
			if counts = m.kind == ""; counts {
				m.kind, m.delay, m.rows, m.done = f.Kind, f.Delay, f.Rows, f.Done
			}
			if counts && f.Kind == FaultError {
				m.err = rpc.NewError(f.Status, f.Code, f.Message)
			}
			if f.Kind == FaultShift && m.shift == 0 {
				m.shift = [...]int{-3, -2, -1, 1, 2, 3}[fs.rng.IntN(6)]
			}
		}
		if counts && f.Times > 0 {
			f.Times--
			f.spent = f.Times == 0
		}
	}
	return m
}

// past lets a call look at the past. While a stale fault is in force for a
// region, a copy of its fleet is made whenever somebody calls and the last one
// is older than the fault allows; calls that are hit are answered from it.
func (c *Cloud) past(call *world.Call, m mishap) {
	r := c.world.ByID[call.Params["RegionId"]]
	if m.lag == 0 || r == nil {
		return
	}
	if old := r.Past(call.Now, m.lag); m.kind == FaultStale {
		call.Stale = old
	}
}

// lose takes the last rows off the list of an answer and leaves its counts as
// they are. A list is a field that holds nothing but a slice, as Instances holds
// Instance; an answer without one stays whole.
func lose(answer rpc.Answer, rows int) {
	v := reflect.ValueOf(answer).Elem()
	for i := range v.NumField() {
		f := v.Field(i)
		if f.Kind() != reflect.Struct || f.NumField() != 1 || f.Field(0).Kind() != reflect.Slice {
			continue
		}
		list := f.Field(0)
		list.Set(list.Slice(0, max(0, list.Len()-rows)))
	}
}

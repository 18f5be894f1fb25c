package ecsapi

import (
	"errors"
	"strings"
	"time"

	"ecsdeck/ecsapi/message"
)

// Kind says what sort of trouble an Error is, for those who must decide what
// to do about it.
type Kind string

// The kinds of an Error.
const (
	KindNetwork     Kind = "network"     // no connection, or it broke
	KindTimeout     Kind = "timeout"     // no answer in time
	KindThrottled   Kind = "throttled"   // too many calls; see RetryAfter
	KindCredentials Kind = "credentials" // unknown key, wrong secret, expired token
	KindClock       Kind = "clock"       // this machine's clock differs too much
	KindForbidden   Kind = "forbidden"   // the key may not do this
	KindReadOnly    Kind = "read-only"   // refused here, before it left
	KindNotFound    Kind = "not-found"   // the thing is gone or never was
	KindState       Kind = "state"       // the instance's state, lock or billing does not allow it
	KindBusy        Kind = "busy"        // refused while something else goes on: the same call may pass later
	KindStock       Kind = "stock"       // sold out, or the spot bid is too low
	KindMoney       Kind = "money"       // balance, arrears, payment
	KindInvalid     Kind = "invalid"     // a parameter is wrong, or a quota is used up
	KindRefused     Kind = "refused"     // the cloud said no, and only its own words tell why
	KindServer      Kind = "server"      // the cloud failed
	KindCancelled   Kind = "cancelled"   // given up by the caller
	KindAnswer      Kind = "answer"      // the answer could not be understood
	KindBrokenOff   Kind = "broken-off"  // the program ended before the answer came
	KindNotDone     Kind = "not-done"    // an answer was lost, and nothing shows that it was carried out
)

// Error is what every failed call returns. Its texts are cleaned and hold no
// secret, no signature and no more of the access key than KeyTail shows.
type Error struct {
	API       string
	Region    RegionID
	Kind      Kind
	Code      string // the cloud's, such as "IncorrectInstanceStatus"; "" when it gave none
	Message   string // the cloud's own words, or those of an error below
	RequestID string

	// Text is what we say ourselves, of a call that was not sent or of what became
	// of one; Message is empty then.
	Text message.Text

	HTTPStatus int           // 0 when there was no answer
	RetryAfter time.Duration // when throttled: the wait after which it is worth asking again

	// MayHaveApplied tells that the request may have reached the cloud without the cloud
	// refusing it: a write may have taken effect, whatever the error says.
	MayHaveApplied bool

	// Lack is set when an answer lacks rows that it counts, on whatever the
	// cloud was asked for: what did come is true, and what did not is not gone.
	Lack *Lack

	cause error
}

// Lack is how many rows of a list came, of how many that the cloud counts.
type Lack struct {
	Received, Counted int
	Odd               string // what a row without an id looked like; "" if none came
}

// Error reads "StopInstances cn-hangzhou: IncorrectInstanceStatus: message (RequestId)".
func (e *Error) Error() string { return e.Describe().String() }

// Describe returns what Error says, for the reader's language.
func (e *Error) Describe() message.Text {
	if e.Code == NoKeyCode || e.Code == LoginChangedCode { // of whatever call: none was made
		return e.Text
	}
	head := strings.TrimSpace(e.API + " " + string(e.Region))
	if e.Code != "" {
		head = strings.TrimPrefix(head+": "+e.Code, ": ")
	}
	text := e.Says()
	if text.IsZero() && e.Code == "" {
		text = message.Verbatim(string(e.Kind))
	}
	switch {
	case text.IsZero():
		text = message.Verbatim(head)
	case head != "":
		text = message.New("{call}: {error}", head, text)
	}
	if e.RequestID != "" {
		text = message.New("{error} ({request})", text, e.RequestID)
	}
	return text
}

// Says is what we say of the error ourselves, else the cloud's own words; zero
// where neither said anything.
func (e *Error) Says() message.Text {
	if e.Text.IsZero() && e.Message != "" {
		return message.Verbatim(e.Message)
	}
	return e.Text
}

// Unwrap returns the network's or the context's error behind this one, or nil.
func (e *Error) Unwrap() error { return e.cause }

// Retry reports whether asking again later may succeed without anybody
// changing anything. For a write with MayHaveApplied set, read the state first.
func (e *Error) Retry() bool {
	switch e.Kind {
	case KindNetwork, KindTimeout, KindThrottled, KindServer, KindAnswer, KindBusy:
		return true
	}
	return false
}

// RetryHelps reports whether it may help to do again, at another time, what ended with the
// error, without anybody changing anything.
func (e *Error) RetryHelps() bool {
	switch e.Kind {
	case KindStock, KindNotDone, KindCancelled:
		return true
	}
	return e.Retry()
}

// Final reports whether this is the cloud's last word on a call: it was not carried out,
// and asking again changes nothing.
func (e *Error) Final() bool { return !e.MayHaveApplied && !e.Retry() && e.Kind != KindCancelled }

// AsError makes any error one of ours: what is none means that the network failed.
func AsError(err error) *Error {
	if err == nil {
		return nil
	}
	if e, ok := errors.AsType[*Error](err); ok {
		return e
	}
	return &Error{Kind: KindNetwork, Message: err.Error()}
}

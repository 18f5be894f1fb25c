package ecsapi

import (
	"crypto/tls"
	"errors"
	"net"

	"ecsdeck/ecsapi/message"
)

// hints says each kind of trouble in plain words.
var hints = map[Kind]message.Key{
	KindNetwork:     "The cloud can't be reached; check the network.",
	KindTimeout:     "The cloud did not answer in time.",
	KindThrottled:   "Too many calls in a minute; they go on when the cloud allows it.",
	KindCredentials: "The cloud does not accept this access key.",
	KindClock:       "This machine's clock is wrong; the cloud refuses its signatures.",
	KindForbidden:   "This access key is not allowed to do that.",
	KindReadOnly:    "Read-only: nothing that changes the cloud is sent.",
	KindNotFound:    "It does not exist any more.",
	KindState:       "The instance is in a state that does not allow this.",
	KindBusy:        "Something else is in progress there.",
	KindStock:       "Nothing of this is left in the zone.",
	KindMoney:       "The account's balance does not allow this.",
	KindInvalid:     "The cloud does not accept the request as it is.",
	KindRefused:     "The cloud refuses it.",
	KindServer:      "The cloud had an internal failure.",
	KindCancelled:   "It was given up before it was over.",
	KindAnswer:      "The answer could not be understood; is a proxy in between?",
	KindBrokenOff:   "Whether it was carried out is not known: look before it is done again.",
	KindNotDone:     "It was not carried out and can be done again.",
}

const (
	hintRefused     message.Key = "The endpoint refuses connections."
	hintName        message.Key = "The endpoint's name can't be resolved; check the network."
	hintCertificate message.Key = "The endpoint's certificate can't be verified."
	hintAbsent      message.Key = "Something that the request names does not exist."
	hintNoEffect    message.Key = "The cloud accepted it, but the instance does not show that it worked."
	hintLacking     message.Key = "The cloud lists less than it counts; it is asked again."
)

// Hint says in one plain English sentence what the trouble is. It is a key of
// the message catalogue and has no arguments.
func (e *Error) Hint() message.Key {
	if r := ruleOf(e.Code); r != nil && r.hint != "" && r.kind == e.Kind {
		return r.hint
	}
	if e.Lack != nil {
		return hintLacking
	}
	if e.Kind == KindNetwork && e.cause != nil {
		var name *net.DNSError
		var cert *tls.CertificateVerificationError
		switch {
		case errors.As(e.cause, &name):
			return hintName
		case errors.As(e.cause, &cert):
			return hintCertificate
		case isRefused(e.cause):
			return hintRefused
		}
	}
	if e.Kind == KindState && e.Code == "" { // the cloud's refusals have codes
		return hintNoEffect
	}
	return hints[e.Kind]
}

// Meaning says what the trouble is as well as it can be said in one sentence: the
// hint or, where that would only be that the cloud refused, the cloud's own words.
func (e *Error) Meaning() message.Text {
	hint := e.Hint()
	if says := e.Says(); !says.IsZero() && (hint == hints[KindRefused] || hint == hints[KindInvalid] || hint == hintAbsent) {
		return says
	}
	return message.New(hint)
}

package filter

import (
	"strings"

	"ecsdeck/ecsapi/message"
)

// Error says what is wrong with an expression. Its sentences are constants, so that a front end
// can translate them.
type Error struct {
	Pos, Len int         // bytes of the source that are wrong
	Text     string      // the term that holds them
	Msg      message.Key // what is wrong
	Args     []any       // of Msg
	Near     []string    // those of Accepted that may have been meant, the nearest first
	Accepted []string    // what would be accepted there
}

// errorAt is an error about a piece of the source.
func errorAt(p piece, msg message.Key, accepted ...string) *Error {
	return &Error{Pos: p.start, Len: p.end - p.start, Msg: msg, Accepted: accepted}
}

// Describe is what is wrong and what is nearest to it, or else all that is accepted.
func (e *Error) Describe() message.Text {
	reason := message.New(e.Msg, e.Args...)
	switch {
	case len(e.Near) > 0:
		return message.New("{problem}; nearest: {near}", reason, strings.Join(e.Near, ", "))
	case len(e.Accepted) > 0:
		return message.New("{problem}; accepted: {accepted}", reason, strings.Join(e.Accepted, ", "))
	}
	return reason
}

// Error is one line: the term, what is wrong, what is accepted.
func (e *Error) Error() string {
	text := e.Text
	if cut := []rune(text); len(cut) > 40 {
		text = string(cut[:40]) + "…"
	}
	return message.New("filter: {text:q}: {reason}", text, e.Describe()).String()
}

// The sentences of Error.Msg.
const (
	MsgOpenQuote   message.Key = "the quote is not closed"
	MsgNothing     message.Key = "there is nothing to look for"
	MsgNoField     message.Key = "there is no field {name}"
	MsgNoWord      message.Key = "there is no such value"
	MsgNegation    message.Key = "the ! belongs before the term, once"
	MsgNoKey       message.Key = "a tag needs its key"
	MsgOneKey      message.Key = "a tag's value belongs to one key"
	MsgPlainKey    message.Key = "a tag's key can't have a * (quote it if it is meant)"
	MsgNoTagValue  message.Key = "a tag's value is missing (leave out the = to ask for the key alone)"
	MsgNotAddress  message.Key = "this is no address"
	MsgNoNumber    message.Key = "this is no number"
	MsgNoTime      message.Key = "this is no time"
	MsgCompare     message.Key = "a length of time needs < or > before it"
	MsgNoDuration  message.Key = "this is no length of time"
	MsgNoOrder     message.Key = "a text can't be compared by < or >"
	MsgNoPattern   message.Key = "this field can't be searched by ~"
	MsgBadPattern  message.Key = "this is no regular expression: {reason}"
	MsgEquals      message.Key = "one = is enough"
	MsgPipe        message.Key = "write or between alternatives (quote a text that has a |)"
	MsgNoTerm      message.Key = "{word} needs a term beside it (quote it if it is meant as a text)"
	MsgNotOpen     message.Key = "this ) closes nothing"
	MsgNotClosed   message.Key = "this ( is not closed"
	MsgNoSaved     message.Key = "no filter was saved under this name (quote a text that begins with @)"
	MsgSavedCircle message.Key = "saved filters name one another without end"
	MsgTooDeep     message.Key = "too many ( inside one another"
)

// What tags, addresses, numbers and times may look like.
var (
	tagForms      = []string{"tag:key", "tag:key=value", "tag:key=one,two", "tag:key!=value", "tag:key~^regex", `tag:key=""`}
	addressForms  = []string{"10.0.0.1", "10.12", "10.12.*", "10.12.0.0/16", "2408:4321::1"}
	numberForms   = []string{"4", ">=4", "<0.5", "2-8"}
	timeForms     = []string{"<7d", ">2w", "2026-12", "2026-12-01", `>"2026-12-01 06:00"`, "any", "none"}
	durationForms = []string{"<7d", ">2w", ">=1d12h", "1d-7d"}
)

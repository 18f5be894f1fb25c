package filter

import (
	"fmt"
	"strings"

	"ecsdeck/ecsapi/message"
)

// Error says what is wrong with an expression. Its sentences are constants, so that a front end can translate them.
type Error struct {
	Pos      int         // byte offset in the source of what is wrong
	Text     string      // the term that holds it
	Msg      message.Key // what is wrong
	Accepted []string    // what would be accepted there
}

// Error is one line: the term, what is wrong, what is accepted.
func (e *Error) Error() string {
	text := e.Text
	if cut := []rune(text); len(cut) > 40 {
		text = string(cut[:40]) + "…"
	}
	line := fmt.Sprintf("filter: %q: %s", text, e.Msg)
	if len(e.Accepted) > 0 {
		line += "; accepted: " + strings.Join(e.Accepted, ", ")
	}
	return line
}

// The sentences of Error.Msg.
const (
	MsgOpenQuote  message.Key = "the quote is not closed"
	MsgNothing    message.Key = "there is nothing to look for"
	MsgNoField    message.Key = "there is no such field (quote a text that has a colon)"
	MsgNoWord     message.Key = "there is no such value"
	MsgNegation   message.Key = "the ! belongs before the term, once"
	MsgNoKey      message.Key = "a tag needs its key"
	MsgOneKey     message.Key = "a tag's value belongs to one key"
	MsgPlainKey   message.Key = "a tag's key can't have a * (quote it if it is meant)"
	MsgNoTagValue message.Key = "a tag's value is missing (leave out the = to ask for the key alone)"
	MsgNotAddress message.Key = "this is no address"
	MsgNoNumber   message.Key = "this is no number"
)

// What tags, addresses and numbers may look like.
var (
	tagForms     = []string{"tag:key", "tag:key=value", "tag:key=one,two", `tag:key=""`}
	addressForms = []string{"10.0.0.1", "10.12", "10.12.*", "10.12.0.0/16", "2408:4321::1"}
	numberForms  = []string{"4", ">=4", "<0.5", "2-8"}
)

package cli

import (
	"errors"
	"fmt"
)

// The exit statuses.
const (
	exitDone   = 0
	exitFailed = 1
	exitUsage  = 2
	exitPartly = 3
)

// exit is an error that knows its exit status. Its text is one line for a
// person, in their language; an empty one says that all was said already.
type exit struct {
	status int
	text   string
	cause  error
}

func (e *exit) Error() string { return e.text }
func (e *exit) Unwrap() error { return e.cause }

func usage(text string) error  { return &exit{status: exitUsage, text: text} }
func failed(text string) error { return &exit{status: exitFailed, text: text} }
func partly(text string) error { return &exit{status: exitPartly, text: text} }

// finish says what went wrong, if anything did, and returns the exit status.
func (a *app) finish(err error) int {
	if err == nil {
		return exitDone
	}
	status, text := exitFailed, err.Error()
	if e := (*exit)(nil); errors.As(err, &e) {
		status, text = e.status, e.text
	}
	if text != "" {
		fmt.Fprintln(a.Err, "ecsdeck: "+oneLine(text))
	}
	if b := (*bug)(nil); errors.As(err, &b) {
		fmt.Fprint(a.Err, b.trace())
	}
	return status
}

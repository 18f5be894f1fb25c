package shell

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"strings"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/login"
)

// The exit statuses.
const (
	StatusDone   = 0
	StatusFailed = 1
	StatusUsage  = 2
	StatusPartly = 3
)

// ExitError is an error that knows its exit status. Its text is one line for a
// person, in their language; an empty one says that all was said already.
type ExitError struct {
	Status int
	Text   string
	Cause  error
}

func (e *ExitError) Error() string { return e.Text }
func (e *ExitError) Unwrap() error { return e.Cause }

// Usage is the error of a command that was asked for what is not possible.
func Usage(text string) error { return &ExitError{Status: StatusUsage, Text: text} }

// Failed is the error of a command that did nothing of what it was to do.
func Failed(text string) error { return &ExitError{Status: StatusFailed, Text: text} }

// Partly is the error of a command that did a part of what it was to do.
func Partly(text string) error { return &ExitError{Status: StatusPartly, Text: text} }

// Bug is a panic of the engine, told once the terminal is restored.
type Bug struct {
	Value any
	Stack []byte
}

func (b *Bug) Error() string {
	return OneLine(fmt.Sprintf("ecsdeck met a bug in itself and had to end; what was sent goes on in the cloud: %v", b.Value))
}

// Finish says what went wrong, if anything did, and returns the exit status.
func (a *App) Finish(err error) int {
	if err == nil {
		return StatusDone
	}
	status, text := StatusFailed, a.P.E(err)
	if e, ok := errors.AsType[*ExitError](err); ok {
		status, text = e.Status, e.Text
	}
	if text != "" {
		a.Warn(text)
	}
	if b, ok := errors.AsType[*Bug](err); ok {
		for line := range strings.Lines(string(b.Stack)) {
			fmt.Fprintln(a.Err, OneLine(line))
		}
	}
	return status
}

// Failure turns an error into one line in the person's language.
func (a *App) Failure(err error) error {
	if _, ok := errors.AsType[*ExitError](err); ok {
		return err
	}
	return &ExitError{Status: StatusFailed, Text: a.Explain(err), Cause: err}
}

// Explain is an error in plain words, with the cloud's own after them.
func (a *App) Explain(err error) string {
	var (
		none *login.None
		e    *ecsapi.Error
	)
	switch {
	case errors.Is(err, context.Canceled):
		return a.P.S("interrupted")
	case errors.As(err, &none) && none.Name != "":
		return a.P.E(none)
	case none != nil && none.EndpointGiven:
		return a.P.S("no keys for this endpoint: set ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET, or name a profile with --profile; the current profile is never sent to another endpoint")
	case none != nil:
		return a.P.S("no keys found: set ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET, or make a profile with `aliyun configure`, or try the simulated cloud with --demo")
	case !errors.As(err, &e) || e.Hint() == "":
		return a.P.E(err)
	}
	return a.Brief(time.Time{}).Explain(e)
}

// SystemCause is what the system said, without the name of the file or the address
// that it said it of.
func SystemCause(err error) string {
	if p, ok := errors.AsType[*fs.PathError](err); ok {
		return p.Err.Error()
	}
	if op, ok := errors.AsType[*net.OpError](err); ok {
		return op.Err.Error()
	}
	return err.Error()
}

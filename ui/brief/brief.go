// Package brief puts a plan, a job and their outcome in words: once for the
// deck, which colours the lines and fits them to its width, and for the headless
// commands, which print them plain. Every sentence is a whole key of the message
// catalogue; lists of names, such as tags and zones, are not sentences.
package brief

import (
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/message"
	"ecsdeck/ecsapi/op"
	"ecsdeck/ui/term"
	"ecsdeck/ui/text"
	"ecsdeck/ui/when"
)

// Severity is how much a line matters to who reads it.
type Severity int

// The severities.
const (
	Plain   Severity = iota
	Detail           // good to know: the first to go where there is no room
	Good             // ended as it was asked for
	Busy             // on its way
	Warning          // to be noticed
	Danger           // cannot be undone, or went wrong
)

// Line is one finished sentence, in the person's language.
type Line struct {
	Severity Severity
	Text     string
}

// Texts are the texts of lines.
func Texts(lines []Line) []string {
	out := make([]string, len(lines))
	for i, l := range lines {
		out[i] = l.Text
	}
	return out
}

// Writer puts things in words. It is not safe for concurrent use, as its printer
// isn't.
type Writer struct {
	Text *text.Printer
	Now  time.Time // cloud time
	Wall time.Time // wall time, by which jobs are timed

	Local *time.Location // the person's; nil: that of this machine

	// FullErrors adds the cloud's own words and its request id to errors.
	FullErrors bool
}

// InLocal is a time on the person's clock.
func (w Writer) InLocal(t time.Time) time.Time {
	if w.Local == nil {
		return t.Local()
	}
	return t.In(w.Local)
}

// Clock writes a time that stands alone, with its zone.
func (w Writer) Clock(t time.Time) string { return when.Full(w.InLocal(t)) }

// Minute writes a time whose zone is named elsewhere.
func (w Writer) Minute(t time.Time) string { return when.Minute(w.InLocal(t)) }

// Date writes the day of a time.
func (w Writer) Date(t time.Time) string { return w.InLocal(t).Format(time.DateOnly) }

// line makes a line of a key.
func (w Writer) line(s Severity, key message.Key, args ...any) Line {
	return Line{s, w.Text.S(key, args...)}
}

// Price writes a price in a currency such as "CNY"; "" is none.
func (w Writer) Price(v ecsapi.Price, currency string) string { return term.Price(int64(v), currency) }

// Period writes a time that is paid for in advance.
func (w Writer) Period(p ecsapi.Period) string {
	switch p.Unit {
	case ecsapi.Week:
		return w.Text.N("{count} week", "{count} weeks", p.N)
	case ecsapi.Year:
		return w.Text.N("{count} year", "{count} years", p.N)
	}
	return w.Text.N("{count} month", "{count} months", p.N)
}

// Status writes a status; one that is new is written as the API spells it.
func (w Writer) Status(s ecsapi.Status) string {
	switch s {
	case ecsapi.Pending:
		return w.Text.S("Pending")
	case ecsapi.Starting:
		return w.Text.S("Starting")
	case ecsapi.Running:
		return w.Text.S("Running")
	case ecsapi.Stopping:
		return w.Text.S("Stopping")
	case ecsapi.Stopped:
		return w.Text.S("Stopped")
	}
	return string(s)
}

// Units are the words of durations.
func Units(p *text.Printer) term.Units {
	return term.Units{Second: p.S("s"), Minute: p.S("min"), Hour: p.S("h"), Day: p.S("d"), Year: p.S("y")}
}

// Away says how far a moment is from now: "in 2 h 3 min", "3 d ago".
func (w Writer) Away(t time.Time) string {
	const day = 24 * time.Hour
	u := Units(w.Text)
	switch left := t.Sub(w.Now); {
	case left >= time.Hour && left < 10*day:
		return w.Text.S("in {duration}", u.Left(left))
	case left > 0:
		return w.Text.S("in {duration}", u.Age(left))
	default:
		return w.Text.S("{age} ago", u.Age(-left))
	}
}

// Tag writes a tag as it is given on the command line.
func Tag(t ecsapi.Tag) string {
	if t.Value == "" {
		return t.Key
	}
	return t.Key + "=" + t.Value
}

// Reason is an error's code and what it means in plain words, or how much came.
func (w Writer) Reason(e *ecsapi.Error) string {
	if e.Lack != nil {
		return w.Text.S("only {received} of {counted} came", e.Lack.Received, e.Lack.Counted)
	}
	if e.Code == ecsapi.NoKeyCode {
		return w.Text.T(e.Says()) // why there is none
	}
	meaning := w.Text.T(e.Meaning())
	if e.Code == "" {
		return meaning
	}
	return e.Code + ": " + meaning
}

// Explain is an error in plain words, with the cloud's own and its request id
// after them.
func (w Writer) Explain(e *ecsapi.Error) string {
	if e.Hint() == "" {
		return w.Text.E(e)
	}
	return w.Text.S("{hint} ({error})", e.Hint(), e)
}

// err is Explain or Reason, as the writer is set.
func (w Writer) err(e *ecsapi.Error) string {
	if w.FullErrors {
		return w.Explain(e)
	}
	return w.Reason(e)
}

// StartCommand is the command that starts a deck with a profile, "" for none, and flags.
func StartCommand(profile string, flags []string) string {
	command := []string{"ecsdeck"}
	if profile != "" {
		command = append(command, "--profile", profile)
	}
	return op.CommandLine(append(command, flags...))
}

// Capital writes the first letter of a sentence large, where it is one of ASCII.
func Capital(s string) string {
	if s == "" || s[0] < 'a' || s[0] > 'z' {
		return s
	}
	return string(s[0]-'a'+'A') + s[1:]
}

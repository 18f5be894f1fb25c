package cli

import (
	"cmp"
	"errors"
	"regexp"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"ecsdeck/ui/cli/shell"
	"ecsdeck/ui/when"
)

// takeReleaseTime takes a leading time of automatic release, or off.
func (v *verb) takeReleaseTime(c *cobra.Command) {
	c.ValidArgsFunction = firstWord(append([]string{"off"}, when.Accepted()...))
	var text string
	v.take(func(words []string) ([]string, error) {
		n := 0
		for n < len(words) && !isTarget(words[n]) {
			n++
		}
		if text = strings.Join(words[:n], " "); text == "" {
			return nil, shell.Usage(v.P.S("{name} needs a time or off before the ids", c.Name()) + v.Accepted(append([]string{"off"}, when.Accepted()...)))
		}
		_, err := v.releaseTime(c.Name(), text, time.Now())
		return words[n:], cmp.Or(err, v.checkFixed(c.Name(), text))
	})
	v.settle = func(now time.Time) (err error) {
		if v.options.At, err = v.releaseTime(c.Name(), text, now); err != nil || text == "off" {
			return err
		}
		v.noteSeconds(text)
		return v.releasable(c.Name(), v.options.At, now)
	}
}

// releaseTime reads a time of automatic release, or off, which is none. Seconds
// are dropped, as the cloud does.
func (a *commands) releaseTime(what, text string, now time.Time) (time.Time, error) {
	if text == "off" {
		return time.Time{}, nil
	}
	at, err := when.Parse(text, now)
	if e, ok := errors.AsType[*when.Error](err); ok {
		return at, shell.Usage(a.P.S("{flag} cannot be {value:q}: {reason}", what, e.Text, a.P.S(e.Msg)) + a.Accepted(when.Accepted()))
	}
	return at.Truncate(time.Minute), nil
}

// noteSeconds says that a time of automatic release was written to the second.
func (a *commands) noteSeconds(text string) {
	if toTheSecond.MatchString(text) {
		a.Warn(a.P.S("The cloud counts in whole minutes: seconds are dropped."))
	}
}

// toTheSecond is of times whose seconds are not 0.
var toTheSecond = regexp.MustCompile(`:[0-9]{2}:(0[1-9]|[1-5][0-9])`)

// releasable refuses what the cloud takes for no time of automatic release.
func (a *commands) releasable(what string, at, now time.Time) error {
	if at.Before(now.Add(30*time.Minute)) || at.After(now.AddDate(3, 0, 0)) {
		w := a.Brief(now)
		return shell.Usage(a.P.S("{flag} cannot be {time}; accepted: from 30 minutes to 3 years after now, {now}", what, w.Clock(at), w.Clock(now)))
	}
	return nil
}

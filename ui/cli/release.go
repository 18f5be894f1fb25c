package cli

import (
	"cmp"
	"errors"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ui/cli/shell"
	"ecsdeck/ui/when"
)

func (a *commands) releaseCommand() *cobra.Command {
	c, v := a.verbCommand(fleet.ActionRelease, "", a.P.S("Release instances: they and their disks are gone for good"),
		"i-bp1example --snapshot --wait", "--filter tag:env=test --expect 12 --yes")
	c.Flags().BoolVar(&v.options.Force, "force", false, a.P.S("release running instances too"))
	c.Flags().BoolVar(&v.options.Snapshot, "snapshot", false, a.P.S("first take a snapshot of each disk that goes with them"))
	return c
}

func (a *commands) autoReleaseCommand() *cobra.Command {
	c, v := a.verbCommand(fleet.ActionAutoRelease, "TIME|off ", a.P.S("Set when instances are released by themselves, or cancel it"),
		`"tomorrow 06:00" i-bp1example`, "2026-12-01T06:00:00Z --filter tag:env=test", "off i-bp1example")
	c.ValidArgsFunction = firstWord(append([]string{"off"}, when.Accepted()...))
	var text string
	v.take = func(words []string) ([]string, error) {
		n := 0
		for n < len(words) && !isID(words[n]) {
			n++
		}
		if text = strings.Join(words[:n], " "); text == "" {
			return nil, shell.Usage(a.P.S("{name} needs a time or off before the ids", c.Name()) + a.Accepted(append([]string{"off"}, when.Accepted()...)))
		}
		_, err := a.releaseTime(c.Name(), text, time.Now())
		return words[n:], cmp.Or(err, v.checkFixed(c.Name(), text))
	}
	v.settle = func(now time.Time) (err error) {
		if v.options.At, err = a.releaseTime(c.Name(), text, now); err != nil || text == "off" {
			return err
		}
		return a.releasable(c.Name(), v.options.At, now)
	}
	return c
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

// releasable refuses what the cloud takes for no time of automatic release.
func (a *commands) releasable(what string, at, now time.Time) error {
	if at.Before(now.Add(30*time.Minute)) || at.After(now.AddDate(3, 0, 0)) {
		return shell.Usage(a.P.S("{flag} cannot be {time}; accepted: from 30 minutes to 3 years after now, {now}", what, shell.BothTimes(at), shell.BothTimes(now)))
	}
	return nil
}

package cli

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/fleet/journal"
	"ecsdeck/ui/cli/shell"
)

// longestKey is how many characters an idempotency key has at most.
const longestKey = 128

// checkKey refuses keys that could be meant for something else.
func (ch *change) checkKey(c *cobra.Command) error {
	const accepted = "1 to 128 printable characters"
	switch {
	case !c.Flags().Changed("idempotency-key"):
		return nil
	case strings.TrimSpace(ch.key) == "":
		return shell.Usage(ch.P.S("--idempotency-key cannot be empty; accepted: {accepted}", ch.P.S(accepted)))
	case utf8.RuneCountInString(ch.key) > longestKey:
		return shell.Usage(ch.P.S("--idempotency-key cannot have more than {most} characters; accepted: {accepted}", longestKey, ch.P.S(accepted)))
	case !utf8.ValidString(ch.key) || strings.ContainsFunc(ch.key, func(r rune) bool { return !unicode.IsPrint(r) }):
		return shell.Usage(ch.P.S("--idempotency-key cannot have control characters; accepted: {accepted}", ch.P.S(accepted)))
	}
	ch.account.KeyHash = fleet.KeyHash(ch.key)
	return nil
}

// holdKey takes the key for this process until release is called.
func (ch *change) holdKey(ctx context.Context, s *shell.Session) (release func(), err error) {
	if ch.key == "" || ch.dryRun {
		return func() {}, nil
	}
	dir, err := s.JournalDir(ctx)
	if err != nil {
		return func() {}, shell.Failed(ch.P.E(err))
	}
	switch release, err = journal.Hold(dir, "key-"+ch.account.KeyHash); {
	case errors.Is(err, journal.ErrHeld):
		return func() {}, shell.Failed(ch.P.S("another process works under this --idempotency-key right now; nothing was done"))
	case err != nil:
		return func() {}, shell.Failed(ch.P.E(err))
	}
	return release, nil
}

// checkFixed refuses a time that is another one tomorrow: under a key the same
// command must ask for the same.
func (ch *change) checkFixed(what, text string) error {
	if ch.key == "" || text == "" || text == "off" {
		return nil
	}
	now := time.Now()
	today, err := ch.releaseTime(what, text, now)
	if err != nil {
		return err
	}
	if tomorrow, err := ch.releaseTime(what, text, now.AddDate(0, 0, 1)); err == nil && tomorrow.Equal(today) {
		return nil
	}
	return shell.Usage(ch.P.S("{flag} cannot be {value:q} with --idempotency-key, for it is another time tomorrow; accepted: a time such as {example}",
		what, text, "2026-12-01T06:00:00Z"))
}

// request is what a command asks for, as far as a key is bound to it.
type request struct {
	Action  fleet.Action
	Options fleet.ActionOptions
	IDs     []string
	Filter  string
	Within  string
	Regions []ecsapi.RegionID
	All     bool
	Order   *fleet.Order
}

// underKey finds out what was done under the key before: that is left out, and
// its results are told again.
func (ch *change) underKey(ctx context.Context, r *shell.Fleet, req request) ([]fleet.Earlier, error) {
	if ch.key == "" {
		return nil, nil
	}
	text, err := json.Marshal(req)
	if err != nil {
		return nil, ch.Failure(err)
	}
	ch.asked = string(text)
	waiting, cancel := context.WithTimeout(ctx, ch.timeout)
	defer cancel()
	done, err := r.Engine.Under(waiting, ch.key, ch.asked)
	others := (*fleet.ErrOthersDoubt)(nil)
	switch other := (*fleet.ErrOtherPlan)(nil); {
	case errors.As(err, &other):
		j := other.Job
		return nil, shell.Failed(ch.P.S("this --idempotency-key was used by job {job} for something else: {action} of {instances}, on {time}; nothing was done; accepted: another key",
			jobNumber(j), ch.Brief(ch.now).Name(j.Action), ids(j.Items), ch.Brief(ch.now).Clock(j.Created)))
	case ctx.Err() != nil:
		return nil, ch.Failure(ctx.Err())
	case errors.As(err, &others):
		j := others.Job
		return nil, shell.Failed(ch.P.S("job {job} may have done this under this --idempotency-key, and only {as} can find out what became of it; nothing was done; accepted: its login",
			jobNumber(j), j.Others))
	case err != nil:
		return nil, shell.Failed(ch.P.S("the cloud could not be asked in time what was done under this --idempotency-key; nothing was done"))
	}
	return done, nil
}

// keyed puts a plan under the key, and leaves out of it what was done.
func (ch *change) keyed(r *shell.Fleet, plan *fleet.Plan, done []fleet.Earlier) *fleet.Plan {
	if ch.key == "" {
		return plan
	}
	plan.Under(ch.key, ch.asked)
	ch.earlier = done
	return r.Engine.LeaveOut(plan, done)
}

// undone are the ids that were not acted on under the key.
func undone(ids []ecsapi.InstanceID, done []fleet.Earlier) []ecsapi.InstanceID {
	return slices.DeleteFunc(ids, func(id ecsapi.InstanceID) bool {
		return slices.ContainsFunc(done, func(e fleet.Earlier) bool {
			return slices.ContainsFunc(e.Items, func(it fleet.Item) bool { return it.ID == id })
		})
	})
}

// whole reports whether the last job under the key did all it was to do.
func whole(done []fleet.Earlier) bool {
	return len(done) > 0 && len(done[0].Items) == len(done[0].Job.Items)
}

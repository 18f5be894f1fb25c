package cli

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/op"
	"ecsdeck/ui/brief"
	"ecsdeck/ui/cli/shell"
)

// verb is a change of instances that exist: those with the ids given, or those
// that a filter picks.
type verb struct {
	*change
	options fleet.ActionOptions
	where   *shell.RegionFlags
	match   *shell.FilterFlags

	// takes read options from the words before the ids, one after the other, and
	// return what is left.
	takes []func(words []string) (left []string, err error)
	// settle completes the options once cloud time is known; may be nil.
	settle func(now time.Time) error
}

// take adds to what reads the words before the ids.
func (v *verb) take(f func(words []string) ([]string, error)) { v.takes = append(v.takes, f) }

// verbCommands makes the commands of the actions on instances that exist.
func (a *commands) verbCommands() []*cobra.Command {
	var out []*cobra.Command
	for _, spec := range op.All() {
		if w := brief.Command(spec.Action); w.Short != "" {
			out = append(out, a.verbCommand(spec, w))
		}
	}
	return out
}

// verbCommand makes the command of an action.
func (a *commands) verbCommand(spec *op.Spec, w brief.CommandWords) *cobra.Command {
	name, words, examples := string(spec.Action), "", make([]string, len(w.Examples))
	if spec.Text != nil {
		words = w.Text + " "
	}
	for _, option := range spec.Options {
		words += arguments[option].words
	}
	for i, example := range w.Examples {
		examples[i] = "  ecsdeck " + name + " " + example
	}
	if words == "" {
		examples = append(examples, "  ecsdeck ls --filter tag:env=test -o ids | ecsdeck "+name+" -")
	}
	c := &cobra.Command{
		Use:               name + " " + words + "[ID...|-]",
		Short:             a.P.S(w.Short),
		Example:           strings.Join(examples, "\n"),
		ValidArgsFunction: cobra.NoFileCompletions,
	}
	v := &verb{
		change: a.changeFlags(c, spec.Action), where: a.RegionFlags(c, true),
		match: a.FilterFlag(c, a.P.S("`EXPR` that picks the instances, instead of ids")),
	}
	if spec.Renews || spec.AutoRenews {
		a.ExpiresFlag(c, v.match, "")
	}
	for _, option := range spec.Options {
		if add := arguments[option].add; add != nil {
			add(v, c)
		}
	}
	if spec.Text != nil {
		v.takeText(c, spec.Text(&v.options), w.Missing)
	}
	c.RunE = func(c *cobra.Command, args []string) error {
		ids := args
		for _, take := range v.takes {
			var err error
			if ids, err = take(ids); err != nil {
				return err
			}
		}
		if err := cmp.Or(v.account.Check(a.App, c), v.where.Check(a.App), v.match.Parse(a.App)); err != nil {
			return err
		}
		var err error
		if ids, v.piped, err = a.readIDs(ids); err != nil {
			return err
		}
		if err := cmp.Or(v.selects(c, ids), v.check(c)); err != nil {
			return err
		}
		return v.run(c.Context(), ids)
	}
	return c
}

// selects refuses selectors that could mean more than was meant.
func (v *verb) selects(c *cobra.Command, ids []string) error {
	a := v.commands
	filter, named := v.match.Given(), v.piped || len(ids) > 0
	for _, id := range ids {
		if !isID(id) {
			return v.noID(id)
		}
	}
	switch {
	case !filter && !named:
		return shell.Usage(a.P.S("{name} needs the ids of instances or --filter; nothing is picked by default", c.Name()))
	case filter && named:
		return shell.Usage(a.P.S("{name} takes ids or --filter, not both", c.Name()))
	case op.Of(v.action).Risk.Confirm != op.ConfirmName || v.dryRun || v.expect >= 0:
	case filter:
		return shell.Usage(a.P.S("{name} with --filter needs --expect with the number of instances; --dry-run tells it", c.Name()))
	case v.piped:
		return shell.Usage(a.P.S("{name} of the ids on standard input needs --expect with their number; --dry-run tells it", c.Name()))
	}
	return nil
}

// run reads the fleet, plans, asks, acts and reports.
func (v *verb) run(ctx context.Context, ids []string) error {
	a := v.commands
	v.account.ReadOnly = v.account.ReadOnly || v.dryRun // a dry run could not change anything if it wanted to
	s, err := a.Connect(ctx, v.account)
	if err != nil {
		return a.Failure(err)
	}
	r := &shell.Fleet{Session: s}
	defer r.Close()
	regions, err := v.regions(s, ids)
	if err != nil {
		return err
	}
	release, err := v.holdKey(ctx, s)
	if err != nil {
		return err
	}
	defer release()
	if err := r.Load(ctx, regions); err != nil {
		return a.Failure(err)
	}
	now := s.Now()
	v.match.Learn(ctx, r, now)
	if v.settle != nil {
		if err := v.settle(now); err != nil {
			return err
		}
	}
	done, err := v.underKey(ctx, r, v.request(ids))
	if err != nil {
		return err
	}
	picked, err := v.pick(r, ids, done)
	if err != nil {
		return err
	}
	return v.carry(ctx, r, v.keyed(r, r.Engine.Plan(v.action, picked, v.options), done))
}

// request is what is asked for, in whatever order.
func (v *verb) request(ids []string) request {
	sorted := slices.Compact(slices.Sorted(slices.Values(ids)))
	return request{
		Action: v.action, Options: v.options, IDs: sorted, Filter: v.match.Source, Within: v.match.Within,
		Regions: v.where.List(), All: v.where.All,
	}
}

// regions are those to look for instances in. Ids are looked for everywhere; a
// filter could match more than was meant, so that it works on the profile's
// region unless told otherwise.
func (v *verb) regions(s *shell.Session, ids []string) ([]ecsapi.RegionID, error) {
	named := v.where.List()
	switch {
	case len(named) > 0, len(ids) > 0, v.piped, v.where.All:
		return named, nil
	case s.Credentials.Region == "":
		return nil, shell.Usage(v.P.S("--filter works on the profile's region and it has none; accepted: --region, --all-regions"))
	}
	return []ecsapi.RegionID{s.Credentials.Region}, nil
}

// pick returns the ids to plan for: those that are not done already.
func (v *verb) pick(r *shell.Fleet, ids []string, done []fleet.Earlier) ([]ecsapi.InstanceID, error) {
	var picked []ecsapi.InstanceID
	if v.piped || len(ids) > 0 { // none on standard input are none, and not all
		var left []string // what was released is not there any more
		for _, id := range ids {
			if len(undone([]ecsapi.InstanceID{ecsapi.InstanceID(id)}, done)) > 0 {
				left = append(left, id)
			}
		}
		found, missing := r.Find(left)
		if len(missing) > 0 {
			return nil, shell.Failed(r.NotFound(missing).Error() + "; " + v.P.S("nothing was done"))
		}
		for _, in := range found {
			picked = append(picked, in.ID)
		}
		return picked, nil
	}
	if whole(done) {
		return nil, nil
	}
	if len(r.Unread) > 0 {
		return nil, shell.Failed(v.Unread(r.Unread[0]) + "; " +
			v.P.S("the filter may match instances there, so nothing was done"))
	}
	if v.match.NamesProblems() {
		return nil, shell.Failed(v.P.S("problem: can't choose what is changed, since a command doesn't know which jobs failed or what is stuck; lock:, expires, autorenew and autorelease can"))
	}
	if n := v.match.Unknown; n > 0 {
		return nil, shell.Failed(v.P.N("the filter may match {count} instance of which that is not known, so nothing was done",
			"the filter may match {count} instances of which that is not known, so nothing was done", n))
	}
	for _, in := range v.match.Matching(r.Snapshot) {
		picked = append(picked, in.ID)
	}
	return undone(picked, done), nil
}

package cli

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
)

// verb is a change of instances that exist: those with the ids given, or those
// that a filter picks.
type verb struct {
	*change
	options fleet.ActionOptions
	where   *scope
	match   *filterFlag

	// take reads the words that stand before the ids and returns the ids; nil
	// when there are no such words.
	take func(words []string) (ids []string, err error)
	// settle completes the options once cloud time is known; may be nil.
	settle func(now time.Time) error
}

// verbCommand makes the command of an action. words is what stands before the
// ids, such as "on|off "; examples are command lines without the program's name.
func (a *app) verbCommand(action fleet.Action, words, short string, examples ...string) (*cobra.Command, *verb) {
	name := string(action)
	for i, example := range examples {
		examples[i] = "  ecsdeck " + name + " " + example
	}
	c := &cobra.Command{
		Use:               name + " " + words + "[ID...]",
		Short:             short,
		Example:           strings.Join(examples, "\n"),
		ValidArgsFunction: cobra.NoFileCompletions,
	}
	v := &verb{
		change: a.changeFlags(c, action), where: a.scopeFlags(c, true),
		match: a.filterFlag(c, a.p.S("`EXPR` that picks the instances, instead of ids")),
	}
	c.RunE = func(c *cobra.Command, args []string) error {
		ids := args
		if v.take != nil {
			var err error
			if ids, err = v.take(args); err != nil {
				return err
			}
		}
		if err := first(v.account.check(a, c), v.where.check(a), v.selects(c, ids), v.check(c), v.match.parse(a)); err != nil {
			return err
		}
		return v.run(c.Context(), ids)
	}
	return c, v
}

// selects refuses selectors that could mean more than was meant.
func (v *verb) selects(c *cobra.Command, ids []string) error {
	a := v.app
	filter := v.match.given()
	for _, id := range ids {
		if !isID(id) {
			return v.noID(id)
		}
	}
	switch {
	case !filter && len(ids) == 0:
		return usage(a.p.S("%s needs the ids of instances or --filter; nothing is picked by default", c.Name()))
	case filter && len(ids) > 0:
		return usage(a.p.S("%s takes ids or --filter, not both", c.Name()))
	case filter && v.action == fleet.ActionRelease && !v.dryRun && v.expect < 0:
		return usage(a.p.S("release with --filter needs --expect with the number of instances; --dry-run tells it"))
	}
	return nil
}

// run reads the fleet, plans, asks, acts and reports.
func (v *verb) run(ctx context.Context, ids []string) error {
	a := v.app
	v.account.readOnly = v.account.readOnly || v.dryRun // a dry run could not change anything if it wanted to
	s, err := a.connect(v.account)
	if err != nil {
		return a.plain(err)
	}
	r := &reading{session: s}
	defer r.close()
	regions, err := v.regions(s, ids)
	if err != nil {
		return err
	}
	release, err := v.holdKey(s)
	if err != nil {
		return err
	}
	defer release()
	if err := r.load(ctx, regions); err != nil {
		return a.plain(err)
	}
	now := s.now()
	v.match.from(now)
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
	return v.carry(ctx, r, v.keyed(r, r.engine.Plan(v.action, picked, v.options), done))
}

// request is what is asked for, in whatever order.
func (v *verb) request(ids []string) request {
	sorted := slices.Compact(slices.Sorted(slices.Values(ids)))
	return request{
		Action: v.action, Options: v.options, IDs: sorted, Filter: v.match.source, Within: v.match.within,
		Regions: v.where.list(), All: v.where.all,
	}
}

// now is cloud time by the clock on this wall.
func (s *session) now() time.Time { return s.client.Now().In(time.Local) }

// regions are those to look for instances in. Ids are looked for everywhere; a
// filter could match more than was meant, so that it works on the profile's
// region unless told otherwise.
func (v *verb) regions(s *session, ids []string) ([]ecsapi.RegionID, error) {
	named := v.where.list()
	switch {
	case len(named) > 0, len(ids) > 0, v.where.all:
		return named, nil
	case s.creds.Region == "":
		return nil, usage(v.p.S("--filter works on the profile's region and it has none; accepted: --region, --all-regions"))
	}
	return []ecsapi.RegionID{s.creds.Region}, nil
}

// pick returns the ids to plan for: those that are not done already.
func (v *verb) pick(r *reading, ids []string, done []fleet.Earlier) ([]ecsapi.InstanceID, error) {
	var picked []ecsapi.InstanceID
	if len(ids) > 0 {
		var left []string // what was released is not there any more
		for _, id := range ids {
			if len(undone([]ecsapi.InstanceID{ecsapi.InstanceID(id)}, done)) > 0 {
				left = append(left, id)
			}
		}
		found, missing := r.find(left)
		if len(missing) > 0 {
			return nil, failed(r.notFound(missing).Error() + "; " + v.p.S("nothing was done"))
		}
		for _, in := range found {
			picked = append(picked, in.ID)
		}
		return picked, nil
	}
	if whole(done) {
		return nil, nil
	}
	if len(r.unread) > 0 {
		return nil, failed(v.unread(r.unread[0]) + "; " +
			v.p.S("the filter may match instances there, so nothing was done"))
	}
	for _, in := range v.match.matching(r.snap) {
		picked = append(picked, in.ID)
	}
	return undone(picked, done), nil
}

package cli

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"ecsdeck/ecsapi"
)

// listing makes c a command that reads the fleet once and prints what do makes
// of it; what says what the filter picks, usual how soon it expires without the
// flag, "" for whenever.
func (a *app) listing(c *cobra.Command, what, usual string, do func(ctx context.Context, r *reading, match *filterFlag, form string) error) *cobra.Command {
	c.Args = a.noArgs
	acc, where, form := a.accountFlags(c), a.scopeFlags(c, true), a.outputFlag(c, asTable)
	match := a.filterFlag(c, what)
	a.expiresFlag(c, match, usual)
	c.RunE = func(c *cobra.Command, _ []string) error {
		if err := first(acc.check(a, c), where.check(a), match.parse(a)); err != nil {
			return err
		}
		r, err := a.read(c.Context(), acc, where.list())
		if err != nil {
			return err
		}
		defer r.close()
		match.from(r.now())
		if err := do(c.Context(), r, match, form.value); err != nil {
			return err
		}
		return r.partly()
	}
	return c
}

func (a *app) lsCommand() *cobra.Command {
	return a.listing(&cobra.Command{
		Use:     "ls",
		Short:   a.p.S("List instances"),
		Example: "  ecsdeck ls --filter 'status:running tag:env=prod' -o json\n  ecsdeck ls --expires-within 30d --filter sg:sg-bp1example",
	}, a.p.S("`EXPR`, such as 'web status:running !zone:h'"), "", func(_ context.Context, r *reading, match *filterFlag, form string) error {
		return a.writeInstances(form, match.matching(r.snap))
	})
}

func (a *app) showCommand() *cobra.Command {
	c := &cobra.Command{
		Use:     "show ID...",
		Short:   a.p.S("Show instances by their ids"),
		Args:    a.someIDs,
		Example: "  ecsdeck show i-bp1example -o json",
	}
	acc, where, form := a.accountFlags(c), a.scopeFlags(c, true), a.outputFlag(c, asJSON)
	c.RunE = func(c *cobra.Command, args []string) error {
		if err := first(acc.check(a, c), where.check(a)); err != nil {
			return err
		}
		r, err := a.read(c.Context(), acc, where.list())
		if err != nil {
			return err
		}
		defer r.close()
		found, missing := r.find(args)
		if len(found) == 0 {
			return r.notFound(missing)
		}
		if err := a.writeInstances(form.value, found); err != nil {
			return err
		}
		if len(missing) > 0 {
			return &exit{status: exitPartly, text: r.notFound(missing).Error()}
		}
		return nil // regions that could not be read don't matter: all was found
	}
	return c
}

func (a *app) someIDs(c *cobra.Command, args []string) error {
	if len(args) == 0 {
		return usage(a.p.S("%s needs the id of an instance, such as i-bp1example", c.Name()))
	}
	return nil
}

// find returns the instances with these ids, each once, and the ids that no
// region that could be read has.
func (r *reading) find(ids []string) (found []*ecsapi.Instance, missing []string) {
	seen := map[string]bool{}
	for _, id := range ids {
		if seen[id] {
			continue
		}
		seen[id] = true
		if in, ok := r.snap.Instance(ecsapi.InstanceID(id)); ok {
			found = append(found, in)
		} else {
			missing = append(missing, id)
		}
	}
	return found, missing
}

// notFound says which ids are nowhere, as far as one could look.
func (r *reading) notFound(ids []string) error {
	a := r.app
	all := strings.Join(ids, ", ")
	text := a.p.S("%s did not come", all)
	if n := len(r.snap.Regions) - len(r.unread); n > 0 {
		text = a.p.S("no instance %s in %s", all, a.p.N("the %d region that was read", "the %d regions that were read", n))
	}
	for _, region := range r.unread {
		text += "; " + a.unread(region)
	}
	return failed(text)
}

func (a *app) writeInstances(form string, list []*ecsapi.Instance) error {
	records := make([]instanceRecord, len(list))
	for i, in := range list {
		records[i] = newInstanceRecord(in)
	}
	if err := write(a, form, a.instanceColumns(), records); err != nil {
		return err
	}
	a.tellOdd(list)
	return nil
}

// tellOdd says on standard error what is blank because the cloud told it oddly.
func (a *app) tellOdd(list []*ecsapi.Instance) {
	const most = 3
	n := 0
	for _, in := range list {
		if in.Odd == "" {
			continue
		}
		if n++; n <= most {
			fmt.Fprintln(a.Err, "ecsdeck: "+oneLine(a.p.S("what the cloud says of %s can't be read in part, which is blank: %s", string(in.ID), in.Odd)))
		}
	}
	if n > most {
		fmt.Fprintln(a.Err, "ecsdeck: "+a.p.N("so it is with %d more instance", "so it is with %d more instances", n-most))
	}
}

func (a *app) regionsCommand() *cobra.Command {
	return a.listing(&cobra.Command{
		Use:   "regions",
		Short: a.p.S("List the regions and how many instances each has"),
	}, a.p.S("`EXPR` that says which instances to count"), "", func(_ context.Context, r *reading, match *filterFlag, form string) error {
		var records []regionRecord
		for _, region := range r.snap.Regions {
			records = append(records, newRegionRecord(region, match))
		}
		return write(a, form, a.regionColumns(), records)
	})
}

// first returns the first error that is one.
func first(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"

	"ecsdeck/ecsapi"
)

// market is a command that reads what regions offer and prints it.
type market struct {
	*app
	account *account
	where   *scope
	form    *choice
}

func (a *app) marketFlags(c *cobra.Command) *market {
	c.ValidArgsFunction = cobra.NoFileCompletions
	return &market{app: a, account: a.accountFlags(c), where: a.scopeFlags(c, true), form: a.outputFlag(c, asTable)}
}

func (m *market) check(c *cobra.Command) error {
	return first(m.account.check(m.app, c), m.where.check(m.app))
}

// regions are those named, else that of the profile.
func (m *market) regions(ctx context.Context, s *session) ([]ecsapi.RegionID, error) {
	named := m.where.list()
	switch {
	case m.where.all:
		listed, err := s.client.Regions(ctx)
		for _, r := range listed {
			named = append(named, r.ID)
		}
		return named, err
	case len(named) > 0:
		return named, s.known(ctx, named)
	case s.creds.Region == "":
		return nil, usage(m.p.S("the profile has no region; accepted: --region, --all-regions"))
	}
	return []ecsapi.RegionID{s.creds.Region}, nil
}

// each does something for each of n things, a few at once, and returns what
// went wrong with each.
func each(n int, do func(i int) error) []error {
	errs := make([]error, n)
	var group errgroup.Group
	group.SetLimit(8)
	for i := range n {
		group.Go(func() error {
			errs[i] = do(i)
			return nil
		})
	}
	group.Wait()
	return errs
}

// outcome says which of some readings failed, and returns the error of a
// command whose readings these were; nil when none failed.
func (m *market) outcome(errs []error) error {
	bad := slices.DeleteFunc(slices.Clone(errs), func(err error) bool { return err == nil })
	switch {
	case len(bad) == 0:
		return nil
	case len(bad) == len(errs):
		return m.plain(bad[0])
	}
	for _, err := range bad {
		fmt.Fprintln(m.Err, "ecsdeck: "+oneLine(m.inRegion(err)))
	}
	return partly("")
}

// inRegion is an error in plain words after the region it is of.
func (a *app) inRegion(err error) string {
	if e := (*ecsapi.Error)(nil); errors.As(err, &e) && e.Region != "" {
		return string(e.Region) + ": " + a.explain(err)
	}
	return a.explain(err)
}

// mentions reports whether the texts hold all the words, whatever their case.
func mentions(words []string, texts ...string) bool {
	all := strings.ToLower(strings.Join(texts, "\n"))
	for _, w := range words {
		if !strings.Contains(all, strings.ToLower(w)) {
			return false
		}
	}
	return true
}

package cli

import (
	"context"
	"fmt"
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

// outcome says which of some readings failed, each under its name, and returns
// the error of a command whose readings these were; nil when none failed.
func (m *market) outcome(errs []error, name func(i int) string) error {
	bad := 0
	for _, err := range errs {
		if err != nil {
			bad++
		}
	}
	for i, err := range errs {
		switch {
		case err == nil:
		case bad == len(errs):
			return m.plain(err)
		default:
			fmt.Fprintln(m.Err, "ecsdeck: "+oneLine(name(i)+": "+m.explain(err)))
		}
	}
	if bad == 0 {
		return nil
	}
	return partly("")
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

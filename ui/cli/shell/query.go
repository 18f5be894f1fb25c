package shell

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"

	"ecsdeck/ecsapi"
)

// Query is a command that reads what regions offer and prints it.
type Query struct {
	*App
	Account *AccountFlags
	Where   *RegionFlags
	Output  *Output
}

// QueryFlags gives a command the flags of a query.
func (a *App) QueryFlags(c *cobra.Command) *Query {
	c.ValidArgsFunction = cobra.NoFileCompletions
	return &Query{App: a, Account: a.AccountFlags(c), Where: a.RegionFlags(c, true), Output: a.OutputFlags(c, FormTable)}
}

// Check refuses flags that contradict each other.
func (m *Query) Check(c *cobra.Command) error {
	return cmp.Or(m.Account.Check(m.App, c), m.Where.Check(m.App))
}

// Regions are those named, else that of the profile.
func (m *Query) Regions(ctx context.Context, s *Session) ([]ecsapi.RegionID, error) {
	named := m.Where.List()
	switch {
	case m.Where.All:
		listed, err := s.Client.Regions(ctx)
		for _, r := range listed {
			named = append(named, r.ID)
		}
		return named, err
	case len(named) > 0:
		return named, s.CheckRegions(ctx, named)
	case s.Credentials.Region == "":
		return nil, Usage(m.P.S("the profile has no region; accepted: --region, --all-regions"))
	}
	return []ecsapi.RegionID{s.Credentials.Region}, nil
}

// Each reads n things, a few at once, and returns what it read and what went
// wrong with each.
func Each[T any](n int, read func(i int) (T, error)) ([]T, []error) { return EachOf(n, 8, read) }

// EachOf is Each, at most so many at once.
func EachOf[T any](n, atOnce int, read func(i int) (T, error)) ([]T, []error) {
	all, errs := make([]T, n), make([]error, n)
	var group errgroup.Group
	group.SetLimit(atOnce)
	for i := range n {
		group.Go(func() error {
			all[i], errs[i] = read(i)
			return nil
		})
	}
	group.Wait()
	return all, errs
}

// Outcome says which of some readings failed, each under its name, and returns
// the error of a command whose readings these were; nil when none failed.
func (m *Query) Outcome(errs []error, name func(i int) string) error {
	var bad []int
	for i, err := range errs {
		if err != nil {
			bad = append(bad, i)
		}
	}
	switch len(bad) {
	case 0:
		return nil
	case len(errs):
		return m.Failure(errs[0])
	}
	for _, i := range bad {
		m.Warn(name(i) + ": " + m.Explain(errs[i]))
	}
	return Partly("")
}

// Mentions reports whether the texts hold all the words, whatever their case.
func Mentions(words []string, texts ...string) bool {
	all := strings.ToLower(strings.Join(texts, "\n"))
	return !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(all, strings.ToLower(w)) })
}

package shell

import (
	"cmp"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/filter"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ui/when"
)

// FilterFlags is what picks instances: an expression of ecsapi/filter and, where
// a command has the flag, how soon they expire.
type FilterFlags struct {
	Source string
	expr   filter.Expr[fleet.Subject]

	Within  string // how soon, such as "30d"
	expires func() bool
	until   time.Time
	about   *fleet.Context

	Unknown int // instances of which it stays unknown whether they match, see Learn
}

// FilterFlag gives a command --filter; usage says what it picks.
func (a *App) FilterFlag(c *cobra.Command, usage string) *FilterFlags {
	f := &FilterFlags{expires: func() bool { return false }}
	c.Flags().StringVar(&f.Source, "filter", "", usage)
	return f
}

// ExpiresFlag lets the expiry pick too; without usual it need not.
func (a *App) ExpiresFlag(c *cobra.Command, f *FilterFlags, usual string) {
	const name = "expires-within"
	c.Flags().StringVar(&f.Within, name, usual, a.P.S("only what expires within this `TIME`, such as 30d, or has expired"))
	a.Complete(c, name, func() []string { return []string{"7d", "30d", "90d"} })
	f.expires = func() bool { return usual != "" || c.Flags().Changed(name) }
}

// Given reports whether anything is asked that could leave an instance out.
func (f *FilterFlags) Given() bool { return strings.TrimSpace(f.Source) != "" || f.expires() }

// Parse reads the flags; no expression is the one that matches all.
func (f *FilterFlags) Parse(a *App) error {
	if _, err := f.deadline(time.Time{}); f.expires() && err != nil {
		return Usage(a.P.S("--expires-within cannot be {within:q}; accepted: a time such as 30d, 4w or 12h", f.Within))
	}
	expanded, err := filter.Expand(f.Source, a.Settings.Filters, false)
	var expr filter.Expr[fleet.Subject]
	if err == nil {
		expr, err = fleet.Instances.Parse(expanded)
	}
	if err == nil {
		f.expr = expr
		return nil
	}
	e, ok := errors.AsType[*filter.Error](err)
	if !ok {
		return Usage(a.P.E(err))
	}
	return Usage(a.P.S("--filter: {text:q}: {reason}", e.Text, e.Describe()))
}

func (f *FilterFlags) deadline(now time.Time) (time.Time, error) {
	return when.Parse("in "+f.Within, now)
}

// soon reports whether an instance expires soon enough. An expiry that is unset or unknown is
// within no time.
func (f *FilterFlags) soon(in *ecsapi.Instance) bool {
	return !f.expires() || !in.Expires.IsZero() && !in.Expires.After(f.until)
}

// Matches reports whether all that is asked holds for an instance.
func (f *FilterFlags) Matches(in *ecsapi.Instance) bool {
	return f.soon(in) && f.expr.Match(fleet.Subject{Instance: in, Context: f.about})
}

// Matching returns the instances of a snapshot that match, region by region in
// the cloud's order, by name and then by id within one. Where the expiry picks,
// the first to expire is the first.
func (f *FilterFlags) Matching(snap *fleet.Snapshot) []*ecsapi.Instance {
	var out []*ecsapi.Instance
	for _, r := range snap.Regions {
		from := len(out)
		for _, in := range r.Instances {
			if f.Matches(in) {
				out = append(out, in)
			}
		}
		slices.SortFunc(out[from:], func(a, b *ecsapi.Instance) int {
			return cmp.Or(strings.Compare(a.Name, b.Name), strings.Compare(string(a.ID), string(b.ID)))
		})
	}
	if f.expires() {
		slices.SortStableFunc(out, func(a, b *ecsapi.Instance) int { return a.Expires.Compare(b.Expires) })
	}
	return out
}

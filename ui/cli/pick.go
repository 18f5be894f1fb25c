package cli

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/filter"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ui/when"
)

// filterFlag is what picks instances: an expression of ecsapi/filter and, where
// a command has the flag, how soon they expire.
type filterFlag struct {
	source string
	expr   filter.Expr[filter.Subject]

	within  string // how soon, such as "30d"
	expires func() bool
	until   time.Time
}

func (a *app) filterFlag(c *cobra.Command, usage string) *filterFlag {
	f := &filterFlag{expires: func() bool { return false }}
	c.Flags().StringVar(&f.source, "filter", "", usage)
	return f
}

// expiresFlag lets the expiry pick too; without usual it need not.
func (a *app) expiresFlag(c *cobra.Command, f *filterFlag, usual string) {
	const name = "expires-within"
	c.Flags().StringVar(&f.within, name, usual, a.p.S("only what expires within this `TIME`, such as 30d, or has expired"))
	a.complete(c, name, func() []string { return []string{"7d", "30d", "90d"} })
	f.expires = func() bool { return usual != "" || c.Flags().Changed(name) }
}

// given reports whether anything is asked that could leave an instance out.
func (f *filterFlag) given() bool { return strings.TrimSpace(f.source) != "" || f.expires() }

// parse reads the flags; no expression is the one that matches all.
func (f *filterFlag) parse(a *app) error {
	if _, err := f.deadline(time.Time{}); f.expires() && err != nil {
		return usage(a.p.S("--expires-within cannot be %q; accepted: a time such as 30d, 4w or 12h", f.within))
	}
	expr, err := filter.Instances.Parse(f.source)
	if err == nil {
		f.expr = expr
		return nil
	}
	e, ok := err.(*filter.Error)
	if !ok {
		return usage(err.Error())
	}
	return usage(a.p.S("--filter: %q: %s", e.Text, a.p.S(e.Msg)) + a.accepted(e.Accepted))
}

func (f *filterFlag) deadline(now time.Time) (time.Time, error) {
	return when.Parse("in "+f.within, now)
}

// from has times count from a moment of cloud time.
func (f *filterFlag) from(now time.Time) { f.until, _ = f.deadline(now) }

// matches reports whether all that is asked holds for an instance. An expiry
// that is unset or unknown is within no time.
func (f *filterFlag) matches(in *ecsapi.Instance) bool {
	if f.expires() && (in.Expires.IsZero() || in.Expires.After(f.until)) {
		return false
	}
	return f.expr.Match(fleet.Subject{Instance: in})
}

// matching returns the instances of a snapshot that match, region by region in
// the cloud's order, by name and then by id within one. Where the expiry picks,
// the first to expire is the first.
func (f *filterFlag) matching(snap *fleet.Snapshot) []*ecsapi.Instance {
	var out []*ecsapi.Instance
	for _, r := range snap.Regions {
		from := len(out)
		for _, in := range r.Instances {
			if f.matches(in) {
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

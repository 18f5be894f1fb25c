package cli

import (
	"slices"
	"strconv"

	"github.com/spf13/cobra"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
)

func (a *app) renewCommand() *cobra.Command {
	c, v := a.verbCommand(fleet.ActionRenew, "", a.p.S("Renew instances that are paid in advance; it is charged at once"),
		"i-bp1example --period 1 --wait", "--all-regions --expires-within 7d --period 1 --dry-run", "--filter sg:sg-bp1example --period 2 --unit week")
	a.expiresFlag(c, v.match, "")
	p := a.periodFlags(c, "month", "week")
	v.take = func(ids []string) ([]string, error) {
		var err error
		v.options.Period, err = p.read(a, map[ecsapi.PeriodUnit][]int{
			ecsapi.Month: {1, 2, 3, 4, 5, 6, 7, 8, 9, 12}, ecsapi.Week: {1, 2, 3, 4},
		})
		return ids, err
	}
	return c
}

func (a *app) autoRenewCommand() *cobra.Command {
	c, v := a.verbCommand(fleet.ActionAutoRenew, "on|off ", a.p.S("Have the cloud renew instances by itself, or not"),
		"on i-bp1example --period 1", "off --all-regions --filter tag:env=test")
	a.expiresFlag(c, v.match, "")
	p := a.periodFlags(c, "month", "week", "year")
	take := a.onOff(c, &v.options.On)
	v.take = func(words []string) ([]string, error) {
		ids, err := take(words)
		switch {
		case err != nil:
			return nil, err
		case !v.options.On && (p.n != 0 || c.Flags().Changed("unit")):
			return nil, usage(a.p.S("auto-renew off has no period"))
		case !v.options.On:
			return ids, nil
		case !c.Flags().Changed("period"):
			p.n = 1
		}
		v.options.Period, err = p.read(a, map[ecsapi.PeriodUnit][]int{
			ecsapi.Month: {1, 2, 3, 6, 12, 24, 36, 48, 60}, ecsapi.Week: {1, 2, 3, 4}, ecsapi.Year: {1, 2, 3, 4, 5},
		})
		return ids, err
	}
	return c
}

// period is the flags of a time paid in advance.
type period struct {
	n    int
	unit *choice
}

func (a *app) periodFlags(c *cobra.Command, units ...string) *period {
	p := &period{unit: &choice{value: "month", of: units}}
	c.Flags().IntVar(&p.n, "period", 0, a.p.S("`NUMBER` of months, or of what --unit says"))
	c.Flags().Var(p.unit, "unit", a.p.S("what --period counts"))
	a.complete(c, "unit", func() []string { return units })
	return p
}

// value is what the flags say, as the cloud spells it.
func (p *period) value() ecsapi.Period {
	units := map[string]ecsapi.PeriodUnit{"week": ecsapi.Week, "month": ecsapi.Month, "year": ecsapi.Year}
	return ecsapi.Period{N: p.n, Unit: units[p.unit.value]}
}

// read refuses periods that are not sold.
func (p *period) read(a *app, sold map[ecsapi.PeriodUnit][]int) (ecsapi.Period, error) {
	v := p.value()
	if slices.Contains(sold[v.Unit], v.N) {
		return v, nil
	}
	var words []string
	for _, n := range sold[v.Unit] {
		words = append(words, strconv.Itoa(n))
	}
	what := a.accepted(words)
	if p.n == 0 {
		return v, usage(a.p.S("--period is missing: the number of units of %s", p.unit.value) + what)
	}
	return v, usage(a.p.S("--period with --unit %s cannot be %d", p.unit.value, p.n) + what)
}

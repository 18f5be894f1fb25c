package cli

import (
	"slices"
	"strconv"

	"github.com/spf13/cobra"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ui/cli/shell"
)

func (a *commands) renewCommand() *cobra.Command {
	c, v := a.verbCommand(fleet.ActionRenew, "", a.P.S("Renew instances that are paid in advance; it is charged at once"),
		"i-bp1example --period 1 --wait", "--all-regions --expires-within 7d --period 1 --dry-run", "--filter sg:sg-bp1example --period 2 --unit week")
	a.ExpiresFlag(c, v.match, "")
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

func (a *commands) autoRenewCommand() *cobra.Command {
	c, v := a.verbCommand(fleet.ActionAutoRenew, "on|off ", a.P.S("Have the cloud renew instances by itself, or not"),
		"on i-bp1example --period 1", "off --all-regions --filter tag:env=test")
	a.ExpiresFlag(c, v.match, "")
	p := a.periodFlags(c, "month", "week", "year")
	take := a.onOff(c, &v.options.On)
	v.take = func(words []string) ([]string, error) {
		ids, err := take(words)
		switch {
		case err != nil:
			return nil, err
		case !v.options.On && (p.n != 0 || c.Flags().Changed("unit")):
			return nil, shell.Usage(a.P.S("auto-renew off has no period"))
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
	unit *shell.Choice
}

func (a *commands) periodFlags(c *cobra.Command, units ...string) *period {
	p := &period{unit: &shell.Choice{Value: "month", Of: units}}
	c.Flags().IntVar(&p.n, "period", 0, a.P.S("`NUMBER` of months, or of what --unit says"))
	c.Flags().Var(p.unit, "unit", a.P.S("what --period counts"))
	a.Complete(c, "unit", func() []string { return units })
	return p
}

// value is what the flags say, as the cloud spells it.
func (p *period) value() ecsapi.Period {
	units := map[string]ecsapi.PeriodUnit{"week": ecsapi.Week, "month": ecsapi.Month, "year": ecsapi.Year}
	return ecsapi.Period{N: p.n, Unit: units[p.unit.Value]}
}

// read refuses periods that are not sold.
func (p *period) read(a *commands, sold map[ecsapi.PeriodUnit][]int) (ecsapi.Period, error) {
	v := p.value()
	if slices.Contains(sold[v.Unit], v.N) {
		return v, nil
	}
	var words []string
	for _, n := range sold[v.Unit] {
		words = append(words, strconv.Itoa(n))
	}
	what := a.Accepted(words)
	if p.n == 0 {
		return v, shell.Usage(a.P.S("--period is missing: the number of units of {unit}", p.unit.Value) + what)
	}
	return v, shell.Usage(a.P.S("--period with --unit {unit} cannot be {count}", p.unit.Value, p.n) + what)
}

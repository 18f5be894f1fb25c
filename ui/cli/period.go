package cli

import (
	"slices"
	"strconv"

	"github.com/spf13/cobra"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/op"
	"ecsdeck/ui/cli/shell"
)

// periods are the times that can be paid in advance.
type periods struct {
	units []string // that --unit takes
	sold  map[ecsapi.PeriodUnit][]int
	usual int // without --period; 0: it must be given
}

// takePeriod takes a period, which there is none of where another option undoes.
func (v *verb) takePeriod(c *cobra.Command, w *verbWords) {
	p := v.periodFlags(c, w.period.units...)
	v.take(func(words []string) ([]string, error) {
		var err error
		switch off := op.Of(v.action).Undone(v.options); {
		case off && (p.n != 0 || c.Flags().Changed("unit")):
			return nil, shell.Usage(v.P.S("{name} off has no period", c.Name()))
		case off:
			return words, nil
		case !c.Flags().Changed("period"):
			p.n = w.period.usual
		}
		v.options.Period, err = p.read(v.commands, w.period.sold)
		return words, err
	})
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

package cli

import (
	"slices"
	"strconv"

	"github.com/spf13/cobra"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/op"
	"ecsdeck/ui/cli/shell"
)

// takePeriod takes a period. There is none where another option undoes, such as off.
func (v *verb) takePeriod(c *cobra.Command) {
	spec := op.Of(v.action)
	p := v.periodFlags(c, spec.Periods)
	v.take(func(words []string) ([]string, error) {
		var err error
		switch off := spec.Undone(v.options); {
		case off && (p.n != 0 || c.Flags().Changed("unit")):
			return nil, shell.Usage(v.P.S("{name} off has no period", c.Name()))
		case off:
			return words, nil
		case spec.AutoRenews && !c.Flags().Changed("period"):
			p.n = 1
		}
		v.options.Period, err = p.read(v.commands)
		return words, err
	})
}

// period is the flags of a time paid in advance.
type period struct {
	n    int
	unit *shell.Choice
	of   []ecsapi.Period // that can be chosen
}

// periodUnits are the units of periods, as the flag spells them and as the cloud does.
var periodUnits = []struct {
	flag string
	unit ecsapi.PeriodUnit
}{{"month", ecsapi.Month}, {"week", ecsapi.Week}, {"year", ecsapi.Year}}

func (a *commands) periodFlags(c *cobra.Command, of []ecsapi.Period) *period {
	p := &period{unit: &shell.Choice{Value: "month"}, of: of}
	for _, u := range periodUnits {
		if slices.ContainsFunc(of, func(p ecsapi.Period) bool { return p.Unit == u.unit }) {
			p.unit.Of = append(p.unit.Of, u.flag)
		}
	}
	c.Flags().IntVar(&p.n, "period", 0, a.P.S("`NUMBER` of months, or of what --unit says"))
	c.Flags().Var(p.unit, "unit", a.P.S("what --period counts"))
	a.Complete(c, "unit", func() []string { return p.unit.Of })
	return p
}

// value is what the flags say, as the cloud spells it.
func (p *period) value() ecsapi.Period { return periodOf(p.n, p.unit.Value) }

// periodOf is a period whose unit is spelled as the flag spells it; of another, the number alone.
func periodOf(n int, unit string) ecsapi.Period {
	for _, u := range periodUnits {
		if u.flag == unit {
			return ecsapi.Period{N: n, Unit: u.unit}
		}
	}
	return ecsapi.Period{N: n}
}

// read refuses periods that can't be chosen.
func (p *period) read(a *commands) (ecsapi.Period, error) {
	v := p.value()
	if slices.Contains(p.of, v) {
		return v, nil
	}
	var words []string
	for _, q := range p.of {
		if q.Unit == v.Unit {
			words = append(words, strconv.Itoa(q.N))
		}
	}
	what := a.Accepted(words)
	if p.n == 0 {
		return v, shell.Usage(a.P.S("--period is missing: the number of units of {unit}", p.unit.Value) + what)
	}
	return v, shell.Usage(a.P.S("--period with --unit {unit} cannot be {count}", p.unit.Value, p.n) + what)
}

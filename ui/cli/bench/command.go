// Package bench is the command that measures what is promised of speed, rest and
// memory: decks on pseudo-terminals and in this process, on simulated clouds in
// processes of their own, against the budgets of the README's table.
package bench

import (
	"fmt"
	"math"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"ecsdeck/ecsapi/message"
	"ecsdeck/ui/cli/shell"
)

// latency is added to every answer of the simulated clouds.
const latency = 50 * time.Millisecond

// options is what the command was asked for.
type options struct {
	*shell.App
	only []string
	list bool
	out  *shell.Output

	// For tests of the command.
	divide int           // makes fleets smaller
	factor float64       // of budgets
	settle time.Duration // before the minute of rest
	minute time.Duration
}

// Command is the hidden command that measures, and fails where a budget is exceeded.
func Command(a *shell.App) *cobra.Command {
	o := &options{App: a}
	c := &cobra.Command{
		Use:    "bench",
		Hidden: true,
		Short:  a.P.S("Measure speed, rest and memory against their budgets"),
		Long: a.P.S("Measure speed, rest and memory against their budgets.\n\n" +
			"Decks run on pseudo-terminals, on simulated clouds in processes of their own. It takes about ten minutes and\n" +
			"wants the machine for itself. The exit status is 1 if a line fails."),
		Example: "  ecsdeck bench\n  ecsdeck bench --only load --only memory -o json",
		Args:    a.NoArgs,
		RunE:    func(c *cobra.Command, _ []string) error { return o.run(c) },
	}
	fs := c.Flags()
	fs.StringArrayVar(&o.only, "only", nil, a.P.S("`WORD` that the names of the lines to measure contain; repeatable"))
	fs.BoolVar(&o.list, "list", false, a.P.S("list the lines and measure nothing"))
	o.out = a.OutputFlags(c, shell.FormTable)
	shell.NewTable(o.out, o.columns()...)
	fs.IntVar(&o.divide, "divide", 1, a.P.S("`NUMBER` that sizes of fleets are divided by"))
	fs.Float64Var(&o.factor, "factor", 1, a.P.S("`NUMBER` that budgets are multiplied by"))
	fs.DurationVar(&o.settle, "settle", 80*time.Second, a.P.S("`TIME` between loading and rest"))
	fs.DurationVar(&o.minute, "minute", time.Minute, a.P.S("`TIME` that rest is measured for"))
	for _, name := range []string{"divide", "factor", "settle", "minute"} {
		fs.Lookup(name).Hidden = true
	}
	return c
}

// record is a line of the output.
type record struct {
	Line   string   `json:"line"`
	What   string   `json:"what"`
	Unit   string   `json:"unit"`
	Budget *float64 `json:"budget"`
	Figure *float64 `json:"figure"`
	Pass   *bool    `json:"pass"` // nil: there is no budget, or nothing was measured on this system
	Note   *string  `json:"note"`
}

func (o *options) run(c *cobra.Command) error {
	if o.divide < 1 || o.settle < 0 || o.minute <= 0 || !(o.factor >= 0) {
		return shell.Usage(o.P.S("--divide, --settle, --minute and --factor must be above 0"))
	}
	lines, err := o.chosen()
	if err != nil {
		return err
	}
	m := &measurement{options: o, chosen: lines, figures: map[string]figure{}, budgets: map[string]float64{}}
	if !o.list {
		if err := m.all(c.Context()); err != nil {
			return o.Failure(err)
		}
	}
	records, failed := m.records()
	if err := shell.NewTable(o.out, o.columns()...).Write(records); err != nil {
		return err
	}
	if o.list {
		return nil
	}
	if o.out.Is(shell.FormTable) {
		fmt.Fprintf(o.Out, "\n%s\n", o.P.S("Rest is measured for {minute} after {settle}, on simulated clouds at {latency}. {cores}, {system}, {machine}.",
			o.minute.String(), o.settle.String(), latency.String(), o.P.N("{count} core", "{count} cores", runtime.NumCPU()), runtime.GOOS+"/"+runtime.GOARCH, machine()))
	}
	if failed > 0 {
		return shell.Failed(o.P.N("{count} line fails", "{count} lines fail", failed))
	}
	return nil
}

// chosen are the lines that --only names, all without.
func (o *options) chosen() ([]line, error) {
	all := lines(o.divide)
	if len(o.only) == 0 {
		return all, nil
	}
	var chosen []line
	for _, l := range all {
		if slices.ContainsFunc(o.only, func(word string) bool { return strings.Contains(l.name, word) }) {
			chosen = append(chosen, l)
		}
	}
	for _, word := range o.only {
		if !slices.ContainsFunc(all, func(l line) bool { return strings.Contains(l.name, word) }) {
			names := shell.IDs(all, func(l line) string { return l.name })
			return nil, shell.Usage(o.P.S("no line has {word:q} in its name", word) + o.Meant(word, names) + o.Accepted(names))
		}
	}
	return chosen, nil
}

// records are the chosen lines with what was measured, and how many of them fail.
func (m *measurement) records() (out []record, failed int) {
	for _, l := range m.chosen {
		r := record{Line: l.name, What: m.P.T(l.what), Unit: l.unit}
		budget := l.budget
		if b, computed := m.budgets[l.name]; computed {
			budget = b
		}
		if budget > 0 {
			budget = round(budget * m.factor)
			r.Budget = &budget
		}
		f, measured := m.figures[l.name]
		if measured && f.note.IsZero() {
			value := round(f.value)
			r.Figure = &value
		}
		if !f.note.IsZero() {
			note := m.P.T(f.note)
			r.Note = &note
		}
		if r.Budget != nil && measured && !f.unknowable {
			pass := r.Figure != nil && *r.Figure <= *r.Budget
			r.Pass = &pass
			if !pass {
				failed++
			}
		}
		out = append(out, r)
	}
	return out, failed
}

// round leaves three digits, and whole numbers whole.
func round(v float64) float64 {
	if v >= 100 || v <= 0 {
		return math.Round(v)
	}
	scale := math.Pow(10, 2-math.Floor(math.Log10(v)))
	return math.Round(v*scale) / scale
}

func (o *options) columns() []shell.Column[record] {
	quantity := func(v *float64, unit string) string {
		if v == nil {
			return ""
		}
		return strconv.FormatFloat(*v, 'f', -1, 64) + " " + unit
	}
	columns := []shell.Column[record]{
		shell.Left("line", o.P.S("LINE"), func(r record) string { return r.Line }),
		shell.Left("what", o.P.S("WHAT"), func(r record) string { return r.What }),
		shell.Right("budget", o.P.S("BUDGET"), func(r record) string { return quantity(r.Budget, r.Unit) }),
	}
	if o.list {
		return columns
	}
	return append(columns,
		shell.Right("figure", o.P.S("FIGURE"), func(r record) string { return quantity(r.Figure, r.Unit) }),
		shell.Left("result", o.P.S("RESULT"), func(r record) string {
			switch {
			case r.Pass != nil && !*r.Pass && r.Note != nil:
				return o.P.S("FAIL: {reason}", *r.Note)
			case r.Pass != nil && !*r.Pass:
				return o.P.S("FAIL")
			case r.Pass != nil:
				return o.P.S("pass")
			case r.Note != nil:
				return *r.Note
			}
			return ""
		}))
}

// figure is what was measured of a line, or why it was not.
type figure struct {
	value      float64
	note       message.Text // zero: value was measured
	unknowable bool         // on this system: no failure
}

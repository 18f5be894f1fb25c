// Package spot is the commands about spot instances: what they cost and what to
// bid, and the watch for those that are to be taken back.
package spot

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet/spotdata"
	"ecsdeck/ecsapi/op"
	"ecsdeck/ecsapi/spot"
	"ecsdeck/ui/cli/shell"
	"ecsdeck/ui/when"
)

// options is what to tell of spot prices.
type options struct {
	*shell.Query
	zones, types          []string
	minCPU, maxCPU        int
	minMemory, maxMemory  float64 // GiB
	family                string
	arch                  *shell.Choice
	resample              int
	windowTexts, jobTexts []string
	bidTexts, wishTexts   []string
	history               string
	windows, jobs         []time.Duration
	bids                  []spot.Price
	wishes                []float64 // availabilities, in percent
	picked                bool      // types are picked by what they have
}

// Command is the command that tells what spot instances cost, with the one
// that watches for their reclaims below it.
func Command(a *shell.App) *cobra.Command {
	c := &cobra.Command{
		Use:   "spot",
		Short: a.P.S("Tell what spot instances cost, how steadily, and what to bid for them"),
		Long: a.P.S("Tell what spot instances cost, how steadily, and what to bid for them.\n" +
			"Prices that were read are kept for 400 days, and only new ones and the last ten minutes of the known ones are read again.\n" +
			"`rows` counts the rows that the cloud gave; where some were known before, it counts those that the numbers are made of:\n" +
			"one at each end of what was asked for, and one for each change in between."),
		Example: "  ecsdeck spot --region cn-hangzhou --type ecs.g7.large --window 72h \\\n    --bid 0.25 --availability 95 --job 6h\n" +
			"  ecsdeck spot --region cn-hangzhou --min-vcpu 4 --max-vcpu 8 --family ecs.g7 \\\n    --window 24h --window 30d -o json",
		Args: func(c *cobra.Command, words []string) error {
			if len(words) > 0 && a.Meant(words[0], []string{"watch"}) == "" { // types have a flag
				return shell.Usage(a.P.S("{command} takes no argument, and was given {argument:q}", c.Name(), words[0]))
			}
			return a.NoArgs(c, words)
		},
	}
	c.AddCommand(watchCommand(a))
	m := &options{Query: a.QueryFlags(c)}
	shell.NewTable(m.Output, m.table(nil, 0)...)
	fs := c.Flags()
	fs.StringArrayVar(&m.zones, "zone", nil, a.P.S("`ID` of a zone to tell of; may be given again"))
	fs.StringArrayVar(&m.types, "type", nil, a.P.S("instance `TYPE`; may be given again (default: those that the account's instances have)"))
	fs.IntVar(&m.minCPU, "min-vcpu", 0, a.P.S("`NUMBER` of vCPUs or more"))
	fs.IntVar(&m.maxCPU, "max-vcpu", 0, a.P.S("`NUMBER` of vCPUs or fewer"))
	fs.Float64Var(&m.minMemory, "min-memory", 0, a.P.S("`GIB` of memory or more"))
	fs.Float64Var(&m.maxMemory, "max-memory", 0, a.P.S("`GIB` of memory or less"))
	fs.StringVar(&m.family, "family", "", a.P.S("`FAMILY` of types, such as ecs.g7"))
	m.arch = a.ChoiceFlag(c, "arch", a.P.S("architecture of the CPU"), "X86", "ARM")
	fs.StringArrayVar(&m.windowTexts, "window", []string{"7d"}, a.P.S("`TIME` back from now to look at, such as 72h or 7d; may be given again"))
	fs.StringArrayVar(&m.bidTexts, "bid", nil, a.P.S("`PRICE` an hour to judge; may be given again (default: those suggested)"))
	fs.StringArrayVar(&m.wishTexts, "availability", []string{"95"}, a.P.S("`PERCENT` of the time that a suggested bid must have been enough for; may be given again"))
	fs.StringArrayVar(&m.jobTexts, "job", []string{"6h"}, a.P.S("`TIME` that a job takes which must not be interrupted; may be given again"))
	fs.IntVar(&m.resample, "resample", 0, a.P.S("cut each window into this `NUMBER` of parts"))
	fs.StringVar(&m.history, "history", "", a.P.S("`FROM..[TO]`, moments or times back, such as 30d..: what to read, and when to look back from (default: the longest window, now)"))
	a.Complete(c, "type", shell.CatalogTypes)
	a.Complete(c, "window", func() []string { return []string{"1h", "24h", "7d", "30d"} })
	c.RunE = func(c *cobra.Command, _ []string) error {
		given := c.Flags().Changed
		m.picked = slices.ContainsFunc([]string{"min-vcpu", "max-vcpu", "min-memory", "max-memory", "family", "arch"}, given)
		if err := cmp.Or(m.Check(c), m.parse()); err != nil {
			return err
		}
		return m.run(c.Context())
	}
	return c
}

// The most of what can be asked for at once.
const (
	mostParts = 10_000
	mostAsked = 100
)

// parse refuses what is written wrong.
func (m *options) parse() error {
	var err error
	switch {
	case m.picked && len(m.types) > 0:
		return shell.Usage(m.P.S("--type names types and cannot be joined with what picks them: --min-vcpu, --max-vcpu, --min-memory, --max-memory, --family, --arch"))
	case m.minCPU < 0 || m.maxCPU < 0 || m.maxCPU > 0 && m.maxCPU < m.minCPU:
		return shell.Usage(m.P.S("no type has {least} vCPUs or more and {most} or fewer", m.minCPU, m.maxCPU))
	case !(m.minMemory >= 0 && m.maxMemory >= 0) || m.maxMemory > 0 && m.maxMemory < m.minMemory:
		return shell.Usage(m.P.S("no type has {least} GiB or more and {most} or less", m.minMemory, m.maxMemory))
	case m.resample < 0 || m.resample > mostParts:
		return shell.Usage(m.P.S("--resample cannot be {resample}; accepted: 0 to {most}", m.resample, mostParts))
	case slices.Contains(m.types, "") || slices.Contains(m.zones, ""):
		return shell.Usage(m.P.S("--type and --zone want a name, such as ecs.g7.large and cn-hangzhou-h"))
	case len(m.windowTexts)*max(1, len(m.bidTexts))*len(m.wishTexts)*len(m.jobTexts) > mostAsked:
		return shell.Usage(m.P.S("that is too much at once; accepted: at most {most} combinations of windows, bids, availabilities and jobs", mostAsked))
	}
	if m.windows, err = m.times("window", m.windowTexts); err != nil {
		return err
	}
	if m.jobs, err = m.times("job", m.jobTexts); err != nil {
		return err
	}
	for _, text := range m.bidTexts {
		bid, err := op.ParsePrice(text)
		if err == nil && !bid.Valid() {
			return shell.Usage(m.P.S("--bid cannot be {value:q}; accepted: a price an hour such as 0.25", text))
		}
		if err != nil {
			return shell.Usage("--bid: " + m.P.E(err))
		}
		if !slices.Contains(m.bids, bid) {
			m.bids = append(m.bids, bid)
		}
	}
	for _, text := range m.wishTexts {
		wish, err := strconv.ParseFloat(text, 64)
		if err != nil || !(wish > 0 && wish <= 100) {
			return shell.Usage(m.P.S("--availability cannot be {value:q}; accepted: a percentage such as 95 or 99.9", text))
		}
		if !slices.Contains(m.wishes, wish) {
			m.wishes = append(m.wishes, wish)
		}
	}
	// Whether it is past is for the cloud's clock to tell.
	if _, _, ok := m.ends(time.Now()); m.history != "" && !ok {
		return m.noHistory()
	}
	return nil
}

// times reads times such as 72h, each once.
func (m *options) times(flag string, texts []string) ([]time.Duration, error) {
	var times []time.Duration
	for _, text := range texts {
		t, ok := back(text)
		if !ok || t > spotdata.HistoryWindow {
			return nil, shell.Usage(m.P.S("--{flag} cannot be {value:q}; accepted: a time such as 90m, 72h or 7d, at most 30d", flag, text))
		}
		if !slices.Contains(times, t) {
			times = append(times, t)
		}
	}
	return times, nil
}

// back reads a positive time such as 72h or 7d, in whole seconds.
func back(text string) (time.Duration, bool) {
	zero := time.Unix(0, 0).UTC()
	t, err := when.Parse("in "+text, zero)
	d := t.Sub(zero).Truncate(time.Second)
	return d, err == nil && d > 0
}

// span is what to read: from a moment on, until the one to look back from.
func (m *options) span(now time.Time) (from, to time.Time, err error) {
	now = now.UTC().Truncate(time.Second)
	if m.history == "" {
		return now.Add(-slices.Max(m.windows)), now, nil
	}
	from, to, ok := m.ends(now)
	if !ok || !from.Before(to) || to.After(now) || to.Sub(from) > spotdata.HistoryWindow {
		return from, to, m.noHistory()
	}
	return from, to, nil
}

// ends reads the two ends of --history.
func (m *options) ends(now time.Time) (from, to time.Time, ok bool) {
	moment := func(text string) (time.Time, bool) {
		if d, ok := back(text); ok {
			return now.Add(-d), true
		}
		t, err := when.Parse(text, now)
		return t.UTC().Truncate(time.Second), err == nil
	}
	first, last, ranged := strings.Cut(m.history, "..")
	from, ok = moment(first)
	if last == "" {
		return from, now, ok && ranged
	}
	to, okTo := moment(last)
	return from, to, ok && okTo
}

func (m *options) noHistory() error {
	return shell.Usage(m.P.S("--history cannot be {history:q}; accepted: FROM.. or FROM..TO, such as 30d.. or 2026-11-01..2026-11-20, at most 30 days that are past", m.history))
}

func (m *options) run(ctx context.Context) error {
	s, err := m.Connect(ctx, m.Account)
	if err != nil {
		return m.Failure(err)
	}
	defer s.Close()
	if s.Demo == nil { // whose state goes with it
		s.OpenPrices(ctx)
	}
	r := &reader{options: m, client: s.Client, prices: s.Prices}
	ctx = ecsapi.WithPriority(ctx, ecsapi.PriorityPrices)
	regions, err := m.Regions(ctx, s)
	if err == nil && len(m.Where.Named) == 0 && !m.Where.All {
		err = s.CheckRegions(ctx, regions) // and so cloud time is known
	}
	if err == nil {
		r.from, r.to, err = m.span(s.Client.Now())
	}
	if err == nil {
		regions, err = r.inZones(ctx, regions)
	}
	if err != nil {
		return m.Failure(err)
	}
	series := r.read(ctx, r.wanted(ctx, regions))
	s.Prices.Close() // so that all that is amiss with it is known
	if ctx.Err() != nil {
		return m.Failure(ctx.Err())
	}
	if note := s.Prices.Note(); !note.IsZero() {
		m.Warn(m.P.T(note))
	}
	for _, text := range r.problems {
		m.Warn(text)
	}
	if len(series) == 0 {
		return shell.Failed("")
	}
	if err := m.print(series, r.to); err != nil {
		return err
	}
	if len(r.problems) > 0 {
		return shell.Partly("")
	}
	return nil
}

// print writes the series in the form asked for, as they stood at now.
func (m *options) print(series []zoneSeries, now time.Time) error {
	o := m.Output
	if o.Structured() {
		return o.Document(m.records(series, now))
	}
	rows, width := m.rows(series, now), m.TerminalWidth()
	if o.Chooses() {
		width = 0
	}
	table := shell.NewTable(o, m.table(rows, width)...)
	if !o.Is(shell.FormTable) || o.Ordered() {
		i := 0
		for _, r := range m.records(series, now) {
			for _, window := range r.Windows {
				rows[i].csv = csvRow{r, window}
				i++
			}
		}
	}
	return table.Write(rows)
}

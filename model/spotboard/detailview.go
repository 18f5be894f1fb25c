package spotboard

import (
	"math"
	"slices"

	"ecsdeck/ecsapi/spot"
	"ecsdeck/model/deck"
	"ecsdeck/ui/term"
)

// drawing keeps the lines that were drawn last, and what they were drawn from.
type drawing struct {
	analysis  *analysis
	w, h      int
	dark      bool
	fullScale bool
	lines     []string
}

// View draws the facts, then the chart and the table of windows.
func (p *Detail) View(w, h int, _ bool) []string {
	lines := p.facts(w)
	if p.analysis != nil && p.analysis.current.OK {
		room := h - len(lines)
		if d := &p.drawing; d.analysis != p.analysis || d.w != w || d.h != room || d.dark != p.Theme.Dark || d.fullScale != p.fullScale {
			*d = drawing{p.analysis, w, room, p.Theme.Dark, p.fullScale, p.draw(w, room)}
		}
		lines = append(lines, p.drawing.lines...)
	}
	return p.Pager.Lines(lines, w, h)
}

// Lines of the parts below the chart, and what the chart has at least and at most.
const (
	tableLines = 1 + len(windows)
	leastChart = 6
	mostChart  = 30
	besideFrom = 140 // cells from which on the excursions stand beside the table
	apart      = 3   // cells between them
)

// draw draws the chart and what follows it. The table is in sight with the
// chart; on a larger screen the hours and the excursions are, too.
func (p *Detail) draw(w, room int) []string {
	s := p.analysis
	left, below := w, 6
	if w >= besideFrom {
		left, below = w/2-apart, 3
	}
	chartH := max(leastChart, min(room-1-tableLines, 10), min(room-1-tableLines-below, mostChart))
	c := p.chart(s, w)
	out := c.Append([]string{c.Legend(w)}, w, chartH, &p.Theme)
	p.table.SetSize(left, tableLines)
	foot := p.table.Append(nil, &p.Theme, true)
	foot = append(foot, term.Blank(left), p.hours(s, left))
	if left == w {
		return append(append(append(out, foot...), term.Blank(w)), p.excursions(s, w)...)
	}
	for i := range foot {
		foot[i] += term.Blank(apart)
	}
	return append(out, term.JoinColumns(foot, p.excursions(s, w-left-apart))...)
}

// chart is the price with its bid and its on-demand price, and the other zones if they are wanted.
func (p *Detail) chart(s *analysis, w int) *term.Chart {
	t := &p.Theme
	length := windows[s.window]
	from := s.now.Add(-length)
	c := &term.Chart{
		From: from.UnixNano(), To: s.now.UnixNano(), Digits: 3, Limit: math.NaN(), Over: t.Bad,
		Marks: timeMarks(p.Deck, from, s.now, w-8), Clock: p.InLocal(s.now).Format("Z07:00"),
	}
	c.Lo, c.Hi = nearRange(s.lo, s.hi)
	if p.fullScale {
		c.Lo, c.Hi = 0, int64(max(s.hi, s.top))
	}
	price := term.ChartLine{Name: p.Text.S("price"), Ink: t.Info, Steps: s.price}
	if s.zones {
		price.Sign = deck.ZoneLetter(p.of.Region, s.zone)
		price.Name = cash(s.current.Price)
	}
	c.Lines = append(c.Lines, price)
	if s.limit > 0 {
		c.Labels = append(c.Labels, term.ChartLabel{At: int64(s.limit), Text: cash(s.limit), Ink: t.Warn})
		if peak := s.shown().Stats.Max; peak > s.limit {
			c.Labels = append(c.Labels, term.ChartLabel{At: int64(peak), Text: cash(peak), Ink: t.Bad})
		}
		c.Limit, c.OverName = float64(s.limit), p.Text.S("above the bid")
		c.Lines = append(c.Lines, term.ChartLine{
			Name: p.Text.S("bid"), Ink: t.Warn, Trace: term.TraceDashed,
			Steps: []term.Step{{At: c.From, Value: float64(s.limit)}},
		})
	}
	if s.top > 0 && int64(s.top) <= c.Hi {
		c.Labels = append(c.Labels, term.ChartLabel{At: int64(s.current.Origin), Text: cash(s.current.Origin), Ink: t.Dim})
		c.Lines = append(c.Lines, term.ChartLine{Name: p.Text.S("on-demand"), Ink: t.Dim, Trace: term.TraceSparse, Steps: s.origin})
	}
	inks := [...]term.Ink{t.Good, t.Busy, t.Accent, t.Text, t.Dim}
	for i, z := range s.others {
		c.Lines = append(c.Lines, term.ChartLine{
			Name: cash(z.price), Sign: deck.ZoneLetter(p.of.Region, z.zone), Ink: inks[i%len(inks)], Trace: term.TraceDotted, Steps: z.steps,
		})
	}
	return c
}

// nearRange is what a chart shows of prices: all of them, with a margin, and at
// least a fifth of their height, so that a tick does not look like a mountain.
func nearRange(lo, hi spot.Price) (bottom, top int64) {
	least := hi / 5
	if gap := least - (hi - lo); gap > 0 {
		lo, hi = lo-gap/2, hi+gap-gap/2
	}
	margin := (hi - lo) / 20
	return int64(max(0, lo-margin)), int64(hi + margin)
}

// hours draws the mean price of each hour of the day.
func (p *Detail) hours(s *analysis, w int) string {
	t := &p.Theme
	wide := 1
	if w >= 104 {
		wide = 2
	}
	values := make([]float64, 0, 48)
	dearest, cheapest := -1, -1
	for h, v := range s.hours {
		mean := math.NaN()
		if v.OK {
			mean = v.Mean
			if dearest < 0 || mean > s.hours[dearest].Mean {
				dearest = h
			}
			if cheapest < 0 || mean < s.hours[cheapest].Mean {
				cheapest = h
			}
		}
		values = append(values, slices.Repeat([]float64{mean}, wide)...)
	}
	if dearest < 0 {
		return term.Blank(w)
	}
	lo, hi := s.hours[cheapest].Mean, s.hours[dearest].Mean
	bottom, top := nearRange(spot.Price(lo), spot.Price(hi))
	line := " " + t.Dim.Paint(p.Text.S("By hour, {span}", spanText(p.Deck, s.hoursSpan))) + " "
	for h := 0; h < 24; h += 6 {
		line += t.Dim.Paint(twoDigits(h)) + " " + t.Info.Paint(term.Spark(values[h*wide:(h+6)*wide], float64(bottom), float64(top))) + " "
	}
	if lo < hi {
		line += " " + p.Text.S("{lowest} at {cheapest}, {highest} at {dearest}", mean(lo), twoDigits(cheapest), mean(hi), twoDigits(dearest))
	}
	return term.FitLine(line, w)
}

func twoDigits(n int) string { return string([]byte{byte('0' + n/10), byte('0' + n%10)}) }

const mostExcursions = 100

// excursions lists when the price was above the bid, the last first.
func (p *Detail) excursions(s *analysis, w int) []string {
	t, b := &p.Theme, s.shown().Bid
	if !b.OK {
		return nil
	}
	title := p.Text.S("Above {price} in {span}", cash(s.limit), spanText(p.Deck, windows[s.window]))
	if len(b.Excursions) == 0 {
		return []string{term.FitLine(" "+t.Title.Paint(title)+"  "+t.Dim.Paint(p.Text.S("never")), w)}
	}
	out := []string{
		term.FitLine(" "+t.Title.Paint(title), w),
		term.FitLine("   "+t.Head.Paint(term.Fit(p.Text.S("SINCE"), 24, term.AlignLeft)+term.Fit(p.Text.S("FOR"), 14, term.AlignLeft)+
			term.Fit(p.Text.S("PEAK"), 9, term.AlignRight)+term.Fit(p.Text.S("OVER BID"), 10, term.AlignRight)), w),
	}
	begin := s.now.Add(-s.shown().Stats.Known)
	for n := range min(len(b.Excursions), mostExcursions) {
		e := b.Excursions[len(b.Excursions)-1-n]
		since := p.Minute(e.Start)
		if !e.Start.After(begin) {
			since = "≤ " + since
		}
		length := spanText(p.Deck, e.Length)
		if !e.Start.Add(e.Length).Before(s.now) {
			length += ", " + p.Text.S("still")
		}
		over := precise(float64(e.Peak-s.limit) / float64(s.limit))
		out = append(out, term.FitLine(" "+t.Bad.Paint(overSign)+" "+term.Fit(since, 24, term.AlignLeft)+term.Fit(length, 14, term.AlignLeft)+
			term.Fit(cash(e.Peak), 9, term.AlignRight)+term.Fit("+"+over, 10, term.AlignRight), w))
	}
	if rest := len(b.Excursions) - mostExcursions; rest > 0 {
		out = append(out, term.FitLine("   "+t.Dim.Paint(p.Text.N("{count} more before", "{count} more before", rest)), w))
	}
	return out
}

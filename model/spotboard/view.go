package spotboard

import (
	"strings"
	"time"

	"ecsdeck/ui/term"
)

// Heading says of what region and time the prices are, and how many rows.
func (p *Board) Heading() string {
	s := p.Text.S("Spot") + " · " + string(p.region) + " · " + spanText(p.Deck, p.measuring.window) + p.Note(p.Text)
	if found := p.FoundNote(); found != "" {
		s += found
	} else if shown := len(p.list.rows); shown > 0 {
		s += " ─ " + p.Text.N("{count} row", "{count} rows", shown)
	}
	s += p.MarksNote()
	switch n := p.list.unread; {
	case n > 0:
		s += " ─ " + p.Text.S("{count} of {total} types read", len(p.list.keys)-n, len(p.list.keys))
	case len(p.Scoped()) > 1:
		s += " ─ " + p.Text.S("one of {count} regions", len(p.Scoped()))
	}
	return s
}

// Titles that change with a setting.

func (p *Board) windowTitle() string {
	if hours := int(p.measuring.window / time.Hour); hours <= 24 {
		return p.Text.N("{count} HOUR", "{count} HOURS", hours)
	}
	return p.Text.N("{count} DAY", "{count} DAYS", int(p.measuring.window/(24*time.Hour)))
}

func (p *Board) bidTitle() string {
	if p.measuring.availability == 100 {
		return p.Text.S("BID MAX")
	}
	return p.Text.S("BID {availability}", share(p.measuring.availability))
}
func (p *Board) runTitle() string {
	return p.Text.S("RUN {hours}H", int(p.measuring.job/time.Hour))
}

func (p *Board) setTitles() {
	for _, c := range p.columns {
		if c.title != nil {
			p.Table.SetTitle(c.Key, c.title(p))
		}
	}
}

// View draws the legend, the table, and what could not be read.
func (p *Board) View(w, h int, focused bool) []string {
	foot := p.foot(w, h)
	out := append(make([]string, 0, h), p.legend(w))
	p.Table.SetSize(w, h-1-len(foot))
	out = p.Table.Append(out, &p.Theme, focused)
	return append(out, foot...)
}

// legend says what the prices mean, the most important first, as far as there is room.
func (p *Board) legend(w int) string {
	price := p.Text.S("an hour")
	if c := p.list.currency; c != "" {
		price = p.Text.S("{currency} an hour", c)
	}
	clock := p.InLocal(p.Cloud).Format("15:04 ") + p.Zone()
	spark := p.Text.S("peaks")
	if p.measuring.mean {
		spark = p.Text.S("means")
	}
	if p.measuring.absolute {
		spark = p.Text.S("{spark}, 0…on-demand", spark)
	} else {
		spark = p.Text.S("{spark}, lowest…highest", spark)
	}
	s, used := "", 1
	for _, part := range []string{
		price, p.Text.S("sparkline: {spark}", spark), clock, p.Text.S("wanted availability {availability}", share(p.measuring.availability)),
		p.Text.S("job {duration}", spanText(p.Deck, p.measuring.job)), p.Text.S("bids and RUN: the first hour is protected"),
	} {
		if s != "" {
			part = " · " + part
		}
		if used += term.Width(part); used > w {
			break
		}
		s += part
	}
	return p.Theme.Dim.Paint(term.Fit(" "+s, w, term.AlignLeft))
}

// foot says what could not be read, in as many lines as there is room for.
func (p *Board) foot(w, h int) []string {
	t := &p.Theme
	var out []string
	say := func(k term.Ink, text string) { out = append(out, term.FitLine(" "+k.Paint(text), w)) }
	if s := p.failures(); s != "" {
		out = append(out, term.FitLine(" "+t.Bad.Paint(s)+t.Dim.Paint(" · "+p.Text.S("{key} now", p.Keys.Refresh.Label())), w))
	}
	if e := p.Snap.SpotStockErr[p.region]; e != nil {
		say(t.Bad, "! "+p.Text.S("what is sold as spot can't be read: {reason}", p.Reason(e)))
	}
	if e := p.Snap.AdviceErr[p.region]; e != nil {
		say(t.Bad, "! "+p.Text.S("reclaim rates can't be read: {reason}", p.Reason(e)))
	}
	if e := p.Snap.TypesErr; e != nil {
		say(t.Bad, "! "+p.Text.S("the sizes of the types can't be read: {reason}", p.Reason(e)))
	}
	if n := len(p.list.invalid); n > 0 {
		say(t.Warn, p.Text.N("{count} type has rows that can't be prices, left out: {types}",
			"{count} types have rows that can't be prices, left out: {types}", n, strings.Join(p.list.invalid, ", ")))
	}
	if !p.Snap.HistoryNote.IsZero() {
		say(t.Dim, p.Text.T(p.Snap.HistoryNote))
	}
	return out[:max(0, min(len(out), (h-2)/4))]
}

func (p *Board) failures() string {
	n := 0
	var codes []string
	for _, f := range p.list.failed {
		n += f.n
		code := p.code(f.err)
		if len(p.list.failed) > 1 {
			code += " " + term.Count(f.n)
		}
		codes = append(codes, code)
	}
	if n == 0 {
		return ""
	}
	s := p.Text.S("{count} of {total} types failed: {codes}", n, len(p.list.keys), strings.Join(codes, ", "))
	if wait := p.list.retry.Sub(p.Wall); !p.list.retry.IsZero() && wait > 0 {
		s += ", " + p.Text.S("retry in {wait}", p.CoarseWait(wait))
	}
	return s
}

func (p *Board) setEmpty() {
	_, sold := p.Snap.SpotStock[p.region]
	switch e := p.Snap.SpotStockErr[p.region]; {
	case len(p.list.unfiltered) > 0:
		p.Table.SetEmpty(p.Text.S("No row matches the filter {filter}.", p.Source),
			p.Text.S("{key} clears it.", p.Keys.Back.Label()))
	case e != nil && !sold:
		p.Table.SetEmpty(p.Text.S("What {region} sells as spot instances can't be read.", string(p.region)), p.Reason(e))
	case !sold:
		p.Table.SetEmpty(p.Text.S("Reading what {region} sells as spot instances …", string(p.region)))
	default:
		p.Table.SetEmpty(p.Text.S("{region} sells no spot instances.", string(p.region)),
			p.Text.S("{key} looks at another region.", p.Keys.Elsewhere.Label()))
	}
}

package spotboard

import (
	"math"
	"strconv"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/spot"
	"ecsdeck/model/deck"
	"ecsdeck/ui/term"
)

// The cells of the board's columns. Those of priced columns are of rows that have a price.

type rows struct{ *Board }

// Dim rows are of a type whose last read failed: what they say is old.
func (b rows) Dim(i int) bool {
	r := b.list.rows[i]
	return r.measured != nil && r.state.Err != nil
}

func (b rows) Cells(i int, cols []int, dst []term.Cell) {
	r := b.list.rows[i]
	parts := r.measured != nil
	for n, c := range cols {
		col := &b.columns[c]
		switch {
		case r.measured != nil || !col.priced:
			dst[n] = col.cell(b.Board, r)
		case !parts:
			parts = true
			dst[n] = b.unpriced(r)
			for _, next := range cols[n+1:] {
				if !b.columns[next].priced {
					break
				}
				dst[n].Over++
			}
		}
	}
	b.MarkHits(cols, dst)
}

func (p *Board) unpriced(r *row) term.Cell {
	s := r.state
	switch {
	case s != nil && s.Err != nil:
		return term.Cell{Text: p.failing(s.Err, s.RetryAt), Ink: p.Theme.Bad}
	case s == nil || s.Read.IsZero():
		return term.Cell{Text: p.Text.S("reading …"), Ink: p.Theme.Faint}
	case s.InvalidRows > 0 && len(s.Zones) == 0:
		return term.Cell{Text: p.Text.N("no price: the {count} row the cloud told makes no sense",
			"no price: the {count} rows the cloud told make no sense", s.InvalidRows), Ink: p.Theme.Warn}
	case s.Zones[r.zone].Len() > 0:
		return term.Cell{Text: p.Text.S("no price yet: all it has are in the future"), Ink: p.Theme.Warn}
	case !r.sold:
		return term.Cell{Text: p.Text.S("not sold as spot in this zone"), Ink: p.Theme.Dim}
	}
	return term.Cell{Text: p.Text.S("no price in this zone"), Ink: p.Theme.Dim}
}

// failing says why something can't be read, and when that is tried again.
func (p *Board) failing(e *ecsapi.Error, retry time.Time) string {
	if wait := retry.Sub(p.Wall); !retry.IsZero() && wait > 0 {
		return p.Text.S("{code}, retry in {wait}", p.code(e), p.CoarseWait(wait))
	}
	return p.Reason(e)
}

// code is an error in one word, if it has one.
func (p *Board) code(e *ecsapi.Error) string {
	if e.Code == "" {
		return p.Text.S(e.Hint())
	}
	return e.Code
}

func (p *Board) cpuCell(r *row) term.Cell {
	if r.typ == nil || r.typ.CPU == 0 {
		return term.Cell{}
	}
	return term.Cell{Text: strconv.Itoa(r.typ.CPU), Ink: p.Theme.Dim}
}

func (p *Board) memoryCell(r *row) term.Cell {
	if r.typ == nil || r.typ.MemoryMiB == 0 {
		return term.Cell{}
	}
	return term.Cell{Text: deck.GiB(r.typ.MemoryMiB), Ink: p.Theme.Dim}
}

// freshChange is how long a change of a price counts as new.
const freshChange = time.Hour

// nowCell is the price and the direction of its last change, in colour while that is new.
func (p *Board) nowCell(r *row) term.Cell {
	cell := term.Cell{Text: rate(r.now.Price) + [...]string{"▼", " ", "▲"}[r.now.Trend+1]}
	if p.Cloud.Sub(r.now.Since) < freshChange {
		switch {
		case r.now.Trend > 0:
			cell.Ink = p.Theme.Warn
		case r.now.Trend < 0:
			cell.Ink = p.Theme.Good
		}
	}
	return cell
}

func (p *Board) sinceCell(r *row) term.Cell {
	held := p.Ago(p.Cloud.Sub(r.now.Since))
	if r.now.Trend == 0 {
		held = "≥" + held // it may be older than the known prices
	}
	return term.Cell{Text: held, Ink: p.Theme.Dim}
}

// p95Cell is dim when most of the window is not known.
func (p *Board) p95Cell(r *row) term.Cell {
	cell := term.Cell{Text: rate(r.p95), Ink: p.Theme.Dim}
	if r.stats.Coverage < .5 {
		cell.Ink = p.Theme.Faint
	}
	return cell
}

// aboveCell is the share of the time above the suggested bid, and how often.
func (p *Board) aboveCell(r *row) term.Cell {
	if math.IsNaN(r.above) || r.times == 0 {
		return term.Cell{Text: share(100 * r.above), Ink: p.Theme.Dim}
	}
	return term.Cell{Text: share(100*r.above) + " " + term.Count(r.times) + "×", Ink: p.Theme.Dim}
}

// bidCell is exact, since it is what is sent. A bid above the on-demand price gets a warning.
func (p *Board) bidCell(r *row) term.Cell {
	switch {
	case !r.suggest.OK:
		return term.Cell{}
	case r.suggest.OverOnDemand:
		return term.Cell{Text: "!" + r.suggest.Bid.Fixed(3), Ink: p.Theme.Warn}
	}
	return term.Cell{Text: r.suggest.Bid.Fixed(3)}
}

func (p *Board) runCell(r *row) term.Cell {
	cell := term.Cell{Text: share(100 * r.survival), Ink: p.Theme.Dim}
	if r.survival < .8 {
		cell.Ink = p.Theme.Warn
	}
	return cell
}

// reclaimCell is the range of reclaim rates that the cloud gives.
func (p *Board) reclaimCell(r *row) term.Cell {
	a := r.advice
	switch {
	case a == nil:
		return term.Cell{}
	case a.Desc == "" && math.IsNaN(a.InterruptionRate):
		return term.Cell{}
	}
	cell := term.Cell{Text: a.Desc}
	if a.Desc == "" {
		cell.Text = share(a.InterruptionRate)
	}
	switch rate := r.reclaim(); {
	case rate > 20:
		cell.Ink = p.Theme.Bad
	case rate > 10:
		cell.Ink = p.Theme.Warn
	}
	return cell
}

func (p *Board) stockCell(r *row) term.Cell {
	if r.stock == "" && r.sold {
		return term.Cell{} // not known
	}
	cell := p.StockCell(r.stock)
	if r.stock == ecsapi.WithStock {
		cell.Ink = p.Theme.Dim // as nearly all have: what is short is to be seen
	}
	return cell
}

func (p *Board) ownCell(r *row) term.Cell {
	if r.own <= 0 {
		return term.Cell{}
	}
	if 100*r.headroom() < deck.NearLimit {
		return term.Cell{Text: "!" + term.Count(r.own), Ink: p.Theme.Bad}
	}
	return term.Cell{Text: term.Count(r.own)}
}

func (p *Board) roomCell(r *row) term.Cell {
	room := r.headroom()
	if 100*room < deck.NearLimit {
		return term.Cell{Text: "!" + share(100*room), Ink: p.Theme.Bad}
	}
	return term.Cell{Text: share(100 * room), Ink: p.Theme.Dim}
}

func (p *Board) coverCell(r *row) term.Cell {
	if r.measured == nil {
		return term.Cell{}
	}
	cell := term.Cell{Text: share(100 * r.stats.Coverage), Ink: p.Theme.Dim}
	if r.stats.Coverage < .5 {
		cell.Ink = p.Theme.Warn
	}
	return cell
}

// stalePrice is the age from which on a price is shown with a warning.
const stalePrice = 30 * time.Minute

func (p *Board) ageCell(r *row) term.Cell {
	if r.measured == nil {
		return term.Cell{}
	}
	age := p.Cloud.Sub(r.sampled)
	cell := term.Cell{Text: p.Ago(age), Ink: p.Theme.Dim}
	if age > stalePrice {
		cell.Ink = p.Theme.Warn
	}
	return cell
}

// rate is a price an hour in six cells or less, blank if unknown.
func rate(p spot.Price) string {
	switch {
	case p == 0:
		return ""
	case p >= 1000_000_000:
		return p.Fixed(1)
	case p >= 100_000_000:
		return p.Fixed(2)
	}
	return p.Fixed(3)
}

// meanRate is rate for a mean in millionths.
func meanRate(micro float64) string {
	if math.IsNaN(micro) {
		return ""
	}
	return rate(spot.Price(math.Round(micro)))
}

// share is a percentage with a decimal where it matters: 99.7%, not 100%. Blank if unknown.
func share(pct float64) string { return percent(pct, 1, "99.9%") }

// precise is a share of 1 in percent, finer than share: "95.8%".
func precise(v float64) string { return percent(100*v, 10, ">99.9%") }

// percent writes a percentage, with a decimal when it is nearer to 0 or 100 than fine.
// What is not all is never "100%", but almost.
func percent(pct, fine float64, almost string) string {
	if math.IsNaN(pct) {
		return ""
	}
	decimals := 0
	if math.Abs(pct-math.Round(pct)) > 1e-9 && (math.Abs(pct) < fine || pct > 100-fine && pct < 100) {
		decimals = 1
	}
	switch s := strconv.FormatFloat(pct, 'f', decimals, 64); s {
	case "100.0":
		return almost
	case "0.0":
		return "<0.1%"
	case "-0.0", "-0":
		return "0%"
	default:
		return s + "%"
	}
}

package jobs

import (
	"cmp"
	"slices"
	"strings"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/op"
	"ecsdeck/model/deck"
	"ecsdeck/ui/brief"
	"ecsdeck/ui/term"
)

// itemColumns are the columns of the instances of the job shown.
func (p *Page) itemColumns() []deck.Column[*item] {
	d := p.Deck
	return []deck.Column[*item]{
		{Column: term.Column{Key: "name", What: d.Text.S("the name"), Title: d.Text.S("NAME"), Min: 16, Max: 40, Grow: 2, Middle: true},
			Cell: func(it *item) term.Cell { return p.names.Cell(it.name(), string(it.id())) }},
		{Column: term.Column{Key: "region", What: d.Text.S("the region"), Title: d.Text.S("REGION"), Min: 14, Max: 16, Priority: 3},
			Cell: deck.DimText(d, func(it *item) string { return string(it.region()) })},
		{Column: term.Column{Key: "outcome", What: d.Text.S("what became of it"), Title: d.Text.S("OUTCOME"), Min: 11, Max: 14}, Cell: p.outcomeCell},
		{Column: term.Column{Key: "change", What: d.Text.S("what changed, or the error in plain words"), Title: d.Text.S("WHAT HAPPENED"), Min: 33, Max: 160, Grow: 6},
			Cell: deck.Text(p.whatHappened)},
		{Column: term.Column{Key: "took", What: d.Text.S("how long it took"), Title: d.Text.S("TOOK"), Min: 5, Max: 7, Right: true, Priority: 4},
			Cell: deck.DimText(d, p.timeOf)},
		{Column: term.Column{Key: "id", What: d.Text.S("the instance id"), Title: d.Text.S("ID"), Min: 22, Max: 24, Priority: 5},
			Cell: func(it *item) term.Cell {
				if it.Item == nil {
					return term.Cell{Text: string(it.id())}
				}
				return term.Cell{Text: string(it.id()), Ink: d.Theme.Dim}
			}},
	}
}

// item is an instance of a job, or one that its plan left out. Its place among them names it:
// what is to be created has no other name yet.
type item struct {
	*fleet.Item             // nil: it was left out
	skip        *fleet.Skip // nil: it was not
	at          int
}

// itemsOf are the instances of a job, those that need somebody first, and after them what its
// plan left out.
func itemsOf(j *fleet.Job) []*item {
	if j == nil {
		return nil
	}
	out := make([]*item, 0, len(j.Items)+len(j.Skipped))
	for n := range j.Items {
		out = append(out, &item{Item: &j.Items[n], at: n})
	}
	slices.SortStableFunc(out, func(a, b *item) int { return brief.Rank(a.Item) - brief.Rank(b.Item) })
	for n := range j.Skipped {
		out = append(out, &item{skip: &j.Skipped[n], at: len(j.Items) + n})
	}
	return out
}

func (it *item) name() string {
	if it.Item == nil {
		return cmp.Or(it.skip.Name, string(it.skip.ID))
	}
	return brief.ItemName(it.Item)
}

func (it *item) id() ecsapi.InstanceID {
	if it.Item == nil {
		return it.skip.ID
	}
	return it.ID
}

func (it *item) region() ecsapi.RegionID {
	if it.Item == nil {
		return it.skip.Region
	}
	return it.Region
}

// timeOf is how long an instance took or has taken so far; of one of an interrupted job that is unknown.
func (p *Page) timeOf(it *item) string {
	if it.Item == nil || it.Sent.IsZero() || it.Ended.IsZero() && p.shown.Past {
		return ""
	}
	end := it.Ended
	if end.IsZero() {
		end = p.Wall
	}
	return term.Clock(end.Sub(it.Sent))
}

func (p *Page) whyOf(it *item) string {
	if it.Item == nil {
		return p.Brief().Skip(*it.skip)
	}
	if g, ok := p.Snap.Region(it.Region); ok {
		return p.Brief().Why(it.Item, g.Err)
	}
	return p.Brief().Why(it.Item, nil)
}

// whatHappened is why an item is not as it was asked for, else what changed.
func (p *Page) whatHappened(it *item) string {
	why, change := p.whyOf(it), p.changeOf(it)
	switch {
	case why == "":
		return change
	case it.Item != nil && it.Outcome == fleet.Queued: // it is tried again
		return deck.JoinNotes(change, why)
	}
	return why
}

// changeOf is the change of an item's state; of a created instance with the address the fleet has.
func (p *Page) changeOf(it *item) string {
	if it.Item == nil {
		return ""
	}
	of := it.Item
	if op.Of(p.shown.Action).Creates && of.Address == "" {
		if g, ok := p.Snap.Region(of.Region); ok {
			if in, ok := g.Instance(of.ID); ok {
				private := *of
				private.Address = in.PrivateIP()
				of = &private
			}
		}
	}
	return p.Brief().Change(p.shown, it.at, of)
}

func (p *Page) outcomeCell(it *item) term.Cell {
	if it.Item == nil {
		return term.Cell{Text: "– " + p.Text.S("skipped")}
	}
	line, sign := p.Brief().ItemOutcome(p.shown.Action, it.Item), ""
	ink := p.LineInk(line.Severity)
	switch it.Outcome {
	case fleet.Queued:
		sign = "◐"
		if line.Severity == brief.Detail {
			sign, ink = "·", p.Theme.Dim
		}
	case fleet.Sent:
		sign = "◐"
	case fleet.Done:
		sign = "✓"
	case fleet.Failed, fleet.TimedOut:
		sign = "✗"
	case fleet.Cancelled:
		sign = "–"
	default: // unknown, or of a newer version's journal
		sign = "?"
	}
	return term.Cell{Text: sign + " " + line.Text, Ink: ink}
}

// facts says everything about the row under the cursor, whose cells may be cut.
func (p *Page) facts(w int) []string {
	it, ok := p.items.Cursor()
	switch {
	case !ok:
		return nil
	case it.Item == nil:
		return p.fact(w, p.Theme.Warn, p.Brief().Skipped(*it.skip))
	}
	var out []string
	if bad := p.Brief().ItemError(it.Item); bad != "" {
		out = p.fact(w, p.Theme.Warn, bad)
	}
	out = append(out, p.printed(w, it.Output)...)
	for _, l := range deck.Flow(w-2, p.Brief().Facts(p.shown, it.Item), " · ") {
		out = append(out, term.FitLine(" "+p.Theme.Dim.Paint(l), w))
	}
	return out
}

// printed are the last lines of what a script printed.
func (p *Page) printed(w int, output string) []string {
	lines := strings.Split(strings.TrimRight(output, "\n"), "\n")
	var out []string
	for _, l := range lines[max(0, len(lines)-3):] {
		if l != "" {
			out = append(out, term.FitLine(" "+l, w))
		}
	}
	return out
}

// fact wraps a text into at most three lines, and says where it is cut.
func (p *Page) fact(w int, k term.Ink, text string) []string {
	const most = 3
	room := max(10, w-2)
	lines := term.Wrap(text, room)
	if len(lines) > most {
		lines = append(lines[:most-1], term.Fit(strings.Join(lines[most-1:], " "), room, term.AlignLeft))
	}
	out := make([]string, len(lines))
	for i, l := range lines {
		out[i] = term.FitLine(" "+k.Paint(l), w)
	}
	return out
}

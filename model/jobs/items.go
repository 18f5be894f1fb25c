package jobs

import (
	"cmp"
	"strconv"
	"strings"

	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/op"
	"ecsdeck/model/deck"
	"ecsdeck/ui/brief"
	"ecsdeck/ui/term"
)

func newItemTable(d *deck.Deck) *term.Table {
	return term.NewTable([]term.Column{
		{Key: "name", What: d.Text.S("the name"), Title: d.Text.S("NAME"), Min: 16, Max: 40, Grow: 2, Middle: true},
		{Key: "region", What: d.Text.S("the region"), Title: d.Text.S("REGION"), Min: 14, Max: 16, Priority: 3},
		{Key: "outcome", What: d.Text.S("what became of it"), Title: d.Text.S("OUTCOME"), Min: 11, Max: 14},
		{Key: "change", What: d.Text.S("from which status to which"), Title: d.Text.S("CHANGE"), Min: 23, Max: 30, Grow: 1, Priority: 1},
		{Key: "took", What: d.Text.S("how long it took"), Title: d.Text.S("TOOK"), Min: 5, Max: 7, Right: true, Priority: 4},
		{Key: "why", What: d.Text.S("the error, in plain words"), Title: d.Text.S("WHY"), Min: 10, Max: 120, Grow: 6, Priority: 2},
		{Key: "id", What: d.Text.S("the instance id"), Title: d.Text.S("ID"), Min: 22, Max: 24, Priority: 5},
	})
}

// itemRows shows the instances of a job, and after them what its plan left out.
type itemRows struct {
	*deck.Deck
	job   *fleet.Job
	names *deck.Namesakes
}

// Len counts the skipped instances too: they are shown with the reason.
func (r itemRows) Len() int {
	if r.job == nil {
		return 0
	}
	return len(r.job.Items) + len(r.job.Skipped)
}

// ID is the place: what is to be created has no other name yet.
func (r itemRows) ID(i int) string { return strconv.Itoa(i) }

func (r itemRows) Marked(int) bool { return false }
func (r itemRows) Dim(i int) bool  { return i >= len(r.job.Items) }

func (r itemRows) Cells(i int, cols []int, dst []term.Cell) {
	var row [7]term.Cell
	if n := len(r.job.Items); i >= n {
		row = r.skipped(r.job.Skipped[i-n])
	} else {
		row = r.item(&r.job.Items[i])
	}
	for n, c := range cols {
		dst[n] = row[c]
	}
}

// name is the name of row i.
func (r itemRows) name(i int) string {
	if n := len(r.job.Items); i >= n {
		s := r.job.Skipped[i-n]
		return cmp.Or(s.Name, string(s.ID))
	}
	return brief.ItemName(&r.job.Items[i])
}

func (r itemRows) skipped(s fleet.Skip) [7]term.Cell {
	return [7]term.Cell{
		r.names.Cell(cmp.Or(s.Name, string(s.ID)), string(s.ID)), {Text: string(s.Region)}, {Text: "– " + r.Text.S("skipped")}, {}, {},
		{Text: r.Brief().Skip(s)}, {Text: string(s.ID)},
	}
}

func (r itemRows) item(it *fleet.Item) [7]term.Cell {
	took := ""
	if !it.Sent.IsZero() && (!it.Ended.IsZero() || !r.job.Past) {
		end := it.Ended
		if end.IsZero() {
			end = r.Wall
		}
		took = term.Clock(end.Sub(it.Sent))
	}
	return [7]term.Cell{
		r.names.Cell(brief.ItemName(it), string(it.ID)),
		{Text: string(it.Region)},
		outcomeCell(r.Deck, r.job.Action, it),
		{Text: r.changeOf(it)},
		{Text: took, Ink: r.Theme.Dim},
		{Text: r.whyOf(it)},
		{Text: string(it.ID), Ink: r.Theme.Dim},
	}
}

func (r itemRows) whyOf(it *fleet.Item) string {
	if g, ok := r.Snap.Region(it.Region); ok {
		return r.Brief().Why(it, g.Err)
	}
	return r.Brief().Why(it, nil)
}

// changeOf is the change of an item's state; of a created instance with the address the fleet has.
func (r itemRows) changeOf(it *fleet.Item) string {
	if op.Of(r.job.Action).Creates && it.Address == "" {
		if g, ok := r.Snap.Region(it.Region); ok {
			if in, ok := g.Instance(it.ID); ok {
				private := *it
				private.Address = in.PrivateIP()
				it = &private
			}
		}
	}
	return r.Brief().Change(r.job.Action, it)
}

func outcomeCell(d *deck.Deck, a fleet.Action, it *fleet.Item) term.Cell {
	line, sign := d.Brief().ItemOutcome(a, it), ""
	ink := d.LineInk(line.Severity)
	switch it.Outcome {
	case fleet.Queued:
		sign = "◐"
		if line.Severity == brief.Detail {
			sign, ink = "·", d.Theme.Dim
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
	j, n := p.shown, p.items.Cursor()
	if j == nil || n < 0 || n >= len(j.Items)+len(j.Skipped) {
		return nil
	}
	if n >= len(j.Items) {
		s := j.Skipped[n-len(j.Items)]
		return p.fact(w, p.Theme.Warn, p.Brief().Skipped(s))
	}
	it := &j.Items[n]
	var out []string
	if bad := p.Brief().ItemError(it); bad != "" {
		out = p.fact(w, p.Theme.Warn, bad)
	}
	out = append(out, p.printed(w, it.Output)...)
	for _, l := range deck.Flow(w-2, p.Brief().Facts(j, it), " · ") {
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

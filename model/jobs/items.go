package jobs

import (
	"cmp"
	"strconv"
	"strings"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/model/deck"
	"ecsdeck/ui/term"
)

func newItemTable(d *deck.Deck) *term.Table {
	return term.NewTable([]term.Column{
		{Key: "name", Title: d.Text.S("NAME"), Min: 16, Max: 40, Grow: 2, Middle: true},
		{Key: "region", Title: d.Text.S("REGION"), Min: 14, Max: 16, Priority: 3},
		{Key: "outcome", Title: d.Text.S("OUTCOME"), Min: 11, Max: 14},
		{Key: "change", Title: d.Text.S("CHANGE"), Min: 23, Max: 30, Grow: 1, Priority: 1},
		{Key: "took", Title: d.Text.S("TOOK"), Min: 5, Max: 7, Right: true, Priority: 4},
		{Key: "why", Title: d.Text.S("WHY"), Min: 10, Max: 120, Grow: 6, Priority: 2},
		{Key: "id", Title: d.Text.S("ID"), Min: 22, Max: 24, Priority: 5},
	})
}

// itemRows shows the instances of a job, and after them what its plan left out.
type itemRows struct {
	*deck.Deck
	job *fleet.Job
}

// Len counts what the plan left out too: it is told with its reason.
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

func (r itemRows) skipped(s fleet.Skip) [7]term.Cell {
	return [7]term.Cell{
		{Text: cmp.Or(s.Name, string(s.ID))}, {Text: string(s.Region)}, {Text: "– " + r.Text.S("skipped")}, {}, {},
		{Text: r.Text.S(string(s.Reason))}, {Text: string(s.ID)},
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
		{Text: itemName(it)},
		{Text: string(it.Region)},
		outcomeCell(r.Deck, r.job.Action, it),
		{Text: r.changeOf(it)},
		{Text: took, Ink: r.Theme.Dim},
		{Text: r.whyOf(it)},
		{Text: string(it.ID), Ink: r.Theme.Dim},
	}
}

// itemName names an item: one without a name by its id, and before that not at
// all.
func itemName(it *fleet.Item) string { return cmp.Or(it.Name, string(it.ID), "–") }

// whyOf says what stands in the way of an item, or stood.
func (r itemRows) whyOf(it *fleet.Item) string {
	switch {
	case it.Err != nil && it.Err.Code == "":
		return it.Err.Message
	case it.Err != nil:
		return r.Reason(it.Err)
	case it.Outcome == fleet.Sent:
		if g, ok := r.Snap.Region(it.Region); ok && g.Err != nil {
			return r.Text.S("can't be read: %s", r.Reason(g.Err))
		}
	}
	return ""
}

// changeOf is change, but of what was released its end, and of what was created
// its address as the fleet has it.
func (r itemRows) changeOf(it *fleet.Item) string {
	if r.job.Action == fleet.ActionRelease && it.Outcome == fleet.Done {
		return r.Text.S("released")
	}
	if r.job.Action != fleet.ActionCreate || it.ID == "" || it.Outcome != fleet.Done {
		return changeText(r.Deck, it)
	}
	address := it.Address
	if g, ok := r.Snap.Region(it.Region); ok && address == "" {
		if in, ok := g.Instance(it.ID); ok {
			address = in.PrivateIP()
		}
	}
	return strings.TrimSpace(r.StatusWord(it.Now) + " " + address)
}

// change is what an item is going through, or went through.
func changeText(d *deck.Deck, it *fleet.Item) string {
	step := ""
	if it.Step != "" {
		step = strings.TrimSpace(d.Text.S(it.Step) + " " + it.Progress)
	}
	switch {
	case it.Outcome == fleet.Queued && it.Busy > 0 && it.Err != nil:
		return d.Text.S("busy, try %d", it.Busy+1)
	case step != "" && it.Outcome != fleet.Done:
		return step
	case !it.NewExpiry.IsZero():
		return d.Date(it.OldExpiry) + " → " + d.Date(it.NewExpiry)
	case it.Address != "":
		return it.Address
	}
	return statusChange(d, it)
}

func statusChange(d *deck.Deck, it *fleet.Item) string {
	word := func(s ecsapi.Status) string {
		if s == "" {
			return d.Text.S("not listed")
		}
		return d.StatusWord(s)
	}
	switch {
	case it.From == it.Now && it.Now == "":
		return ""
	case it.From == it.Now, it.From == "":
		return word(it.Now)
	}
	return word(it.From) + " → " + word(it.Now)
}

func outcomeCell(d *deck.Deck, a fleet.Action, it *fleet.Item) term.Cell {
	t := &d.Theme
	switch it.Outcome {
	case fleet.Queued:
		if it.Busy > 0 && it.Err != nil {
			return term.Cell{Text: "◐ " + d.Text.S("busy"), Ink: t.Warn}
		}
		if !it.Sent.IsZero() { // whether it was carried out is being found out
			return term.Cell{Text: "◐ " + d.Text.S("no answer"), Ink: t.Warn}
		}
		return term.Cell{Text: "· " + d.Text.S("queued"), Ink: t.Dim}
	case fleet.Sent:
		if it.Step == fleet.StepLost {
			return term.Cell{Text: "◐ " + d.Text.S("no answer"), Ink: t.Warn}
		}
		return term.Cell{Text: "◐ " + d.Underway(a), Ink: t.Busy}
	case fleet.Done:
		return term.Cell{Text: "✓ " + d.Text.S("done"), Ink: t.Good}
	case fleet.Failed:
		return term.Cell{Text: "✗ " + d.Text.S("failed"), Ink: t.Bad}
	case fleet.TimedOut:
		return term.Cell{Text: "✗ " + d.Text.S("timed out"), Ink: t.Bad}
	case fleet.Cancelled:
		return term.Cell{Text: "– " + d.Text.S("cancelled"), Ink: t.Warn}
	}
	return term.Cell{Text: "? " + d.Text.S("unknown"), Ink: t.Warn}
}

// facts is all there is to say of the row under the cursor, which its cells may
// cut: first what went wrong.
func (p *Page) facts(w int) []string {
	j, n := p.shown, p.items.Cursor()
	if j == nil || n < 0 || n >= len(j.Items)+len(j.Skipped) {
		return nil
	}
	if n >= len(j.Items) {
		s := j.Skipped[n-len(j.Items)]
		return p.fact(w, p.Theme.Warn, p.Text.S("%s was skipped: %s", cmp.Or(s.Name, string(s.ID)), p.Text.S(string(s.Reason))))
	}
	it := &j.Items[n]
	var out []string
	request := it.RequestID
	if it.Err != nil {
		out = p.fact(w, p.Theme.Warn, p.Text.S("%s: %s (%s)", itemName(it), p.Text.S(it.Err.Hint()), it.Err.Error()))
		if it.Err.RequestID == request {
			request = "" // it is in the error
		}
	}
	out = append(out, p.printed(w, it.Output)...)
	var parts []string
	add := func(ok bool, text string) {
		if ok {
			parts = append(parts, text)
		}
	}
	add(it.ID != "", string(it.ID))
	add(true, string(it.Region))
	add(it.Step != "" && it.Ended.IsZero(), strings.TrimSpace(p.Text.S(it.Step)+" "+it.Progress))
	add(it.Address != "", p.Text.S("address %s", it.Address))
	add(!it.OldExpiry.IsZero() && it.NewExpiry.IsZero(), p.Text.S("the expiry was %s", p.Date(it.OldExpiry)))
	add(!it.NewExpiry.IsZero(), p.Text.S("expires %s (was %s)", p.Clock(it.NewExpiry), p.Date(it.OldExpiry)))
	add(it.Cost != 0, p.Text.S("charged %s", p.JobPrice(j, it.Cost)))
	add(it.OrderID != "", p.Text.S("order %s", it.OrderID))
	add(it.Run != "", p.Text.S("invocation %s", it.Run))
	add(request != "", p.Text.S("request %s", request))
	for _, l := range deck.Flow(w-2, parts, " · ") {
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

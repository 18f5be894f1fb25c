package model

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"

	tea "charm.land/bubbletea/v2"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ui"
)

// jobs is the page of jobs: above, a line per job; below, the outcome of each
// instance of the job under the cursor.
type jobs struct {
	*deck
	table *ui.Table
	items *ui.Table
	below bool // the items have the keys
}

func newJobs(d *deck) *jobs {
	p := &jobs{
		deck: d,
		table: ui.NewTable([]ui.Column{
			{Key: "job", Title: d.Text.S("JOB"), Min: 4, Max: 5, Right: true},
			{Key: "what", Title: d.Text.S("WHAT"), Min: 14, Max: 24, Grow: 1},
			{Key: "state", Title: d.Text.S("STATE"), Min: 20, Max: 60, Grow: 3},
			{Key: "where", Title: d.Text.S("WHERE"), Min: 12, Max: 24, Grow: 1, Priority: 3},
			{Key: "for", Title: d.Text.S("FOR"), Min: 6, Max: 8, Right: true},
			{Key: "who", Title: d.Text.S("WHO"), Min: 6, Max: 12, Priority: 4},
		}),
		items: ui.NewTable([]ui.Column{
			{Key: "name", Title: d.Text.S("NAME"), Min: 16, Max: 40, Grow: 2, Middle: true},
			{Key: "region", Title: d.Text.S("REGION"), Min: 14, Max: 16, Priority: 1},
			{Key: "outcome", Title: d.Text.S("OUTCOME"), Min: 12, Max: 14},
			{Key: "change", Title: d.Text.S("CHANGE"), Min: 18, Max: 22, Priority: 3},
			{Key: "took", Title: d.Text.S("TOOK"), Min: 5, Max: 7, Right: true, Priority: 4},
			{Key: "why", Title: d.Text.S("WHY"), Min: 10, Max: 120, Grow: 6, Priority: 2},
			{Key: "id", Title: d.Text.S("ID"), Min: 22, Max: 24, Priority: 5},
		}),
	}
	p.table.SetEmpty(d.Text.S("No jobs yet."), d.Text.S("%s starts, %s stops and %s reboots the marked instances.",
		d.Keys.Start.Label(), d.Keys.Stop.Label(), d.Keys.Reboot.Label()))
	p.apply()
	return p
}

func (p *jobs) apply() {
	cursor := slices.IndexFunc(p.snap.Jobs, func(j *fleet.Job) bool { return jobKey(j) == p.table.CursorID() })
	p.table.SetRows(jobRows{p.deck}, cursor)
	p.applyItems()
}

func (p *jobs) applyItems() {
	j := p.job()
	r := itemRows{deck: p.deck, job: j}
	cursor := -1
	if j != nil {
		cursor = slices.IndexFunc(j.Items, func(i fleet.Item) bool { return string(i.ID) == p.items.CursorID() })
	}
	p.items.SetRows(r, cursor)
}

// job is the one under the cursor, or nil.
func (p *jobs) job() *fleet.Job {
	n, err := strconv.Atoi(p.table.CursorID())
	if err != nil {
		return nil
	}
	j, _ := p.snap.Job(fleet.JobID(n))
	return j
}

func (p *jobs) key(press tea.KeyPressMsg) (tea.Cmd, bool) {
	k := p.Keys
	switch {
	case k.NextPane.Match(press), k.PrevPane.Match(press), k.Enter.Match(press):
		p.below = !p.below
	case k.CancelJob.Match(press):
		return p.cancel(), true
	case k.Remark.Match(press):
		return p.remark(), true
	case p.below:
		return nil, move(k, p.items, press)
	default:
		ok := move(k, p.table, press)
		if ok {
			p.applyItems()
		}
		return nil, ok
	}
	return nil, true
}

func (p *jobs) cancel() tea.Cmd {
	j := p.job()
	switch {
	case j == nil:
		return say(p.Text.S("There is no job."))
	case j.Counts.Queued == 0:
		return say(p.Text.S("Nothing is left to cancel: all was sent."))
	}
	p.Engine.Cancel(j.ID)
	return say(p.Text.N("cancelling %d; what is on the wire gets its answer", "cancelling %d; what is on the wire gets its answer", j.Counts.Queued))
}

// remark marks the instances whose outcome was not what was asked, instead of
// those that are marked now.
func (p *jobs) remark() tea.Cmd {
	var ids []ecsapi.InstanceID
	if j := p.job(); j != nil {
		for _, i := range j.Items {
			switch i.Outcome {
			case fleet.Failed, fleet.TimedOut, fleet.Unknown, fleet.Cancelled:
				ids = append(ids, i.ID)
			}
		}
	}
	if len(ids) == 0 {
		return say(p.Text.S("No instance of this job failed: the marks are as they were."))
	}
	p.marks.clear()
	p.marks.add(ids...)
	return say(p.Text.N("%d marked", "%d marked", len(ids)))
}

func (p *jobs) heading() string { return p.Text.S("Jobs") }

func (p *jobs) view(w, h int, focused bool) []string {
	j := p.job()
	top := min(len(p.snap.Jobs)+2, max(4, h/3))
	if j == nil || h-top < 3 {
		top = h
	}
	p.table.SetSize(w, top)
	out := p.table.Append(make([]string, 0, h), &p.theme, focused && !p.below)
	if top == h {
		return out
	}
	out = append(out, ui.FitLine(" "+p.theme.Title.Paint(p.jobTitle(j)), w))
	why := p.why(w)
	why = why[:min(len(why), max(0, h-top-3))]
	p.items.SetSize(w, h-top-1-len(why))
	return append(p.items.Append(out, &p.theme, focused && p.below), why...)
}

// why is the whole reason of the row under the cursor, which its cell may cut.
func (p *jobs) why(w int) []string {
	j, n := p.job(), p.items.Cursor()
	text := ""
	switch {
	case j == nil || n < 0 || n >= len(j.Items)+len(j.Skipped):
	case n >= len(j.Items):
		s := j.Skipped[n-len(j.Items)]
		text = p.Text.S("%s was skipped: %s", cmp.Or(s.Name, string(s.ID)), p.Text.S(string(s.Reason)))
	case j.Items[n].Err != nil:
		it := j.Items[n]
		text = cmp.Or(it.Name, string(it.ID)) + ": " + it.Err.Error() + " " + p.Text.S(it.Err.Hint())
	}
	if text == "" {
		return nil
	}
	var out []string
	for i, l := range ui.Wrap(text, max(10, w-2)) {
		if i == 3 {
			break
		}
		out = append(out, ui.FitLine(" "+p.theme.Warn.Paint(l), w))
	}
	return out
}

// jobTitle sums a job up, with what its plan left out.
func (p *jobs) jobTitle(j *fleet.Job) string {
	s := p.Text.S("Job %s: %s", strconv.Itoa(int(j.ID)), p.jobWhat(j)) + " ─ " + p.jobState(j)
	if n := len(j.Skipped); n > 0 {
		s += " ─ " + p.Text.N("skipped %d", "skipped %d", n)
	}
	return s
}

func (d *deck) jobWhat(j *fleet.Job) string {
	return d.Text.S("%s %d", d.verb(j.Action, j.Options), len(j.Items))
}

// jobState says a job's outcome in numbers: "5 of 5 done", "9 of 12 · 2 failed".
func (d *deck) jobState(j *fleet.Job) string {
	c := j.Counts
	s := d.Text.S("%d of %d done", c.Done, len(j.Items))
	for _, part := range []struct {
		n    int
		word string
	}{
		{c.Failed, d.Text.S("failed")}, {c.TimedOut, d.Text.S("timed out")}, {c.Unknown, d.Text.S("unknown")},
		{c.Cancelled, d.Text.S("cancelled")}, {c.Sent, d.Text.S("changing")}, {c.Queued, d.Text.S("queued")},
	} {
		if part.n > 0 {
			s += fmt.Sprintf(" · %s %s", ui.Count(part.n), part.word)
		}
	}
	return s
}

func jobKey(j *fleet.Job) string { return strconv.Itoa(int(j.ID)) }

// jobRows shows the snapshot's jobs.
type jobRows struct{ *deck }

func (r jobRows) Len() int        { return len(r.snap.Jobs) }
func (r jobRows) ID(i int) string { return jobKey(r.snap.Jobs[i]) }
func (r jobRows) Marked(int) bool { return false }
func (r jobRows) Dim(int) bool    { return false }

func (r jobRows) Cells(i int, cols []int, dst []ui.Cell) {
	j := r.snap.Jobs[i]
	where := r.Text.N("%d region", "%d regions", len(j.Regions))
	if len(j.Regions) == 1 {
		where = string(j.Regions[0].Region)
	}
	row := [6]ui.Cell{
		{Text: jobKey(j)},
		{Text: r.jobWhat(j)},
		{Text: r.jobState(j), Ink: r.jobInk(j)},
		{Text: where, Ink: r.theme.Dim},
		{Text: ui.Clock(j.Elapsed(r.wall)), Ink: r.theme.Dim},
		{Text: j.Who, Ink: r.theme.Dim},
	}
	for n, c := range cols {
		dst[n] = row[c]
	}
}

func (d *deck) jobInk(j *fleet.Job) ui.Ink {
	c := j.Counts
	switch {
	case c.Failed+c.TimedOut+c.Unknown > 0:
		return d.theme.Bad
	case !j.Over():
		return d.theme.Busy
	case c.Cancelled > 0:
		return d.theme.Warn
	}
	return d.theme.Good
}

// itemRows shows the instances of a job.
type itemRows struct {
	*deck
	job *fleet.Job
}

// Len counts what the plan left out too: it is told with its reason.
func (r itemRows) Len() int {
	if r.job == nil {
		return 0
	}
	return len(r.job.Items) + len(r.job.Skipped)
}

func (r itemRows) ID(i int) string {
	if n := len(r.job.Items); i >= n {
		return "skipped " + string(r.job.Skipped[i-n].ID)
	}
	return string(r.job.Items[i].ID)
}

func (r itemRows) Marked(int) bool { return false }
func (r itemRows) Dim(i int) bool  { return i >= len(r.job.Items) }

func (r itemRows) Cells(i int, cols []int, dst []ui.Cell) {
	var row [7]ui.Cell
	if n := len(r.job.Items); i >= n {
		row = r.skipped(r.job.Skipped[i-n])
	} else {
		row = r.item(r.job.Items[i])
	}
	for n, c := range cols {
		dst[n] = row[c]
	}
}

func (r itemRows) skipped(s fleet.Skip) [7]ui.Cell {
	return [7]ui.Cell{
		{Text: cmp.Or(s.Name, string(s.ID))}, {Text: string(s.Region)}, {Text: "– " + r.Text.S("skipped")}, {}, {},
		{Text: r.Text.S(string(s.Reason))}, {Text: string(s.ID)},
	}
}

func (r itemRows) item(it fleet.Item) [7]ui.Cell {
	took := ""
	if !it.Sent.IsZero() {
		end := it.Ended
		if end.IsZero() {
			end = r.wall
		}
		took = ui.Clock(end.Sub(it.Sent))
	}
	return [7]ui.Cell{
		{Text: cmp.Or(it.Name, string(it.ID))},
		{Text: string(it.Region)},
		r.outcomeCell(it),
		{Text: r.change(it)},
		{Text: took, Ink: r.theme.Dim},
		{Text: r.whyOf(it)},
		{Text: string(it.ID), Ink: r.theme.Dim},
	}
}

// whyOf says what stands in the way of an item, or stood.
func (r itemRows) whyOf(it fleet.Item) string {
	switch {
	case it.Err != nil && it.Err.Code == "":
		return it.Err.Message
	case it.Err != nil:
		return r.reason(it.Err)
	case it.Outcome == fleet.Sent:
		if g, ok := r.snap.Region(it.Region); ok && g.Err != nil {
			return r.Text.S("can't be read: %s", r.reason(g.Err))
		}
	}
	return ""
}

func (d *deck) change(it fleet.Item) string {
	word := func(s ecsapi.Status) string {
		if s == "" {
			return d.Text.S("not listed")
		}
		return d.statusWord(s)
	}
	if it.From == it.Now {
		return word(it.Now)
	}
	return word(it.From) + " → " + word(it.Now)
}

func (d *deck) outcomeCell(it fleet.Item) ui.Cell {
	t := &d.theme
	switch it.Outcome {
	case fleet.Queued:
		if !it.Sent.IsZero() { // whether it was carried out is being found out
			return ui.Cell{Text: "◐ " + d.Text.S("no answer"), Ink: t.Warn}
		}
		return ui.Cell{Text: "· " + d.Text.S("queued"), Ink: t.Dim}
	case fleet.Sent:
		return ui.Cell{Text: "◐ " + d.Text.S("changing"), Ink: t.Busy}
	case fleet.Done:
		return ui.Cell{Text: "✓ " + d.Text.S("done"), Ink: t.Good}
	case fleet.Failed:
		return ui.Cell{Text: "✗ " + d.Text.S("failed"), Ink: t.Bad}
	case fleet.TimedOut:
		return ui.Cell{Text: "✗ " + d.Text.S("timed out"), Ink: t.Bad}
	case fleet.Cancelled:
		return ui.Cell{Text: "– " + d.Text.S("cancelled"), Ink: t.Warn}
	}
	return ui.Cell{Text: "? " + d.Text.S("unknown"), Ink: t.Warn}
}

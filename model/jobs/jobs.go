// Package jobs is the page of the jobs and the outcomes of their instances.
package jobs

import (
	"slices"
	"strconv"

	tea "charm.land/bubbletea/v2"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/op"
	"ecsdeck/model/deck"
	"ecsdeck/model/plan"
	"ecsdeck/ui/brief"
	"ecsdeck/ui/term"
)

// Page is the page of jobs: above, a line per job; below, the outcome of each
// instance of the job under the cursor, what failed summed up, and all there is
// to say of the instance under the cursor.
type Page struct {
	*deck.Deck
	table  *term.Table
	jobs   deck.Rows[*fleet.Job]
	items  *term.Table
	below  bool // the items have the keys
	shown  *fleet.Job
	failed []brief.Failure // of shown
	names  deck.Namesakes  // of the items

	jobColumns, itemColumns *deck.Columns
}

// ColumnSet are the columns of the list that has the keys.
func (p *Page) ColumnSet() *deck.Columns {
	if p.below {
		return p.itemColumns
	}
	return p.jobColumns
}

// Beyond returns how many rows there are above and below those in sight of the list that has the keys.
func (p *Page) Beyond() (above, below int) {
	if p.below {
		return p.items.Beyond()
	}
	return p.table.Beyond()
}

// New is the page, on the newest job.
func New(d *deck.Deck) *Page {
	jobs := deck.Rows[*fleet.Job]{Columns: columns(d), Key: jobKey, IsDim: func(j *fleet.Job) bool { return j.Past }}
	p := &Page{Deck: d, jobs: jobs, table: deck.NewTable(jobs.Columns), items: newItemTable(d)}
	p.jobColumns = deck.NewColumns(d, "jobs", p.table)
	p.itemColumns = deck.NewColumns(d, "job-instances", p.items)
	p.table.SetEmpty(d.Text.S("No jobs yet."), d.Text.S("{start} starts, {stop} stops and {reboot} reboots the marked instances.",
		d.Keys.Start.Label(), d.Keys.Stop.Label(), d.Keys.Reboot.Label()))
	p.Apply()
	return p
}

func columns(d *deck.Deck) []deck.Column[*fleet.Job] {
	return []deck.Column[*fleet.Job]{
		{Column: term.Column{Key: "job", What: d.Text.S("its number"), Title: d.Text.S("JOB"), Min: 4, Max: 5, Right: true}, Cell: deck.Text(jobKey)},
		{Column: term.Column{Key: "what", What: d.Text.S("the action, and on how many"), Title: d.Text.S("WHAT"), Min: 18, Max: 28, Grow: 2},
			Cell: deck.Text(func(j *fleet.Job) string { return d.Brief().Job(j) })},
		{Column: term.Column{Key: "state", What: d.Text.S("how far it is"), Title: d.Text.S("STATE"), Min: 30, Max: 60, Grow: 3},
			Cell: func(j *fleet.Job) term.Cell {
				state := d.Brief().JobState(j)
				return term.Cell{Text: state.Text, Ink: d.LineInk(state.Severity)}
			}},
		{Column: term.Column{Key: "where", What: d.Text.S("the regions"), Title: d.Text.S("WHERE"), Min: 12, Max: 24, Grow: 1, Priority: 3},
			Cell: deck.DimText(d, func(j *fleet.Job) string {
				if len(j.Regions) == 1 {
					return string(j.Regions[0].Region)
				}
				return d.Text.N("{count} region", "{count} regions", len(j.Regions))
			})},
		{Column: term.Column{Key: "for", What: d.Text.S("how long it has taken"), Title: d.Text.S("FOR"), Min: 6, Max: 8, Right: true},
			Cell: deck.DimText(d, func(j *fleet.Job) string { return jobTime(d, j) })},
		{Column: term.Column{Key: "when", What: d.Text.S("when it began"), Title: d.Text.S("BEGAN"), Min: 11, Max: 11, Priority: 5},
			Cell: deck.DimText(d, func(j *fleet.Job) string { return d.InLocal(j.Created).Format("01-02 15:04") })},
		{Column: term.Column{Key: "who", What: d.Text.S("who began it"), Title: d.Text.S("WHO"), Min: 6, Max: 12, Priority: 4},
			Cell: deck.DimText(d, func(j *fleet.Job) string { return j.Who })},
	}
}

func (p *Page) Apply() {
	p.jobs.Rows = p.Snap.Jobs
	p.table.SetRows(p.jobs, p.jobs.Index(p.table.CursorID()))
	p.applyItems()
}

// applyItems shows the items of the job under the cursor. Their places, which name them, never change.
func (p *Page) applyItems() {
	j := p.job()
	if j == p.shown && j != nil {
		return
	}
	cursor := -1
	if p.shown != nil && j != nil && jobKey(p.shown) == jobKey(j) {
		cursor = p.items.Cursor()
	}
	p.shown, p.failed = j, nil
	if j != nil {
		p.failed = brief.Failures(j)
	}
	p.items.SetRows(itemRows{Deck: p.Deck, job: j, names: &p.names}, cursor)
}

func (p *Page) job() *fleet.Job {
	j, _ := p.jobs.At(p.table.Cursor())
	return j
}

// Ticket is about the instance of the job under the cursor, or the first that failed.
func (p *Page) Ticket() []string {
	j := p.job()
	if j == nil || len(j.Items) == 0 {
		return nil
	}
	n := p.items.Cursor()
	if !p.below {
		n = slices.IndexFunc(j.Items, func(it fleet.Item) bool { return it.Err != nil })
	}
	if n < 0 || n >= len(j.Items) {
		n = 0
	}
	return p.Brief().ItemTicket(j, &j.Items[n])
}

func (p *Page) Key(press tea.KeyPressMsg) (tea.Cmd, bool) {
	k := p.Keys
	switch {
	case k.NextPane.Match(press), k.PrevPane.Match(press), k.Enter.Match(press):
		p.below = !p.below
	case k.CancelJob.Match(press):
		return p.cancel(), true
	case k.Remark.Match(press):
		return p.remark(), true
	case k.Retry.Match(press):
		return p.retry(), true
	case k.Copy.Match(press):
		return p.copyCommands(), true
	case p.below:
		return nil, deck.MoveCursor(k, p.items, press)
	default:
		ok := deck.MoveCursor(k, p.table, press)
		if ok {
			p.applyItems()
		}
		return nil, ok
	}
	return nil, true
}

func (p *Page) cancel() tea.Cmd {
	j := p.job()
	switch {
	case j == nil:
		return deck.Say(p.Text.S("There is no job."))
	case j.Elsewhere:
		return deck.Say(p.Text.S("It runs in another process: only there it can be cancelled."))
	case j.Over() || j.Past || j.Counts.Queued == 0:
		return deck.Say(p.Text.S("Nothing is left to cancel: all was sent."))
	}
	held := j.Held(p.Wall)
	p.Engine.Cancel(j.ID)
	if held {
		return nil // the toast of its end says so
	}
	return deck.Say(p.Text.N("cancelling {count}; what is on the wire gets its answer", "cancelling {count}; what is on the wire gets its answer", j.Counts.Queued))
}

// remark marks the instances whose items are not done, instead of those marked now.
func (p *Page) remark() tea.Cmd {
	var ids []ecsapi.InstanceID
	notDone := 0
	if j := p.job(); j != nil {
		for _, i := range j.Items {
			switch i.Outcome {
			case fleet.Failed, fleet.TimedOut, fleet.Unknown, fleet.Cancelled:
				notDone++
				if i.ID != "" {
					ids = append(ids, i.ID)
				}
			case fleet.Queued, fleet.Sent, fleet.Done:
			}
		}
	}
	switch {
	case len(ids) > 0:
	case notDone > 0:
		return deck.Say(p.Text.S("What failed never came to be: the marks are as they were."))
	default:
		return deck.Say(p.Text.S("No instance of this job failed: the marks are as they were."))
	}
	p.Marks.Clear()
	for _, id := range ids {
		if _, there := p.Snap.Instance(id); there {
			p.Marks.Add(id)
		}
	}
	return deck.Say(p.Text.N("{count} marked", "{count} marked", len(ids)))
}

// retryable counts the items that may be tried again. A renewal that timed out was
// accepted and charged: it is not one of them.
func retryable(j *fleet.Job) int {
	n := j.Counts.Failed + j.Counts.Cancelled
	if !op.Of(j.Action).Risk.Charged {
		n += j.Counts.TimedOut
	}
	return n
}

func (p *Page) retry() tea.Cmd {
	j := p.job()
	switch {
	case j == nil:
		return deck.Say(p.Text.S("There is no job."))
	case retryable(j) == 0 && j.Counts.Unknown > 0:
		return deck.Say(p.Text.S("Nobody knows whether it was done: look first, then plan anew. {remark} marks them.", p.Keys.Remark.Label()))
	case retryable(j) == 0:
		return deck.Say(p.Text.S("There is nothing to try again."))
	}
	return plan.ForRetry(p.Deck, j.ID)
}

func (p *Page) copyCommands() tea.Cmd {
	j := p.job()
	if j == nil {
		return deck.Say(p.Text.S("There is no job."))
	}
	return p.Deck.CopyCommands(func() []string { return op.JobCommands(j) }, nil)
}

func (p *Page) Heading() string { return p.Text.S("Jobs") }

const mostFailures = 4

func (p *Page) View(w, h int, focused bool) []string {
	j := p.job()
	top := min(p.jobs.Len()+2, max(4, h/3))
	if j == nil || h-top < 3 {
		top = h
	}
	out := make([]string, 0, h)
	switch {
	case top < h || j == nil || !p.below:
		p.table.SetSize(w, top)
		out = p.table.Append(out, &p.Theme, focused && !p.below)
	default: // where there is room for one of them only
		top = 0
	}
	if top == h {
		return out
	}
	out = append(out, term.FitLine(" "+p.Theme.Title.Paint(p.jobTitle(j)), w))
	spare := max(0, h-top-1-3) // for what is not the items' heading and two of them
	sums := p.sums(w, min(mostFailures, spare/2))
	out = append(out, sums...)
	facts := p.facts(w)
	facts = facts[:min(len(facts), spare-len(sums))]
	p.items.SetSize(w, h-top-1-len(sums)-len(facts))
	rows := itemRows{Deck: p.Deck, job: j}
	p.names.Look(p.items, rows.name)
	return append(p.items.Append(out, &p.Theme, focused && p.below), facts...)
}

// sums says what failed, the most frequent first, in at most most lines.
func (p *Page) sums(w, most int) []string {
	var out []string
	for i, f := range p.failed {
		text := p.Brief().Failure(f)
		if i == 0 && retryable(p.shown) > 0 {
			text += " " + p.Text.S("{key} tries again.", p.Keys.Retry.Label())
		}
		for _, l := range term.Wrap(text, max(10, w-4)) {
			if len(out) == most {
				return out
			}
			out = append(out, term.FitLine("   "+p.Theme.Bad.Paint(l), w))
		}
	}
	return out
}

// jobTitle sums a job up, with what its plan left out.
func (p *Page) jobTitle(j *fleet.Job) string {
	s := p.Text.S("Job {job}: {action}", jobKey(j), p.Brief().Job(j)) + " ─ " + p.Brief().JobState(j).Text
	if n := len(j.Skipped); n > 0 {
		s += " ─ " + p.Text.N("skipped {count}", "skipped {count}", n)
	}
	return term.Clean(s)
}

// jobTime is how long a job took or has taken so far; of an interrupted one that is unknown.
func jobTime(d *deck.Deck, j *fleet.Job) string {
	switch {
	case j.Past && !j.Over() && !j.Elsewhere:
		return ""
	case !j.Past && j.Held(d.Wall):
		return "-" + term.Clock(j.HeldUntil.Sub(d.Wall))
	}
	return term.Clock(j.Elapsed(d.Wall))
}

// Hints are the keys that matter here.
func (p *Page) Hints() []deck.Hint {
	k := p.Keys
	return []deck.Hint{
		{Keys: k.Back.Label(), What: p.Text.S("back")},
		{Keys: k.NextPane.Label(), What: p.Text.S("jobs, instances")},
		{Keys: k.CancelJob.Label(), What: p.Text.S("cancel the unsent")},
		{Keys: k.Retry.Label(), What: p.Text.S("try again")},
		{Keys: k.Remark.Label(), What: p.Text.S("mark the failed")},
		{Keys: k.Copy.Label(), What: p.Text.S("copy as commands")},
	}
}

// jobKey names a job by its number.
func jobKey(j *fleet.Job) string { return strconv.Itoa(int(j.ID)) }

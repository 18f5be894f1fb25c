// Package jobs is the page of the jobs and the outcomes of their instances.
package jobs

import (
	"iter"
	"slices"
	"strconv"
	"time"

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
	jobs   deck.List[string, *fleet.Job, *fleet.Job]
	items  deck.List[string, *item, *item]
	below  bool // the items have the keys
	both   bool // both lists were drawn last
	shown  *fleet.Job
	all    []*item         // of shown
	failed []brief.Failure // of shown
	names  deck.Namesakes  // of the items
}

// list is one of the two lists.
type list interface {
	deck.FilterOwner
	deck.ColumnOwner
	deck.Cutter
	MoveKey(tea.KeyPressMsg) bool
	FilterKey(tea.KeyPressMsg) (tea.Cmd, bool)
}

// focused is the list that has the keys.
func (p *Page) focused() list {
	if p.below {
		return &p.items
	}
	return &p.jobs
}

// Line is the filter of the list that has the keys.
func (p *Page) Line() *deck.TypedLine { return p.focused().Line() }

// Editing handles a press or a paste while that is typed.
func (p *Page) Editing(msg tea.Msg) tea.Cmd { return p.focused().Editing(msg) }

// Found returns how many rows that leaves, and of how many.
func (p *Page) Found() (n, of int) { return p.focused().Found() }

// ColumnSet are the columns of the list that has the keys.
func (p *Page) ColumnSet() *deck.Columns { return p.focused().ColumnSet() }

// Beyond returns how many rows there are above and below those in sight of the list that has the keys.
func (p *Page) Beyond() (above, below int) { return p.focused().Beyond() }

// New is the page, on the newest job.
func New(d *deck.Deck) *Page {
	p := &Page{Deck: d}
	p.jobs = deck.NewList(d, jobFields(d), deck.ListConfig[string, *fleet.Job, *fleet.Job]{
		Page:    "jobs",
		Columns: columns(d),
		Fixed:   true,
		NameOf:  jobKey,
		IsDim:   func(j *fleet.Job) bool { return j.Past },
		Refresh: func() tea.Cmd { p.Apply(); return nil },
		Sample:  func() iter.Seq[*fleet.Job] { return slices.Values(p.Snap.Jobs) },
		OnMove:  p.applyItems,
	})
	p.items = deck.NewList(d, itemFields(p.whyOf), deck.ListConfig[string, *item, *item]{
		Page:    "job-instances",
		Columns: p.itemColumns(),
		Fixed:   true,
		NameOf:  func(it *item) string { return strconv.Itoa(it.at) },
		IsDim:   func(it *item) bool { return it.Item == nil },
		Refresh: func() tea.Cmd { p.showItems(); return nil },
		Sample:  func() iter.Seq[*item] { return slices.Values(p.all) },
	})
	p.Apply()
	p.jobs.Pin()
	return p
}

func columns(d *deck.Deck) []deck.Column[*fleet.Job] {
	return []deck.Column[*fleet.Job]{
		{Column: term.Column{Key: "job", What: d.Text.S("its number"), Title: d.Text.S("JOB"), Min: 4, Max: 5, Right: true}, Cell: deck.DimText(d, jobKey)},
		{Column: term.Column{Key: "what", What: d.Text.S("the action, on how many, and what it sets"), Title: d.Text.S("WHAT"), Min: 18, Max: 44, Grow: 2},
			Cell: deck.Text(func(j *fleet.Job) string { return d.Brief().JobAndChange(j) })},
		{Column: term.Column{Key: "state", What: d.Text.S("how far it is"), Title: d.Text.S("STATE"), Min: 38, Max: 60, Grow: 3},
			Cell: func(j *fleet.Job) term.Cell {
				state := d.Brief().JobState(j)
				return term.Cell{Text: sign(j, state.Severity) + " " + state.Text, Ink: d.LineInk(state.Severity)}
			}},
		{Column: term.Column{Key: "where", What: d.Text.S("the regions"), Title: d.Text.S("WHERE"), Min: 9, Max: 24, Grow: 1, Priority: 3},
			Field: "region",
			Cell: deck.DimText(d, func(j *fleet.Job) string {
				if len(j.Regions) == 1 {
					return string(j.Regions[0].Region)
				}
				return d.Text.N("{count} region", "{count} regions", len(j.Regions))
			})},
		{Column: term.Column{Key: "for", What: d.Text.S("how long it has taken"), Title: d.Text.S("FOR"), Min: 6, Max: 8, Right: true},
			Cell: deck.DimText(d, func(j *fleet.Job) string { return jobTime(d, j) })},
		{Column: term.Column{Key: "when", What: d.Text.S("when it began"), Title: d.Text.S("BEGAN"), Min: 11, Max: 11, Priority: 5},
			Cell: deck.DimText(d, func(j *fleet.Job) string { return d.Minute(j.Created)[len("2026-"):] })},
		{Column: term.Column{Key: "who", What: d.Text.S("who began it"), Title: d.Text.S("WHO"), Min: 6, Max: 12, Priority: 4},
			Cell: deck.DimText(d, func(j *fleet.Job) string { return j.Who })},
	}
}

// sign tells by one character, without colours too, which jobs need somebody.
func sign(j *fleet.Job, s brief.Severity) string {
	switch c := j.Counts; {
	case s == brief.Danger && c.Failed+c.TimedOut == 0 && j.Trouble.IsZero():
		return "?" // what became of some is not known
	case s == brief.Danger:
		return "✗"
	case s == brief.Good:
		return "✓"
	case j.Over():
		return "–"
	}
	return "◐"
}

// Apply shows the jobs of the snapshot that match the filter.
func (p *Page) Apply() {
	deck.ShowMatching(&p.jobs, p.Snap.Jobs)
	p.jobs.SetUnmatched(p.Text.S("No jobs yet."), p.Text.S("{start} starts, {stop} stops and {reboot} reboots the marked instances.",
		p.Keys.Start.Label(), p.Keys.Stop.Label(), p.Keys.Reboot.Label()))
	p.applyItems()
}

// applyItems shows the items of the job under the cursor. Their places, which name them, never change.
func (p *Page) applyItems() {
	j := p.job()
	if j == p.shown && j != nil {
		return
	}
	if j == nil || p.shown == nil || j.ID != p.shown.ID {
		p.items.Unpin() // the cursor begins on what comes first
	}
	p.shown, p.all, p.failed = j, itemsOf(j), nil
	if j != nil {
		p.failed = brief.Failures(j)
	}
	p.showItems()
}

// showItems shows those of the items that match their filter.
func (p *Page) showItems() {
	deck.ShowMatching(&p.items, p.all)
	p.items.SetUnmatched()
}

func (p *Page) job() *fleet.Job {
	j, _ := p.jobs.Cursor()
	return j
}

// Ticket is about the instance of the job under the cursor, or the first that failed.
func (p *Page) Ticket() []string {
	j := p.job()
	if j == nil || len(j.Items) == 0 {
		return nil
	}
	n := slices.IndexFunc(j.Items, func(it fleet.Item) bool { return it.Err != nil })
	if p.below {
		n = -1
		if it, ok := p.items.Cursor(); ok {
			n = it.at
		}
	}
	if n < 0 || n >= len(j.Items) {
		n = 0
	}
	return p.Brief().ItemTicket(j, &j.Items[n])
}

// Key handles a press while no filter is typed. Of jobs, it is about the one under the cursor.
func (p *Page) Key(press tea.KeyPressMsg) (tea.Cmd, bool) {
	k := p.Keys
	if cmd, taken := p.focused().FilterKey(press); taken {
		return cmd, true
	}
	about := func(do func() tea.Cmd) (tea.Cmd, bool) {
		if was := p.jobs.LostID(); was != "" { // its filter no longer matches
			return deck.Say(p.Text.S("Job {job} has left the list: look where the cursor is now.", was)), true
		}
		return do(), true
	}
	switch {
	case k.CancelJob.Match(press):
		return about(p.cancel)
	case k.Remark.Match(press):
		return about(p.remark)
	case k.Retry.Match(press):
		return about(p.retry)
	case p.below && (k.Enter.Match(press) || k.Describe.Match(press)):
		return p.openInstance(), true
	case k.NextPane.Match(press), k.PrevPane.Match(press), k.Enter.Match(press):
		p.focusBelow(!p.below)
		p.items.Pin()
		return nil, true
	}
	return nil, p.focused().MoveKey(press)
}

// openInstance shows the page of the instance under the cursor.
func (p *Page) openInstance() tea.Cmd {
	it, ok := p.items.Cursor()
	switch {
	case !ok:
		return nil
	case it.id() == "":
		return deck.Say(p.Text.S("It has no id yet, or never came to be: there is nothing to open."))
	}
	return p.Host.OpenInstance(it.id(), nil)
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
	return deck.Say(p.Text.N("cancelling {count} queued; calls in flight will finish", "cancelling {count} queued; calls in flight will finish", j.Counts.Queued))
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
	return deck.Say(p.Text.N("{count} marked", "{count} marked", p.Marks.Len()))
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

// retry plans anew what did not get done, and says what it leaves out.
func (p *Page) retry() tea.Cmd {
	j := p.job()
	if j == nil {
		return deck.Say(p.Text.S("There is no job."))
	}
	n, unknown := retryable(j), j.Counts.Unknown
	var left string
	switch until := clearAt(j); {
	case unknown == 0:
	case until.After(p.Wall):
		left = p.Text.N("{count} may have been carried out: it is looked at again and known by {time}. {remark} marks it.",
			"{count} may have been carried out: they are looked at again and known by {time}. {remark} marks them.",
			unknown, p.InLocal(until.Add(time.Minute)).Format("15:04"), p.Keys.Remark.Label())
	default:
		left = p.Text.N("{count} may have been carried out, and nothing tells: look at it first. {remark} marks it.",
			"{count} may have been carried out, and nothing tells: look at them first. {remark} marks them.", unknown, p.Keys.Remark.Label())
	}
	switch {
	case n > 0 && left != "":
		return tea.Batch(plan.ForRetry(p.Deck, j.ID), deck.Say(left))
	case n > 0:
		return plan.ForRetry(p.Deck, j.ID)
	case left != "":
		return deck.Say(left)
	case j.Counts.TimedOut > 0: // and charged
		return deck.Say(p.Text.S("What timed out was accepted and is charged: it is not tried again."))
	case j.Counts.Done < len(j.Items):
		return deck.Say(p.Text.S("Nothing has failed so far: there is nothing to try again."))
	}
	return deck.Say(p.Text.S("All is done: there is nothing to try again."))
}

// clearAt is when what is unknown of a job will be known, or zero.
func clearAt(j *fleet.Job) (at time.Time) {
	for n := range j.Items {
		if t := op.ClearAt(j, &j.Items[n]); t.After(at) {
			at = t
		}
	}
	return at
}

// Heading has the filter of the jobs. The title of the job has that of its instances.
func (p *Page) Heading() string {
	return p.Text.S("Jobs") + p.jobs.Note(p.Text) + p.jobs.FoundNote() + " ─ " + p.TimesNote()
}

const mostFailures = 4

func (p *Page) View(w, h int, focused bool) []string {
	j := p.job()
	top := min(p.jobs.Len()+2, max(4, h/3))
	if j == nil || h-top < 3 {
		top = h
	}
	p.both = top < h
	out := make([]string, 0, h)
	switch {
	case top < h || j == nil || !p.below:
		p.jobs.Table.SetSize(w, top)
		out = p.jobs.Table.Append(out, &p.Theme, focused && !p.below)
	default: // where there is room for one of them only
		top, p.both = 0, false
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
	p.items.Table.SetSize(w, h-top-1-len(sums)-len(facts))
	p.names.Look(p.items.Table, func(row int) string { return p.items.Row(row).name() })
	return append(p.items.Table.Append(out, &p.Theme, focused && p.below), facts...)
}

// sums says what failed, the most frequent first, in at most most lines.
func (p *Page) sums(w, most int) []string {
	var out []string
	offered := false
	for _, f := range p.failed {
		text := p.Brief().Failure(f)
		if !offered && f.RetryHelps() && retryable(p.shown) > 0 {
			offered = true
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
	s := p.Text.S("Job {job}: {action}", jobKey(j), p.Brief().JobAndChange(j)) + " ─ " + p.Brief().JobState(j).Text
	if n := len(j.Skipped); n > 0 {
		s += " ─ " + p.Text.N("skipped {count}", "skipped {count}", n)
	}
	return term.Clean(s) + p.items.Note(p.Text) + p.items.FoundNote()
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
		{Keys: k.CancelJob.Label(), What: p.Text.S("cancel the queued")},
		{Keys: k.Retry.Label(), What: p.Text.S("try again")},
		{Keys: k.Enter.Label(), What: p.Text.S("open")},
		{Keys: k.Remark.Label(), What: p.Text.S("mark the failed")},
		{Keys: k.Copy.Label(), What: p.Text.S("copy")},
		{Keys: k.Filter.Label(), What: p.Text.S("filter")},
	}
}

// jobKey names a job by its number.
func jobKey(j *fleet.Job) string { return strconv.Itoa(int(j.ID)) }

// Legends say what the columns mean.
func Legends(d *deck.Deck) []deck.Legend {
	return []deck.Legend{
		deck.NewLegend(d.Text.S("Columns of jobs"), columns(d)),
		deck.NewLegend(d.Text.S("Columns of the instances of a job"), (&Page{Deck: d}).itemColumns()),
	}
}

// Package calls is the page of the API calls that the deck made.
package calls

import (
	"strconv"

	tea "charm.land/bubbletea/v2"

	"ecsdeck/ecsapi"
	"ecsdeck/model/deck"
	"ecsdeck/ui/term"
)

// callsShown is how many of the newest calls the page shows; the log keeps
// about as many.
const callsShown = 512

// Page is the page of API calls, newest first: what the deck asked the cloud,
// how long it took and what came of it.
type Page struct {
	*deck.Deck
	table *term.Table
	rev   uint64
	list  []ecsapi.Call
}

// New is the page of the newest calls.
func New(d *deck.Deck) *Page {
	p := &Page{Deck: d, table: term.NewTable([]term.Column{
		{Key: "at", Title: d.Text.S("AT"), Min: 8, Max: 8},
		{Key: "api", Title: d.Text.S("API"), Min: 20, Max: 30, Grow: 1},
		{Key: "region", Title: d.Text.S("REGION"), Min: 14, Max: 16},
		{Key: "result", Title: d.Text.S("RESULT"), Min: 8, Max: 40, Grow: 2},
		{Key: "ms", Title: d.Text.S("MS"), Min: 6, Max: 7, Right: true},
		{Key: "what", Title: d.Text.S("WHAT"), Min: 10, Max: 16, Priority: 2},
		{Key: "try", Title: d.Text.S("TRY"), Min: 3, Max: 3, Right: true, Priority: 3},
		{Key: "kb", Title: d.Text.S("KB"), Min: 5, Max: 6, Right: true, Priority: 4},
		{Key: "request", Title: d.Text.S("REQUEST ID"), Min: 36, Max: 36, Priority: 5},
	})}
	p.table.SetEmpty(d.Text.S("No call was made yet."))
	p.Apply()
	return p
}

// Apply takes the newest calls when there are any. The cursor stays on the
// first row until the person moves it to a call.
func (p *Page) Apply() {
	if p.Client == nil {
		return
	}
	if rev := p.Client.Calls().Rev(); rev == p.rev && p.list != nil {
		return
	} else {
		p.rev = rev
	}
	follow := p.table.Cursor() <= 0
	p.list = p.Client.Calls().Recent(callsShown)
	cursor := 0
	if !follow {
		cursor = -1
		for i := range p.list {
			if callKey(p.list[i]) == p.table.CursorID() {
				cursor = i
				break
			}
		}
	}
	p.table.SetRows(callRows{p.Deck, p.list}, cursor)
}

// Tick takes the newest calls each second: they are not in the snapshot.
func (p *Page) Tick() tea.Cmd {
	p.Apply()
	return nil
}

func callKey(c ecsapi.Call) string {
	return c.RequestID + strconv.FormatInt(c.At.UnixNano(), 36) + c.API + string(c.Region)
}

func (p *Page) Key(press tea.KeyPressMsg) (tea.Cmd, bool) {
	if p.Keys.Copy.Match(press) {
		if n := p.table.Cursor(); n >= 0 && n < len(p.list) && p.list[n].RequestID != "" {
			id := p.list[n].RequestID
			return tea.Batch(tea.SetClipboard(id), deck.Say(p.Text.S("{text} sent to the terminal's clipboard", id))), true
		}
		return nil, true
	}
	return nil, deck.MoveCursor(p.Keys, p.table, press)
}

func (p *Page) Heading() string {
	return p.Text.S("API calls") + " ─ " + p.Text.S("{count} calls/min", p.Snap.CallsPerMinute)
}

func (p *Page) View(w, h int, focused bool) []string {
	p.table.SetSize(w, h)
	return p.table.Append(make([]string, 0, h), &p.Theme, focused)
}

type callRows struct {
	*deck.Deck
	list []ecsapi.Call
}

func (r callRows) Len() int        { return len(r.list) }
func (r callRows) ID(i int) string { return callKey(r.list[i]) }
func (r callRows) Marked(int) bool { return false }
func (r callRows) Dim(int) bool    { return false }

func (r callRows) Cells(i int, cols []int, dst []term.Cell) {
	c := r.list[i]
	result := term.Cell{Text: strconv.Itoa(c.Status), Ink: r.Theme.Good}
	if c.Code != "" {
		result = term.Cell{Text: c.Code, Ink: r.Theme.Bad}
	} else if c.Status == 0 {
		result = term.Cell{Text: r.Text.S("no answer"), Ink: r.Theme.Bad}
	}
	try := ""
	if c.Attempt > 1 {
		try = strconv.Itoa(c.Attempt)
	}
	row := [9]term.Cell{
		{Text: c.At.Format("15:04:05"), Ink: r.Theme.Dim},
		{Text: c.API},
		{Text: string(c.Region)},
		result,
		{Text: strconv.FormatInt(c.Duration.Milliseconds(), 10)},
		{Text: r.Text.T(c.What), Ink: r.Theme.Dim},
		{Text: try, Ink: r.Theme.Warn},
		{Text: strconv.Itoa((c.Bytes + 1023) / 1024), Ink: r.Theme.Dim},
		{Text: c.RequestID, Ink: r.Theme.Dim},
	}
	for n, k := range cols {
		dst[n] = row[k]
	}
}

// Hints are the keys that matter here.
func (p *Page) Hints() []deck.Hint {
	k := p.Keys
	return []deck.Hint{
		{Keys: k.Back.Label(), What: p.Text.S("back")},
		{Keys: k.Copy.Label(), What: p.Text.S("copy the request id")},
	}
}

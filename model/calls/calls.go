// Package calls is the page of the API calls that the deck made.
package calls

import (
	"iter"
	"slices"
	"strconv"

	tea "charm.land/bubbletea/v2"

	"ecsdeck/ecsapi"
	"ecsdeck/model/deck"
	"ecsdeck/ui/record"
	"ecsdeck/ui/term"
)

// callsShown is how many of the newest calls the page shows; the log keeps about as many.
const callsShown = 512

// Page is the page of API calls, newest first.
type Page struct {
	*deck.Deck
	deck.List[string, *ecsapi.Call, *ecsapi.Call]
	rev uint64
	all []*ecsapi.Call
}

// New is the page of the newest calls.
func New(d *deck.Deck) *Page {
	p := &Page{Deck: d}
	p.List = deck.NewList(d, fields(d), deck.ListConfig[string, *ecsapi.Call, *ecsapi.Call]{
		Page:    "calls",
		Columns: columns(d),
		Fixed:   true,
		NameOf:  callKey,
		Refresh: func() tea.Cmd { p.show(); return nil },
		Sample:  func() iter.Seq[*ecsapi.Call] { return slices.Values(p.all) },
	})
	p.Apply()
	return p
}

func columns(d *deck.Deck) []deck.Column[*ecsapi.Call] {
	return []deck.Column[*ecsapi.Call]{
		{Column: term.Column{Key: "at", What: d.Text.S("when the call was made"), Title: d.Text.S("AT"), Min: 8, Max: 8},
			Cell: deck.DimText(d, func(c *ecsapi.Call) string { return d.InLocal(c.At).Format("15:04:05") })},
		{Column: term.Column{Key: "api", What: d.Text.S("the API"), Title: d.Text.S("API"), Min: 20, Max: 34, Grow: 3, Middle: true},
			Cell: deck.Text(func(c *ecsapi.Call) string { return c.API })},
		{Column: term.Column{Key: "region", What: d.Text.S("the region asked"), Title: d.Text.S("REGION"), Min: 14, Max: 16},
			Cell: deck.DimText(d, func(c *ecsapi.Call) string { return string(c.Region) })},
		{Column: term.Column{Key: "result", What: d.Text.S("the HTTP status, or the error code"), Title: d.Text.S("RESULT"), Min: 9, Max: 40, Grow: 1},
			Cell: func(c *ecsapi.Call) term.Cell { return term.Cell{Text: result(d, c), Ink: resultInk(d, c)} }},
		{Column: term.Column{Key: "ms", What: d.Text.S("how long it took, in ms"), Title: d.Text.S("MS"), Min: 6, Max: 7, Right: true},
			Cell: deck.Text(func(c *ecsapi.Call) string { return strconv.FormatInt(c.Duration.Milliseconds(), 10) })},
		{Column: term.Column{Key: "what", What: d.Text.S("what the call was for"), Title: d.Text.S("WHAT"), Min: 14, Max: 60, Grow: 3, Priority: 2},
			Cell: deck.DimText(d, func(c *ecsapi.Call) string { return d.Text.T(c.What) })},
		{Column: term.Column{Key: "try", What: d.Text.S("which try it was"), Title: d.Text.S("TRY"), Min: 3, Max: 3, Right: true, Priority: 3},
			Cell: func(c *ecsapi.Call) term.Cell {
				if c.Attempt <= 1 {
					return term.Cell{}
				}
				return term.Cell{Text: strconv.Itoa(c.Attempt), Ink: d.Theme.Warn}
			}},
		{Column: term.Column{Key: "kb", What: d.Text.S("the size of the answer, in KB"), Title: d.Text.S("KB"), Min: 5, Max: 6, Right: true, Priority: 4},
			Cell: deck.DimText(d, func(c *ecsapi.Call) string { return strconv.Itoa(kilobytes(c)) })},
		{Column: term.Column{Key: "request", What: d.Text.S("the request id"), Title: d.Text.S("REQUEST ID"), Min: 36, Max: 36, Priority: 5},
			Cell: deck.DimText(d, func(c *ecsapi.Call) string { return c.RequestID })},
	}
}

// resultInk is that of a problem only where somebody may have to do something: what a later try
// may mend is a warning.
func resultInk(d *deck.Deck, c *ecsapi.Call) term.Ink {
	switch {
	case !failed(c):
		return d.Theme.Dim
	case (&ecsapi.Error{Kind: ecsapi.KindOf(c.Code)}).Retry():
		return d.Theme.Warn
	}
	return d.Theme.Bad
}

// Apply takes the newest calls when there are any. The cursor stays on the
// first row until the person moves it to a call.
func (p *Page) Apply() {
	rev := p.Client.Calls().Rev()
	if rev == p.rev && p.all != nil {
		return
	}
	calls := p.Client.Calls().Recent(callsShown)
	p.rev, p.all = rev, make([]*ecsapi.Call, len(calls))
	for n := range calls {
		p.all[n] = &calls[n]
	}
	p.show()
}

func (p *Page) show() {
	if p.Table.Cursor() <= 0 && !p.Typing {
		p.Unpin()
	}
	deck.ShowMatching(&p.List, p.all)
	p.SetUnmatched(p.Text.S("No call was made yet."))
}

// Tick takes the newest calls each second: they are not in the snapshot.
func (p *Page) Tick() tea.Cmd {
	p.Apply()
	return nil
}

func callKey(c *ecsapi.Call) string {
	return c.RequestID + strconv.FormatInt(c.At.UnixNano(), 36) + c.API + string(c.Region)
}

func (p *Page) Key(press tea.KeyPressMsg) (tea.Cmd, bool) {
	if cmd, taken := p.FilterKey(press); taken {
		return cmd, true
	}
	return nil, p.MoveKey(press)
}

// CopyMenu is what can be copied of the call under the cursor, and of all that are shown.
func (p *Page) CopyMenu() *deck.CopyMenu {
	c := p.CopyRows(nil)
	c.Label = func(c *ecsapi.Call) string { return c.API }
	c.Record = func(c *ecsapi.Call) any { return record.NewCall(c) }
	c.Fields = []deck.CopyField[*ecsapi.Call]{{
		Key: p.Keys.CopyID, What: p.Text.S("request id"), Of: func(c *ecsapi.Call) string { return c.RequestID },
		Many: func(n int) string { return p.Text.N("{count} request id", "{count} request ids", n) },
	}}
	return deck.NewCopyMenu(p.Deck, c)
}

// Ticket is about the call under the cursor.
func (p *Page) Ticket() []string {
	c, ok := p.Cursor()
	if !ok {
		return nil
	}
	return p.Brief().CallTicket(*c)
}

func (p *Page) Heading() string {
	return p.Text.S("API calls") + p.Note(p.Text) + p.FoundNote() + " ─ " + p.Text.S("{count} calls/min", p.Snap.CallsPerMinute) + " ─ " + p.TimesNote()
}

func (p *Page) View(w, h int, focused bool) []string {
	p.Table.SetSize(w, h)
	return p.Table.Append(make([]string, 0, h), &p.Theme, focused)
}

// Hints are the keys that matter here.
func (p *Page) Hints() []deck.Hint {
	k := p.Keys
	return []deck.Hint{
		{Keys: k.Back.Label(), What: p.Text.S("back")},
		{Keys: k.Copy.Label(), What: p.Text.S("copy")},
		{Keys: k.Filter.Label(), What: p.Text.S("filter")},
	}
}

// Legends say what the columns mean.
func Legends(d *deck.Deck) []deck.Legend {
	return []deck.Legend{deck.NewLegend(d.Text.S("Columns of API calls"), columns(d))}
}

package instance

import (
	"bytes"
	"io"
	"iter"
	"strings"

	tea "charm.land/bubbletea/v2"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/filter"
	"ecsdeck/model/deck"
	"ecsdeck/ui/record"
	"ecsdeck/ui/term"
)

// JSON is the page of all that is known of an instance, as `ecsdeck show` prints it. It follows
// the instance; what only a call of its own tells is asked for once, and with the key that reads
// again. A search leaves all lines and marks what it finds.
type JSON struct {
	*deck.Deck
	deck.Pager
	deck.FilterLine[string]
	id     ecsapi.InstanceID
	last   *ecsapi.Instance // as last seen; nil: it never was
	gone   bool
	loader deck.Loader[detailsRead]
	detailsRead
	asked bool // for the details
	lines []string

	hits   []int // lines that the search finds
	hit    int   // where in hits the person is
	starts []int // on which line of the page each line begins, as it was drawn last
}

// detailsRead are the details of an instance, or why they could not be read.
type detailsRead struct {
	details record.Details
	read    bool
	err     *ecsapi.Error
}

// NewJSON is the page; last is how the instance was last seen, or nil.
func NewJSON(d *deck.Deck, id ecsapi.InstanceID, last *ecsapi.Instance) *JSON {
	p := &JSON{Deck: d, id: id, last: last}
	p.FilterLine = deck.NewFilterLine(d, "json", filter.NewSearch(func(line, word string) bool {
		return strings.Contains(strings.ToLower(line), word)
	}))
	p.loader = deck.NewLoader(d.Ctx, p.question, func(r detailsRead, _ bool) {
		p.detailsRead = r
		p.show()
	})
	p.Apply()
	return p
}

// Refresh reads the details, the first time.
func (p *JSON) Refresh() tea.Cmd {
	if p.asked {
		return nil
	}
	return p.loader.Refresh()
}

// question asks the cloud for the details of the instance.
func (p *JSON) question() func() detailsRead {
	if p.gone || p.last == nil {
		return nil
	}
	p.asked = true
	ctx, client, region, id := p.Ctx, p.Client, p.last.Region, p.id
	return func() (r detailsRead) {
		all, err := client.InstanceDetails(ctx, region, []ecsapi.InstanceID{id})
		if err != nil {
			r.err = ecsapi.AsError(err)
		}
		for _, d := range all {
			r.details, r.read = record.NewDetails(d), true
		}
		return r
	}
}

// Fresh is the instance.
func (p *JSON) Fresh() []ecsapi.InstanceID { return []ecsapi.InstanceID{p.id} }

// Apply shows what has changed of the instance.
func (p *JSON) Apply() {
	i, ok := p.Snap.Instance(p.id)
	if p.gone = !ok; ok {
		same := i == p.last
		if p.last = i; same && p.lines != nil {
			return
		}
	}
	p.show()
}

// show writes the record anew.
func (p *JSON) show() {
	p.lines = nil
	if text := p.text(); text != "" {
		p.lines = strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	}
	p.find()
}

// text is the record.
func (p *JSON) text() string {
	if p.last == nil {
		return ""
	}
	var out bytes.Buffer
	if err := record.WriteJSON(&out, record.NewDetailedInstance(p.last, p.details)); err != nil {
		return err.Error()
	}
	return out.String()
}

// find notes which lines the search finds.
func (p *JSON) find() {
	p.hits = nil
	if p.Expr.Empty() {
		return
	}
	for n, l := range p.lines {
		if p.Expr.Match(l) {
			p.hits = append(p.hits, n)
		}
	}
	p.hit = max(0, min(p.hit, len(p.hits)-1))
}

// goTo shows a line that was found, by its place among them: after the last comes the first.
func (p *JSON) goTo(hit int) {
	if len(p.hits) == 0 {
		return
	}
	p.hit = (hit + len(p.hits)) % len(p.hits)
	if line := p.hits[p.hit]; line < len(p.starts) {
		const above = 3 // lines of what it is in
		p.Move(max(0, p.starts[line]-above) - p.Offset)
	}
}

func (p *JSON) Key(press tea.KeyPressMsg) (tea.Cmd, bool) {
	k := p.Keys
	switch {
	case k.JSON.Match(press):
		p.Host.Close(p)
		return nil, true
	case k.Filter.Match(press):
		return p.BeginTyping(), true
	case k.Back.Match(press) && p.Source != "":
		p.Set("")
		p.find()
		return nil, true
	case k.NextHit.Match(press) && p.Source != "":
		p.goTo(p.hit + 1)
		return nil, true
	case k.PrevHit.Match(press) && p.Source != "":
		p.goTo(p.hit - 1)
		return nil, true
	case k.Refresh.Match(press) && p.last != nil:
		p.Engine.Refresh(p.last.Region)
		return tea.Batch(p.loader.Refresh(), deck.Say(p.Text.S("reading {name} again", p.id))), true
	case k.Copy.Match(press) && p.last != nil:
		return p.Copy(p.copyOf()), true
	}
	return nil, p.Pager.Scroll(k, press)
}

// copyOf is the text as it is shown.
func (p *JSON) copyOf() deck.Copy {
	text := p.text()
	return deck.Copy{
		What: func(int) string { return p.Text.S("{instance} as JSON", p.id) }, Page: "instance", Ext: "json",
		Write: func(w io.Writer) (int, error) { _, err := io.WriteString(w, text); return 1, err },
	}
}

// Editing handles a press or a paste while a search is typed.
func (p *JSON) Editing(msg tea.Msg) tea.Cmd {
	cmd, did := p.Edit(msg, func() iter.Seq[string] { return nil })
	switch did {
	case deck.Moved:
		p.Pager.Scroll(p.Keys, msg.(tea.KeyPressMsg))
	case deck.Changed:
		p.find()
		p.goTo(0)
	case deck.Kept, deck.Nothing:
	}
	return cmd
}

// Found returns how many lines the search finds, and how many there are.
func (p *JSON) Found() (n, of int) {
	if p.Expr.Empty() {
		return len(p.lines), len(p.lines)
	}
	return len(p.hits), len(p.lines)
}

// Targets is the instance.
func (p *JSON) Targets() (ids, hidden []ecsapi.InstanceID, why string) {
	return []ecsapi.InstanceID{p.id}, nil, ""
}

// Heading names the instance, and says which of the lines found is looked at.
func (p *JSON) Heading() string {
	name := string(p.id)
	if p.last != nil {
		name = deck.FullLabel(p.last)
	}
	s := p.Text.S("{instance} as JSON", name) + p.Note(p.Text)
	if len(p.hits) > 0 {
		s += " ─ " + p.Text.S("{count} of {total}", p.hit+1, len(p.hits))
	}
	switch {
	case p.gone:
		s += " ─ " + p.Theme.Bad.Paint(p.Text.S("released"))
	case p.err != nil:
		s += " ─ " + p.Theme.Bad.Paint(p.Text.S("network interfaces can't be read: {reason}", p.Reason(p.err)))
	case !p.read && p.last != nil:
		s += " ─ " + p.Theme.Dim.Paint(p.Text.S("reading the network interfaces …"))
	}
	return s
}

// Hints are the keys that matter here.
func (p *JSON) Hints() []deck.Hint {
	k := p.Keys
	hints := []deck.Hint{
		{Keys: k.Back.Label(), What: p.Text.S("back")},
		{Keys: k.Filter.Label(), What: p.Text.S("search")},
		{Keys: k.Copy.Label(), What: p.Text.S("copy")},
	}
	if p.Source != "" {
		hints = append(hints, deck.Hint{Keys: k.NextHit.Label() + " " + k.PrevHit.Label(), What: p.Text.S("next, previous")})
	}
	return hints
}

func (p *JSON) View(w, h int, _ bool) []string {
	if p.last == nil {
		return deck.Fill([]string{"", " " + p.Text.S("{instance} is not in the fleet.", p.id)}, w, h)
	}
	var out []string
	p.starts = p.starts[:0]
	for n, l := range p.lines {
		p.starts = append(p.starts, len(out))
		sign := " "
		if len(p.hits) > 0 && p.hits[p.hit] == n {
			sign = p.Theme.Cursor.Paint("▌")
		}
		for _, part := range fold(term.Clean(l), max(20, w-2)) {
			out = append(out, sign+p.paint(part))
			sign = " "
		}
	}
	return p.Lines(out, w, h)
}

// fold breaks a line of JSON that has more than w cells; what follows stands deeper.
func fold(line string, w int) []string {
	if term.Width(line) <= w {
		return []string{line}
	}
	text := strings.TrimLeft(line, " ")
	indent := line[:min(len(line)-len(text), w/2)]
	parts := term.Wrap(text, w-len(indent)-4)
	for n := range parts {
		if parts[n] = indent + parts[n]; n > 0 {
			parts[n] = "    " + parts[n]
		}
	}
	return parts
}

// paint has the name of a value fainter, and what a search finds marked.
func (p *JSON) paint(line string) string {
	if hits := p.Expr.Hits("", line); len(hits) > 0 {
		return p.Theme.PaintHits(line, hits)
	}
	name, value, ok := strings.Cut(line, `": `)
	if !ok || !strings.HasPrefix(strings.TrimLeft(name, " "), `"`) {
		return line
	}
	if rest := strings.TrimSuffix(value, ","); rest == "null" || rest == "[]" || rest == "{}" {
		return p.Theme.Dim.Paint(line)
	}
	return p.Theme.Dim.Paint(name+`": `) + value
}

// Package palette is the layer in which a command is found by a few of its letters and run: a page,
// an action, a setting, a saved filter, a region. It does nothing that no key does, and nothing
// otherwise: what changes machines opens its plan.
package palette

import (
	"slices"

	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"

	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/message"
	"ecsdeck/model/deck"
	"ecsdeck/ui/term"
)

// Command is what can be run by its name.
type Command struct {
	Name string   // what is typed, such as "jobs" or "region cn-hangzhou"
	Also []string // other words for it, which are not shown
	What string   // what it does
	Kind string   // page, action, …
	Key  string   // the key that does the same, as it is labelled; "": there is none
	Page bool     // is listed before anything is typed

	Why    string       // why it can't be run now; "": it can
	Action fleet.Action // that it begins; "": none

	Run func() tea.Cmd
}

// Config is what the palette is opened with.
type Config struct {
	Commands []Command
	Recent   []string // names of the commands that were run last, the newest first
	Ran      func(name string)

	// Reasons is what a command runs to find out why actions apply to none of the targets; nil:
	// there are no targets.
	Reasons func() map[fleet.Action]fleet.Reason
}

// palette is the layer. Keys count at once: nothing that it does needs a guard.
type palette struct {
	*deck.Deck
	Config
	input textinput.Model
	found []found
	table *term.Table
	why   map[fleet.Action]fleet.Reason // nil until it is known
}

// Open opens the palette.
func Open(d *deck.Deck, c Config) tea.Cmd {
	p := &palette{Deck: d, Config: c, input: textinput.New()}
	p.input.SetVirtualCursor(false)
	p.input.Focus()
	p.table = term.NewTable([]term.Column{
		{Key: "command", Min: 14, Max: 30, Grow: 2},
		{Key: "what", Min: 12, Grow: 5, Priority: 1},
		{Key: "kind", Min: 7, Max: 10, Priority: 2},
		{Key: "key", Min: 3, Max: 5, Right: true},
	})
	p.search("")
	d.Cover(p)
	if c.Reasons == nil {
		return nil
	}
	return deck.Run(c.Reasons, func(why map[fleet.Action]fleet.Reason) tea.Cmd {
		p.why = why
		return nil
	})
}

// Key searches, moves, completes and runs.
func (p *palette) Key(press tea.KeyPressMsg) (tea.Cmd, bool) {
	k := p.Keys
	switch {
	case k.Leave.Match(press):
		return nil, true
	case k.Confirm.Match(press):
		return p.run()
	case press.String() == "backspace" && p.input.Value() == "":
		return nil, true // as in other programs that have such a line
	case press.String() == "tab":
		p.complete()
	case press.Text == "" && !p.edits(press) && deck.MoveCursor(k, p.table, press):
	default:
		p.edit(press)
	}
	return nil, false
}

// edits reports whether a key that moves elsewhere belongs to what is typed.
func (p *palette) edits(press tea.KeyPressMsg) bool {
	return p.input.Value() != "" && slices.Contains([]string{"home", "end", "left", "right", "ctrl+b", "ctrl+f", "ctrl+u", "ctrl+d"}, press.String())
}

func (p *palette) edit(msg tea.Msg) {
	before := p.input.Value()
	if p.input, _ = p.input.Update(msg); p.input.Value() != before {
		p.search(p.input.Value())
	}
}

// Paste searches for what is pasted.
func (p *palette) Paste(msg tea.PasteMsg) tea.Cmd {
	p.edit(msg)
	return nil
}

// complete types the name of the command under the cursor.
func (p *palette) complete() {
	if c := p.chosen(); c != nil {
		p.input.SetValue(c.Name)
		p.input.CursorEnd()
		p.search(c.Name)
	}
}

// chosen is the command under the cursor, or nil.
func (p *palette) chosen() *Command {
	if at := p.table.Cursor(); at >= 0 {
		return p.found[at].Command
	}
	return nil
}

// run closes the palette and runs the command, if that can be.
func (p *palette) run() (tea.Cmd, bool) {
	c := p.chosen()
	if c == nil {
		return nil, false
	}
	if p.grey(c) != "" {
		return nil, false // it stands beside what is typed
	}
	p.Ran(c.Name)
	p.Uncover(p) // before it runs: it may open a layer of its own
	return c.Run(), false
}

// grey says why a command can't be run now, or "".
func (p *palette) grey(c *Command) string {
	if why := p.why[c.Action]; c.Why == "" && why != "" {
		return p.Text.S(message.Key(why))
	}
	return c.Why
}

// Click puts the cursor on a command, below the frame and the line that is typed.
func (p *palette) Click(x, y int) (tea.Cmd, bool) {
	row, _, ok := p.table.Hit(x-1, y-1) // its header is the line that is typed
	if !ok || row == term.Header {
		return nil, false
	}
	p.table.ScrollTo(row)
	return nil, true
}

// Wheel scrolls the commands.
func (p *palette) Wheel(_, _, lines int) { p.table.Scroll(lines) }

// Shown does nothing: keys count at once.
func (p *palette) Shown(*deck.Screen) {}

// most is how many commands are in sight at once.
const most = 12

// View draws the line that is typed, the commands and the keys.
func (p *palette) View(w, h int) []string {
	body := max(1, min(most, h-4)) // frame, what is typed, keys
	p.table.SetSize(w-2, body+1)
	p.table.SetEmpty(p.Text.S("no command has these letters"))
	typed := term.FormRow{Label: ":", Cells: []term.FormCell{{
		Kind: term.CellTyped, Text: p.input.Value(), Width: 24, Focused: true, Caret: deck.Caret(&p.input),
	}}}
	lines := p.table.Append(make([]string, 0, body+2), &p.Theme, true)
	note := p.note()
	room := min(30, max(14, w-3-term.Width(note)))
	line := term.AppendForm(nil, []term.FormRow{typed}, 0, room, 1, 1, &p.Theme)[0]
	lines[0] = term.FitLine(term.FitLine(line+" "+note, w-3), w-2)
	lines = append(lines, term.Hints(&p.Theme, w-2, p.Keys.Confirm.Label(), p.Text.S("run"),
		"tab", p.Text.S("complete"), p.Keys.Leave.Label(), p.Text.S("cancel")))
	return term.Panel(p.Text.S("Commands"), lines, w, body+4, &p.Theme, true)
}

// note says why the command under the cursor can't be run, or how many there are.
func (p *palette) note() string {
	if c := p.chosen(); c != nil && p.grey(c) != "" {
		return p.Theme.Warn.Paint(p.grey(c))
	}
	if p.input.Value() == "" {
		return p.Theme.Dim.Paint(p.Text.S("type to search {total} commands", len(p.Commands)))
	}
	return p.Theme.Dim.Paint(p.Text.S("{count} of {total}", len(p.found), len(p.Commands)))
}

// The rows of the table, see term.Rows.

func (p *palette) Len() int        { return len(p.found) }
func (p *palette) ID(i int) string { return p.found[i].Name }
func (p *palette) Marked(int) bool { return false }
func (p *palette) Dim(int) bool    { return false }

func (p *palette) Cells(i int, cols []int, dst []term.Cell) {
	f := p.found[i]
	name := term.Cell{Text: f.Name, Hits: f.hits}
	what, kind, key := term.Cell{Text: f.What}, term.Cell{Text: f.Kind, Ink: p.Theme.Dim}, term.Cell{Text: f.Key, Ink: p.Theme.Key}
	if why := p.grey(f.Command); why != "" {
		name.Ink, key.Ink = p.Theme.Dim, p.Theme.Dim
		what = term.Cell{Text: "– " + why, Ink: p.Theme.Dim}
	}
	all := [...]term.Cell{name, what, kind, key}
	for n, c := range cols {
		dst[n] = all[c]
	}
}

package action

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/message"
	"ecsdeck/keymap"
	"ecsdeck/model/deck"
	"ecsdeck/ui/term"
)

// menu is the layer of every action with its key: how many of the chosen
// instances each applies to and, where to none, why. It changes nothing by
// itself, so it needs no guard: what it opens has one.
type menu struct {
	*deck.Deck
	ids    []ecsapi.InstanceID
	hidden []ecsapi.InstanceID
	why    string // there is nothing to act on

	entries []Entry
	cursor  int
	offset  int
	above   int  // lines above the entries
	rows    int  // entries in sight
	terse   bool // there is no room for reasons

	reaches map[fleet.Action]applicability // nil until they are known
	loader  deck.Loader[map[fleet.Action]applicability]
}

// Entry is one line of the menu: an action, or something else with its key.
type Entry struct {
	Key    *keymap.Binding
	What   string
	Run    func() tea.Cmd
	Single bool // only with a single instance
	Always bool // whatever is chosen

	action fleet.Action // "" for something else
}

// OpenMenu opens the menu for the instances chosen, of which hidden are out of
// sight; why says why there are none. more follow the actions.
func OpenMenu(d *deck.Deck, ids, hidden []ecsapi.InstanceID, why string, more ...Entry) tea.Cmd {
	m := &menu{Deck: d, ids: ids, hidden: hidden, why: why}
	for _, a := range InMenu(d.Keys) {
		begin := func() tea.Cmd { return Begin(d, a, ids, hidden) }
		m.entries = append(m.entries, Entry{Key: a.Key, What: d.Text.S(a.Key.Help), action: a.Action, Run: begin})
	}
	m.entries = append(m.entries, more...)
	m.loader = deck.NewLoader(d.Ctx, m.ask, func(reaches map[fleet.Action]applicability, _ bool) { m.reaches = reaches })
	d.Cover(m)
	return m.loader.Refresh()
}

// Refresh counts again when the fleet has changed.
func (m *menu) Refresh() tea.Cmd {
	if len(m.ids) > relearnLimit && m.reaches != nil {
		return nil
	}
	return m.loader.Refresh()
}

// ask returns the command's function that counts what each action applies to.
func (m *menu) ask() func() map[fleet.Action]applicability {
	if len(m.ids) == 0 {
		return nil
	}
	return applicabilities(m.Deck, m.ids)
}

// Shown does nothing: see menu.
func (m *menu) Shown(*deck.Screen) {}

func (m *menu) Key(press tea.KeyPressMsg) (tea.Cmd, bool) {
	k := m.Keys
	for _, l := range m.entries {
		if l.Key.Match(press) {
			return m.do(l)
		}
	}
	last := len(m.entries) - 1
	switch {
	case k.Leave.Match(press), k.Actions.Match(press):
		return nil, true
	case k.Confirm.Match(press):
		return m.do(m.entries[m.cursor])
	case k.Down.Match(press), k.HalfDown.Match(press):
		m.cursor++
	case k.Up.Match(press), k.HalfUp.Match(press):
		m.cursor--
	case k.Top.Match(press), k.PageUp.Match(press):
		m.cursor = 0
	case k.Bottom.Match(press), k.PageDown.Match(press):
		m.cursor = last
	}
	m.cursor = max(0, min(m.cursor, last))
	return nil, false
}

// Click puts the cursor on an entry; the frame is one line.
func (m *menu) Click(_, y int) (tea.Cmd, bool) {
	if y -= 1 + m.above; y < 0 || y >= m.rows {
		return nil, false
	}
	m.cursor = min(m.offset+y, len(m.entries)-1)
	return nil, true
}

// Wheel moves the cursor.
func (m *menu) Wheel(_, _, lines int) { m.cursor = max(0, min(m.cursor+lines, len(m.entries)-1)) }

// do runs a line, or says why not.
func (m *menu) do(l Entry) (tea.Cmd, bool) {
	if why := m.grey(l); why != "" {
		return deck.Say(m.Text.S("{what}: {reason}", l.What, why)), false
	}
	return l.Run(), true
}

// grey says why a line can't be run, or "".
func (m *menu) grey(l Entry) string {
	switch {
	case l.Always:
		return ""
	case m.why != "":
		return m.why
	case l.Single && len(m.ids) > 1:
		return m.Text.S("of one instance")
	case l.action == "" || m.reaches == nil:
		return ""
	}
	if r := m.reaches[l.action]; r.n == 0 {
		return m.Text.S(message.Key(r.why))
	}
	return ""
}

func (m *menu) View(w, h int) []string {
	t := &m.Theme
	rows := max(1, min(len(m.entries), h-4)) // frame, a blank line and the keys
	if m.ReadOnlyReason() != "" || len(m.hidden) > 0 {
		rows = max(1, min(rows, h-6))
	}
	m.offset = max(min(m.offset, m.cursor), m.cursor-rows+1)
	wide, keys := 0, 0
	for _, l := range m.entries {
		wide, keys = max(wide, term.Width(l.What)), max(keys, term.Width(l.Key.Label()))
	}
	inner := min(w, 96) - 6
	// Where there is no room for reasons, a sign stands for them: that of the
	// line under the cursor is shown below. Six cells are blanks.
	note := 16
	if m.terse = inner < 56; m.terse {
		note = 1
		if len(m.ids) > 1 {
			note = len("100 of 100")
		}
	}
	wide = min(wide, inner-keys-6-note)
	var body []string
	if reason := m.ReadOnlyReason(); reason != "" {
		body = append(body, t.Warn.Paint(term.Fit(reason, min(term.Width(reason), inner), term.AlignLeft)))
	}
	if len(m.hidden) > 0 {
		body = append(body, t.Warn.Paint(m.Text.N("{count} of the marked is hidden by the filter or the scope", "{count} of the marked are hidden by the filter or the scope", len(m.hidden))))
	}
	m.above, m.rows = len(body), rows
	for n := m.offset; n < m.offset+rows && n < len(m.entries); n++ {
		body = append(body, m.line(m.entries[n], n == m.cursor, keys, wide, inner))
	}
	keyLine := m.KeyLine(m.Keys.Confirm, m.Text.S("do it"), m.Keys.Leave, m.Text.S("close"))
	if below := len(m.entries) - m.offset - rows; below > 0 {
		more := "   " + t.Dim.Paint(m.Text.N("{count} more line below", "{count} more lines below", below))
		if term.Width(keyLine)+term.Width(more) <= inner {
			keyLine += more
		}
	}
	why := ""
	if grey := m.grey(m.entries[m.cursor]); grey != "" {
		why = t.Warn.Paint(term.Fit(grey, min(term.Width(grey), inner), term.AlignLeft)) // its line may have no room for all of it
	}
	return term.Dialog(m.title(), append(body, why, keyLine), t, w)
}

func (m *menu) title() string {
	switch len(m.ids) {
	case 0:
		return m.Text.S("Actions")
	case 1:
		if i, ok := m.Snap.Instance(m.ids[0]); ok {
			return m.Text.S("Actions on {target}", deck.FullLabel(i))
		}
	}
	return m.Text.S("Actions on {target}", m.Text.N("{count} instance", "{count} instances", len(m.ids)))
}

// line is one line: its key, what it does, and what it applies to.
func (m *menu) line(l Entry, here bool, keys, wide, w int) string {
	t := &m.Theme
	sign, key, what, note := "  ", t.Key, term.Ink{}, ""
	grey := m.grey(l)
	switch r, known := m.reaches[l.action]; {
	case grey != "":
		key, what, note = t.Faint, t.Faint, t.Faint.Paint("–")
		if !m.terse {
			note = t.Faint.Paint("– " + grey)
		}
	case known && len(m.ids) > 1:
		note = m.Text.S("{count} of {total}", r.n, len(m.ids))
	case l.action != "" && !known && m.why == "":
		note = t.Faint.Paint("…")
	}
	if here {
		sign = t.Cursor.Paint("▌ ")
		if grey == "" {
			what = t.Cursor
		}
	}
	s := sign + key.Paint(term.Fit(l.Key.Label(), keys, term.AlignLeft)) + "  " + what.Paint(term.Fit(l.What, wide, term.AlignLeft)) + "  " + note
	return strings.TrimRight(term.FitLine(s, min(w, term.Width(s))), " ")
}

// Package copymenu is the layer in which it is chosen what of a page is copied.
package copymenu

import (
	tea "charm.land/bubbletea/v2"

	"ecsdeck/model/deck"
	"ecsdeck/ui/term"
)

// menu lists what can be copied, with its key and its first value. It changes nothing, so it
// needs no guard.
type menu struct {
	*deck.Deck
	*deck.CopyMenu
	cursor, offset int
	rows           []int // the item of each line in sight, -1 for a heading
	toFile         bool
}

// Open opens the layer on what a page has; nil: it has nothing now.
func Open(d *deck.Deck, m *deck.CopyMenu) tea.Cmd {
	if m == nil {
		return deck.Warn(d.Text.S("There is nothing to copy."))
	}
	d.Cover(&menu{Deck: d, CopyMenu: m})
	return nil
}

// Shown does nothing: see menu.
func (m *menu) Shown(*deck.Screen) {}

func (m *menu) Key(press tea.KeyPressMsg) (tea.Cmd, bool) {
	k := m.Keys
	for _, item := range m.Items {
		if item.Key.Match(press) {
			return m.copy(item)
		}
	}
	switch last := len(m.Items) - 1; {
	case k.Leave.Match(press):
		return nil, true
	case k.Confirm.Match(press):
		return m.copy(m.Items[m.cursor])
	case k.CopyToFile.Match(press):
		if m.Save == nil {
			return deck.Warn(m.Text.S("Here no file can be written.")), false
		}
		m.toFile = !m.toFile
	case k.Down.Match(press), k.HalfDown.Match(press):
		m.cursor = min(m.cursor+1, last)
	case k.Up.Match(press), k.HalfUp.Match(press):
		m.cursor = max(m.cursor-1, 0)
	case k.Top.Match(press), k.PageUp.Match(press):
		m.cursor = 0
	case k.Bottom.Match(press), k.PageDown.Match(press):
		m.cursor = last
	}
	return nil, false
}

// copy copies an item, or writes it to a file.
func (m *menu) copy(item deck.CopyItem) (tea.Cmd, bool) {
	take := m.Copy
	if m.toFile {
		take = m.SaveCopy
	}
	return item.Begin(take), true
}

// Click puts the cursor on an item; the frame is one line.
func (m *menu) Click(_, y int) (tea.Cmd, bool) {
	if y < 1 || y > len(m.rows) || m.rows[y-1] < 0 {
		return nil, false
	}
	m.cursor = m.rows[y-1]
	return nil, true
}

// Wheel moves the cursor.
func (m *menu) Wheel(_, _, lines int) { m.cursor = max(0, min(m.cursor+lines, len(m.Items)-1)) }

// lines are the items, with the name of the rows above those that are of all, and which item each
// line is.
func (m *menu) lines(w int) (lines []string, items []int, cursor int) {
	t := &m.Theme
	wide, keys := 0, 0
	for _, item := range m.Items {
		wide, keys = max(wide, term.Width(item.What)), max(keys, term.Width(item.Key.Label()))
	}
	for n, item := range m.Items {
		if item.All && n > 0 && !m.Items[n-1].All {
			lines, items = append(lines, t.Dim.Paint(m.All)), append(items, -1)
		}
		sign, what := "  ", term.Ink{}
		if n == m.cursor {
			sign, what, cursor = t.Cursor.Paint("▌ "), t.Cursor, len(lines)
		}
		line := sign + t.Key.Paint(term.Fit(item.Key.Label(), keys, term.AlignLeft)) + "  " + what.Paint(term.Fit(item.What, wide, term.AlignLeft))
		if room := w - 2 - keys - 2 - wide - 2; item.First != "" && room > 4 {
			first := term.Clean(item.First)
			line += "  " + t.Dim.Paint(term.Fit(first, min(room, term.Width(first)), term.AlignLeft))
		}
		lines, items = append(lines, line), append(items, n)
	}
	return lines, items, cursor
}

// View draws the layer.
func (m *menu) View(w, h int) []string {
	inner := deck.InnerWidth(min(w, 96))
	lines, items, cursor := m.lines(inner)
	where, do := m.Text.S("to a file"), m.Text.S("copy")
	if m.toFile {
		where, do = m.Text.S("to the clipboard"), m.Text.S("write to a file")
	}
	keys := []string{m.KeyLine(m.Keys.Confirm, do)}
	if m.Save != nil {
		keys = append(keys, m.KeyLine(m.Keys.CopyToFile, where))
	}
	keys = deck.Flow(inner, append(keys, m.KeyLine(m.Keys.Leave, m.Text.S("cancel"))), "   ")
	rows := max(1, min(len(lines), h-3-len(keys)))
	m.offset = max(0, min(m.offset, cursor, len(lines)-rows), cursor-rows+1)
	body := lines[m.offset : m.offset+rows]
	m.rows = items[m.offset : m.offset+rows]
	note := m.Theme.Dim.Paint(m.MoreNote(m.offset, len(lines)-m.offset-rows))
	return term.Dialog(m.title(), append(append(body[:rows:rows], note), keys...), &m.Theme, w)
}

func (m *menu) title() string {
	switch {
	case m.toFile && m.Of != "":
		return m.Text.S("To a file: {of}", m.Of)
	case m.toFile:
		return m.Text.S("To a file")
	case m.Of != "":
		return m.Text.S("Copy: {of}", m.Of)
	}
	return m.Text.S("Copy")
}

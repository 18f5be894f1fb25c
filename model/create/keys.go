package create

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"ecsdeck/keymap"
	"ecsdeck/ui/term"
)

// Key handles a press. What is typed goes to the field with the focus; letters
// that other places give a meaning to are only letters here.
func (c *Form) Key(press tea.KeyPressMsg) (tea.Cmd, bool) {
	k := c.Keys
	is := func(b *keymap.Binding) bool { return press.Text == "" && b.Match(press) }
	if is(k.Leave) {
		return c.Leave()
	}
	if c.Guard.Early(c.Wall) {
		return nil, false
	}
	c.status = ""
	f := c.focused()
	switch {
	case is(k.Confirm):
		return c.enter(f), false
	case is(k.Refresh):
		return c.reload(), false
	case press.String() == "down":
		c.stepRow(1)
	case press.String() == "up":
		c.stepRow(-1)
	case is(k.NextChoice):
		c.step(1)
	case is(k.PrevChoice):
		c.step(-1)
	case press.String() == "pgdown":
		c.page(1)
	case press.String() == "pgup":
		c.page(-1)
	default:
		return c.fieldKey(f, press), false
	}
	return c.askPrices(), false
}

// enter opens the field's list, presses its button, or goes to the next field.
func (c *Form) enter(f *formField) tea.Cmd {
	switch {
	case f.Pick != nil:
		return f.Pick("")
	case f.press != nil:
		return f.press()
	}
	c.step(1)
	return c.askPrices()
}

func (c *Form) fieldKey(f *formField, press tea.KeyPressMsg) tea.Cmd {
	by := map[string]int{"left": -1, "right": 1, "space": 1}[press.String()]
	switch {
	case f.Kind == term.CellTyped:
		return c.typeInto(f, press)
	case f.Kind == term.CellChosen && by != 0:
		f.Step(by)
		return c.edited()
	case f.Kind == term.CellPicked && press.Text != "":
		return f.Pick(strings.TrimSpace(press.Text))
	case f.Kind == term.CellPressed && press.String() == "space":
		return f.press()
	case by != 0:
		c.step(by)
	}
	return nil
}

func (c *Form) typeInto(f *formField, msg tea.Msg) tea.Cmd {
	before := c.input.Value()
	c.input, _ = c.input.Update(msg)
	if c.input.Value() == before {
		return nil
	}
	*f.text = c.input.Value()
	return c.edited()
}

// Writing reports whether a text has the keys.
func (c *Form) Writing() bool { return c.focused().Kind == term.CellTyped }

// Paste goes into a text and nowhere else.
func (c *Form) Paste(msg tea.PasteMsg) tea.Cmd {
	if !c.Writing() || c.Guard.Early(c.Wall) {
		return nil
	}
	return c.typeInto(c.focused(), msg)
}

// step goes to the next or previous field; after the last comes the first.
func (c *Form) step(by int) {
	n := len(c.fields)
	c.setFocus(c.fields[(c.Focused()+by+n)%n].fieldKey)
}

func (c *Form) stepRow(by int) {
	at, n := c.focused().row, len(c.rows)
	for i := 1; i <= n; i++ {
		if r := &c.rows[((at+by*i)%n+n)%n]; len(r.fields) > 0 {
			c.setFocus(r.fields[0].fieldKey)
			return
		}
	}
}

// page goes about a screen further, and no further than the ends.
func (c *Form) page(by int) {
	to := max(0, min(c.focused().row+by*max(c.h-6, 1), len(c.rows)-1))
	for i := to; i >= 0 && i < len(c.rows); i -= by { // back from a heading
		if r := &c.rows[i]; len(r.fields) > 0 {
			c.setFocus(r.fields[0].fieldKey)
			return
		}
	}
}

// setFocus gives the keys to a field. A text is taken up at its end.
func (c *Form) setFocus(key fieldKey) {
	c.focus = key
	if i := c.find(key); i >= 0 {
		if f := c.fields[i]; f.text != nil {
			c.input.SetValue(*f.text)
			c.input.CursorEnd()
		}
	}
}

// toProblem goes to the first field with a problem, in its place.
func (c *Form) toProblem() {
	p := c.problems[0]
	if p.Place >= 0 && p.Place != c.place {
		c.place = p.Place
		c.layout()
	}
	for i := range c.rows {
		if r := &c.rows[i]; r.Bad != "" && len(r.fields) > 0 && r.fields[0].Name != "place" {
			c.setFocus(r.fields[0].fieldKey)
			return
		}
	}
}

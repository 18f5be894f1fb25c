package deck

import (
	tea "charm.land/bubbletea/v2"

	"ecsdeck/keymap"
	"ecsdeck/ui/term"
)

// MoveCursor moves a table's cursor when the press is a movement.
func MoveCursor(k *keymap.Map, t *term.Table, press tea.KeyPressMsg) bool {
	switch {
	case k.Down.Match(press):
		t.Move(1)
	case k.Up.Match(press):
		t.Move(-1)
	case k.PageDown.Match(press):
		t.Page(1)
	case k.PageUp.Match(press):
		t.Page(-1)
	case k.HalfDown.Match(press):
		t.Half(1)
	case k.HalfUp.Match(press):
		t.Half(-1)
	case k.Top.Match(press):
		t.Top()
	case k.Bottom.Match(press):
		t.Bottom()
	default:
		return false
	}
	return true
}

package deck

import (
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"ecsdeck/ecsapi/filter"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/keymap"
	"ecsdeck/ui/term"
	"ecsdeck/ui/text"
)

// zones is a page of zone names that a filter on zone narrows.
type zones struct {
	List[string, string, *filter.SpotOffer]
	all   []string
	marks MarkSet[string]
}

// show gives the list the zones that match its filter.
func (z *zones) show() {
	var rows []string
	for _, name := range z.all {
		if z.Expr.Match(&filter.SpotOffer{Zone: name}) {
			rows = append(rows, name)
		}
	}
	z.Show(rows, len(z.all), slices.Index(rows, z.Wanted()), true)
}

func (z *zones) press(t *testing.T, keys ...string) {
	t.Helper()
	for _, k := range keys {
		press := tea.KeyPressMsg{Code: []rune(k)[0], Text: k}
		switch k {
		case "esc":
			press = tea.KeyPressMsg{Code: tea.KeyEscape}
		case "space":
			press = tea.KeyPressMsg{Code: tea.KeySpace, Text: " "}
		}
		if z.Typing {
			z.Editing(press)
			continue
		}
		if _, taken := z.MarkKey(press); !taken && !z.MoveKey(press) {
			t.Fatalf("%s does nothing", k)
		}
	}
}

func newZones(t *testing.T, all ...string) *zones {
	printer, err := text.New("en")
	if err != nil {
		t.Fatal(err)
	}
	d := New(t.Context(), Deps{Text: printer, Keys: keymap.Default(), ThemeName: "dark", Now: time.Now})
	d.Snap = &fleet.Snapshot{}
	z := &zones{all: all}
	z.List = NewList(d, filter.SpotOffers, ListConfig[string, string, *filter.SpotOffer]{Sort: "zone",
		Columns: []Column[string]{{Column: term.Column{Key: "zone", Min: 10}}}, Marks: &z.marks,
		NameOf:  func(s string) string { return s },
		Refresh: func() tea.Cmd { z.show(); return nil },
	})
	z.show()
	return z
}

// The cursor stays on the first row until it is moved, then follows its row; when a
// refresh removes the row, that is said once.
func TestListCursorFollowsItsRow(t *testing.T) {
	z := newZones(t, "b", "c")
	z.all = []string{"a", "b", "c"}
	z.show()
	if got := z.CursorID(); got != "a" {
		t.Fatalf("before it was moved, the cursor is on %s", got)
	}
	z.press(t, "j")
	z.all = []string{"a", "aa", "b", "c"}
	z.show()
	if got := z.CursorID(); got != "b" {
		t.Fatalf("the cursor was on b and is on %s", got)
	}
	z.all = []string{"a", "c"}
	z.show()
	if why := z.Lost(); !strings.HasPrefix(why, "b has left the list") {
		t.Errorf("the cursor's row is gone: %q", why)
	}
	if why := z.Lost(); why != "" {
		t.Errorf("it is said twice: %q", why)
	}
}

// esc restores the filter and puts the cursor back where it was before typing.
func TestListFilterEsc(t *testing.T) {
	z := newZones(t, "a", "b", "c")
	z.press(t, "j")
	z.BeginTyping()
	z.press(t, "z", "o", "n", "e", ":", "c")
	if n, of := z.Found(); n != 1 || of != 3 || z.CursorID() != "c" {
		t.Fatalf("%d of %d rows match, the cursor is on %s", n, of, z.CursorID())
	}
	z.press(t, "esc")
	if n, _ := z.Found(); n != 3 || z.CursorID() != "b" || z.Lost() != "" {
		t.Errorf("after esc there are %d rows and the cursor is on %s", n, z.CursorID())
	}
}

// Marks outlive the rows: those out of sight are counted.
func TestListHiddenMarks(t *testing.T) {
	z := newZones(t, "a", "b", "c")
	z.press(t, "space", "space")
	z.all = []string{"b", "c"}
	z.show()
	if n := z.Hidden(); n != 1 || z.MarksNote() != " ─ 2 marked (1 hidden)" {
		t.Errorf("%d marks are hidden: %q", n, z.MarksNote())
	}
	z.marks.Drop("a")
	if n := z.Hidden(); n != 0 {
		t.Errorf("%d marks are hidden of one that is shown", n)
	}
}

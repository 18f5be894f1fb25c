package deck

import (
	"testing"

	tea "charm.land/bubbletea/v2"
)

// One question is out at a time, however often it is asked; what has come up
// meanwhile is asked for once more, and an answer counts once.
func TestLoaderAsksOneAtATime(t *testing.T) {
	state, nothing := 1, false
	var took []int
	var lasts []bool
	l := NewLoader(
		func() func() int {
			if nothing {
				return nil
			}
			now := state
			return func() int { return now }
		},
		func(n int, last bool) { took, lasts = append(took, n), append(lasts, last) })

	first := l.Refresh()
	for state = 2; state < 4; state++ {
		if l.Refresh() != nil {
			t.Fatal("two questions at once")
		}
	}
	deliver := func(cmd tea.Cmd) tea.Cmd { return cmd().(Delivery).Deliver() }
	second := deliver(first)
	if second == nil {
		t.Fatal("what has come up meanwhile is not asked for")
	}
	if deliver(first) != nil || len(took) != 1 {
		t.Error("a late answer was taken")
	}
	if deliver(second) != nil {
		t.Error("asked again with nothing new")
	}
	if deliver(second) != nil || len(took) != 2 || took[0] != 1 || took[1] != 4 || lasts[0] || !lasts[1] {
		t.Errorf("took %v, last %v", took, lasts)
	}
	if nothing = true; l.Refresh() != nil {
		t.Error("asked for nothing")
	}
}

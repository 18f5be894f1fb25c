package deck

import (
	"testing"

	"ecsdeck/ui/text"
)

// A plan of a fleet costs a frame no more than one of a screen.
func TestOnlyTargetsInSightAreDrawn(t *testing.T) {
	printer, err := text.New("en")
	if err != nil {
		t.Fatal(err)
	}
	d := &Deck{Deps: Deps{Text: printer}}
	var l Targets
	drawn := 0
	line := func(i int) Target {
		drawn++
		return Target{Name: "web", ID: "i-1", Note: "cn-hangzhou-h"}
	}
	from, to := l.Window(50_000, 20)
	if got := l.Lines(d, from, to, line, 80, false); len(got) != 20 || drawn != 20 {
		t.Errorf("%d lines, of %d targets", len(got), drawn)
	}
	l.Bottom()
	from, to = l.Window(50_000, 20)
	if above, below := l.Beyond(); from != 49_980 || to != 50_000 || above != 49_980 || below != 0 {
		t.Errorf("the last are %d to %d, %d above and %d below", from, to, above, below)
	}
	l.Page(-1)
	if from, _ = l.Window(50_000, 20); from != 49_961 {
		t.Errorf("a page up begins at %d", from)
	}
	if from, to = l.Window(5, 20); from != 0 || to != 5 {
		t.Errorf("a short list is %d to %d", from, to)
	}
}

package calls

import (
	"testing"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/keymap"
	"ecsdeck/model/deck"
	"ecsdeck/ui/term"
	"ecsdeck/ui/text"
)

// Only what somebody may have to do something about is red.
func TestResultsAreColouredByWhatTheyAskFor(t *testing.T) {
	printer, err := text.New("en")
	if err != nil {
		t.Fatal(err)
	}
	d := deck.New(t.Context(), deck.Deps{Text: printer, Keys: keymap.Default(), ThemeName: "dark", Now: time.Now})
	for _, c := range []struct {
		name   string
		call   ecsapi.Call
		ink    term.Ink
		failed bool
	}{
		{"went well", ecsapi.Call{Status: 200}, d.Theme.Dim, false},
		{"nobody waited any more", ecsapi.Call{Code: string(ecsapi.KindCancelled)}, d.Theme.Dim, false},
		{"a dry run passed", ecsapi.Call{Status: 400, Code: "DryRunOperation"}, d.Theme.Dim, false},
		{"throttled", ecsapi.Call{Status: 400, Code: "Throttling.User"}, d.Theme.Warn, true},
		{"no answer", ecsapi.Call{Code: string(ecsapi.KindTimeout)}, d.Theme.Warn, true},
		{"forbidden", ecsapi.Call{Status: 403, Code: "Forbidden.RAM"}, d.Theme.Bad, true},
	} {
		if got := resultInk(d, &c.call); got != c.ink {
			t.Errorf("%s: %q, want %q", c.name, got, c.ink)
		}
		if got := failed(&c.call); got != c.failed {
			t.Errorf("%s: failed is %t", c.name, got)
		}
	}
}

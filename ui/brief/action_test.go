package brief

import (
	"slices"
	"strings"
	"testing"

	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/message"
	"ecsdeck/ecsapi/op"
	"ecsdeck/ui/text"
)

// Each action has words: all forms of its verbs or, of those it may lack, none.
func TestVerbsAreWhole(t *testing.T) {
	for _, spec := range op.All() {
		if _, ok := words[spec.Action]; !ok {
			t.Errorf("%s has no words", spec.Action)
		}
	}
	numbered := func(key message.Key) bool { return slices.Equal(message.Names(key), []string{"count"}) }
	for a, w := range words {
		for form, v := range map[string]Verb{"Do": w.Do, "Force": w.Force, "Undo": w.Undo} {
			if v == (Verb{}) && form != "Do" {
				continue
			}
			if !numbered(v.N) || !numbered(v.One) || !numbered(v.Many) || v.One == v.Many || v.Nothing == "" || strings.Contains(string(v.Nothing), "{") {
				t.Errorf("%s: %s is %+v", a, form, v)
			}
		}
		if string(w.Name) != string(a) { // it is what the command line calls it
			t.Errorf("%s is named %q", a, w.Name)
		}
		if (w.Underway == "") != (w.NUnderway == "") || w.NUnderway != "" && !numbered(w.NUnderway) || w.Shows != "" && !slices.Equal(message.Names(w.Shows), []string{"key"}) {
			t.Errorf("%s: %+v", a, w)
		}
	}
}

// Each option of an action is told of its plan, or there is a reason why not.
func TestOptionsHaveWords(t *testing.T) {
	untold := map[string]string{
		"on":      "the verb says it",
		"never":   "the verb says that it is off; of what it reminds the form tells",
		"script":  "it is run without a plan that somebody reads",
		"command": "as a script",
		"limit":   "as a script",
	}
	taken := map[string]bool{}
	for _, spec := range op.All() {
		if (words[spec.Action].Asked != "") != (spec.Text != nil) {
			t.Errorf("%s takes a text: %v; words of it: %q", spec.Action, spec.Text != nil, words[spec.Action].Asked)
		}
		for _, name := range spec.Options {
			taken[name] = true
			if spec.Text != nil {
				continue // Asked tells it
			}
			switch o := options[name]; {
			case o.choice != nil && o.asked != nil:
				t.Errorf("%s is told twice", name)
			case (o.choice == nil && o.asked == nil) != (untold[name] != ""):
				t.Errorf("%s of %s: words %v, reason to have none %q", name, spec.Action, o.choice != nil || o.asked != nil, untold[name])
			}
		}
		w := words[spec.Action]
		if (w.Undo != Verb{}) != (spec.Undoes != nil) {
			t.Errorf("%s: it undoes: %v, words for that: %v", spec.Action, spec.Undoes != nil, w.Undo != Verb{})
		}
		if (w.Force != Verb{}) != spec.Takes("force") || (w.ForceChoice != ChoiceWords{}) != spec.ForceWidens {
			t.Errorf("%s: words of force are %+v, %+v", spec.Action, w.Force, w.ForceChoice)
		}
		if spec.Prepare != nil && w.Reading == nil {
			t.Errorf("%s: what its plan waits for has no words", spec.Action)
		}
	}
	for name := range options {
		if !taken[name] {
			t.Errorf("no action takes %s", name)
		}
	}
}

// What a newer version wrote into the journal has no words here and is told as
// it is.
func TestUnknownActionsAndOutcomesAreTold(t *testing.T) {
	p, err := text.New("en")
	if err != nil {
		t.Fatal(err)
	}
	w, odd := Writer{Text: p}, fleet.Action("50% off")
	for got, want := range map[string]string{
		w.Name(odd):                                "50% off",
		w.Number(odd, fleet.ActionOptions{}, 2):    "50% off 2",
		w.Instances(odd, fleet.ActionOptions{}, 1): "50% off 1 instance",
		w.Instances(odd, fleet.ActionOptions{}, 2): "50% off 2 instances",
		w.Nothing(odd, fleet.ActionOptions{}):      "Nothing to 50% off.",
		w.Outcome(odd, "melted"):                   "melted",
		w.Count(odd, "melted", 2):                  "2 melted",
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

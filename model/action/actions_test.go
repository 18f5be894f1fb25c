package action

import (
	"testing"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/op"
	"ecsdeck/keymap"
	"ecsdeck/ui/brief"
	"ecsdeck/ui/text"
)

// Each action on instances has a key, and a form where it has options that its plan
// doesn't offer as choices.
func TestActionsAreAskedFor(t *testing.T) {
	elsewhere := map[fleet.Action]string{
		fleet.ActionCreate: "it has a key and a form of its own, and acts on no instance",
		fleet.ActionScript: "the settings have it for what is about to be taken back",
		fleet.ActionDrain:  "as a script",
	}
	p, err := text.New("en")
	if err != nil {
		t.Fatal(err)
	}
	w := brief.Writer{Text: p}
	rows, keys := map[fleet.Action]MenuAction{}, map[*keymap.Binding]bool{}
	for _, a := range InMenu(keymap.Default()) {
		if _, twice := rows[a.Action]; twice || a.Key == nil || keys[a.Key] {
			t.Errorf("%s is there twice, or has no key of its own", a.Action)
		}
		rows[a.Action], keys[a.Key] = a, true
	}
	for _, spec := range op.All() {
		a, has := rows[spec.Action]
		delete(rows, spec.Action)
		if has != (elsewhere[spec.Action] == "") {
			t.Errorf("%s is in the menu: %v; reason not to be: %q", spec.Action, has, elsewhere[spec.Action])
		}
		if !has {
			continue
		}
		choices := w.Choices(&fleet.Plan{Action: spec.Action, Targets: []*ecsapi.Instance{{}}})
		if asks := len(choices) < len(spec.Options); asks != (a.form != nil) {
			t.Errorf("%s takes %v, of which its plan offers %d; it has a form: %v", spec.Action, spec.Options, len(choices), a.form != nil)
		}
	}
	for a := range rows {
		t.Errorf("%s is in the menu and no action", a)
	}
}

package cli

import (
	"slices"
	"testing"
	"time"

	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/op"
	"ecsdeck/ui/brief"
	"ecsdeck/ui/cli/shell"
)

// Each action has a command that takes all of its options, or there is a reason why
// not; and who gives an idempotency key is told whether the cloud takes a token.
func TestActionsHaveCommands(t *testing.T) {
	without := map[fleet.Action]string{
		fleet.ActionScript: "the settings have it for what is about to be taken back",
		fleet.ActionDrain:  "as a script",
	}
	untaken := map[string]string{"never": "of how often the cloud reminds only the deck asks"}
	rows := map[fleet.Action]int{fleet.ActionCreate: 1} // by a command of its own
	tokens := brief.TokenNote("of a newer version")
	used := map[string]bool{}
	for _, spec := range op.All() {
		if w := brief.Command(spec.Action); w.Short != "" {
			rows[spec.Action]++
			if op.New(spec.Action, fleet.ActionOptions{}) == nil || len(w.Examples) == 0 {
				t.Errorf("%s is no action on instances, or its help shows no example", spec.Action)
			}
			if text := spec.Text != nil; text != (w.Text != "") || text != (w.Missing != "") {
				t.Errorf("%s takes a text: %v; its command has words for it: %q, %q", spec.Action, text, w.Text, w.Missing)
			}
		}
		if n := rows[spec.Action]; n > 1 || (n == 1) != (without[spec.Action] == "") {
			t.Errorf("%s has %d commands; reason to have none: %q", spec.Action, n, without[spec.Action])
		}
		if rows[spec.Action] == 0 {
			continue
		}
		for _, name := range spec.Options {
			used[name] = true
			if spec.Text != nil {
				continue // taken as what it is
			}
			if (arguments[name].add != nil) != (untaken[name] == "") {
				t.Errorf("%s takes %s; its command: %v, reason not to: %q", spec.Action, name, arguments[name].add != nil, untaken[name])
			}
		}
		token := spec.Creates
		if spec.New != nil {
			token = slices.ContainsFunc(op.PartsOf(spec.New(spec.SampleOptions(time.Unix(1e9, 0)))), func(o op.Operation) bool { return o.Traits().Token })
		}
		if token != (brief.TokenNote(spec.Action) != tokens) {
			t.Errorf("%s takes a token: %v; under a key it is told: %s", spec.Action, token, brief.TokenNote(spec.Action))
		}
	}
	for name := range arguments {
		if !used[name] {
			t.Errorf("no command takes %s", name)
		}
	}
	// Each row is a command of the program, with help.
	for _, c := range tree(shell.New(nil, alone(t))).Commands() {
		if rows[fleet.Action(c.Name())] == 0 {
			continue
		}
		if !c.Runnable() || c.Short == "" || c.Example == "" {
			t.Errorf("%s is %q, %q", c.Name(), c.Short, c.Example)
		}
		rows[fleet.Action(c.Name())] = 0
	}
	for a, n := range rows {
		if n > 0 {
			t.Errorf("%s is not among the commands", a)
		}
	}
}

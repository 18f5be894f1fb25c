package cli

import (
	"encoding/json"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/op"
	"ecsdeck/ui/cli/shell"
)

// The README's policies allow the calls that there are, and no others.
func TestREADMEHasThePolicies(t *testing.T) {
	text, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	var policies [][]string
	for _, block := range strings.Split(string(text), "```json\n")[1:] {
		var p struct {
			Version   string
			Statement []struct {
				Effect   string
				Action   []string
				Resource string
			}
		}
		block, _, _ = strings.Cut(block, "```")
		if err := json.Unmarshal([]byte(block), &p); err != nil || p.Version != "1" || len(p.Statement) != 1 || p.Statement[0].Effect != "Allow" || p.Statement[0].Resource != "*" {
			t.Fatalf("%v: %s", err, block)
		}
		policies = append(policies, slices.Sorted(slices.Values(p.Statement[0].Action)))
	}
	all := func(apis []string) (actions []string) {
		for _, api := range slices.Compact(slices.Sorted(slices.Values(apis))) {
			actions = append(actions, "ecs:"+api)
		}
		return actions
	}
	var writes []string
	for _, spec := range op.All() {
		writes = append(writes, spec.APIs...)
	}
	if want := [][]string{all(ecsapi.Reads), all(writes)}; !reflect.DeepEqual(policies, want) {
		t.Errorf("the policies allow\n%q, want\n%q", policies, want)
	}
}

// The README names every command.
func TestREADMEHasTheCommands(t *testing.T) {
	text, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range tree(shell.New(nil, alone(t))).Commands() {
		named := false
		for _, form := range []string{"`" + c.Name() + "`", "`" + c.Name() + " ", "ecsdeck " + c.Name() + " ", "ecsdeck " + c.Name() + "`"} {
			named = named || strings.Contains(string(text), form)
		}
		if !named && c.IsAvailableCommand() && c.Name() != "version" && c.Name() != "help" {
			t.Errorf("the README lacks %q", c.Name())
		}
	}
}

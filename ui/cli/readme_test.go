package cli

import (
	"os"
	"strings"
	"testing"

	"ecsdeck/ui/cli/shell"
)

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

package keymap

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

var inTicks = regexp.MustCompile("`([^`]+)`")

// The README's table of keys is the keyboard: each binding of the pages stands
// in it once, by its first key, and nothing else does. A line of one key has the
// words of help.
func TestREADMEHasTheKeys(t *testing.T) {
	text, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, section, _ := strings.Cut(string(text), "\n## Keys\n")
	section, _, _ = strings.Cut(section, "\n## ")
	table, places, _ := strings.Cut(section, "\n| where |")

	m := Default()
	groups := m.Groups()
	want := map[string]*Binding{}
	for _, g := range groups[:4] {
		for _, b := range g.Bindings {
			if want[b.Label()] != nil {
				t.Fatalf("two bindings have the key %s", b.Label())
			}
			want[b.Label()] = b
		}
	}
	seen := map[string]bool{}
	for row := range strings.Lines(table) {
		cells := strings.Split(strings.Trim(strings.TrimSpace(row), "|"), "|")
		if len(cells) != 4 || !strings.Contains(row, "`") {
			continue
		}
		for i := 0; i < len(cells); i += 2 {
			keys := inTicks.FindAllStringSubmatch(cells[i], -1)
			for _, k := range keys {
				if want[k[1]] == nil {
					t.Errorf("the README has a key %s that does nothing", k[1])
				}
				if seen[k[1]] {
					t.Errorf("the README has the key %s twice", k[1])
				}
				seen[k[1]] = true
			}
			if what := strings.TrimSpace(cells[i+1]); len(keys) == 1 && want[keys[0][1]] != nil && what != string(want[keys[0][1]].Help) {
				t.Errorf("the README says of %s: %s; help says: %s", keys[0][1], what, want[keys[0][1]].Help)
			}
		}
	}
	for k, b := range want {
		if !seen[k] {
			t.Errorf("the README lacks the key %s: %s", k, b.Help)
		}
	}
	for _, g := range groups[4:] {
		parts := make([]string, len(g.Bindings))
		for i, b := range g.Bindings {
			parts[i] = "`" + b.Label() + "` " + string(b.Help)
		}
		if line := "| " + string(g.Title) + " | " + strings.Join(parts, " · ") + " |"; !strings.Contains(places, line) {
			t.Errorf("the README lacks the line\n%s", line)
		}
	}
	if n := strings.Count(places, "\n| ") - strings.Count(places, "\n| --- |"); n != len(groups)-4 {
		t.Errorf("the README has keys of %d places, help of %d", n, len(groups)-4)
	}
}

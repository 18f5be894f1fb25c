package term

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
)

// golden compares the plain text of a page with testdata/name.txt, and writes
// it there when UPDATE_GOLDEN=1 is set.
func golden(t *testing.T, name string, page []string) {
	t.Helper()
	got := ansi.Strip(strings.Join(page, "\n")) + "\n"
	file := filepath.Join("testdata", name+".txt")
	if os.Getenv("UPDATE_GOLDEN") == "1" {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs (UPDATE_GOLDEN=1 rewrites it):\n%s\nwant:\n%s", file, got, want)
	}
}

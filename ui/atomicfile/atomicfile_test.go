package atomicfile

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// names are the files of a directory.
func names(t *testing.T, dir string) (all []string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		all = append(all, e.Name())
	}
	return all
}

func TestFileIsWholeOrAsItWas(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "state.json")
	if err := WriteBytes(path, 0o640, []byte("first")); err != nil {
		t.Fatal(err)
	}
	broken := errors.New("broken")
	err := Write(path, 0o640, func(w io.Writer) error {
		io.WriteString(w, "half")
		return broken
	})
	if text, _ := os.ReadFile(path); !errors.Is(err, broken) || string(text) != "first" {
		t.Errorf("after a failure: %v, %q", err, text)
	}
	if err := WriteBytes(path, 0o640, []byte("second")); err != nil {
		t.Fatal(err)
	}
	if text, _ := os.ReadFile(path); string(text) != "second" {
		t.Errorf("it is %q", text)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o640 {
		t.Errorf("%v %v", info.Mode(), err)
	}
	if left := names(t, dir); len(left) != 1 {
		t.Errorf("left behind: %v", left)
	}
}

func TestLeftoversOfOthersStay(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "state")
	f, err := create(path) // whose process is killed
	if err != nil {
		t.Fatal(err)
	}
	f.Close()
	others := []string{".state.b.123.new", ".state.new", "state.123.new"}
	for _, name := range others {
		if err := os.WriteFile(filepath.Join(dir, name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	Clean(path)
	slices.Sort(others)
	if left := names(t, dir); !slices.Equal(left, others) {
		t.Errorf("left are %v, want %v", left, others)
	}
}

func TestCheckLeavesNothing(t *testing.T) {
	dir := t.TempDir()
	if err := Check(filepath.Join(dir, "state")); err != nil || len(names(t, dir)) > 0 {
		t.Errorf("%v, left are %v", err, names(t, dir))
	}
	if Check(filepath.Join(dir, "none", "state")) == nil {
		t.Error("a directory that is not there can be written")
	}
}

package cli

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"
)

func TestExportsReplaceNothing(t *testing.T) {
	t.Chdir(t.TempDir())
	home := t.TempDir()
	state := filepath.Join(home, "state", exportFolder)
	write := func(text string) func(io.Writer) error {
		return func(w io.Writer) error { _, err := io.WriteString(w, text); return err }
	}
	save := saver(home, ".", state)
	for n, want := range []string{"./a.csv", "./a-2.csv", "./a-3.csv"} {
		path, err := save("a.csv", write(want))
		if err != nil || path != want {
			t.Errorf("file %d is %q, %v; want %q", n, path, err, want)
		}
	}
	for _, path := range []string{"a.csv", "a-2.csv", "a-3.csv"} {
		text, err := os.ReadFile(path)
		info, _ := os.Stat(path)
		if err != nil || string(text) != "./"+path || info.Mode().Perm() != 0o600 {
			t.Errorf("%s holds %q with %v, %v", path, text, info.Mode(), err)
		}
	}
	// A directory that takes nothing, as one that is gone for good.
	if path, err := saver(home, filepath.Join(home, "gone"), state)("b.csv", write("b")); err != nil || path != "~/state/exports/b.csv" {
		t.Errorf("the file is %q, %v", path, err)
	}
	broken := errors.New("broken")
	if _, err := save("c.csv", func(io.Writer) error { return broken }); !errors.Is(err, broken) {
		t.Errorf("a file that can't be written: %v", err)
	}
	for _, dir := range []string{".", state} {
		if _, err := os.Stat(filepath.Join(dir, "c.csv")); err == nil {
			t.Errorf("a part of a file is left in %s", dir)
		}
	}
}

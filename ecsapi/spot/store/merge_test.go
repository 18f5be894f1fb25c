package store

import (
	"os"
	"path/filepath"
	"testing"
)

// What was kept under other names is known under the new one.
func TestTakesOver(t *testing.T) {
	first := keeping(t, answer(0, 10, "0 1", "5 2"))
	second := keeping(t, answer(8, 30, "8 2", "15 3"), answer(40, 50, "40 4"))
	held := keeping(t, answer(60, 70, "60 5"))
	busy := New(held)
	busy.Load(t.Context(), key, hours(0), hours(1))
	broken := t.TempDir()
	must(t, os.WriteFile(filepath.Join(broken, FileName), []byte("garbage"), 0o600))

	dir := filepath.Join(t.TempDir(), "account")
	old := []string{t.TempDir(), first, second, held, broken}
	open := func(from, to float64) string {
		t.Helper()
		s := New(dir, old...)
		defer s.Close()
		h := s.Load(t.Context(), key, hours(from), hours(to))
		if !s.Note().IsZero() {
			t.Error(s.Note().String())
		}
		return describe(h)
	}
	for _, c := range []struct {
		from, to float64
		want     string
	}{
		{0, 30, "0..30, 0 1, 5 2, 15 3"},
		{0, 100, "40..50, 40 4"},
	} {
		if got := open(c.from, c.to); got != c.want {
			t.Errorf("%v to %v: %s, want %s", c.from, c.to, got, c.want)
		}
	}
	busy.Close()
	if got, want := open(55, 100), "60..70, 60 5"; got != want {
		t.Errorf("once nobody has it: %s, want %s", got, want)
	}
	for _, gone := range []string{first, second, held} {
		if _, err := os.Stat(gone); err == nil {
			t.Errorf("%s is still there", gone)
		}
	}
	if _, err := os.Stat(filepath.Join(broken, FileName)); err != nil {
		t.Errorf("what can't be read is gone: %v", err)
	}
}

func TestKeysComeBack(t *testing.T) {
	for _, k := range []Key{{}, {"a", "", "c"}, key} {
		id, _ := k.id()
		if got, ok := keyOf(id); !ok || got != k {
			t.Errorf("%v is %v", k, got)
		}
		if got, ok := keyOf(id[:len(id)-1]); ok {
			t.Errorf("half of it is %v", got)
		}
	}
}

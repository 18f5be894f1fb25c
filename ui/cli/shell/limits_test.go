package shell

import (
	"os"
	"path/filepath"
	"testing"
)

func TestProfileHasCeilings(t *testing.T) {
	file := filepath.Join(t.TempDir(), "config.toml")
	if err := os.WriteFile(file, []byte("[profile.demo.limits]\nstart = 2\nrelease = \"none\"\nper_hour = \"12.5\"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	a := New([]string{"--config", file}, Env{})
	s, err := a.Identify(&AccountFlags{Demo: true, sim: &SimFlags{Scenario: &Choice{}}})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if l := s.Limits(); l.Start != 2 || l.Stop != 100 || l.Release != 0 || l.PerHour != 12_500_000 || l.Once != 0 {
		t.Errorf("ceilings %+v", l)
	}
}

package config

import "testing"

// What a profile does with its templates is no other profile's: who deletes what they see
// does not take it from everybody, and what is deleted does not come back as another one.
func TestDeleteIsOfTheProfile(t *testing.T) {
	all := t.TempDir()
	shared := Templates[int]{Dir: all}
	dev, prod := Templates[int]{Dir: all + "/@dev", Shared: all}, Templates[int]{Dir: all + "/@prod", Shared: all}
	if err := shared.Save("web", 1); err != nil {
		t.Fatal(err)
	}
	dev.Save("web", 2)
	dev.Delete("web")
	if v, err := dev.Load("web"); err == nil {
		t.Errorf("dev deleted web and still has one: %d", v)
	}
	dev.Delete("web")
	if _, err := prod.Load("web"); err != nil {
		t.Errorf("dev deleted web, and prod has none any more: %v", err)
	}
}

package model

import (
	"slices"
	"testing"

	"ecsdeck/ui/config"
)

// The columns that settings can name are those that there are.
func TestSettingsKnowTheColumns(t *testing.T) {
	var names []string
	for _, c := range orderColumns(t) {
		if c.Key != "tag:env" {
			names = append(names, c.Key)
		}
		if c.What == "" {
			t.Errorf("%s is not explained", c.Key)
		}
	}
	if want := config.PageColumns["instances"]; !slices.Equal(names, want) {
		t.Errorf("the instances have the columns %q, settings know %q", names, want)
	}
}

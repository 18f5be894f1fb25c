package engine

import (
	"fmt"
	"slices"
	"testing"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
)

// TestPlannedItems: before anything is created each instance to be has its name.
func TestPlannedItems(t *testing.T) {
	items := plannedItems(&fleet.Plan{Launches: []ecsapi.Launch{{Name: "web-[99,3]", Region: "a", Amount: 3}, {Name: "web-102", Region: "b", Amount: 1}, {Region: "c", Amount: 2}}})
	var got []string
	for _, it := range items {
		got = append(got, fmt.Sprint(it.Name, "@", it.Region, " ", it.Outcome))
	}
	want := []string{"web-099@a queued", "web-100@a queued", "web-101@a queued", "web-102@b queued", "@c queued", "@c queued"}
	if !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
}

package ratelimit

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"testing/synctest"
)

// What other runs keep is joined, and what can't be is left out.
func TestKeptLimits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		day := "2000-01-01"
		a := Kept{API: "A", Day: day, Passed: 500, Share: 1}
		b := Kept{API: "A", Day: day, Passed: 300, Share: .5, Throttled: day}
		told := Kept{API: "B", Day: day, Share: 1, Calls: 200, Window: 60, Told: day}
		join := func(own, others []Kept, want ...Kept) {
			t.Helper()
			if got := Merge(own, others); !reflect.DeepEqual(got, want) {
				t.Errorf("%v and %v: %v", own, others, got)
			}
		}
		both := Kept{API: "A", Day: day, Passed: 500, Share: .5, Throttled: day}
		join([]Kept{a}, []Kept{b, told}, both, told)
		join([]Kept{b}, []Kept{a}, both)
		join(nil, []Kept{told}, told)
		join(nil, nil)
		for _, bad := range []Kept{
			{},
			{API: "A B", Day: day, Passed: 500, Share: 1},
			{API: strings.Repeat("A", 65), Day: day, Passed: 500, Share: 1},
			{API: "A", Day: "2000-01-02", Passed: 500, Share: 1},
			{API: "A", Day: "yesterday", Passed: 500, Share: 1},
			{API: "A", Day: day, Passed: -500, Share: 1},
			{API: "A", Day: day, Passed: 100_001, Share: 1},
			{API: "A", Day: day, Passed: 500},
			{API: "A", Day: day, Passed: 500, Share: 1.5},
			{API: "A", Day: day, Share: .5, Throttled: "2000-01-02"},
			{API: "A", Day: day, Share: 1, Calls: -1, Window: 60, Told: day},
			{API: "A", Day: day, Share: 1, Calls: 5, Window: 7, Told: day},
			{API: "A", Day: day, Share: 1, Calls: 5, Window: 1 << 60, Told: day},
			{API: "A", Day: day, Share: 1, Calls: 5, Window: 60, Told: "2000-02-01"},
		} {
			join([]Kept{bad}, nil)
		}
		many := make([]Kept, 1000)
		for n := range many {
			many[n] = Kept{API: fmt.Sprintf("A%d", n), Day: day, Passed: 500, Share: 1}
		}
		if n := len(Merge(nil, many)); n != mostKept {
			t.Errorf("%d kept of 1,000", n)
		}
	})
}

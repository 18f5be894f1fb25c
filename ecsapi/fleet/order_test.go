package fleet

import (
	"fmt"
	"slices"
	"testing"

	"ecsdeck/ecsapi"
)

// TestLaunches: an order splits into calls of a hundred a place, and numbers in
// names run on over all of them.
func TestLaunches(t *testing.T) {
	for _, c := range []struct {
		name    string
		amounts []int
		single  bool
		want    []string // name×amount
	}{
		{"web", []int{1}, false, []string{"web×1"}},
		{"web", []int{2}, false, []string{"web-[1,3]×2"}},
		{"", []int{250}, false, []string{"×100", "×100", "×50"}},
		{"web-[1,3]", []int{250}, false, []string{"web-[1,3]×100", "web-[101,3]×100", "web-[201,3]×50"}},
		{"web-[7,2]-cn", []int{3, 1, 2}, false, []string{"web-[7,2]-cn×3", "web-10-cn×1", "web-[11,2]-cn×2"}},
		{"web", []int{1000, 1}, false, slices.Concat(pages("web-[%d,4]×100", 10), []string{"web-1001×1"})},
		{"web", []int{2, 1}, true, []string{"web-001×1", "web-002×1", "web-003×1"}},
	} {
		o := Order{Launch: ecsapi.Launch{Type: "ecs.g7.large", Tags: []ecsapi.Tag{{Key: "team", Value: "shop"}}}}
		o.Launch.Name, o.LeaveStopped, o.AnyStock = c.name, c.single, true
		for k, n := range c.amounts {
			o.Places = append(o.Places, Place{Region: ecsapi.RegionID(fmt.Sprint("region-", k)), Amount: n, KeyPair: "ops"})
		}
		var got []string
		n := 0
		for _, l := range o.Launches() {
			got = append(got, fmt.Sprintf("%s×%d", l.Name, l.Amount))
			if least := 1; !c.single && l.MinAmount != least || c.single && l.MinAmount != 0 {
				t.Errorf("%s: MinAmount is %d", l.Name, l.MinAmount)
			}
			if l.Region == "" || l.KeyPair != "ops" || l.Type != "ecs.g7.large" || len(l.Tags) != 1 {
				t.Errorf("%+v", l)
			}
			n += l.Amount
		}
		if !slices.Equal(got, c.want) || n != o.N() {
			t.Errorf("%q for %v: %q, want %q", c.name, c.amounts, got, c.want)
		}
	}
}

func pages(format string, n int) (out []string) {
	for k := range n {
		out = append(out, fmt.Sprintf(format, 1+100*k))
	}
	return out
}

package brief

import (
	"fmt"
	"slices"
	"testing"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ui/text"
)

// What is too small is told first and where there is little room too, and of many regions no more
// than a line.
func TestQuotasInWords(t *testing.T) {
	p, err := text.New("en")
	if err != nil {
		t.Fatal(err)
	}
	use := func(region string, left, takes int) fleet.QuotaUse {
		return fleet.QuotaUse{Region: ecsapi.RegionID(region), Quota: ecsapi.Quota{Max: 1000, Used: 1000 - left}, Takes: takes}
	}
	spot := use("b", 10, 10)
	spot.Spot = true
	refused := fleet.QuotaUse{Region: "c", Takes: 4, Err: &ecsapi.Error{Kind: ecsapi.KindForbidden, Code: "NoPermission"}}
	many := func(left int) (all []fleet.QuotaUse) {
		for n := range 4 {
			all = append(all, use(fmt.Sprint("r", n), left, 64))
		}
		return all
	}
	for _, c := range []struct {
		quotas      []fleet.QuotaUse
		warned, all []string
	}{
		{},
		{[]fleet.QuotaUse{use("a", 812, 64)}, nil, []string{"vCPU quota in a: 812 of 1,000 left, this order takes 64"}},
		{[]fleet.QuotaUse{spot, use("a", 9, 10)},
			[]string{"vCPU quota in a: only 9 of 1,000 left, this order takes 10"},
			[]string{"spot vCPU quota in b: 10 of 1,000 left, this order takes 10"}},
		{[]fleet.QuotaUse{use("a", -5, 2)}, []string{"vCPU quota in a: only 0 of 1,000 left, this order takes 2"}, nil},
		{[]fleet.QuotaUse{use("a", 812, 0), use("b", 0, 0)}, []string{"vCPU quota in b: 0 of 1,000 left"}, []string{"vCPU quota in a: 812 of 1,000 left"}},
		{[]fleet.QuotaUse{refused}, nil, []string{"vCPU quota in c unknown: NoPermission: This access key is not allowed to do that."}},
		{append(many(100), many(0)...),
			[]string{"vCPU quota: too few are left in 4 regions for this order"},
			[]string{"vCPU quota: enough are left in 4 regions for this order"}},
		{slices.Repeat([]fleet.QuotaUse{refused}, 4), nil, []string{"vCPU quota unknown in 4 regions"}},
	} {
		w, plan := Writer{Text: p}, &fleet.Plan{Quotas: c.quotas}
		if got := Texts(w.Quotas(plan, false)); !slices.Equal(got, c.warned) {
			t.Errorf("%q, want %q", got, c.warned)
		}
		lines := w.Quotas(plan, true)
		if got, want := Texts(lines), slices.Concat(c.warned, c.all); !slices.Equal(got, want) {
			t.Errorf("%q, want %q", got, want)
		}
		for i, l := range lines {
			if (l.Severity == Warning) != (i < len(c.warned)) {
				t.Errorf("%q has severity %d", l.Text, l.Severity)
			}
		}
	}
}

package filter

import (
	"testing"
	"time"
)

// The tests' rows are of noon of June 15, 2026: web was created 20 days before, and expires 5
// days later; order was created 2 hours before and does not expire.
func TestTimes(t *testing.T) {
	for _, c := range []struct {
		src        string
		web, order bool
	}{
		{"created<1d", false, true},
		{"created>1d", true, false},
		{"created:<3h", false, true},
		{"created>2h", true, false},
		{"created>=2h", true, true},
		{"created<=2h", false, true},
		{"created>2w", true, false},
		{"created>2w5d", true, false},
		{"created>2w6d", false, false},
		{"created<1mo", true, true},
		{"created>1y", false, false},
		{"created:1h-3h", false, true},
		{"created:1d-30d", true, false},
		{"created>2026-01-01", true, true},
		{"created>2026-06-01", false, true},
		{"created<2026-06-01", true, false},
		{"created:2026-06", false, true},
		{"created=2026-05", true, false},
		{"created:2026-05-26", true, false},
		{"created>2026-05-26", false, true}, // after that day
		{"created>=2026-05-26", true, true},
		{"created<=2026-05-26", true, false},
		{"created:2026", true, true},
		{"created!=2026-05", false, true},
		{`created>"2026-06-15 09:59"`, false, true},
		{`created>"2026-06-15 10:00"`, false, false}, // after that minute
		{`created:"2026-06-15 10:00"`, false, true},
		{"created:2026-06-15T10:00", false, true},
		{"created:>" + now0.Add(-3*time.Hour).UTC().Format(time.RFC3339), false, true},
		{"age>2w", true, false},
		{"age<3h", false, true},
		{"age:1d-30d", true, false},
		{"expires<7d", true, false},
		{"expires:<30d", true, false},
		{"expires<3d", false, false},
		{"expires>3d", true, false},
		{"!expires<7d", false, true}, // none is known to be none
		{"expires:2026-06", true, false},
		{"expires<2026-07-01", true, false},
		{"expires:any", true, false},
		{"expires:none", false, true},
		{"expires!=none", true, false},
	} {
		for _, src := range []string{c.src, mustParse(t, c.src).String()} {
			e := mustParse(t, src)
			if e.Match(web()) != c.web || e.Match(order()) != c.order {
				t.Errorf("%s: %v %v", src, e.Match(web()), e.Match(order()))
			}
		}
	}
	over := web()
	over.expires = now0.Add(-time.Hour)
	if !mustParse(t, "expires<7d").Match(over) {
		t.Error("what is over does not expire within 7 days")
	}
}

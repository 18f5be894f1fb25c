//go:build !race

// The race detector makes sync.Pool forget at random.

package filter

import (
	"testing"

	"ecsdeck/ecsapi/randtest"
)

func TestMatchAllocatesNothing(t *testing.T) {
	rows := fleet(300, randtest.New(t))
	e := mustParse(t, "!search tag:env=prod ip:10.0.0.0/8 status:running,stopped name:*务* Ä,s")
	if n := testing.AllocsPerRun(20, func() {
		for _, r := range rows {
			e.Match(r)
		}
	}); n > 0 {
		t.Errorf("%v allocations for %d rows", n, len(rows))
	}
	tree := mustParse(t, `(vcpu>=4 or not created<30d) and (name~"^(web|db)-0+" or tag:env!=prod) or 10.12.4.1 10.12.40.10 age>1d`)
	if n := testing.AllocsPerRun(20, func() {
		for _, r := range rows {
			tree.Match(r)
		}
	}); n > 0 {
		t.Errorf("%v allocations of a tree for %d rows", n, len(rows))
	}
	offers, err := SpotOffers.Parse("g7 !zone:k stock:yes,few vcpu:2-8 off:>=80%")
	if err != nil {
		t.Fatal(err)
	}
	o := spotOffer()
	if n := testing.AllocsPerRun(1000, func() { offers.Match(o) }); n > 0 {
		t.Errorf("%v allocations for a spot offer", n)
	}
}

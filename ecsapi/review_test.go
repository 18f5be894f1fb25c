package ecsapi

import (
	"fmt"
	"testing"
)

// A code of an answer goes through the redactor, of each instance that a call was for: it
// must not cost a millisecond and a megabyte.
func TestRedactingIsCheap(t *testing.T) {
	r := &redactor{}
	r.learn(Credentials{KeyID: "LTAI5tAAAAAAAAAAAAAAAAAA", Secret: "0123456789012345678901234567ab"})
	for i := range 64 {
		r.sign(fmt.Sprintf("sig/%023d=", i))
	}
	if n := testing.AllocsPerRun(20, func() { r.text("200") }); n > 20 {
		t.Errorf("%v allocations to show 200", n)
	}
}

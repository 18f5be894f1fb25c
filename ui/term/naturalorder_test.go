package term

import (
	"bytes"
	"testing"

	"ecsdeck/ecsapi/randtest"
)

// Keys compare as the texts do.
func TestNaturalKeys(t *testing.T) {
	rnd := randtest.New(t)
	parts := []string{"web", "WEB", "Web", "-", "0", "00", "1", "01", "2", "10", "9", "999999999999999999999", "a", "订单", ".", "\x00", "~", "/", ":", ""}
	text := func() string {
		s := ""
		for range rnd.IntN(6) {
			s += parts[rnd.IntN(len(parts))]
		}
		if rnd.IntN(50) == 0 {
			for range 200 + rnd.IntN(400) {
				s += string(rune('0' + rnd.IntN(10)))
			}
		}
		return s
	}
	for range 100_000 {
		a, b := text(), text()
		if got, want := bytes.Compare(AppendNaturalKey(nil, a), AppendNaturalKey(nil, b)), CompareNatural(a, b); got != want {
			t.Fatalf("%q and %q compare %d, their keys %d", a, b, want, got)
		}
	}
}

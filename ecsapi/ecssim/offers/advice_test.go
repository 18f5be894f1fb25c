package offers

import "testing"

func TestRateBands(t *testing.T) {
	for rate, want := range map[float64]string{0: "0-3%", 2.99: "0-3%", 3: "3-5%", 9: "5-10%", 12: "10-15%", 19.99: "15-20%", 20: ">20%"} {
		if got := rateBand(rate); got != want {
			t.Errorf("%v: %s, want %s", rate, got, want)
		}
	}
}

package spot

import (
	"math"
	"testing"
)

func TestValid(t *testing.T) {
	for p, want := range map[Price]bool{240_000: true, 1: true, 999_999_999_999: true, 0: false, -240_000: false, 1_000_000_000_000: false, math.MaxInt64: false} {
		if p.Valid() != want {
			t.Errorf("%d: %v", p, p.Valid())
		}
	}
}

func TestParsePrice(t *testing.T) {
	for _, c := range []struct {
		s    string
		want Price
	}{
		{"0.24", 240000}, {".24", 240000}, {"1.", 1000000}, {"12", 12000000}, {"0.1234564", 123456}, {"0.1234565", 123457},
		{"0.9999999", 1000000}, {"000000000000000000000000.5", 500000},
		{"", 0}, {".", 0}, {"0", 0}, {"0.0000001", 0}, {"-1", 0}, {"+1", 0}, {"1e3", 0}, {"NaN", 0}, {"1.2.3", 0}, {" 1", 0}, {"0,24", 0},
		{"1000000", 0}, {"999999.9999999", 0}, {"99999999999999999999999", 0},
	} {
		got, ok := ParsePrice(c.s)
		if ok != (c.want > 0) || ok && got != c.want {
			t.Errorf("ParsePrice(%q) = %d, %v", c.s, got, ok)
		}
	}
}

func TestPriceText(t *testing.T) {
	for _, c := range []struct {
		p           Price
		exact, four string
		whole       string
	}{
		{240000, "0.24", "0.2400", "0"},
		{1, "0.000001", "0.0000", "0"},
		{123450, "0.12345", "0.1235", "0"},
		{1500000, "1.5", "1.5000", "2"},
		{20000000, "20", "20.0000", "20"},
		{0, "0", "0.0000", "0"},
		{-1500000, "-1.5", "-1.5000", "-2"},
		{124_000, "0.124", "0.1240", "0"},
		{165_000, "0.165", "0.1650", "0"},
		{10_500_000, "10.5", "10.5000", "11"},
		{12_000_000, "12", "12.0000", "12"},
		{12_345_678_900, "12345.6789", "12345.6789", "12346"},
		{999_999_999_999_999, "999999999.999999", "1000000000.0000", "1000000000"},
	} {
		if c.p.String() != c.exact || c.p.Fixed(4) != c.four || c.p.Fixed(0) != c.whole {
			t.Errorf("%d: %q %q %q", c.p, c.p.String(), c.p.Fixed(4), c.p.Fixed(0))
		}
	}
}

func TestParseReadsWhatStringWrites(t *testing.T) {
	for _, p := range []Price{1, 9, 10, 999999, 1000000, 1000001, 123456789, ceiling - 1} {
		if got, ok := ParsePrice(p.String()); got != p || !ok {
			t.Errorf("%d comes back as %d, %v", p, got, ok)
		}
	}
}

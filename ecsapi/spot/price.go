// Package spot holds spot prices as what they are: step functions of time. A price holds until the next sample, so
// everything is weighted by time, never by rows, and sums are taken in integers.
//
// Place in the house: under ecsapi, pure, importing nothing of ours and no SDK. ecsapi/fleet/spotdata keeps a Series per
// zone and type, model draws its buckets.
package spot

import (
	"strconv"
	"strings"
)

// Price is money per hour in millionths of the currency unit. Zero means unknown: nothing is free.
type Price int64

// unit is one currency unit; ceiling is the price an hour from which a number is taken for nonsense.
const (
	unit    Price = 1_000_000
	ceiling       = 1_000_000 * unit
)

// Valid reports whether it can be a price an hour: above zero, which the SDK gives for a missing field, and below a million.
func (p Price) Valid() bool { return p > 0 && p < ceiling }

// ParsePrice reads a plain decimal number of currency units an hour, rounding half up to a millionth. ok is false for
// what is no valid price, and for anything but digits with at most one point.
func ParsePrice(decimal string) (p Price, ok bool) {
	whole, part, _ := strings.Cut(decimal, ".")
	if strings.Trim(whole+part, "0123456789") != "" || whole+part == "" {
		return 0, false
	}
	up := len(part) > 6 && part[6] >= '5'
	part = (part + "000000")[:6]
	n, err := strconv.ParseInt(strings.TrimLeft(whole, "0")+part, 10, 64)
	if err != nil || n >= int64(ceiling) {
		return 0, false
	}
	if up {
		n++
	}
	return Price(n), Price(n).Valid()
}

// String is the exact price in currency units without trailing zeros: "0.24".
func (p Price) String() string {
	s := p.Fixed(6)
	return strings.TrimSuffix(strings.TrimRight(s, "0"), ".")
}

// Fixed is the price in currency units with 0 to 6 decimals, the last one rounded half away from zero: "0.240".
func (p Price) Fixed(decimals int) string {
	decimals = max(0, min(decimals, 6))
	step := Price(1)
	for range 6 - decimals {
		step *= 10
	}
	sign := ""
	if p < 0 {
		sign, p = "-", -p
	}
	n := (p + step/2) / step
	s := strconv.FormatInt(int64(n), 10)
	if decimals == 0 {
		return sign + s
	}
	if pad := decimals + 1 - len(s); pad > 0 {
		s = strings.Repeat("0", pad) + s
	}
	return sign + s[:len(s)-decimals] + "." + s[len(s)-decimals:]
}

package term

import (
	"cmp"
	"strings"
)

// CompareNatural compares so that web-2 comes before web-10: runs of digits by value,
// the rest by bytes, letters regardless of case.
func CompareNatural(a, b string) int {
	i, j := 0, 0
	for i < len(a) && j < len(b) {
		if digit(a[i]) && digit(b[j]) {
			x, y := i, j
			for i < len(a) && digit(a[i]) {
				i++
			}
			for j < len(b) && digit(b[j]) {
				j++
			}
			for x < i-1 && a[x] == '0' {
				x++
			}
			for y < j-1 && b[y] == '0' {
				y++
			}
			if c := cmp.Compare(i-x, j-y); c != 0 {
				return c
			}
			if c := strings.Compare(a[x:i], b[y:j]); c != 0 {
				return c
			}
			continue
		}
		if c := cmp.Compare(lower(a[i]), lower(b[j])); c != 0 {
			return c
		}
		i++
		j++
	}
	return cmp.Compare(len(a)-i, len(b)-j)
}

// AppendNaturalKey appends a key of s: keys compare by their bytes as CompareNatural does.
// A run of digits is a zero, its length and then itself without leading zeros.
func AppendNaturalKey(key []byte, s string) []byte {
	for i := 0; i < len(s); {
		if !digit(s[i]) {
			key = append(key, lower(s[i]))
			i++
			continue
		}
		from := i
		for i < len(s) && digit(s[i]) {
			i++
		}
		for from < i-1 && s[from] == '0' {
			from++
		}
		key = append(key, '0')
		n := i - from
		for ; n >= 255; n -= 255 {
			key = append(key, 255)
		}
		key = append(append(key, byte(n)), s[from:i]...)
	}
	return key
}

func digit(c byte) bool { return '0' <= c && c <= '9' }

func lower(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}

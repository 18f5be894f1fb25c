package world

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// ProperName is whether an instance or a snapshot may be called so.
func ProperName(name string) bool {
	n := utf8.RuneCountInString(name)
	first, _ := utf8.DecodeRuneInString(name)
	return n >= 2 && n <= 128 && unicode.IsLetter(first) && !webAddress(name) &&
		!strings.ContainsFunc(name, func(r rune) bool {
			return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune(":_.-", r)
		})
}

// ProperDescription is whether a text may describe an instance or a snapshot.
func ProperDescription(s string) bool {
	n := utf8.RuneCountInString(s)
	return n >= 2 && n <= 256 && !webAddress(s)
}

// ProperTag is whether a key or a value may be put on an instance.
func ProperTag(s string) bool {
	return utf8.RuneCountInString(s) <= 128 && !webAddress(s) &&
		!strings.HasPrefix(s, "aliyun") && !strings.HasPrefix(s, "acs:")
}

func webAddress(s string) bool {
	return strings.HasPrefix(s, "http://") || strings.HasPrefix(s, "https://")
}

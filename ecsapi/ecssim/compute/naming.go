package compute

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

var (
	hostForm    = regexp.MustCompile(`^[A-Za-z0-9]+([.-][A-Za-z0-9]+)*$`)
	onlyNumbers = regexp.MustCompile(`^[0-9]+$`)
)

// naming makes the names of instances created together out of the one asked
// for. "web-[7,3]" counts on from 7 in three digits: web-007, web-008.
type naming struct {
	prefix, suffix string
	counts         bool // has a counter between prefix and suffix
	begin, digits  int
	unique         bool // 001 and so on at the end
}

// counterForm is a counter: its beginning and digits, both of which may be left out.
var counterForm = regexp.MustCompile(`\[(\d{0,6}),([1-6]?)\]`)

// readNaming reads a name; unique is UniqueSuffix, which means nothing behind a
// counter that ends the name.
func readNaming(name string, unique bool) naming {
	at := counterForm.FindStringSubmatchIndex(name)
	if at == nil {
		return naming{prefix: name, unique: unique && name != ""}
	}
	n := naming{prefix: name[:at[0]], suffix: name[at[1]:], counts: true, digits: 6}
	begin := name[at[2]:at[3]]
	n.begin, _ = strconv.Atoi(begin)
	if digits := name[at[4]:at[5]]; digits != "" {
		n.digits, _ = strconv.Atoi(digits)
	}
	if len(begin) > n.digits {
		n.digits = 6
	}
	n.unique = unique && n.suffix != ""
	return n
}

// name is the name of the k-th instance, from 0; "" when none was asked for.
func (n naming) name(k int) string {
	var b strings.Builder
	b.WriteString(n.prefix)
	if n.counts {
		fmt.Fprintf(&b, "%0*d", n.digits, n.begin+k)
	}
	b.WriteString(n.suffix)
	if n.unique {
		fmt.Fprintf(&b, "%03d", k+1)
	}
	return b.String()
}

// longestHost is how long the host name of a system may be.
func longestHost(windows bool) int {
	if windows {
		return 15
	}
	return 64
}

// properHost is whether a system may be called so.
func properHost(name string, windows bool) bool {
	return len(name) >= 2 && len(name) <= longestHost(windows) && hostForm.MatchString(name) &&
		!(windows && (strings.Contains(name, ".") || onlyNumbers.MatchString(name)))
}

// properPassword is whether a password is strong enough: 8 to 30 characters of
// three kinds out of four.
func properPassword(s string) bool {
	const special = "()`~!@#$%^&*-_+=|{}[]:;'<>,.?/"
	var kinds [4]int
	for _, r := range s {
		switch {
		case 'a' <= r && r <= 'z':
			kinds[0] = 1
		case 'A' <= r && r <= 'Z':
			kinds[1] = 1
		case '0' <= r && r <= '9':
			kinds[2] = 1
		case strings.ContainsRune(special, r):
			kinds[3] = 1
		default:
			return false
		}
	}
	return len(s) >= 8 && len(s) <= 30 && kinds[0]+kinds[1]+kinds[2]+kinds[3] >= 3
}

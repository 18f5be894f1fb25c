package fleet

import (
	"fmt"
	"regexp"
	"strconv"
)

// Numbering is a name for many: "web-[7,3]" counts on from 7 in three digits,
// web-007, web-008, as RunInstances does. A name without a counter is the
// prefix alone.
type Numbering struct {
	Prefix, suffix string
	Counts         bool
	First, Digits  int
}

// counter is where a name counts. Its beginning may be left out, which is 0,
// and its digits, which are six then.
var counter = regexp.MustCompile(`\[(\d{0,6}),([1-6]?)\]`)

func ParseNumbering(name string) Numbering {
	at := counter.FindStringSubmatchIndex(name)
	if at == nil {
		return Numbering{Prefix: name}
	}
	n := Numbering{Prefix: name[:at[0]], suffix: name[at[1]:], Counts: true, Digits: 6}
	n.First, _ = strconv.Atoi(name[at[2]:at[3]])
	if digits := name[at[4]:at[5]]; digits != "" {
		n.Digits, _ = strconv.Atoi(digits)
	}
	return n
}

// NthName is the name that a pattern such as "web-[1,3]" gives the k-th of many,
// from 0. A name without a counter is everybody's.
func NthName(pattern string, k int) string { return ParseNumbering(pattern).Name(k) }

// ForMany is the numbering of n instances: a name without a counter gets one
// when there are more than one to name.
func (m Numbering) ForMany(n int) Numbering {
	if m.Counts || n < 2 || m.Prefix == "" {
		return m
	}
	m.Prefix += "-"
	m.Counts, m.First, m.Digits = true, 1, max(3, len(strconv.Itoa(n)))
	return m
}

// From is the numbering that begins k names later.
func (m Numbering) From(k int) Numbering {
	m.First += k
	return m
}

// Enough reports whether the digits do for n names.
func (m Numbering) Enough(n int) bool {
	return !m.Counts || len(strconv.Itoa(m.First+n-1)) <= m.Digits
}

// Name is the k-th name, from 0.
func (m Numbering) Name(k int) string {
	if !m.Counts {
		return m.Prefix
	}
	return fmt.Sprintf("%s%0*d%s", m.Prefix, m.Digits, m.First+k, m.suffix)
}

// String is the numbering as the cloud reads it.
func (m Numbering) String() string {
	if !m.Counts {
		return m.Prefix
	}
	return fmt.Sprintf("%s[%d,%d]%s", m.Prefix, m.First, m.Digits, m.suffix)
}

// ForCall is what a call that creates n instances is told: one is named
// outright.
func (m Numbering) ForCall(n int) string {
	if n == 1 {
		return m.Name(0)
	}
	return m.String()
}

package fleet

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// numbering is a name for many: "web-[7,3]" counts on from 7 in three digits,
// web-007, web-008, as RunInstances does. A name without a counter is the
// prefix alone.
type numbering struct {
	prefix, suffix string
	counts         bool
	begin, digits  int
}

// counter is where a name counts. Its beginning may be left out, which is 0,
// and its digits, which are six then.
var counter = regexp.MustCompile(`\[(\d{0,6}),([1-6]?)\]`)

func readNumbering(name string) numbering {
	at := counter.FindStringSubmatchIndex(name)
	if at == nil {
		return numbering{prefix: name}
	}
	n := numbering{prefix: name[:at[0]], suffix: name[at[1]:], counts: true, digits: 6}
	n.begin, _ = strconv.Atoi(name[at[2]:at[3]])
	if digits := name[at[4]:at[5]]; digits != "" {
		n.digits, _ = strconv.Atoi(digits)
	}
	return n
}

// NthName is the name that a pattern such as "web-[1,3]" gives the k-th of many,
// from 0. A name without a counter is everybody's.
func NthName(pattern string, k int) string { return readNumbering(pattern).name(k) }

// forMany is the numbering of n instances: a name without a counter gets one
// when there are more than one to name.
func (m numbering) forMany(n int) numbering {
	if m.counts || n < 2 || m.prefix == "" {
		return m
	}
	m.prefix += "-"
	m.counts, m.begin, m.digits = true, 1, max(3, len(strconv.Itoa(n)))
	return m
}

// from is the numbering that begins k names later.
func (m numbering) from(k int) numbering {
	m.begin += k
	return m
}

// enough reports whether the digits do for n names.
func (m numbering) enough(n int) bool {
	return !m.counts || len(strconv.Itoa(m.begin+n-1)) <= m.digits
}

// name is the k-th name, from 0.
func (m numbering) name(k int) string {
	if !m.counts {
		return m.prefix
	}
	return fmt.Sprintf("%s%0*d%s", m.prefix, m.digits, m.begin+k, m.suffix)
}

// String is the numbering as the cloud reads it.
func (m numbering) String() string {
	if !m.counts {
		return m.prefix
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s[%d,%d]%s", m.prefix, m.begin, m.digits, m.suffix)
	return b.String()
}

// forCall is what a call that creates n instances is told: one is named
// outright.
func (m numbering) forCall(n int) string {
	if n == 1 {
		return m.name(0)
	}
	return m.String()
}

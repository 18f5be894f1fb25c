package filter

import "strings"

// wildcards is a text with wildcards: parts in their order, any text between them. The ends may be tied to the value's.
type wildcards struct {
	parts      []needle
	head, tail bool // the first part starts the value, the last one ends it
}

// match says whether the whole value fits. The leftmost place for each middle part leaves the most for the next ones.
func (p *wildcards) match(v string) bool {
	parts := p.parts
	if len(parts) == 0 {
		return true
	}
	if p.head {
		w := parts[0].prefix(v)
		if w < 0 {
			return false
		}
		v, parts = v[w:], parts[1:]
		if len(parts) == 0 {
			return !p.tail || v == ""
		}
	}
	last := len(parts) - 1
	if p.tail {
		at := parts[last].suffix(v)
		if at < 0 {
			return false
		}
		v, parts = v[:at], parts[:last]
	}
	for i := range parts {
		_, end := parts[i].index(v)
		if end < 0 {
			return false
		}
		v = v[end:]
	}
	return true
}

// How a value without a wildcard is tied to the row's.
type tie uint8

const (
	within tie = iota // anywhere inside
	whole
	prefix
	suffix
)

// compile makes the test of a value and its canonical text. A wildcard ties the value to both ends, whatever t says.
func compile(p piece, t tie) (a alt, wild bool) {
	if p.index('*') < 0 {
		n := newNeedle(p.text)
		if t == within {
			return alt{test: n.in, find: n.index, text: quote(p.text), inner: n.low, part: n.low}, false
		}
		m := &wildcards{parts: []needle{n}, head: t == whole || t == prefix, tail: t == whole || t == suffix}
		return alt{test: m.match, text: quote(p.text), part: n.low}, false
	}
	parts := p.split('*')
	last := len(parts) - 1
	m := &wildcards{head: parts[0].text != "", tail: parts[last].text != ""}
	var b strings.Builder
	longest := ""
	for i, part := range parts {
		if part.text != "" {
			n := newNeedle(part.text)
			if m.parts = append(m.parts, n); len(n.low) > len(longest) {
				longest = n.low
			}
			b.WriteString(quote(part.text))
		} else if i > 0 && i < last {
			continue // two wildcards in a row are one
		}
		if i < last {
			b.WriteByte('*')
		}
	}
	return alt{test: m.match, text: b.String(), part: longest}, true
}

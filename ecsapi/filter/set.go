package filter

import (
	"net/netip"
	"slices"
	"strings"
)

// isInstanceID reports whether a text is an instance's id as the cloud makes them: no name would be.
func isInstanceID(text string) bool {
	rest, has := strings.CutPrefix(strings.ToLower(text), "i-")
	return has && len(rest) >= 8 && strings.Trim(rest, "0123456789abcdefghijklmnopqrstuvwxyz") == "" &&
		strings.ContainsAny(rest, "0123456789")
}

// isAddress reports whether a text is a whole IP address.
func isAddress(text string) bool {
	_, err := netip.ParseAddr(text)
	return err == nil
}

// asSet makes one alternative of whole values, which are looked up and not compared one by one.
// Addresses are looked up as numbers: those of IPv6 can be written in several ways.
func asSet(values []piece) alt {
	texts, addresses := make(map[string]struct{}, len(values)), map[netip.Addr]struct{}{}
	var b strings.Builder
	for i, v := range values {
		if addr, err := netip.ParseAddr(v.text); err == nil {
			addresses[addr.Unmap()] = struct{}{}
		} else {
			texts[strings.ToLower(v.text)] = struct{}{}
		}
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(quoteAddress(v.text))
	}
	return alt{text: b.String(), test: func(v string) (ok bool) {
		if len(addresses) > 0 {
			if addr, err := netip.ParseAddr(v); err == nil {
				_, ok = addresses[addr.Unmap()]
				return ok
			}
		}
		_, ok = texts[strings.ToLower(v)]
		return ok
	}}
}

// quoteAddress leaves the colons of an address plain, as the fields of addresses do.
func quoteAddress(text string) string {
	if isAddress(text) {
		return text
	}
	return quote(text)
}

// wholeValues are the pieces between the commas if each of them is for sure a whole value.
func (k *Kind) wholeValues(p piece) []piece {
	if k.whole == nil || len(p.text) == 0 {
		return nil
	}
	values := p.split(',')
	kept := values[:0]
	for _, v := range values {
		switch {
		case v.text == "": // a comma between two is as good as a blank
		case !k.whole(v.text):
			return nil
		default:
			kept = append(kept, v)
		}
	}
	return kept
}

// setOf is how many of the values are a set: all of them, but for the one that is still being typed.
func (k *Kind) setOf(values []piece, half bool) int {
	n := len(values)
	if half {
		n--
	}
	if k.whole == nil || slices.ContainsFunc(values[:n], func(v piece) bool { return !k.whole(v.text) }) {
		return 0
	}
	return n
}

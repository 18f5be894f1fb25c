package filter

import (
	"net/netip"
	"strconv"
	"strings"
)

// address tests for an IP address (10.0.0.1), whole leading groups of one (10.12 or 10.12.*) or a network (10.12.0.0/16),
// and gives the canonical text. While the value is still being typed (half) any leading text will do.
// It gives no test for what is none of these.
func address(p piece, half bool) (test func(string) bool, text string) {
	v := strings.ToLower(p.text)
	switch {
	case v == "" || strings.Trim(v, "0123456789abcdef.:*/") != "":
		return nil, ""
	case strings.Contains(v, "/"):
		net, err := netip.ParsePrefix(v)
		if base, found := strings.CutSuffix(v, "/"); found && half {
			return address(piece{text: base, quoted: p.quoted[:len(base)]}, half)
		}
		if err != nil {
			return nil, ""
		}
		return network(net.Masked()), v
	case strings.Contains(v, "*"):
		if !strings.Contains(v, ":") && strings.Trim(v, "0123456789.*") != "" {
			return nil, ""
		}
		a, _ := compile(p, whole)
		return a.test, a.text
	}
	// An IPv6 address can be written in several ways, so it is compared as a number.
	if addr, err := netip.ParseAddr(v); err == nil && addr.Is6() && !half {
		addr = addr.Unmap()
		return network(netip.PrefixFrom(addr, addr.BitLen())), v
	}
	switch {
	case strings.Contains(v, ":") && !strings.Contains(v, "."):
		return leading(v, ':', half), v
	case octets(v):
		return leading(v, '.', half), v
	}
	return nil, ""
}

// octets says whether v is the beginning of a dotted address.
func octets(v string) bool {
	parts := strings.Split(strings.TrimSuffix(v, "."), ".")
	for _, p := range parts {
		if _, err := strconv.ParseUint(p, 10, 8); err != nil {
			return false
		}
	}
	return len(parts) <= 4
}

// network tests whether an address lies in it.
func network(net netip.Prefix) func(string) bool {
	return func(v string) bool {
		addr, err := netip.ParseAddr(v)
		return err == nil && net.Contains(addr.Unmap())
	}
}

// leading tests whether an address starts with v and v ends where a group ends; half lets it end anywhere.
func leading(v string, sep byte, half bool) func(string) bool {
	n := newNeedle(v)
	return func(addr string) bool {
		w := n.prefix(addr)
		return w >= 0 && (half || w == len(addr) || v[len(v)-1] == sep || addr[w] == sep)
	}
}

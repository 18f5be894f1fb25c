package op

import (
	"strconv"
	"strings"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/message"
)

// ParsePrice reads a price as a person writes it: a decimal number of at most six
// decimals, blanks around it. Its error says how to write it and is a text of the
// message catalogue.
func ParsePrice(text string) (ecsapi.Price, error) {
	s := strings.TrimSpace(text)
	if p, ok := readPrice(s); ok {
		return p, nil
	}
	dotted := strings.Replace(s, ",", ".", 1)
	if _, ok := readPrice(dotted); ok {
		return 0, message.Errorf("{value:q} is no price; write {price}", s, dotted)
	}
	return 0, message.Errorf("{value:q} is no price; write it like 0.35", s)
}

// readPrice reads digits with at most one point.
func readPrice(s string) (ecsapi.Price, bool) {
	whole, part, _ := strings.Cut(s, ".")
	if len(part) > 6 || whole+part == "" {
		return 0, false
	}
	n, err := strconv.ParseUint("0"+whole+part+strings.Repeat("0", 6-len(part)), 10, 62)
	return ecsapi.Price(n), err == nil
}

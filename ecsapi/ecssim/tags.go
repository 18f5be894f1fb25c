package ecssim

import (
	"net/http"
	"slices"
	"strconv"
)

// tagPairs reads Tag.N.Key and Tag.N.Value as conditions: a value of "" accepts
// any value.
func (p params) tagPairs() ([]tag, error) {
	var all []tag
	for n := 1; ; n++ {
		prefix := "Tag." + strconv.Itoa(n)
		t := tag{p[prefix+".Key"], p[prefix+".Value"]}
		switch {
		case t == tag{}:
			return all, nil
		case t.key == "":
			return nil, &apiError{http.StatusBadRequest, "InvalidTag.Mismatch", "The specified Tag.n.Key and Tag.n.Value are not match."}
		case n > 20:
			return nil, &apiError{http.StatusBadRequest, "InvalidTagCount", "The specified tags are beyond the permitted range."}
		}
		all = append(all, t)
	}
}

// carries is whether tags satisfy every condition.
func carries(tags, wanted []tag) bool {
	return !slices.ContainsFunc(wanted, func(w tag) bool {
		return !slices.ContainsFunc(tags, func(t tag) bool {
			return t.key == w.key && (w.value == "" || t.value == w.value)
		})
	})
}

package ecssim

import (
	"ecsdeck/ecsapi/ecssim/rpc"
	"net/http"
	"slices"
	"strconv"
)

// readTagPairs reads Tag.N.Key and Tag.N.Value as conditions: a value of "" accepts
// any value.
func readTagPairs(p rpc.Params) ([]tag, error) {
	var all []tag
	for n := 1; ; n++ {
		prefix := "Tag." + strconv.Itoa(n)
		t := tag{key: p[prefix+".Key"], value: p[prefix+".Value"]}
		switch {
		case t == tag{}:
			return all, nil
		case t.key == "":
			return nil, &rpc.Error{Status: http.StatusBadRequest, Code: "InvalidTag.Mismatch", Message: "The specified Tag.n.Key and Tag.n.Value are not match."}
		case n > maxTags:
			return nil, errTagCount
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

// maxTags is how many tags a resource has at most.
const maxTags = 20

// readTags reads Tag.N.Key and Tag.N.Value as tags to give to what is created.
func readTags(p rpc.Params) ([]tag, error) {
	var tags []tag
	for n := 1; ; n++ {
		prefix := "Tag." + strconv.Itoa(n)
		key, given := p[prefix+".Key"]
		value := p[prefix+".Value"]
		switch {
		case !given && value == "":
			return tags, nil
		case n > maxTags:
			return nil, errTagCount
		case key == "" || !properTag(key, 128):
			return nil, errTagKey
		case !properTag(value, 128):
			return nil, errTagValue
		case slices.ContainsFunc(tags, func(t tag) bool { return t.key == key }):
			return nil, errTagTwice
		}
		tags = append(tags, tag{key: key, value: value})
	}
}

package world

import (
	"slices"
	"strconv"
	"strings"

	"ecsdeck/ecsapi/ecssim/rpc"
)

// ReadTagPairs reads Tag.N.Key and Tag.N.Value as conditions: a value of "" accepts any value.
func ReadTagPairs(p rpc.Params) ([]Tag, error) {
	var all []Tag
	for n := 1; ; n++ {
		prefix := "Tag." + strconv.Itoa(n)
		t := Tag{Key: p[prefix+".Key"], Value: p[prefix+".Value"]}
		switch {
		case t == Tag{}:
			return all, nil
		case t.Key == "":
			return nil, rpc.NewError(400, "InvalidTag.Mismatch", "The specified Tag.n.Key and Tag.n.Value are not match.")
		case n > MaxTags:
			return nil, ErrTagCount
		}
		all = append(all, t)
	}
}

// Carries is whether tags satisfy every condition.
func Carries(tags, wanted []Tag) bool {
	return !slices.ContainsFunc(wanted, func(w Tag) bool {
		return !slices.ContainsFunc(tags, func(t Tag) bool {
			return t.Key == w.Key && (w.Value == "" || t.Value == w.Value)
		})
	})
}

// MaxTags is how many tags a resource has at most.
const MaxTags = 20

// ReadTags reads Tag.N.Key and Tag.N.Value as tags to give to what is created.
func ReadTags(p rpc.Params) ([]Tag, error) {
	var tags []Tag
	for n := 1; ; n++ {
		prefix := "Tag." + strconv.Itoa(n)
		key, given := p[prefix+".Key"]
		value := p[prefix+".Value"]
		switch {
		case !given && value == "":
			return tags, nil
		case n > MaxTags:
			return nil, ErrTagCount
		case key == "" || !ProperTag(key):
			return nil, ErrTagKey
		case !ProperTag(value):
			return nil, errTagValue
		case slices.ContainsFunc(tags, func(t Tag) bool { return t.Key == key }):
			return nil, ErrTagTwice
		case slices.ContainsFunc(tags, func(t Tag) bool { return strings.EqualFold(t.Key, key) }):
			return nil, ErrTagCase
		}
		tags = append(tags, Tag{Key: key, Value: value})
	}
}

// WireTag is a tag as it is answered.
type WireTag struct{ TagKey, TagValue string }

// WireLock is a lock as it is answered.
type WireLock struct{ LockReason, LockMsg string }

// WireLocks are the locks of what is locked for a reason, none without one.
func WireLocks(reason string) []WireLock {
	if reason == "" {
		return []WireLock{}
	}
	return []WireLock{{LockReason: reason}}
}

// WireTags are tags as they are answered.
func WireTags(tags []Tag) []WireTag {
	out := make([]WireTag, len(tags))
	for n, t := range tags {
		out[n] = WireTag{TagKey: t.Key, TagValue: t.Value}
	}
	return out
}

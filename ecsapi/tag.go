package ecsapi

import (
	"context"
	"slices"
)

// Tag is a key and a value attached to an instance.
type Tag struct{ Key, Value string }

// MaxTagged is how many instances one call tags, at most.
const MaxTagged = 50

// MaxTags is how many tags an instance has, and how many one call sets or
// takes away, at most.
const MaxTags = 20

// Tag gives tags to at most MaxTagged instances of a region (TagResources), to
// all of them or to none. A tag whose key an instance has replaces that one's
// value. See Delete for what it returns; to set the same twice does no harm.
func (c *Client) Tag(ctx context.Context, region RegionID, ids []InstanceID, tags []Tag) ([]Outcome, error) {
	switch {
	case len(tags) < 1 || len(tags) > MaxTags:
		return nil, invalidCall(TagResources, region, "{tags} tags are not from 1 to {most}", len(tags), MaxTags)
	case slices.ContainsFunc(tags, func(t Tag) bool { return t.Key == "" }):
		return nil, invalidCall(TagResources, region, "a tag has no key")
	}
	return c.writeAll(ctx, TagResources, region, ids, MaxTagged, withTags(instances(ids), tags))
}

// Untag takes the tags with the given keys from at most MaxTagged instances of
// a region (UntagResources), from all of them or from none. Keys that an
// instance does not have are no error. See Delete for what it returns.
func (c *Client) Untag(ctx context.Context, region RegionID, ids []InstanceID, keys []string) ([]Outcome, error) {
	switch {
	case len(keys) < 1 || len(keys) > MaxTags:
		return nil, invalidCall(UntagResources, region, "{tags} tags are not from 1 to {most}", len(keys), MaxTags)
	case slices.Contains(keys, ""):
		return nil, invalidCall(UntagResources, region, "a tag has no key")
	}
	return c.writeAll(ctx, UntagResources, region, ids, MaxTagged, withList(instances(ids), "TagKey", keys))
}

// instances are the parameters of what is tagged.
func instances(ids []InstanceID) params {
	return withList(params{"ResourceType": "instance"}, "ResourceId", ids)
}

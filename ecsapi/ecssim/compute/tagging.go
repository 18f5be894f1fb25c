package compute

import (
	"errors"
	"slices"

	"ecsdeck/ecsapi/ecssim/rpc"
	"ecsdeck/ecsapi/ecssim/world"
)

// maxTagged is how many resources one call tags.
const maxTagged = 50

// Errors of tagging.
var (
	errTagNothing   = rpc.NewError(404, "MissingParameter.Tags", "The parameter - Tags should not be null")
	errTagNoType    = rpc.NewError(404, "MissingParameter.ResourceType", "The parameter - ResourceType should not be null")
	errTagType      = rpc.NewError(404, "InvalidResourceType.NotFound", "The ResourceType provided does not exist in our records.")
	errTagResource  = rpc.NewError(404, "InvalidResourceId.NotFound", "The specified ResourceIds are not found in our records.")
	errTagResources = rpc.NewError(400, "NumberExceed.ResourceIds", "The ResourceIds parameter's number is exceed , Valid : 50")
	errTagTooMany   = rpc.NewError(400, "NumberExceed.Tags", "The Tags parameter's number is exceed , Valid : 20")
	errTagQuota     = rpc.NewError(400, "OperationDenied.QuotaExceed", "The quota of tags on resource is beyond permitted range.")
)

// taggable are the types of resource that have tags. Only those of instances can be changed here.
var taggable = []string{
	"instance", "disk", "snapshot", "image", "securitygroup", "volume", "eni", "ddh", "ddhcluster", "keypair",
	"launchtemplate", "reservedinstance", "snapshotpolicy", "elasticityassurance", "capacityreservation",
}

var _ = Actions.Add("TagResources", tagResources, `
	MissingParameter.Tags MissingParameter.ResourceType InvalidResourceType.NotFound InvalidResourceId.NotFound
	NumberExceed.ResourceIds NumberExceed.Tags InvalidTagKey.Malformed InvalidTagValue.Malformed Duplicate.TagKey
	TagKey.Duplication OperationDenied.QuotaExceed UnsupportedParameter`)

// tagResources gives tags to instances, to all that are named or to none. A tag
// takes the place of one with the same key.
func tagResources(c *world.Cloud, call *world.Call) (rpc.Answer, error) {
	given, err := world.ReadTags(call.Params)
	switch {
	case errors.Is(err, world.ErrTagCount):
		return nil, errTagTooMany
	case err != nil:
		return nil, err
	case len(given) == 0:
		return nil, errTagNothing
	}
	return retag(c, call, func(tags []world.Tag) []world.Tag {
		tags = without(tags, func(t world.Tag) bool {
			return slices.ContainsFunc(given, func(g world.Tag) bool { return g.Key == t.Key })
		})
		return append(tags, given...)
	})
}

var _ = Actions.Add("UntagResources", untagResources, `
	MissingParameter.Tags MissingParameter.ResourceType InvalidResourceType.NotFound InvalidResourceId.NotFound
	NumberExceed.ResourceIds NumberExceed.Tags InvalidTagKey.Malformed Duplicate.TagKey UnsupportedParameter`)

// untagResources takes tags from instances: those with certain keys or, if none
// is named, all. A key that an instance doesn't have is no error.
func untagResources(c *world.Cloud, call *world.Call) (rpc.Answer, error) {
	all, err := call.Flag("All")
	if err != nil {
		return nil, err
	}
	keys := call.List("TagKey")
	switch {
	case len(keys) > world.MaxTags:
		return nil, errTagTooMany
	case len(keys) == 0 && !all:
		return nil, errTagNothing
	}
	for n, key := range keys {
		switch {
		case key == "" || !world.ProperTag(key):
			return nil, world.ErrTagKey
		case slices.Contains(keys[:n], key):
			return nil, world.ErrTagTwice
		}
	}
	return retag(c, call, func(tags []world.Tag) []world.Tag {
		return without(tags, func(t world.Tag) bool { return len(keys) == 0 || slices.Contains(keys, t.Key) })
	})
}

// without is a copy of tags that lacks some: instances made by one call begin with the same list.
func without(tags []world.Tag, gone func(world.Tag) bool) []world.Tag {
	return slices.DeleteFunc(slices.Clone(tags), gone)
}

// retag changes the tags of the instances a call names, unless one of them
// would then have too many.
func retag(c *world.Cloud, call *world.Call, change func([]world.Tag) []world.Tag) (rpc.Answer, error) {
	r, err := c.RegionOf(call)
	if err != nil {
		return nil, err
	}
	ids := call.List("ResourceId")
	switch kind := call.Params["ResourceType"]; {
	case kind == "":
		return nil, errTagNoType
	case !slices.Contains(taggable, kind):
		return nil, errTagType
	case kind != "instance":
		return nil, rpc.Unsupported("ResourceType")
	case len(ids) == 0:
		return nil, rpc.Missing("ResourceId")
	case len(ids) > maxTagged:
		return nil, errTagResources
	}
	r.Lock(call.Now)
	defer r.Unlock()
	changed := make([][]world.Tag, len(ids))
	for n, id := range ids {
		i := r.ByID[id]
		if i == nil {
			return nil, errTagResource
		}
		if changed[n] = change(i.Tags); len(changed[n]) > world.MaxTags {
			return nil, errTagQuota
		}
	}
	for n, id := range ids {
		r.ByID[id].Tags = changed[n]
	}
	return &rpc.Reply{}, nil
}

package ecssim

import (
	"ecsdeck/ecsapi/ecssim/rpc"
	"net/http"
	"slices"
)

// maxTagged is how many resources one call tags.
const maxTagged = 50

// Errors of tagging.
var (
	errTagNothing = &rpc.Error{Status: http.StatusNotFound, Code: "MissingParameter.Tags",
		Message: "The parameter - Tags should not be null"}
	errTagNoType = &rpc.Error{Status: http.StatusNotFound, Code: "MissingParameter.ResourceType",
		Message: "The parameter - ResourceType should not be null"}
	errTagType = &rpc.Error{Status: http.StatusNotFound, Code: "InvalidResourceType.NotFound",
		Message: "The ResourceType provided does not exist in our records."}
	errTagResource = &rpc.Error{Status: http.StatusNotFound, Code: "InvalidResourceId.NotFound",
		Message: "The specified ResourceIds are not found in our records."}
	errTagResources = &rpc.Error{Status: http.StatusBadRequest, Code: "NumberExceed.ResourceIds",
		Message: "The ResourceIds parameter's number is exceed , Valid : 50"}
	errTagTooMany = &rpc.Error{Status: http.StatusBadRequest, Code: "NumberExceed.Tags",
		Message: "The Tags parameter's number is exceed , Valid : 20"}
	errTagQuota = &rpc.Error{Status: http.StatusBadRequest, Code: "OperationDenied.QuotaExceed",
		Message: "The quota of tags on resource is beyond permitted range."}
)

// taggable are the types of resource that have tags. Only those of instances
// can be changed here.
var taggable = []string{
	"instance", "disk", "snapshot", "image", "securitygroup", "volume", "eni", "ddh", "ddhcluster", "keypair",
	"launchtemplate", "reservedinstance", "snapshotpolicy", "elasticityassurance", "capacityreservation",
}

// tagResources gives tags to instances, to all that are named or to none. A tag
// takes the place of one with the same key.
func tagResources(c *world, call *call) (rpc.Answer, error) {
	given, err := readTags(call.Params)
	switch {
	case err == errTagCount:
		return nil, errTagTooMany
	case err != nil:
		return nil, err
	case len(given) == 0:
		return nil, errTagNothing
	}
	return retag(c, call, func(tags []tag) []tag {
		tags = without(tags, func(t tag) bool {
			return slices.ContainsFunc(given, func(g tag) bool { return g.key == t.key })
		})
		return append(tags, given...)
	})
}

// untagResources takes tags from instances: those with certain keys or, if none
// is named, all. A key that an instance doesn't have is no error.
func untagResources(c *world, call *call) (rpc.Answer, error) {
	all, err := call.Flag("All")
	if err != nil {
		return nil, err
	}
	keys := call.List("TagKey")
	switch {
	case len(keys) > maxTags:
		return nil, errTagTooMany
	case len(keys) == 0 && !all:
		return nil, errTagNothing
	}
	for n, key := range keys {
		switch {
		case key == "" || !properTag(key, 128):
			return nil, errTagKey
		case slices.Contains(keys[:n], key):
			return nil, errTagTwice
		}
	}
	return retag(c, call, func(tags []tag) []tag {
		return without(tags, func(t tag) bool { return len(keys) == 0 || slices.Contains(keys, t.key) })
	})
}

// without is a copy of tags that lacks some: instances made by one call begin
// with the same list.
func without(tags []tag, gone func(tag) bool) []tag {
	return slices.DeleteFunc(slices.Clone(tags), gone)
}

// retag changes the tags of the instances a call names, unless one of them
// would then have too many.
func retag(c *world, call *call, change func([]tag) []tag) (rpc.Answer, error) {
	r, err := c.regionOf(call)
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
	r.mu.Lock()
	defer r.mu.Unlock()
	r.settle(call.now)
	changed := make([][]tag, len(ids))
	for n, id := range ids {
		i := r.byID[id]
		if i == nil {
			return nil, errTagResource
		}
		if changed[n] = change(i.tags); len(changed[n]) > maxTags {
			return nil, errTagQuota
		}
	}
	for n, id := range ids {
		r.byID[id].tags = changed[n]
	}
	return &rpc.Reply{}, nil
}

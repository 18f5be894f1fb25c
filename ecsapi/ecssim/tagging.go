package ecssim

import (
	"net/http"
	"slices"
)

// maxTagged is how many resources one call tags.
const maxTagged = 50

// Errors of tagging.
var (
	errTagNothing = &apiError{status: http.StatusNotFound, code: "MissingParameter.Tags",
		message: "The parameter - Tags should not be null"}
	errTagNoType = &apiError{status: http.StatusNotFound, code: "MissingParameter.ResourceType",
		message: "The parameter - ResourceType should not be null"}
	errTagType = &apiError{status: http.StatusNotFound, code: "InvalidResourceType.NotFound",
		message: "The ResourceType provided does not exist in our records."}
	errTagResource = &apiError{status: http.StatusNotFound, code: "InvalidResourceId.NotFound",
		message: "The specified ResourceIds are not found in our records."}
	errTagResources = &apiError{status: http.StatusBadRequest, code: "NumberExceed.ResourceIds",
		message: "The ResourceIds parameter's number is exceed , Valid : 50"}
	errTagTooMany = &apiError{status: http.StatusBadRequest, code: "NumberExceed.Tags",
		message: "The Tags parameter's number is exceed , Valid : 20"}
	errTagQuota = &apiError{status: http.StatusBadRequest, code: "OperationDenied.QuotaExceed",
		message: "The quota of tags on resource is beyond permitted range."}
)

// taggable are the types of resource that have tags. Only those of instances
// can be changed here.
var taggable = []string{
	"instance", "disk", "snapshot", "image", "securitygroup", "volume", "eni", "ddh", "ddhcluster", "keypair",
	"launchtemplate", "reservedinstance", "snapshotpolicy", "elasticityassurance", "capacityreservation",
}

// tagResources gives tags to instances, to all that are named or to none. A tag
// takes the place of one with the same key.
func tagResources(c *world, call *call) (stamped, error) {
	given, err := readTags(call.params)
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
func untagResources(c *world, call *call) (stamped, error) {
	all, err := call.flag("All")
	if err != nil {
		return nil, err
	}
	keys := call.list("TagKey")
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
func retag(c *world, call *call, change func([]tag) []tag) (stamped, error) {
	r, err := c.regionOf(call)
	if err != nil {
		return nil, err
	}
	ids := call.list("ResourceId")
	switch kind := call.params["ResourceType"]; {
	case kind == "":
		return nil, errTagNoType
	case !slices.Contains(taggable, kind):
		return nil, errTagType
	case kind != "instance":
		return nil, unsupported("ResourceType")
	case len(ids) == 0:
		return nil, missing("ResourceId")
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
	return &reply{}, nil
}

package engine

import (
	"context"
	"slices"
	"strconv"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
)

// tagging sets tags on instances, then takes others away.
type tagging struct {
	setting
	set  []ecsapi.Tag
	drop []string // keys
}

func newTagging(set []ecsapi.Tag, drop []string) tagging {
	d := tagging{set: set, drop: drop}
	d.shows = func(_ *item, in *ecsapi.Instance) bool { return d.done(in) }
	return d
}

// done reports whether the instance's tags are as asked.
func (d tagging) done(in *ecsapi.Instance) bool {
	return !slices.ContainsFunc(d.set, func(t ecsapi.Tag) bool { return !slices.Contains(in.Tags, t) }) &&
		!slices.ContainsFunc(d.drop, func(key string) bool { _, has := in.Tag(key); return has })
}

// parts are a call of each API.
func (d tagging) Parts() []Operation {
	if len(d.set) == 0 || len(d.drop) == 0 {
		return []Operation{d}
	}
	return []Operation{newTagging(d.set, nil), newTagging(nil, d.drop)}
}

func (d tagging) Traits() Traits {
	api := ecsapi.TagResources
	if len(d.set) == 0 {
		api = ecsapi.UntagResources
	}
	return Traits{API: api, MaxPerCall: ecsapi.MaxTagged, AllOrNone: true}
}

func (d tagging) Validate(time.Time) *ecsapi.Error {
	return invalidOptions(d.Traits().API, CheckTags(d.set, d.drop))
}

// CheckTags says why tags can't be set, or the keys of others not be taken
// away, or nil. Its text is English and a key of the message catalogue.
func CheckTags(set []ecsapi.Tag, drop []string) error {
	if len(set)+len(drop) == 0 {
		return optionError("name a tag to set or to take away")
	}
	if len(set) > ecsapi.MaxTags || len(drop) > ecsapi.MaxTags {
		return optionError("at most 20 tags can be set or taken away at once")
	}
	seen := map[string]bool{}
	for _, t := range set {
		switch {
		case t.Key == "" || !properTag(t.Key):
			return optionError("a tag's key has 1 to 128 characters and does not begin with aliyun, acs:, http:// or https://")
		case !properTag(t.Value):
			return optionError("a tag's value has up to 128 characters and does not begin with aliyun, acs:, http:// or https://")
		case seen[t.Key]:
			return optionError("a tag is given twice")
		}
		seen[t.Key] = true
	}
	for _, key := range drop {
		if key == "" {
			return optionError("a tag to take away has no key")
		}
		if seen[key] {
			return optionError("a tag is given twice")
		}
		seen[key] = true
	}
	return nil
}

func (d tagging) SkipReason(in *ecsapi.Instance, _ time.Time) fleet.Reason {
	if d.done(in) {
		return fleet.AlreadySo
	}
	return ""
}

func (d tagging) Params(items []*item) []Param {
	list := append([]Param{{"ResourceType", "instance"}}, listed("ResourceId", items)...)
	for i, t := range d.set {
		n := strconv.Itoa(i + 1)
		list = append(list, Param{"Tag." + n + ".Key", t.Key}, Param{"Tag." + n + ".Value", t.Value})
	}
	if len(d.set) == 0 {
		for i, key := range d.drop {
			list = append(list, Param{"TagKey." + strconv.Itoa(i+1), key})
		}
	}
	return list
}

func (d tagging) Send(ctx context.Context, c *ecsapi.Client, k *Call) ([]Answer, error) {
	var list []ecsapi.Outcome
	var err error
	if len(d.set) > 0 {
		list, err = c.Tag(ctx, k.Region, k.IDs(), d.set)
	} else {
		list, err = c.Untag(ctx, k.Region, k.IDs(), d.drop)
	}
	return answers(list), err
}

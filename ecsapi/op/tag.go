package op

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/message"
)

var tagSpec = Spec{
	Action:  fleet.ActionTag,
	Options: []string{"tags", "untag"},
	APIs:    []string{ecsapi.TagResources, ecsapi.UntagResources},
	New:     func(o fleet.ActionOptions) Operation { return newTagging(o.Tags, o.Untag) },
	Sample:  func(time.Time) fleet.ActionOptions { return fleet.ActionOptions{Tags: []ecsapi.Tag{{Key: "sample"}}} },
	Undoes:  func(o fleet.ActionOptions) bool { return len(o.Tags) == 0 },
	Before:  tagsBefore,
	After:   func(o fleet.ActionOptions, _ int) string { return strings.Join(TagChanges(o), " ") },
}

// tagsBefore are the tags of an instance that are given another value or taken away.
func tagsBefore(in *ecsapi.Instance, o fleet.ActionOptions) string {
	var was []string
	for _, t := range in.Tags {
		set := slices.IndexFunc(o.Tags, func(s ecsapi.Tag) bool { return s.Key == t.Key })
		if set >= 0 && o.Tags[set].Value != t.Value || slices.Contains(o.Untag, t.Key) {
			was = append(was, t.Key+"="+t.Value)
		}
	}
	return strings.Join(was, "\n")
}

// TagChanges are what is done to tags: "+env=prod", "-owner".
func TagChanges(o fleet.ActionOptions) (all []string) {
	for _, t := range o.Tags {
		all = append(all, "+"+strings.TrimSuffix(t.Key+"="+t.Value, "="))
	}
	for _, key := range o.Untag {
		all = append(all, "-"+key)
	}
	return all
}

// tagging sets tags on instances, then takes others away.
type tagging struct {
	setting
	set  []ecsapi.Tag
	drop []string // keys
}

func newTagging(set []ecsapi.Tag, drop []string) tagging {
	o := tagging{set: set, drop: drop}
	o.shows = func(_ *Target, in *ecsapi.Instance) bool { return o.done(in) }
	return o
}

// done reports whether the instance's tags are as asked.
func (o tagging) done(in *ecsapi.Instance) bool {
	return !slices.ContainsFunc(o.set, func(t ecsapi.Tag) bool { return !slices.Contains(in.Tags, t) }) &&
		!slices.ContainsFunc(o.drop, func(key string) bool { _, has := in.Tag(key); return has })
}

// Parts are a call of each API.
func (o tagging) Parts() []Operation {
	if len(o.set) == 0 || len(o.drop) == 0 {
		return []Operation{o}
	}
	return []Operation{newTagging(o.set, nil), newTagging(nil, o.drop)}
}

func (o tagging) Traits() Traits {
	api := ecsapi.TagResources
	if len(o.set) == 0 {
		api = ecsapi.UntagResources
	}
	return Traits{API: api, MaxPerCall: ecsapi.MaxTagged, AllOrNone: true}
}

func (o tagging) Validate(time.Time) *ecsapi.Error {
	return invalidOptions(o.Traits().API, CheckTags(o.set, o.drop))
}

// CheckTags says why tags can't be set, or the keys of others not be taken
// away, or nil. Its text is English and a key of the message catalogue.
func CheckTags(set []ecsapi.Tag, drop []string) error {
	if len(set)+len(drop) == 0 {
		return message.Errorf("name a tag to set or to take away")
	}
	if len(set) > ecsapi.MaxTags || len(drop) > ecsapi.MaxTags {
		return message.Errorf("at most 20 tags can be set or taken away at once")
	}
	seen := map[string]string{} // the keys, by what they are in lower case
	for _, t := range set {
		lower := strings.ToLower(t.Key)
		other, twice := seen[lower]
		switch {
		case t.Key == "" || !properTag(t.Key):
			return message.Errorf("a tag's key has 1 to 128 characters and does not begin with aliyun, acs:, http:// or https://")
		case !properTag(t.Value):
			return message.Errorf("a tag's value has up to 128 characters and does not begin with aliyun, acs:, http:// or https://")
		case twice && other == t.Key:
			return message.Errorf("a tag is given twice")
		case twice:
			return message.Errorf("the tags {key} and {other} differ in case only", other, t.Key)
		}
		seen[lower] = t.Key
	}
	for i, key := range drop {
		switch {
		case key == "":
			return message.Errorf("a tag to take away has no key")
		case seen[strings.ToLower(key)] == key, slices.Contains(drop[:i], key):
			return message.Errorf("a tag is given twice")
		}
	}
	return nil
}

func (o tagging) SkipReason(in *ecsapi.Instance, _ time.Time) fleet.Reason {
	if o.done(in) {
		return fleet.AlreadySo
	}
	return ""
}

func (o tagging) Params(items []*Target) []Param {
	list := append([]Param{{"ResourceType", "instance"}}, listed("ResourceId", items)...)
	for i, t := range o.set {
		n := strconv.Itoa(i + 1)
		list = append(list, Param{"Tag." + n + ".Key", t.Key}, Param{"Tag." + n + ".Value", t.Value})
	}
	if len(o.set) == 0 {
		for i, key := range o.drop {
			list = append(list, Param{"TagKey." + strconv.Itoa(i+1), key})
		}
	}
	return list
}

func (o tagging) Send(ctx context.Context, c *ecsapi.Client, call *Call) ([]Answer, error) {
	var list []ecsapi.Outcome
	var err error
	if len(o.set) > 0 {
		list, err = c.Tag(ctx, call.Region, call.ids(), o.set)
	} else {
		list, err = c.Untag(ctx, call.Region, call.ids(), o.drop)
	}
	return answers(list...), err
}

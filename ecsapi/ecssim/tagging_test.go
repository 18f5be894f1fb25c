package ecssim

import (
	"slices"
	"strconv"
	"testing"

	"ecsdeck/ecsapi/ecssim/world"
)

// tagged are the arguments that name instances to tag.
func tagged(ids []string, more ...string) []string {
	for n, id := range ids {
		more = append(more, "ResourceId."+strconv.Itoa(n+1), id)
	}
	return append(more, "ResourceType", "instance")
}

func (c *client) tagsOf(id string) []world.WireTag {
	c.t.Helper()
	i, ok := c.find(id)
	if !ok {
		c.t.Fatalf("%s is not listed", id)
	}
	return i.Tags.Tag
}

func TestTagging(t *testing.T) {
	s := newShop(t, frozen(500))
	ids := s.run("Amount", "3", "Tag.1.Key", "team", "Tag.1.Value", "core", "Tag.2.Key", "env").InstanceIdSets.InstanceIdSet
	s.settled()
	if a := s.call("TagResources", tagged(ids[:2], "Tag.1.Key", "env", "Tag.1.Value", "prod", "Tag.2.Key", "成本 中心", "Tag.2.Value", "a=b&c/d+e")...); a.status != 200 {
		t.Fatal(a.body)
	}
	want := []world.WireTag{{TagKey: "team", TagValue: "core"}, {TagKey: "env", TagValue: "prod"}, {TagKey: "成本 中心", TagValue: "a=b&c/d+e"}}
	for _, id := range ids[:2] {
		if got := s.tagsOf(id); !slices.Equal(got, want) {
			t.Errorf("%s has %v", id, got)
		}
	}
	if got := s.tagsOf(ids[2]); !slices.Equal(got, []world.WireTag{{TagKey: "team", TagValue: "core"}, {TagKey: "env", TagValue: ""}}) {
		t.Errorf("the one that was not named has %v", got)
	}
	if found := s.instances("Tag.1.Key", "成本 中心", "Tag.1.Value", "a=b&c/d+e"); len(found) != 2 {
		t.Errorf("%d are found by the tag", len(found))
	}

	s.call("UntagResources", tagged(ids[:1], "TagKey.1", "team", "TagKey.2", "never")...)
	s.call("UntagResources", tagged(ids[1:2], "All", "true")...)
	if got := s.tagsOf(ids[0]); !slices.Equal(got, want[1:]) {
		t.Errorf("without team: %v", got)
	}
	if got := s.tagsOf(ids[1]); len(got) != 0 {
		t.Errorf("without all: %v", got)
	}
	if got := s.tagsOf(ids[2]); len(got) != 2 {
		t.Errorf("the one that was not named has %v", got)
	}
	// All means nothing beside keys.
	s.call("UntagResources", tagged(ids[2:], "All", "true", "TagKey.1", "env")...)
	if got := s.tagsOf(ids[2]); !slices.Equal(got, []world.WireTag{{TagKey: "team", TagValue: "core"}}) {
		t.Errorf("without env: %v", got)
	}
}

func TestTaggingIsWhole(t *testing.T) {
	s := newShop(t, frozen(500))
	ids := s.run("Amount", "2").InstanceIdSets.InstanceIdSet
	s.settled()
	expect(t, s.call("TagResources", tagged(append(ids[:1:1], "i-none"), "Tag.1.Key", "env")...), 404, "InvalidResourceId.NotFound")
	var many []string
	for n := range world.MaxTags {
		many = append(many, "Tag."+strconv.Itoa(n+1)+".Key", "k"+strconv.Itoa(n))
	}
	s.call("TagResources", tagged(ids[1:], "Tag.1.Key", "env")...)
	expect(t, s.call("TagResources", tagged(ids, many...)...), 400, "OperationDenied.QuotaExceed")
	if got := s.tagsOf(ids[0]); len(got) != 0 {
		t.Errorf("tagged in part: %v", got)
	}
	if a := s.call("TagResources", tagged(ids[:1], many...)...); a.status != 200 || len(s.tagsOf(ids[0])) != world.MaxTags {
		t.Errorf("%s, %v", a.body, s.tagsOf(ids[0]))
	}
}

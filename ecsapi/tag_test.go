package ecsapi

import (
	"fmt"
	"slices"
	"testing"
	"testing/synctest"

	"ecsdeck/ecsapi/ecssim"
)

func TestTagAndUntag(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newShop(t, ecssim.Config{Instances: 60}, Options{})
		ids := s.run(3, func(l *Launch) { l.Tags = []Tag{{"env", "test"}} })
		tags := []Tag{{"env", "prod"}, {"团队 a/b", "x=1&y=2+3 %41 \"'<>"}, {"flag", ""}}
		o, err := s.c.Tag(s.ctx, s.region, ids[:2], tags)
		if err != nil || len(o) != 2 || o[1].ID != ids[1] || o[1].RequestID == "" || o[1].Err != nil {
			t.Fatalf("%+v %v", o, err)
		}
		for _, id := range ids[:2] {
			if got := s.one(id).Tags; !slices.Equal(got, tags) {
				t.Errorf("%s has %v", id, got)
			}
		}
		if got := s.one(ids[2]).Tags; !slices.Equal(got, []Tag{{"env", "test"}}) {
			t.Errorf("the third has %v", got)
		}
		found, err := s.c.Instances(s.ctx, Query{Region: s.region, Tags: tags})
		if err != nil || len(found) != 2 {
			t.Errorf("%d are found by all tags, %v", len(found), err)
		}
		if o, err := s.c.Untag(s.ctx, s.region, ids, []string{"env", "团队 a/b", "never"}); err != nil || len(o) != 3 {
			t.Errorf("%+v %v", o, err)
		}
		if a, b := s.one(ids[0]).Tags, s.one(ids[2]).Tags; !slices.Equal(a, tags[2:]) || len(b) != 0 {
			t.Errorf("left are %v and %v", a, b)
		}

		// All or nothing.
		_, err = s.c.Tag(s.ctx, s.region, append(slices.Clone(ids), "i-none"), []Tag{{"all", ""}})
		refused(t, err, KindNotFound, "InvalidResourceId.NotFound")
		_, err = s.c.Untag(s.ctx, s.region, append(slices.Clone(ids), "i-none"), []string{"flag"})
		refused(t, err, KindNotFound, "InvalidResourceId.NotFound")
		_, err = s.c.Tag(s.ctx, s.region, ids, []Tag{{"acs:x", ""}})
		refused(t, err, KindInvalid, "InvalidTagKey.Malformed")
		var many []Tag
		for n := range MaxTags {
			many = append(many, Tag{fmt.Sprint("k", n), ""})
		}
		_, err = s.c.Tag(s.ctx, s.region, ids, many)
		refused(t, err, KindInvalid, "OperationDenied.QuotaExceed") // the first has one already
		if a, c := s.one(ids[0]).Tags, s.one(ids[2]).Tags; !slices.Equal(a, tags[2:]) || len(c) != 0 {
			t.Errorf("left are %v and %v", a, c)
		}
		s.loses(TagResources)
		_, err = s.c.Tag(s.ctx, s.region, ids, []Tag{{"late", "1"}})
		lost(t, err)
		if v, ok := s.one(ids[2]).Tag("late"); !ok || v != "1" {
			t.Error("the lost one was not carried out")
		}
	})
}

func TestTagsThatNeverLeave(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newShop(t, ecssim.Config{Instances: 20}, Options{})
		ids := s.run(1)
		s.cloud.ResetStats()
		for _, tags := range [][]Tag{nil, {{"", "v"}}, {{"k", "v"}, {"", ""}}, make([]Tag, 21)} {
			_, err := s.c.Tag(s.ctx, s.region, ids, tags)
			unmade(t, err)
		}
		// A key that is left out of the call must not let it take all tags away.
		for _, keys := range [][]string{nil, {""}, {"k", ""}, make([]string, 21)} {
			_, err := s.c.Untag(s.ctx, s.region, ids, keys)
			unmade(t, err)
		}
		_, err := s.c.Tag(s.ctx, s.region, make([]InstanceID, 51), []Tag{{"k", "v"}})
		unmade(t, err)
		_, err = s.c.Tag(s.ctx, s.region, []InstanceID{ids[0], ""}, []Tag{{"k", "v"}})
		unmade(t, err)
		if o, err := s.c.Tag(s.ctx, s.region, nil, []Tag{{"k", "v"}}); o != nil || err != nil {
			t.Errorf("nothing gave %v, %v", o, err)
		}
		if len(s.cloud.Stats().Calls) != 0 {
			t.Errorf("%v left", s.cloud.Stats().Calls)
		}
	})
}

func TestSetAttributes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newShop(t, ecssim.Config{Instances: 60}, Options{})
		id, paid := s.run(1)[0], s.run(1, subscribed)[0]
		on, off := true, false
		for _, name := range []string{"订单-服务_01", "a:b.c-d", "Ünïcode"} {
			o, err := s.c.SetAttributes(s.ctx, s.region, id, Attributes{Name: name})
			if got := s.one(id).Name; err != nil || got != name || o.ID != id || o.RequestID == "" {
				t.Errorf("it is called %q, not %q; %+v, %v", got, name, o, err)
			}
		}
		_, err := s.c.SetAttributes(s.ctx, s.region, id, Attributes{Name: "x"})
		refused(t, err, KindInvalid, "InvalidInstanceName.Malformed")
		if _, err := s.c.SetAttributes(s.ctx, s.region, id, Attributes{Description: "运维, ask first"}); err != nil || s.one(id).Description != "运维, ask first" {
			t.Errorf("%+v, %v", s.one(id), err)
		}
		_, err = s.c.SetAttributes(s.ctx, s.region, id, Attributes{Description: "x"})
		refused(t, err, KindInvalid, "InvalidDescription.Malformed")
		name := s.one(id).Name
		if _, err := s.c.SetAttributes(s.ctx, s.region, id, Attributes{Protected: &on}); err != nil || !s.one(id).DeletionProtection || s.one(id).Name != name {
			t.Errorf("%+v, %v", s.one(id), err)
		}
		if _, err := s.c.SetAttributes(s.ctx, s.region, id, Attributes{Protected: &off}); err != nil || s.one(id).DeletionProtection {
			t.Errorf("%+v, %v", s.one(id), err)
		}
		_, err = s.c.SetAttributes(s.ctx, s.region, paid, Attributes{Protected: &on})
		refused(t, err, KindState, "InvalidChargeType.ValueNotSupported")
		_, err = s.c.SetAttributes(s.ctx, s.region, "i-none", Attributes{Name: "web"})
		refused(t, err, KindNotFound, "InvalidInstanceId.NotFound")
		_, err = s.c.SetAttributes(s.ctx, s.region, id, Attributes{})
		unmade(t, err)
	})
}

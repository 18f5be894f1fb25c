package op

import (
	"testing"

	"ecsdeck/ecsapi"
)

// The cloud takes keys that differ in case only for one key given twice.
func TestCheckTags(t *testing.T) {
	set := func(keys ...string) (tags []ecsapi.Tag) {
		for _, k := range keys {
			tags = append(tags, ecsapi.Tag{Key: k})
		}
		return tags
	}
	for _, tt := range []struct {
		set  []ecsapi.Tag
		drop []string
		want string
	}{
		{set("env", "team"), []string{"owner", "Owner"}, ""}, // the cloud may have them from before
		{set("env", "env"), nil, "a tag is given twice"},
		{set("env", "Env"), nil, "the tags env and Env differ in case only"},
		{set("env"), []string{"env"}, "a tag is given twice"},
		{set("env"), []string{"Env"}, ""}, // how one is renamed to the other
		{nil, []string{"env", "env"}, "a tag is given twice"},
		{nil, []string{""}, "a tag to take away has no key"},
	} {
		got := ""
		if err := CheckTags(tt.set, tt.drop); err != nil {
			got = err.Error()
		}
		if got != tt.want {
			t.Errorf("%v without %v: %q, want %q", tt.set, tt.drop, got, tt.want)
		}
	}
}

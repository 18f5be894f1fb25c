package filter

import (
	"slices"
	"testing"
)

func TestSuggest(t *testing.T) {
	regions := []string{"cn-hangzhou", "cn-beijing", "cn-shanghai", "ap-southeast-1", "us-east-1", "us-west-1"}
	for word, want := range map[string][]string{
		"cn-hangzuo": {"cn-hangzhou"},
		"hangzhou":   {"cn-hangzhou"},
		"CN-BEIJING": {"cn-beijing"},
		"us-esat-1":  {"us-east-1", "us-west-1"},
		"mars":       nil,
		"":           nil,
	} {
		if got := Suggest(word, regions); !slices.Equal(got, want) {
			t.Errorf("nearest to %q are %v, want %v", word, got, want)
		}
	}
}

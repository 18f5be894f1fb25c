package filter

import (
	"slices"
	"testing"
)

func TestHits(t *testing.T) {
	for _, c := range []struct {
		src  string
		f    Field
		text string
		want [][2]int
	}{
		{"web", Name, "my-web-web", [][2]int{{3, 6}, {7, 10}}},
		{"WEB eb-", Name, "my-web-1", [][2]int{{3, 7}}},
		{"web", Status, "web", nil},
		{"name:we", ID, "we", nil},
		{"name:we", Name, "web", [][2]int{{0, 2}}},
		{"!web", Name, "web", nil},
		{"a or (b not c)", Name, "abc", [][2]int{{0, 2}}},
		{"name=web", Name, "web", [][2]int{{0, 3}}},
		{"name=web", Name, "web1", nil},
		{"w*b", Name, "web", [][2]int{{0, 3}}},
		{`name~\d+`, Name, "a12-3", [][2]int{{1, 3}, {4, 5}}},
		{"name~x*", Name, "abc", nil},
		{"单", Name, "订单", [][2]int{{3, 6}}},
		{"status:running", Status, "Running", [][2]int{{0, 7}}},
		{"web", Name, "", nil},
		{"", Name, "web", nil},
	} {
		if got := mustParse(t, c.src).Hits(c.f, c.text); !slices.Equal(got, c.want) {
			t.Errorf("%s in %s: %v", c.src, c.text, got)
		}
	}
}

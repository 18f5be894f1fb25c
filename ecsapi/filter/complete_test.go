package filter

import (
	"slices"
	"strings"
	"testing"
)

// rowsToComplete have types, names, tag keys and values of env.
func rowsToComplete() []*row {
	return []*row{
		{status: "Running", typ: "ecs.g7.large", name: "order service", tags: []tag{{"env", "prod"}, {"my key", "x"}}},
		{status: "Running", typ: "ecs.g7.large", name: "web-1", tags: []tag{{"env", "prod"}}},
		{status: "Stopped", typ: "ecs.g7.xlarge", name: "web-1", tags: []tag{{"env", "pre, old"}}},
		{status: "Stopped", typ: "ecs.c7.large", name: "web-1"},
	}
}

func TestComplete(t *testing.T) {
	for _, c := range []struct {
		src  string // | is the cursor
		want []string
	}{
		{"st|", []string{"status:|"}},
		{"S|", []string{"status:|", "spot:|", "sg:|"}},
		{"web !st|", []string{"web !status:|"}},
		{"nothing|", nil},
		{"st|:running", []string{"status:|running"}},
		{"s|tatus:running", []string{"status:|running", "spot:|running", "sg:|running"}},
		{"status:sto|", []string{"status:stopping|", "status:stopped|"}},
		{"!status:stopped,sto|", []string{"!status:stopped,stopping|"}},
		{"status:|running,stopped", []string{"status:pending|,stopped", "status:starting|,stopped", "status:running|,stopped", "status:stopping|,stopped", "status:stopped|,stopped", "status:changing|,stopped"}},
		{"status:ru|n web", []string{"status:running| web"}},
		{"spot:spotas|", []string{"spot:price-go|"}},
		{"type:g7|", []string{"type:g7.large|", "type:g7.xlarge|"}},
		{"type:g7.large,g7|", []string{"type:g7.large,g7.xlarge|"}},
		{"type:ecs.c|", []string{"type:ecs.c7.large|"}},
		{"name:or|", []string{`name:"order service"|`}},
		{`name:"order s|`, []string{`name:"order service"|`}},
		{"tag:e|", []string{"tag:env=|"}},
		{"tag:|", []string{"tag:env=|", `tag:"my key"=|`}},
		{"tag:env=pr|", []string{"tag:env=prod|", `tag:env="pre, old"|`}},
		{"tag:env=prod,p|", []string{`tag:env=prod,"pre, old"|`}},
		{"nofield:a|", nil},
		{"-st|", []string{"-status:|"}},
		{"(web or st|)", []string{"(web or status:|)"}},
		{"status!=sto|", []string{"status!=stopping|", "status!=stopped|"}},
		{"name=or|", []string{`name="order service"|`}},
		{"tag:env!=pro|", []string{"tag:env!=prod|"}},
		{"vcpu>|", nil},
		{"name~w|", nil},
	} {
		before, after, _ := strings.Cut(c.src, "|")
		var got []string
		for _, done := range Instances.Complete(before+after, len(before), slices.Values(rowsToComplete())) {
			text, cursor := done.Apply(before + after)
			got = append(got, text[:cursor]+"|"+text[cursor:])
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s:\ngot  %q\nwant %q", c.src, got, c.want)
		}
	}
}

func TestCompleteOffersEveryField(t *testing.T) {
	for _, src := range []string{"", "web "} {
		if got := Instances.Complete(src, len(src), nil); len(got) != len(Instances.fields) {
			t.Errorf("%q: %d completions, want the %d fields", src, len(got), len(Instances.fields))
		}
	}
	if got := Instances.Complete("type:", 5, nil); got != nil {
		t.Errorf("without a fleet: %v", got)
	}
}

// Fields tell what they are, values how many rows have them, of most rows first.
func TestCompletionsTellWhatTheyAre(t *testing.T) {
	got := SpotOffers.Complete("vc", 2, nil)
	if len(got) != 1 || got[0].About != "number of vCPUs" {
		t.Errorf("%+v", got)
	}
	for src, want := range map[string][]int{"status:r": {2}, "name:": {3, 1}, "tag:": {3, 1}, "tag:env=": {2, 1}} {
		var counts []int
		for _, c := range Instances.Complete(src, len(src), slices.Values(rowsToComplete())) {
			counts = append(counts, c.Count)
		}
		if !slices.Equal(counts, want) {
			t.Errorf("%s: %v, want %v", src, counts, want)
		}
	}
}

// However many rows there are, few are looked at.
func TestCompleteLooksAtFewRows(t *testing.T) {
	n := 0
	endless := func(yield func(*row) bool) {
		for yield(web()) {
			n++
		}
	}
	if got := Instances.Complete("name:", 5, endless); len(got) != 1 || n > rowsLookedAt {
		t.Errorf("%v from %d rows", got, n)
	}
}

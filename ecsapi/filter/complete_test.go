package filter

import (
	"slices"
	"strings"
	"testing"
)

// known answers for the fleet: types, tag keys and the values of env.
func known(f Field, prefix string) []string {
	all := map[Field][]string{
		Type: {"ecs.g7.large", "ecs.g7.xlarge", "ecs.c7.large"},
		Name: {"order service", "web-1"},
		Tag:  {"env=prod", "env=pre, old"},
	}[f]
	if f == Tag && !strings.Contains(prefix, "=") {
		all = []string{"env", "my key"}
	}
	var out []string
	for _, v := range all {
		switch {
		case f == Type && strings.Contains(v, prefix):
			out = append(out, v)
		case strings.HasPrefix(v, prefix):
			out = append(out, strings.TrimPrefix(v, "env="))
		}
	}
	return out
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
		{"type:g7|", []string{"type:ecs.g7.large|", "type:ecs.g7.xlarge|"}},
		{"type:ecs.g7.large,g7|", []string{"type:ecs.g7.large,ecs.g7.xlarge|"}},
		{"name:or|", []string{`name:"order service"|`}},
		{`name:"order s|`, []string{`name:"order service"|`}},
		{"tag:e|", []string{"tag:env=|"}},
		{"tag:|", []string{"tag:env=|", `tag:"my key"=|`}},
		{"tag:env=pr|", []string{"tag:env=prod|", `tag:env="pre, old"|`}},
		{"tag:env=prod,p|", []string{`tag:env=prod,"pre, old"|`}},
		{"nofield:a|", nil},
	} {
		before, after, _ := strings.Cut(c.src, "|")
		var got []string
		for _, done := range Instances.Complete(before+after, len(before), known) {
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

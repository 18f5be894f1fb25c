package shell

import (
	"encoding/json"
	"reflect"
	"testing"

	"go.yaml.in/yaml/v3"

	"ecsdeck/ecsapi/randtest"
)

// A reader of YAML finds what a reader of JSON does.
func TestYAMLSaysWhatJSONSays(t *testing.T) {
	rng := randtest.New(t)
	parts := []string{"", "a", "yes", "No", "null", "~", "true", "1", "1e5", "0x1f", "-", "- a", "a: b", "#", "?", "i-bp1example", "2026-03-01T00:00:00Z", ".inf", "订单", " ", "\n", "\t", "\"", "\\", "'", "{", "[", "&a", "*a", "!", "|", ">", "%", "@", "`", "\x00", "\x1b[2J", "\x7f", "\u0085", "\u2028", "\ufeff", "😀", "=", "<<", "..."}
	text := func() string {
		s := ""
		for range rng.IntN(4) {
			s += parts[rng.IntN(len(parts))]
		}
		return s
	}
	var value func(depth int) any
	value = func(depth int) any {
		kind := rng.IntN(7)
		if depth == 0 {
			kind %= 5
		}
		switch kind {
		case 0:
			return nil
		case 1:
			return rng.IntN(2) == 0
		case 2:
			return float64(rng.IntN(2000)-1000) / 8
		case 5:
			list := []any{}
			for range rng.IntN(4) {
				list = append(list, value(depth-1))
			}
			return list
		case 6:
			m := map[string]any{}
			for range rng.IntN(4) {
				m[text()] = value(depth - 1)
			}
			return m
		}
		return text()
	}
	for range 3000 {
		want := value(4)
		document, err := marshal(want)
		if err != nil {
			t.Fatal(err)
		}
		out, err := appendYAML(nil, document)
		if err != nil {
			t.Fatal(err)
		}
		var got any
		if err := yaml.Unmarshal(out, &got); err != nil {
			t.Fatalf("%v in\n%s", err, out)
		}
		again, err := json.Marshal(got)
		if err != nil {
			t.Fatal(err)
		}
		if json.Unmarshal(again, &got); !reflect.DeepEqual(got, want) {
			t.Fatalf("%s\nis written as\n%s\nand read as\n%s", document, out, again)
		}
	}
}

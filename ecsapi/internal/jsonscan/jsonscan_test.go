package jsonscan

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"
)

// values are texts, and whether the scanner passes over them as one value.
var values = map[string]bool{
	"": false, " ": false, "null": true, " true\n": true, "false": true, "tru": false, "True": false, "nul": false,
	"0": true, "-0.5e+7": true, "1.": false, "01": false, "-": false, "1e": false, "+1": false, "1e-700": true, "1e700": false, ".5": false, "1 2": false,
	`""`: true, `"a`: false, `"abcdefghijk"`: true, `"abcdefg\nh"`: true, `"\"`: false, `"\x41"`: false, "\"a\nb\"": false,
	`"\u00e9\ud83d\ude00"`: true, `"\ud83d"`: false, `"\u12g4"`: false, "\"\xff\"": true, `"é世界 and so on"`: true,
	"[]": true, "[1,]": false, "[1 2]": false, "[,1]": false, `[[], {} ,"a"]`: true, "[1": false, "[1]]": false,
	"{}": true, `{"a":1,"a":2}`: true, `{"a":1,}`: false, `{"a"}`: false, `{a:1}`: false, `{"a":1`: false,
	strings.Repeat("[", maxDepth) + strings.Repeat("]", maxDepth):     true,
	strings.Repeat("[", maxDepth+1) + strings.Repeat("]", maxDepth+1): false,
}

func skips(text string) bool {
	s := New(text)
	s.Skip()
	return s.End()
}

func TestSkip(t *testing.T) {
	for text, want := range values {
		if skips(text) != want {
			t.Errorf("%q: %v, want %v", text, !want, want)
		}
	}
}

// What is passed over is JSON, and a text that is read is the one that encoding/json reads.
func FuzzScan(f *testing.F) {
	for text := range values {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if skips(text) && !json.Valid([]byte(text)) {
			t.Errorf("%q is passed over", text)
		}
		var want string
		s := New(text)
		s.space()
		if got := s.Text(); s.End() && utf8.ValidString(text) && (json.Unmarshal([]byte(text), &want) != nil || got != want) {
			t.Errorf("%q is read as %q, want %q", text, got, want)
		}
	})
}

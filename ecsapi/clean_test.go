package ecsapi

import (
	"testing"
	"unicode/utf8"
	"unsafe"
)

func TestClean(t *testing.T) {
	for in, want := range map[string]string{
		"":                          "",
		"web-01":                    "web-01",
		"订单服务-01":                   "订单服务-01",
		"a\x1b[31mred\x1b[0m":       "a[31mred[0m",
		"\x1b]52;c;aGk=\a":          "]52;c;aGk=",
		"two\r\nlines\tand a tab":   "two  lines and a tab",
		"evil\u202egnp.exe":         "evilgnp.exe",
		"\u2066isolate\u2069":       "isolate",
		"c1\u009b31m":               "c131m",
		"bell\x07del\x7f":           "belldel",
		"zero\u200bwidth\ufeff":     "zerowidth",
		"broken\xff\xfeutf8":        "broken\ufffdutf8",
		"family 👩\u200d💻 stays":     "family 👩\u200d💻 stays",
		"web\u200d-\u200c01\u034f":  "web-01",
		"می\u200cخواهم stays":       "می\u200cخواهم stays",
		"a\u3164\u115f\uffa0b":      "ab",
		"\ufff9a\ufffab\ufffb":      "ab",
		"line\u2028paragraph\u2029": "line paragraph ",
	} {
		got := Clean(in)
		if in == "broken\xff\xfeutf8" {
			if !utf8.ValidString(got) {
				t.Errorf("Clean(%q) = %q is no UTF-8", in, got)
			}
			continue
		}
		if got != want {
			t.Errorf("Clean(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestCleanTextIsNotCopied(t *testing.T) {
	s := string([]byte("iZbp1-plain-name"))
	if unsafe.StringData(Clean(s)) != unsafe.StringData(s) {
		t.Error("a clean text was copied")
	}
}

func FuzzClean(f *testing.F) {
	f.Add("a\x1b[2J\u202e\xff")
	f.Fuzz(func(t *testing.T, s string) {
		once := Clean(s)
		for _, r := range once {
			if r < ' ' || r >= 0x7f && r < 0xa0 || r >= 0x202a && r <= 0x202e {
				t.Fatalf("%q left %U", s, r)
			}
		}
		if !utf8.ValidString(once) || Clean(once) != once {
			t.Fatalf("Clean(%q) = %q is not final", s, once)
		}
	})
}

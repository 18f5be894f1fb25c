// Package pane says things, some of them wrongly, for the search of keys to find.
package pane

import "ecsdeck/ecsapi/message"

type printer interface {
	S(key message.Key, args ...any) string
	N(one, many message.Key, count int, args ...any) string
}

// Why is converted to a key, so its constants are keys.
type Why string

const (
	Busy Why = "busy"
	Gone Why = "gone"
)

type other string

const notSaid other = "not said"

func say(p printer, why Why, n int, computed string) []string {
	_ = notSaid
	return []string{
		p.S("Regions"),
		p.S(message.Key(why)),
		p.N("{count} zone", "{count} zones", n),
		p.S("{why}: {n} of {total}", why, n, 4),
		p.S("stopped %d", n),
		p.S("{why}: {n} of {total}", n, n),
		p.N("one disk of {region}", "{count} disks of {zone}", n, "a"),
		p.S(message.Key(computed)),
	}
}

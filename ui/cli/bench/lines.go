package bench

import (
	"fmt"

	"ecsdeck/ecsapi/message"
	"ecsdeck/ui/term"
)

// line is one thing that is measured.
type line struct {
	name   string // for --only
	what   message.Text
	unit   string
	budget float64 // at most; 0: none, or one that depends on the fleet
}

// The sizes of fleets that have a name of their own.
const (
	small = 1_200
	large = 50_000
	huge  = 200_000
)

// scaled is the size of a fleet when sizes are divided.
func scaled(n, divide int) int { return max(n/divide, 1) }

// lines are all that there are, in the order in which they are printed.
func lines(divide int) []line {
	var all []line
	add := func(name, unit string, budget float64, what message.Key, args ...any) {
		all = append(all, line{name, message.New(what, args...), unit, budget})
	}
	count := func(n int) string { return term.Count(scaled(n, divide)) }
	sized := func(name string, n int) string { return fmt.Sprintf("%s-%d", name, n) }

	add("first-frame", "ms", 50, "start to the first frame")
	for _, l := range []struct {
		n       int
		seconds float64
	}{{10_000, 0.8}, {large, 3}, {huge, 10}} {
		add(sized("load", l.n), "s", l.seconds, "{count} rows on the screen, the limit allows it", count(l.n))
	}
	// The 175 pages of the largest region take 15 s at 100 calls and 5 a second. What that
	// does not slow down may take as long as 10,000 rows.
	add(sized("load-unknown", large), "s", 15.8, "{count} rows on the screen, the limit is unknown", count(large))
	for _, n := range []int{small, large, huge} {
		add(sized("calls", n), "/min", 0, "calls at rest, {count} instances", count(n))
	}
	for _, l := range []struct {
		n         int
		megabytes float64
	}{{small, 1}, {large, 8}, {huge, 0}} {
		add(sized("wire", l.n), "MB/min", l.megabytes, "bytes on the wire at rest, {count} instances", count(l.n))
	}
	for _, n := range []int{small, large} {
		add(sized("wire-plain", n), "MB/min", 0, "bytes on the wire at rest without gzip, {count} instances", count(n))
	}
	add("cpu-welcome", "%", 0.2, "a core at rest, welcome page")
	for _, l := range []struct {
		n       int
		percent float64
	}{{small, 0.5}, {large, 2}, {huge, 5}} {
		add(sized("cpu", l.n), "%", l.percent, "a core at rest, {count} instances", count(l.n))
	}
	add("switches-welcome", "/s", 0, "context switches at rest, welcome page")
	for _, n := range []int{small, large, huge} {
		add(sized("switches", n), "/s", 0, "context switches at rest, {count} instances", count(n))
	}
	add(sized("memory", large), "MB", 110, "memory, peak, {count} instances", count(large))
	add(sized("memory", huge), "MB", 350, "memory, peak, {count} instances", count(huge))
	for _, n := range keySizes {
		add(sized("key", n), "ms", 2, "key to finished view, {count} rows", count(n))
	}
	add("key-spread", "x", 1.2, "key to finished view, slowest size to fastest")
	add(sized("stall-view", huge), "ms", 16, "longest update and view while {count} load, its own processor time", count(huge))
	add(sized("stall-key", huge), "ms", 16, "key to finished view while {count} load, 99 of 100", count(huge))
	add(sized("filter", huge), "ms", 20, "first letter of a filter over {count} to its rows", count(huge))
	add(sized("filter-next", huge), "ms", 20, "next letters of a filter over {count} to their rows", count(huge))
	// The newest prices of all are one call for each type, 45 more than may leave at once.
	add("board", "s", 13, "spot board, {count} types in {zones} zones, the newest prices, the limit is unknown", boardTypes, boardZones)
	add("board-allowed", "s", 5, "spot board, {count} types in {zones} zones, 30 days, the limit allows it", boardTypes, boardZones)
	add("bytes-idle", "B", 3000, "bytes to the terminal, idle minute, Chinese names")
	add("bytes-row", "B", 400, "bytes to the terminal, a row changes")
	add("bytes-cursor", "B", 200, "bytes to the terminal, cursor moves a row")
	add("bytes-page", "B", 12_000, "bytes to the terminal, page down")
	add("bytes-letter", "B", 12_000, "bytes to the terminal, a letter of the filter")
	add("bytes-dialog", "B", 24_000, "bytes to the terminal, a dialog opens or closes")
	add("backlog", "B", 960, "bytes waiting at 9,600 bit/s after 30 s of keys, 2 a second")
	return all
}

// keySizes are the fleets whose keys should take the same time.
var keySizes = []int{1_000, large, huge}

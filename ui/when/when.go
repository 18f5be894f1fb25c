// Package when reads moments as people write them: "in 2h", "tomorrow 06:00",
// "2026-12-01T06:00:00Z". It is pure; the command line and the deck's small
// dialogs share it.
package when

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"ecsdeck/ecsapi/message"
)

// Error is why a text names no moment.
type Error struct {
	Text string      // as it was written
	Msg  message.Key // what is wrong
	Past bool        // it was to be past
}

// Error is one line: the text, what is wrong, what is accepted.
func (e *Error) Error() string {
	text := e.Text
	if cut := []rune(text); len(cut) > 40 {
		text = string(cut[:40]) + "…"
	}
	return fmt.Sprintf("%q: %s; accepted: %s", text, e.Msg, strings.Join(e.Accepted(), ", "))
}

// Accepted are examples of what would have been read.
func (e *Error) Accepted() []string {
	if e.Past {
		return []string{"7d", "90m ago", "22:00", "yesterday 06:00", "mon 18:00", "2026-12-01", "2026-12-01 06:00", "2026-12-01T06:00:00Z"}
	}
	return Accepted()
}

// The sentences of Error.Msg.
const (
	MsgNoMoment message.Key = "that is no moment"
	MsgNoDay    message.Key = "there is no such day"
	MsgNoTime   message.Key = "there is no such time of day"
	MsgTooFar   message.Key = "that is too far away"
	MsgSkipped  message.Key = "the clock skips that time on that day"
	MsgTwice    message.Key = "the clock shows that time twice on that day; write it with its offset from UTC"
)

// Accepted are examples of what Parse reads, one of each kind.
func Accepted() []string {
	return []string{
		"in 2h30m", "in 3d", "22:00", "today 22:00", "tomorrow 06:00", "fri 18:00",
		"2026-12-01", "2026-12-01 06:00", "2026-12-01T06:00:00Z",
	}
}

// Parse reads a moment. What names no zone is meant in that of now. "2h" is elapsed
// time, with or without "in" before it, a day being 24 hours; a time of day alone, or a day of the week
// with one, is the next one after now; a date alone is its first moment. What
// was written in full may lie in the past. An error is an [*Error].
func Parse(text string, now time.Time) (time.Time, error) {
	t, err := parse(strings.Fields(strings.ToLower(text)), now)
	if err != nil {
		return time.Time{}, &Error{Text: strings.TrimSpace(text), Msg: message.Of(err).Key}
	}
	return t, nil
}

// ParsePast reads a moment that is past: "7d" is elapsed time before now, a time of day, or a
// day of the week with one, is the last one; "yesterday 06:00" and what was written in full is as
// it says. An error is an [*Error].
func ParsePast(text string, now time.Time) (time.Time, error) {
	words := strings.Fields(strings.ToLower(text))
	t, err := parsePast(words, now)
	if err != nil {
		return time.Time{}, &Error{Text: strings.TrimSpace(text), Msg: message.Of(err).Key, Past: true}
	}
	return t, nil
}

func parsePast(words []string, now time.Time) (t time.Time, err error) {
	if n := len(words); n > 1 && words[n-1] == "ago" {
		words = words[:n-1]
	}
	if d, err := span(strings.Join(words, "")); err == nil || message.Of(err).Key == MsgTooFar {
		return now.Add(-d), err
	}
	switch {
	case len(words) > 0 && (words[0] == "in" || words[0] == "tomorrow"):
		return t, message.Errorf(MsgNoMoment)
	case len(words) == 2 && words[0] == "yesterday":
		return parse([]string{"today", words[1]}, now.AddDate(0, 0, -1))
	}
	for _, days := range []int{0, 1, 7} { // until a time of day, or of a day of the week, is past
		if t, err = parse(words, now.AddDate(0, 0, -days)); err != nil || !t.After(now) {
			break
		}
	}
	return t, err
}

func parse(words []string, now time.Time) (time.Time, error) {
	switch len(words) {
	case 0:
		return time.Time{}, message.Errorf(MsgNoMoment)
	}
	in := words[0] == "in" && len(words) > 1
	if in {
		words = words[1:]
	}
	if d, err := span(strings.Join(words, "")); err == nil || in || message.Of(err).Key == MsgTooFar {
		return now.Add(d), err
	}
	switch {
	case len(words) == 1:
		return one(words[0], now)
	case len(words) > 2:
		return time.Time{}, message.Errorf(MsgNoMoment)
	}
	clock, err := readClock(words[1])
	if err != nil {
		return time.Time{}, err
	}
	switch words[0] {
	case "today":
		return dayOf(now, 0).at(clock)
	case "tomorrow":
		return dayOf(now, 1).at(clock)
	}
	if w, ok := weekday(words[0]); ok {
		ahead := (int(w) - int(now.Weekday()) + 7) % 7
		return next(now, ahead, 7, clock)
	}
	d, err := readDate(words[0], now.Location())
	if err != nil {
		return time.Time{}, err
	}
	return d.at(clock)
}

// one reads a moment that is one word: a time of day, a date, or both with a
// zone.
func one(word string, now time.Time) (time.Time, error) {
	if strings.Contains(word, "t") {
		if date, clock, ok := strings.Cut(word, "t"); ok && clockForm.MatchString(clock) { // without a zone
			return parse([]string{date, clock}, now)
		}
		return stamp(word)
	}
	if strings.Contains(word, ":") {
		clock, err := readClock(word)
		if err != nil {
			return time.Time{}, err
		}
		return next(now, 0, 1, clock)
	}
	d, err := readDate(word, now.Location())
	if err != nil {
		return time.Time{}, err
	}
	return d.begin(), nil
}

// stamp reads RFC 3339, with or without seconds, as the API writes it.
func stamp(word string) (time.Time, error) {
	word = strings.ToUpper(word)
	for _, layout := range []string{"2006-01-02T15:04Z07:00", time.RFC3339} {
		if t, err := time.Parse(layout, word); err == nil {
			return t, nil
		}
	}
	return time.Time{}, message.Errorf(MsgNoMoment)
}

// next is the first time after now that the clock shows on a day so many days
// ahead, or else a whole cycle of days later.
func next(now time.Time, ahead, cycle int, c clock) (time.Time, error) {
	d := dayOf(now, ahead)
	all := d.times(c)
	to := slices.DeleteFunc(slices.Clone(all), func(t time.Time) bool { return !t.After(now) })
	switch {
	case len(to) == 1:
		return to[0], nil
	case len(to) == 2, len(all) == 0 && (ahead > 0 || c > clockOf(now)):
		return d.at(c) // which says what is wrong with it
	}
	return dayOf(now, ahead+cycle).at(c)
}

// span reads elapsed time, such as "2h30m" or "3days": weeks, days, hours and
// minutes, the longer before the shorter.
func span(text string) (time.Duration, error) {
	if text == "" {
		return 0, message.Errorf(MsgNoMoment)
	}
	sum, shorter := time.Duration(0), farthest
	for text != "" {
		digits := len(text) - len(strings.TrimLeft(text, "0123456789"))
		letters := strings.IndexAny(text[digits:]+"0", "0123456789")
		n, err := strconv.Atoi(text[:digits])
		unit := units[text[digits:digits+letters]]
		switch {
		case digits == 0, unit == 0, unit >= shorter:
			return 0, message.Errorf(MsgNoMoment)
		case err != nil, digits > 6:
			return 0, message.Errorf(MsgTooFar)
		case time.Duration(n) > (farthest-sum)/unit:
			return 0, message.Errorf(MsgTooFar)
		}
		sum += time.Duration(n) * unit
		shorter, text = unit, text[digits+letters:]
	}
	return sum, nil
}

// farthest keeps sums within what a Duration holds.
const farthest = 100 * 365 * 24 * time.Hour

var units = map[string]time.Duration{
	"w": week, "week": week, "weeks": week,
	"d": day24, "day": day24, "days": day24,
	"h": time.Hour, "hour": time.Hour, "hours": time.Hour,
	"m": time.Minute, "min": time.Minute, "mins": time.Minute, "minute": time.Minute, "minutes": time.Minute,
}

const (
	day24 = 24 * time.Hour
	week  = 7 * day24
)

func weekday(word string) (time.Weekday, bool) {
	for w := time.Sunday; w <= time.Saturday; w++ {
		if name := strings.ToLower(w.String()); word == name || word == name[:3] {
			return w, true
		}
	}
	return 0, false
}

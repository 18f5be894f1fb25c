package filter

import (
	"math"
	"strconv"
	"strings"
	"time"
)

// The kinds of fields of times. A length of time is how long ago a Past one is (started<3h: less
// than 3 h ago) and how far ahead a Future one (expires<7d: within 7 days, or already over). A
// date names no zone: it is meant in the local one.
var (
	Past   = Kind{forms: timeForms, read: func(o op, v piece, half bool) (alt, *Error) { return readTime(o, v, half, -1) }}
	Future = Kind{forms: timeForms, read: func(o op, v piece, half bool) (alt, *Error) { return readTime(o, v, half, 1) }}

	durations = Kind{forms: durationForms, read: readDuration}
)

// noTime is a time that is known to be none.
const noTime = math.MinInt64

// units of lengths of time, by what they are written as.
var units = map[string]time.Duration{
	"m": time.Minute, "min": time.Minute, "h": time.Hour, "d": day, "w": 7 * day, "mo": 30 * day, "y": 365 * day,
}

const day = 24 * time.Hour

// parseDuration reads "90m", "1d12h", "2w", "3mo", "1y": the longer before the shorter. It is
// part of one still being typed when half.
func parseDuration(text string, half bool) (sum time.Duration, ok bool) {
	text = strings.ToLower(text)
	shorter := time.Duration(math.MaxInt64)
	for rest := text; rest != ""; {
		digits := len(rest) - len(strings.TrimLeft(rest, "0123456789"))
		n, err := strconv.Atoi(rest[:digits])
		letters := strings.IndexAny(rest[digits:]+"0", "0123456789")
		unit := units[rest[digits:digits+letters]]
		if half && err == nil && letters == 0 {
			return sum, sum > 0 // the unit is to come
		}
		if err != nil || unit == 0 || unit >= shorter || n > 100*365 {
			return 0, false
		}
		sum += time.Duration(n) * unit
		shorter, rest = unit, rest[digits+letters:]
	}
	return sum, text != ""
}

// layouts of dates, with what each leaves open.
var layouts = []struct {
	layout string
	end    func(t time.Time) time.Time
}{
	{"2006", func(t time.Time) time.Time { return t.AddDate(1, 0, 0) }},
	{"2006-01", func(t time.Time) time.Time { return t.AddDate(0, 1, 0) }},
	{"2006-01-02", func(t time.Time) time.Time { return t.AddDate(0, 0, 1) }},
	{"2006-01-02 15:04", func(t time.Time) time.Time { return t.Add(time.Minute) }},
	{"2006-01-02T15:04", func(t time.Time) time.Time { return t.Add(time.Minute) }},
	{"2006-01-02 15:04:05", func(t time.Time) time.Time { return t.Add(time.Second) }},
	{"2006-01-02T15:04Z07:00", func(t time.Time) time.Time { return t.Add(time.Minute) }},
	{time.RFC3339, func(t time.Time) time.Time { return t.Add(time.Second) }},
}

// parseDate reads a year, a month, a day, a minute or a second: from its first moment to before
// that of the next.
func parseDate(text string) (from, to int64, ok bool) {
	text = strings.ToUpper(text)
	for _, l := range layouts {
		if t, err := time.ParseInLocation(l.layout, text, time.Local); err == nil && 1971 <= t.Year() && t.Year() < 2200 {
			return t.UnixNano(), l.end(t).UnixNano(), true
		}
	}
	return 0, 0, false
}

// couldBeDate reports whether a text may become a date by typing on.
func couldBeDate(text string) bool {
	const shape = "0000-00-00 00:00:00"
	if len(text) > len(shape) {
		return strings.Trim(strings.ToUpper(text), "0123456789-+:TZ ") == ""
	}
	for i := range len(text) {
		digit := '0' <= text[i] && text[i] <= '9'
		if digit != (shape[i] == '0') || !digit && text[i] != shape[i] && (i != 10 || text[i]|' ' != 't') {
			return false
		}
	}
	return true
}

// readTime reads a date, a length of time with its sign, or any or none. ahead is 1 where lengths
// count from now on, -1 where they count back.
func readTime(o op, v piece, half bool, ahead int64) (alt, *Error) {
	sign, rest := signed(o, v.text)
	a := alt{text: string(sign) + quoteDate(rest)}
	compare := comparisons[sign]
	switch from, to, dated := parseDate(rest); {
	case compare == nil:
		return alt{}, errorAt(v, MsgNoTime, timeForms...)
	case rest == "any" || rest == "none":
		a.during = func(at, _ int64) bool { return (at == noTime) == (rest == "none") }
		if sign.orders() {
			return alt{}, errorAt(v, MsgNoTime, timeForms...)
		}
	case dated:
		a.during = inInterval(sign, from, to)
	default:
		length, err := readDuration(o, v, half)
		if err == nil && length.holds != nil {
			a.during = func(at, now int64) bool {
				return at != noTime && length.holds(float64(ahead*(at-now))/float64(time.Second))
			}
			a.text = length.text
			break
		}
		if half && (err == nil || couldBeDate(rest) || strings.HasPrefix("any", rest) || strings.HasPrefix("none", rest)) {
			return alt{}, nil
		}
		if err.Msg == MsgNoDuration {
			err = errorAt(v, MsgNoTime, timeForms...)
		}
		return alt{}, err
	}
	return a, nil
}

// inInterval tests a time against a date that lasts from a moment to before another.
func inInterval(sign op, from, to int64) func(at, now int64) bool {
	return func(at, _ int64) bool {
		switch {
		case at == noTime:
			return false
		case sign == less:
			return at < from
		case sign == atMost:
			return at < to
		case sign == more:
			return at >= to
		case sign == atLeast:
			return at >= from
		}
		return from <= at && at < to
	}
}

// quoteDate quotes what has a blank; other signs are plain where a date stands.
func quoteDate(text string) string {
	if strings.Contains(text, " ") {
		return `"` + text + `"`
	}
	return text
}

// readDuration reads a length of time with its sign, or two with a - between them.
func readDuration(o op, v piece, half bool) (alt, *Error) {
	sign, rest := signed(o, v.text)
	compare := comparisons[sign]
	low, high, ranged := strings.Cut(rest, "-")
	from, ok := parseDuration(low, half && !ranged)
	a := alt{text: string(sign) + rest}
	switch {
	case compare == nil:
		return alt{}, errorAt(v, MsgNoDuration, durationForms...)
	case half && !ok && strings.Trim(low, "0123456789") == "" && !ranged:
		return alt{}, nil // its unit is to come
	case !ok:
		return alt{}, errorAt(v, MsgNoDuration, durationForms...)
	case ranged && !sign.orders():
		to, ok := parseDuration(high, half)
		if !ok && half && strings.Trim(high, "0123456789") == "" {
			return alt{}, nil
		}
		if !ok {
			return alt{}, errorAt(v, MsgNoDuration, durationForms...)
		}
		a.text = rest
		a.holds = func(x float64) bool { return from.Seconds() <= x && x <= to.Seconds() }
	case !sign.orders() && !half:
		return alt{}, errorAt(v, MsgCompare, "<"+rest, ">"+rest)
	case !sign.orders():
		return alt{}, nil
	default:
		a.holds = func(x float64) bool { return compare(x, from.Seconds()) }
	}
	return a, nil
}

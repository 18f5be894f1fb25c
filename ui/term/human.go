package term

import (
	"strconv"
	"time"
)

// Units are the words of durations, so that they can be translated.
type Units struct{ Second, Minute, Hour, Day, Year string }

const (
	day  = 24 * time.Hour
	year = 365 * day
)

// Age writes how long something has lasted, in its largest whole unit: "4 s",
// "2 min", "3 h", "41 d", "1 y". A negative age is "0 s".
func (u Units) Age(d time.Duration) string {
	for _, unit := range [...]struct {
		long time.Duration
		word string
	}{{year, u.Year}, {day, u.Day}, {time.Hour, u.Hour}, {time.Minute, u.Minute}} {
		if d >= unit.long {
			return strconv.Itoa(int(d/unit.long)) + " " + unit.word
		}
	}
	return strconv.Itoa(int(max(d, 0)/time.Second)) + " " + u.Second
}

// Left writes how long is left: "4:12" below an hour, "3 h 20 min" below a
// day, "6 d 4 h" above. What is past is "0:00".
func (u Units) Left(d time.Duration) string {
	big, small, words := day, time.Hour, [2]string{u.Day, u.Hour}
	switch {
	case d < time.Hour:
		return Clock(d)
	case d < day:
		big, small, words = time.Hour, time.Minute, [2]string{u.Hour, u.Minute}
	}
	s := strconv.Itoa(int(d/big)) + " " + words[0]
	if rest := int(d % big / small); rest > 0 {
		s += " " + strconv.Itoa(rest) + " " + words[1]
	}
	return s
}

// Clock writes a running time, "0:18" or "1:04:02"; negative is "0:00".
func Clock(d time.Duration) string {
	sec := int(max(d, 0) / time.Second)
	two := func(n int) string { return string([]byte{byte('0' + n/10), byte('0' + n%10)}) }
	if sec < 3600 {
		return strconv.Itoa(sec/60) + ":" + two(sec%60)
	}
	return strconv.Itoa(sec/3600) + ":" + two(sec/60%60) + ":" + two(sec%60)
}

// Count writes n with thousands separated: "1,204".
func Count(n int) string { return group(strconv.Itoa(n)) }

// Money writes an amount given in millionths with digits (0 to 6) decimals,
// rounded half away from zero: Money(412_700_000, 2) is "412.70". The currency
// is the caller's.
func Money(micro int64, digits int) string {
	digits = clamp(digits, 0, 6)
	abs := uint64(micro)
	if micro < 0 {
		abs = -abs
	}
	unit := uint64(1)
	for range 6 - digits {
		unit *= 10
	}
	abs = (abs + unit/2) / unit
	s := strconv.FormatUint(abs, 10)
	for len(s) <= digits {
		s = "0" + s
	}
	text := group(s[:len(s)-digits])
	if digits > 0 {
		text += "." + s[len(s)-digits:]
	}
	if micro < 0 && abs > 0 {
		text = "-" + text
	}
	return text
}

// Price writes an amount of money given in millionths, exactly: two decimals, or
// as many more as it has. "¥ 1,204.00" for CNY, "USD 0.1325" for others; without
// a currency the number alone.
func Price(micro int64, currency string) string {
	digits := 6
	for n := micro; digits > 2 && n%10 == 0; n /= 10 {
		digits--
	}
	s := Money(micro, digits)
	switch currency {
	case "":
		return s
	case "CNY":
		return "¥ " + s
	}
	return Clean(currency) + " " + s
}

// group sets a comma before every third digit from the right.
func group(s string) string {
	sign := ""
	if s != "" && s[0] == '-' {
		sign, s = "-", s[1:]
	}
	if len(s) <= 3 {
		return sign + s
	}
	out := make([]byte, 0, len(s)+len(s)/3+1)
	out = append(out, sign...)
	for i := range len(s) {
		if i > 0 && (len(s)-i)%3 == 0 {
			out = append(out, ',')
		}
		out = append(out, s[i])
	}
	return string(out)
}

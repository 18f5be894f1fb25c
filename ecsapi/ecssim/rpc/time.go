package rpc

import "time"

// Forms of time: DescribeInstances has no seconds, the rest does.
const (
	MinuteForm = "2006-01-02T15:04Z"
	SecondForm = "2006-01-02T15:04:05Z"
)

// Minute is a time as DescribeInstances has it, "" for none.
func Minute(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(MinuteForm)
}

// Second is a time to the second, "" for none.
func Second(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(SecondForm)
}

// ReadTime reads a time with or without seconds.
func ReadTime(s string) (time.Time, error) {
	if t, err := time.Parse(SecondForm, s); err == nil {
		return t, nil
	}
	return time.Parse(MinuteForm, s)
}

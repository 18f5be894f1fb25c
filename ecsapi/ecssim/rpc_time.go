package ecssim

import "time"

// Forms of time: DescribeInstances has no seconds, the rest does.
const (
	minuteForm = "2006-01-02T15:04Z"
	secondForm = "2006-01-02T15:04:05Z"
)

// minute is a time as DescribeInstances has it, "" for none.
func minute(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(minuteForm)
}

// second is a time to the second, "" for none.
func second(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(secondForm)
}

// readTime reads a time with or without seconds.
func readTime(s string) (time.Time, error) {
	if t, err := time.Parse(secondForm, s); err == nil {
		return t, nil
	}
	return time.Parse(minuteForm, s)
}

package when

import (
	"errors"
	"strings"
	"testing"
	"time"
	_ "time/tzdata"

	"ecsdeck/ecsapi/message"
)

func zone(t testing.TB, name string) *time.Location {
	t.Helper()
	z, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

func TestMoments(t *testing.T) {
	now := time.Date(2026, 11, 25, 21, 30, 15, 0, zone(t, "Asia/Shanghai")) // a Wednesday
	for text, want := range map[string]string{
		"in 2h":                     "2026-11-25T23:30:15+08:00",
		"in 2h30m":                  "2026-11-26T00:00:15+08:00",
		"in 2 hours 30 minutes":     "2026-11-26T00:00:15+08:00",
		"in 3d":                     "2026-11-28T21:30:15+08:00",
		"in 1w1d":                   "2026-12-03T21:30:15+08:00",
		"in 90m":                    "2026-11-25T23:00:15+08:00",
		"in 0m":                     "2026-11-25T21:30:15+08:00",
		"2h":                        "2026-11-25T23:30:15+08:00",
		"2 h 30 min":                "2026-11-26T00:00:15+08:00",
		"3 days":                    "2026-11-28T21:30:15+08:00",
		"06:00:30":                  "2026-11-26T06:00:30+08:00",
		"21:30:10":                  "2026-11-26T21:30:10+08:00",
		"tomorrow 06:00:00":         "2026-11-26T06:00:00+08:00",
		"2026-12-01 06:00:00":       "2026-12-01T06:00:00+08:00",
		"2026-12-01 06:00:59":       "2026-12-01T06:00:59+08:00",
		"2026-12-01T06:00":          "2026-12-01T06:00:00+08:00",
		"2026-12-01T06:00:00":       "2026-12-01T06:00:00+08:00",
		"22:00":                     "2026-11-25T22:00:00+08:00",
		"21:30":                     "2026-11-26T21:30:00+08:00",
		"06:00":                     "2026-11-26T06:00:00+08:00",
		"6:00":                      "2026-11-26T06:00:00+08:00",
		"today 22:00":               "2026-11-25T22:00:00+08:00",
		"today 08:00":               "2026-11-25T08:00:00+08:00",
		"tomorrow 06:00":            "2026-11-26T06:00:00+08:00",
		"  Tomorrow   06:00 ":       "2026-11-26T06:00:00+08:00",
		"fri 18:00":                 "2026-11-27T18:00:00+08:00",
		"Friday 18:00":              "2026-11-27T18:00:00+08:00",
		"wed 22:00":                 "2026-11-25T22:00:00+08:00",
		"wed 21:00":                 "2026-12-02T21:00:00+08:00",
		"tue 00:00":                 "2026-12-01T00:00:00+08:00",
		"2026-12-01":                "2026-12-01T00:00:00+08:00",
		"2026-12-01 06:00":          "2026-12-01T06:00:00+08:00",
		"2028-02-29 06:00":          "2028-02-29T06:00:00+08:00",
		"2020-01-01 06:00":          "2020-01-01T06:00:00+08:00",
		"2026-12-01T06:00:00Z":      "2026-12-01T06:00:00Z",
		"2026-12-01t06:00:00z":      "2026-12-01T06:00:00Z",
		"2026-12-01T06:00Z":         "2026-12-01T06:00:00Z",
		"2026-12-01T06:00:30+09:00": "2026-12-01T06:00:30+09:00",
	} {
		got, err := Parse(text, now)
		if err != nil || got.Format(time.RFC3339) != want {
			t.Errorf("%q is %s, %v; want %s", text, got.Format(time.RFC3339), err, want)
		}
	}
}

func TestNoMoments(t *testing.T) {
	now := time.Date(2026, 11, 25, 21, 30, 15, 0, time.UTC)
	for text, want := range map[string]message.Key{
		"":                        MsgNoMoment,
		"  ":                      MsgNoMoment,
		"soon":                    MsgNoMoment,
		"tomorrow":                MsgNoMoment,
		"fri":                     MsgNoMoment,
		"in":                      MsgNoMoment,
		"in h":                    MsgNoMoment,
		"in 2":                    MsgNoMoment,
		"in -2h":                  MsgNoMoment,
		"in 1.5h":                 MsgNoMoment,
		"in 2s":                   MsgNoMoment,
		"in 30m2h":                MsgNoMoment,
		"in 2h2h":                 MsgNoMoment,
		"2":                       MsgNoMoment,
		"20261201":                MsgNoMoment,
		"2h ago":                  MsgNoMoment,
		"06:00:60":                MsgNoTime,
		"2026-12-01T06:00:00x":    MsgNoMoment,
		"99999w":                  MsgTooFar,
		"in 9999999h":             MsgTooFar,
		"in 99999w":               MsgTooFar,
		"in 5200w9999d":           MsgTooFar,
		"24:00":                   MsgNoTime,
		"06:60":                   MsgNoTime,
		"6:0":                     MsgNoMoment,
		"+6:00":                   MsgNoMoment,
		"22:00 today":             MsgNoMoment,
		"today 6pm":               MsgNoMoment,
		"yesterday 06:00":         MsgNoMoment,
		"freitag 06:00":           MsgNoMoment,
		"next fri 06:00":          MsgNoMoment,
		"2026-02-30":              MsgNoDay,
		"2026-13-01":              MsgNoDay,
		"26-12-01":                MsgNoMoment,
		"2026/12/01":              MsgNoMoment,
		"2026-12-1":               MsgNoMoment,
		"2026-12-01T25:00:00Z":    MsgNoMoment,
		"2026-12-01 06:00 +08:00": MsgNoMoment,
	} {
		got, err := Parse(text, now)
		var e *Error
		if !errors.As(err, &e) || e.Msg != want || !got.IsZero() {
			t.Errorf("%q is %s, %v; want %q", text, got, err, want)
		}
	}
}

// Where the clock is changed, a time of day may be missing or come twice.
func TestClockChanges(t *testing.T) {
	berlin, saopaulo := zone(t, "Europe/Berlin"), zone(t, "America/Sao_Paulo")
	for _, c := range []struct {
		now  time.Time
		text string
		want string // an offset shows on which side
	}{
		{time.Date(2026, 3, 28, 22, 0, 0, 0, berlin), "in 5h", "2026-03-29T04:00:00+02:00"},
		{time.Date(2026, 3, 28, 22, 0, 0, 0, berlin), "in 1d", "2026-03-29T23:00:00+02:00"},
		{time.Date(2026, 3, 28, 22, 0, 0, 0, berlin), "01:59", "2026-03-29T01:59:00+01:00"},
		{time.Date(2026, 3, 28, 22, 0, 0, 0, berlin), "03:00", "2026-03-29T03:00:00+02:00"},
		{time.Date(2026, 3, 28, 22, 0, 0, 0, berlin), "02:30", string(MsgSkipped)},
		{time.Date(2026, 3, 29, 1, 0, 0, 0, berlin), "02:30", string(MsgSkipped)},
		{time.Date(2026, 3, 29, 4, 0, 0, 0, berlin), "02:30", "2026-03-30T02:30:00+02:00"},
		{time.Date(2026, 3, 29, 4, 0, 0, 0, berlin), "today 02:30", string(MsgSkipped)},
		{time.Date(2026, 3, 27, 4, 0, 0, 0, berlin), "sun 02:30", string(MsgSkipped)},
		{time.Date(2026, 3, 27, 4, 0, 0, 0, berlin), "2026-03-29 02:30", string(MsgSkipped)},
		{time.Date(2026, 10, 24, 22, 0, 0, 0, berlin), "02:30", string(MsgTwice)},
		{time.Date(2026, 10, 24, 22, 0, 0, 0, berlin), "tomorrow 02:59", string(MsgTwice)},
		{time.Date(2026, 10, 24, 22, 0, 0, 0, berlin), "2026-10-25 03:00", "2026-10-25T03:00:00+01:00"},
		{time.Date(2026, 10, 24, 22, 0, 0, 0, berlin), "2026-10-25T02:30:00+01:00", "2026-10-25T02:30:00+01:00"},
		// At half past two, the first time, the next half past two is the other one.
		{time.Date(2026, 10, 25, 0, 45, 0, 0, time.UTC).In(berlin), "02:30", "2026-10-25T02:30:00+01:00"},
		{time.Date(2026, 10, 25, 1, 45, 0, 0, time.UTC).In(berlin), "02:30", "2026-10-26T02:30:00+01:00"},
		// Here the day itself began at one.
		{time.Date(2018, 11, 1, 12, 0, 0, 0, saopaulo), "2018-11-04", "2018-11-04T01:00:00-02:00"},
		{time.Date(2018, 11, 1, 12, 0, 0, 0, saopaulo), "2018-11-04 00:00", string(MsgSkipped)},
	} {
		got, err := Parse(c.text, c.now)
		var e *Error
		switch {
		case errors.As(err, &e):
			if string(e.Msg) != c.want {
				t.Errorf("%s, %q: %v; want %s", c.now, c.text, err, c.want)
			}
		case got.Format(time.RFC3339) != c.want:
			t.Errorf("%s, %q: %s; want %s", c.now, c.text, got.Format(time.RFC3339), c.want)
		}
	}
}

func TestErrorIsOneLineWithWhatIsAccepted(t *testing.T) {
	now := time.Date(2026, 11, 25, 21, 30, 15, 0, time.UTC)
	_, err := Parse("  whenever\nit "+strings.Repeat("suits ", 20), now)
	line := err.Error()
	if strings.Contains(line, "\n") || !strings.Contains(line, string(MsgNoMoment)) || len(line) > 250 {
		t.Errorf("the error is %q", line)
	}
	for _, example := range Accepted() {
		if !strings.Contains(line, example) {
			t.Errorf("%q lacks %q", line, example)
		}
		if _, err := Parse(example, now); err != nil {
			t.Errorf("what is said to be accepted is not: %v", err)
		}
	}
}

// Whatever is written, the answer is a moment in sight or an error, never both,
// and what is not written in full is never past.
func FuzzParse(f *testing.F) {
	for _, s := range Accepted() {
		f.Add(s, int64(1795600000))
	}
	f.Add("sun 02:30", int64(1774656000))
	berlin := zone(f, "Europe/Berlin")
	f.Fuzz(func(t *testing.T, text string, unix int64) {
		now := time.Unix(unix%4e9, 0).In(berlin)
		got, err := Parse(text, now)
		if err != nil {
			if e := (*Error)(nil); !errors.As(err, &e) || !got.IsZero() {
				t.Fatalf("%q: %v, %s", text, err, got)
			}
			return
		}
		full := strings.ContainsAny(text, "-") || strings.Contains(strings.ToLower(text), "today")
		if !full && got.Before(now) {
			t.Fatalf("%q at %s is %s", text, now, got)
		}
	})
}

// A zone is named so that nobody takes China's CST for Chicago's.
func TestTimesNameTheirZone(t *testing.T) {
	at := time.Date(2026, 7, 1, 22, 0, 30, 0, time.UTC)
	for name, want := range map[string]string{
		"Asia/Shanghai":   "2026-07-02 06:00 CST +08:00",
		"America/Chicago": "2026-07-01 17:00 CDT -05:00",
		"Asia/Dubai":      "2026-07-02 02:00 +04:00",
		"Europe/London":   "2026-07-01 23:00 BST +01:00",
		"UTC":             "2026-07-01 22:00 UTC",
	} {
		if got := Full(at.In(zone(t, name))); got != want {
			t.Errorf("in %s it is %q, want %q", name, got, want)
		}
	}
}

// A moment in the past is looked back for.
func TestPastMoments(t *testing.T) {
	now := time.Date(2026, 11, 25, 21, 30, 15, 0, zone(t, "Asia/Shanghai")) // a Wednesday
	for text, want := range map[string]string{
		"7d":                   "2026-11-18T21:30:15+08:00",
		"90m ago":              "2026-11-25T20:00:15+08:00",
		"2 h 30 min":           "2026-11-25T19:00:15+08:00",
		"22:00":                "2026-11-24T22:00:00+08:00",
		"06:00":                "2026-11-25T06:00:00+08:00",
		"today 08:00":          "2026-11-25T08:00:00+08:00",
		"yesterday 06:00":      "2026-11-24T06:00:00+08:00",
		"mon 18:00":            "2026-11-23T18:00:00+08:00",
		"wed 22:00":            "2026-11-18T22:00:00+08:00",
		"2026-11-01":           "2026-11-01T00:00:00+08:00",
		"2026-11-01 06:00":     "2026-11-01T06:00:00+08:00",
		"2026-11-01T06:00:00Z": "2026-11-01T06:00:00Z",
		"2026-12-24":           "2026-12-24T00:00:00+08:00",
	} {
		got, err := ParsePast(text, now)
		if err != nil || got.Format(time.RFC3339) != want {
			t.Errorf("%q is %s, %v; want %s", text, got.Format(time.RFC3339), err, want)
		}
	}
	for _, text := range []string{"", "soon", "in 2h", "tomorrow 06:00", "yesterday", "2026-13-01", "99999w"} {
		if got, err := ParsePast(text, now); err == nil || !strings.Contains(err.Error(), "accepted: 7d") {
			t.Errorf("%q is %s, %v", text, got, err)
		}
	}
}

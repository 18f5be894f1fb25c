package ratelimit

import (
	"net/http"
	"strings"
	"testing"
	"time"
)

func TestLimitHeaders(t *testing.T) {
	const api, user = "X-RateLimit-User-API", "x-ratelimit-user"
	minute, hour := time.Minute, time.Hour
	for _, tt := range []struct {
		api, user string
		want      Told
		left      time.Duration
	}{
		{"Limit:200,Remain:12,TimeLeft:31000,Reset:1234", "", Told{200, minute}, 31 * time.Second},
		{"", "Limit:200,Remain:12,TimeLeft:31000,Reset:1234", Told{}, 31 * time.Second}, // all APIs and regions share it
		{"Limit:200,TimeLeft:500", "Limit:90,TimeLeft:61000", Told{90, minute}, 61 * time.Second},
		{"Limit:200,TimeLeft:500", "Limit:90,TimeLeft:66000", Told{90, hour}, 66 * time.Second},
		{"Limit:200,TimeLeft:500", "Limit:300,TimeLeft:500", Told{200, minute}, 500 * time.Millisecond},
		{" limit : 200 , timeleft : 60000", "", Told{200, minute}, minute},
		{"Remain:0,TimeLeft:2000", "", Told{}, 2 * time.Second},
		{"Limit:5,TimeLeft:86400000", "", Told{5, 24 * time.Hour}, 24 * time.Hour},
		{"Limit:1000000", "", Told{1_000_000, minute}, 0},
		// What no cloud sends.
		{"Limit:1000001", "", Told{}, 0},
		{"Limit:0", "", Told{}, 0},
		{"Limit:-5,TimeLeft:2000", "", Told{}, 0},
		{"Limit:200,Limit:5", "", Told{}, 0},
		{"Limit:99999999999999999999", "", Told{}, 0},
		{"Limit:200,TimeLeft:86400001", "", Told{}, 0},
		{"Limit:1e3", "", Told{}, 0},
		{"Limit:200;TimeLeft:3", "", Told{}, 0},
		{"Limit", "", Told{}, 0},
		{":::,,,", "", Told{}, 0},
		{"Limit:200," + strings.Repeat("x", 256), "", Told{}, 0},
		{"Limit:\x00", "Limit:7", Told{}, 0},
	} {
		h := http.Header{}
		h.Set(api, tt.api)
		h.Set(user, tt.user)
		if got := FromHeaders(h); got.Told != tt.want || got.Left != tt.left {
			t.Errorf("%q, %q: %v, want %v with %v left", tt.api, tt.user, got, tt.want, tt.left)
		}
	}
	if got := FromHeaders(nil); got != (State{Remain: -1}) {
		t.Errorf("no answer: %v", got)
	}
	for value, want := range map[string]int{
		"Limit:200,Remain:12": 12, "Remain:0,TimeLeft:2000": 0, "Limit:200": -1, "Limit:200,Remain:-1": -1, "Limit:200,Remain:x": -1, "Limit:200,Remain:1000001": -1,
	} {
		if got := FromHeaders(http.Header{limitHeaders[0]: {value}, limitHeaders[1]: {"Limit:300,Remain:13"}}); got.Remain != want && !(want < 0 && got.Remain == 13) {
			t.Errorf("%s: %d remain, want %d", value, got.Remain, want)
		}
	}
}

func FuzzLimitHeaders(f *testing.F) {
	for _, s := range []string{"Limit:200,Remain:12,TimeLeft:31000,Reset:1234", "Limit:-1", "", "TimeLeft:999999999"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, value string) {
		s := FromHeaders(http.Header{limitHeaders[0]: {value}})
		if s.Calls < 0 || s.Calls > mostTold || s.Remain < -1 || s.Remain > mostTold || s.Left < 0 || s.Left > mostLeft ||
			(s.Calls > 0) != (s.Per >= time.Minute) || s.Per > mostLeft {
			t.Errorf("%+v", s)
		}
	})
}

package sim

import (
	"bytes"
	"regexp"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"ecsdeck/ecsapi/ecssim"
	"ecsdeck/ui/cli/shell"
)

func TestLineOfACall(t *testing.T) {
	at := time.Date(2026, 3, 14, 9, 26, 53, 70e6, time.FixedZone("UTC+8", 8*3600))
	for _, c := range []struct {
		call ecssim.Call
		want string
	}{
		{ecssim.Call{At: at, Action: "DescribeInstances", Region: "cn-hangzhou", KeyID: "LTAI-sim-operator", Status: 200,
			RequestID: "A91332FE-8460-4095-A313-E20F5C22959C", Took: 1234 * time.Microsecond, Bytes: 45312},
			"03-14 01:26:53.070 200    1.2ms  45312B DescribeInstances      cn-hangzhou    ator A91332FE-8460-4095-A313-E20F5C22959C\n"},
		{ecssim.Call{At: at, Action: "StopInstance", KeyID: "short", Status: 404, Code: "InvalidInstanceId.NotFound",
			RequestID: "A91332FE-8460-4095-A313-E20F5C22959C"},
			"03-14 01:26:53.070 404    0.0ms      0B StopInstance           -              t    A91332FE-8460-4095-A313-E20F5C22959C InvalidInstanceId.NotFound\n"},
		{ecssim.Call{At: at, Action: "RunInstances", Region: "cn-hangzhou", Took: 3 * time.Second},
			"03-14 01:26:53.070 --- 3000.0ms      0B RunInstances           cn-hangzhou    -    -\n"},
	} {
		if got := string(callLine(c.call)); got != c.want {
			t.Errorf("\n got %q\nwant %q", got, c.want)
		}
	}
}

func TestHostileCallIsOneLine(t *testing.T) {
	for _, s := range []string{
		"\x1b[2J\r\n\x00x", "a\nb", "\u202egnp", strings.Repeat("x", 5000), strings.Repeat("\xff", 5000), strings.Repeat("系", 70), "a b\tc", "\"\\",
	} {
		line := string(callLine(ecssim.Call{Action: s, Region: s, KeyID: s, Code: s, Status: 400}))
		if !regexp.MustCompile(`^[ -~]{60,600}\n$`).MatchString(line) {
			t.Errorf("%.20q: %q", s, line)
		}
		if n := len(strings.Fields(line)); n != 10 {
			t.Errorf("%.20q: %d words in %q", s, n, line)
		}
	}
}

// slow is a terminal that was stopped: it takes nothing until it goes on.
type slow struct {
	bytes.Buffer
	goes chan struct{}
}

func (s *slow) Write(b []byte) (int, error) {
	<-s.goes
	return s.Buffer.Write(b)
}

func TestSlowReaderHoldsNobodyUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		out := &slow{goes: make(chan struct{})}
		l := newCallLog(out, shell.New(nil, shell.Env{}).P)
		l.say("first")
		synctest.Wait() // it is being written
		const more = 100
		for range logQueue + more {
			l.call(ecssim.Call{Action: "DescribeRegions", Status: 200})
		}
		close(out.goes)
		l.close()
		said := out.String()
		if got := strings.Count(said, "DescribeRegions"); got != logQueue {
			t.Errorf("%d calls are logged, want %d", got, logQueue)
		}
		if !strings.Contains(said, "\necsdeck sim: 100 lines are missing here") {
			t.Errorf("nothing says that lines are missing:\n%s", said[:200])
		}
	})
}

func TestReaderThatReadsNoMoreHoldsUpNoEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		out := &slow{goes: make(chan struct{})}
		l := newCallLog(out, shell.New(nil, shell.Env{}).P)
		l.say("first")
		begun := time.Now()
		l.close()
		if took := time.Since(begun); took != logFarewell {
			t.Errorf("the end took %s", took)
		}
		close(out.goes)
	})
}

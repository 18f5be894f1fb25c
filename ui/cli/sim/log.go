package sim

import (
	"bytes"
	"fmt"
	"io"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"ecsdeck/ecsapi/ecssim"
	"ecsdeck/ui/cli/shell"
	"ecsdeck/ui/text"
)

// logQueue is how many lines wait for a slow reader; those beyond are counted.
const logQueue = 1 << 13

// logFarewell is how long the end waits for a reader that reads no more.
const logFarewell = 2 * time.Second

// callLog writes the lines of the simulated cloud, each whole. It makes nobody
// wait: a terminal that stands still costs lines, and it is said how many.
type callLog struct {
	out   io.Writer
	p     *text.Printer // its own: a printer is for one goroutine
	lines chan []byte
	lost  atomic.Int64
	quit  chan struct{}
	done  chan struct{}
}

func newCallLog(out io.Writer, p *text.Printer) *callLog {
	l := &callLog{out: out, p: p.Clone(), lines: make(chan []byte, logQueue), quit: make(chan struct{}), done: make(chan struct{})}
	go l.run()
	return l
}

// run writes what there is in one go, so that a busy cloud costs few writes. A
// reader that went away is no reason to stop serving.
func (l *callLog) run() {
	defer close(l.done)
	var buf []byte
	for {
		buf = buf[:0]
		select {
		case line := <-l.lines:
			buf = append(buf, line...)
		case <-l.quit:
		}
		for more := true; more && len(buf) < 1<<16; {
			select {
			case line := <-l.lines:
				buf = append(buf, line...)
			default:
				more = false
			}
		}
		if len(buf) == 0 {
			return // told to, and all is written
		}
		l.out.Write(buf)
		if n := l.lost.Swap(0); n > 0 {
			fmt.Fprintln(l.out, l.p.N("ecsdeck sim: {count} line is missing here: standard error was read too slowly",
				"ecsdeck sim: {count} lines are missing here: standard error was read too slowly", int(n)))
		}
	}
}

// Write queues a line, for the server's own complaints.
func (l *callLog) Write(line []byte) (int, error) {
	l.queue(bytes.Clone(line))
	return len(line), nil
}

// say queues a line.
func (l *callLog) say(line string) { l.queue([]byte(shell.OneLine(line) + "\n")) }

func (l *callLog) queue(line []byte) {
	select {
	case l.lines <- line:
	default:
		l.lost.Add(1)
	}
}

// call queues the line of a call.
func (l *callLog) call(c ecssim.Call) { l.queue(callLine(c)) }

// close writes what is queued. What still comes then, from calls that were cut
// off, is not written any more.
func (l *callLog) close() {
	close(l.quit)
	select {
	case <-l.done:
	case <-time.After(logFarewell):
	}
}

// callLine is one call: when (UTC), status, how long, bytes, action, region, the
// end of the access key id, request id, error code. What isn't there is "-". A
// call that went well fits in 120 columns, if its action's name is no longer than most.
func callLine(c ecssim.Call) []byte {
	status := "---" // no answer
	if c.Status != 0 {
		status = strconv.Itoa(c.Status)
	}
	key := field(c.KeyID, 64)
	key = key[len(key)-max(min(len(key)/3, 4), 1):]
	line := fmt.Appendf(nil, "%s %s %6.1fms %6dB %-22s %-14s %-4s %s",
		c.At.UTC().Format("01-02 15:04:05.000"), status, float64(c.Took)/float64(time.Millisecond), c.Bytes,
		field(c.Action, 64), field(c.Region, 32), key, field(c.RequestID, 36))
	if c.Code != "" {
		line = append(line, ' ')
		line = append(line, field(c.Code, 80)...)
	}
	return append(line, '\n')
}

// field is what a client sent as one word of printable ASCII, "-" for nothing.
func field(s string, most int) string {
	if s == "" {
		return "-"
	}
	plain := len(s) <= most
	for n := 0; n < len(s) && plain; n++ {
		plain = s[n] > ' ' && s[n] < 0x7f
	}
	if plain {
		return s
	}
	quoted := strconv.QuoteToASCII(s[:min(len(s), most)])
	word := strings.ReplaceAll(quoted[1:len(quoted)-1], " ", `\x20`)
	if len(s) > most || len(word) > most {
		word = word[:min(len(word), most)] + "..."
	}
	return word
}

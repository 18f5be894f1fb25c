package bench

import (
	"context"
	"io"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gdamore/tcell/v3/vt"

	"ecsdeck/ecsapi/message"
)

// The size of the terminals.
const width, height = 200, 50

// terminal is a deck on a pseudo-terminal, and the screen that a person would see.
type terminal struct {
	*process
	ctx   context.Context
	drawn chan struct{} // one slot: something came
	pace  atomic.Int64  // bytes a second that are read at most; 0: all

	mu     sync.Mutex
	screen vt.MockTerm
	chunks []chunk
	total  int64
}

// chunk is what came at once.
type chunk struct {
	at    time.Time
	bytes int
}

// deck starts a deck on a terminal.
func (m *measurement) deck(env []string, args ...string) (*terminal, error) {
	t := &terminal{ctx: m.ctx, drawn: make(chan struct{}, 1), screen: vt.NewMockTerm(vt.MockOptSize{X: width, Y: height})}
	t.screen.Start()
	var err error
	t.process, err = m.start(env, width, height, t.came, append([]string{"--theme", "dark", "--lang", "en"}, args...)...)
	return t, err
}

// came takes what the deck writes, no faster than the pace: the line is as slow as that, unless
// the measurement is broken off.
func (t *terminal) came(b []byte) {
	for len(b) > 0 {
		part := b
		if pace := t.pace.Load(); pace > 0 {
			part = b[:min(len(b), int(max(pace/20, 1)))]
			select {
			case <-time.After(time.Duration(len(part)) * time.Second / time.Duration(pace)):
			case <-t.ctx.Done():
			}
		}
		t.mu.Lock()
		t.screen.Write(part)
		t.chunks, t.total = append(t.chunks, chunk{time.Now(), len(part)}), t.total+int64(len(part))
		t.mu.Unlock()
		b = b[len(part):]
		select {
		case t.drawn <- struct{}{}:
		default:
		}
	}
}

func (t *terminal) press(keys string) error {
	_, err := io.WriteString(t.pty, keys)
	return err
}

// row is a line of the screen; a negative one counts from below.
func (t *terminal) row(y int) string {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.screen.Drain()
	if y < 0 {
		y += height
	}
	var line strings.Builder
	for x := 0; x < width; {
		c := t.screen.GetCell(vt.Coord{X: vt.Col(x), Y: vt.Row(y)})
		if c.C == "" {
			c.C = " "
		}
		line.WriteString(c.C)
		x += max(1, c.W)
	}
	return line.String()
}

// shows reports whether a line of the screen holds the words.
func (t *terminal) shows(words string) bool {
	for y := range height {
		if strings.Contains(t.row(y), words) {
			return true
		}
	}
	return false
}

// await waits until the screen is as it should be, and returns when it was.
func (m *measurement) await(t *terminal, limit time.Duration, is func() bool) (at time.Time, err error) {
	timeout := time.NewTimer(limit)
	defer timeout.Stop()
	for {
		at = time.Now()
		if is() {
			return at, nil
		}
		select {
		case <-t.drawn:
		case <-t.ended:
			return at, message.Errorf("the deck has ended")
		case <-timeout.C:
			return at, message.Errorf("not within {time}", limit.String())
		case <-m.ctx.Done():
			return at, m.ctx.Err()
		}
	}
}

// loaded waits until all n instances are on the screen: the header counts them without a
// plus and says how old they are, and the table's last line has a row.
func (m *measurement) loaded(t *terminal, n int, limit time.Duration) (at time.Time, err error) {
	count := m.instances(n)
	return m.await(t, limit, func() bool {
		header := t.row(0)
		return strings.Contains(header, " "+count+" ") && strings.Contains(header, " old ") &&
			(n < height || len([]rune(strings.Trim(t.row(-4), " │"))) > width/2)
	})
}

// since is how many bytes came from then on.
func (t *terminal) since(then time.Time) (n int64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for i := len(t.chunks) - 1; i >= 0 && t.chunks[i].at.After(then); i-- {
		n += int64(t.chunks[i].bytes)
	}
	return n
}

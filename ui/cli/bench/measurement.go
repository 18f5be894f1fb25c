package bench

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/message"
	"ecsdeck/ui/term"
)

// measurement is one run of the command.
type measurement struct {
	*options
	chosen    []line
	figures   map[string]figure
	budgets   map[string]float64 // those that depend on the fleet
	ctx       context.Context
	self      string // the program
	dir       string // for homes and settings
	allowing  string // settings under which the limit on calls allows everything
	processes []*process
}

// all measures the chosen lines. Its error is that nothing can be measured; what is
// wrong with one of them stands beside it.
func (m *measurement) all(ctx context.Context) (err error) {
	if m.self, err = os.Executable(); err != nil {
		return err
	}
	if m.dir, err = os.MkdirTemp("", "ecsdeck-bench"); err != nil {
		return err
	}
	defer os.RemoveAll(m.dir)
	defer m.endProcesses()
	m.allowing = filepath.Join(m.dir, "allowing.toml")
	if err := os.WriteFile(m.allowing, []byte("[profile.environment]\ncalls_at_once = 10000\ncalls_per_second = 1000\n"), 0o600); err != nil {
		return err
	}
	m.ctx = ctx
	for _, part := range []struct {
		lines   []string // that it measures
		measure func() error
	}{
		{[]string{"first-frame"}, m.firstFrame},
		{[]string{"load-10000"}, func() error { return m.load(10_000, "load-10000") }},
		{[]string{"board"}, func() error { return m.board("board", ecsapi.Budget{}, newest) }},
		{[]string{"board-allowed"}, func() error { return m.board("board-allowed", allowed, allDays) }},
		{[]string{"load-50000", "load-unknown-50000"}, m.loadLarge},
		{restLines(small, large, 0), func() error { return m.rest(true, small, large) }},
		{[]string{"bytes-row", "bytes-cursor", "bytes-page", "bytes-letter", "bytes-dialog", "backlog"}, m.typing},
		{[]string{"load-200000"}, func() error { return m.load(huge, "load-200000") }},
		{restLines(huge), func() error { return m.rest(false, huge) }},
		{insideLines, m.inside},
	} {
		if !m.wants(part.lines...) {
			continue
		}
		names := slices.DeleteFunc(slices.Clone(part.lines), func(name string) bool { return !m.wants(name) })
		over := m.Meanwhile(m.P.S("measuring {lines} …", strings.Join(names, ", ")))
		err := part.measure()
		m.endProcesses()
		over()
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			m.missing(message.Of(err), part.lines...)
		}
		m.missing(message.New("not measured"), names...)
	}
	return nil
}

func (m *measurement) endProcesses() {
	for _, p := range m.processes {
		p.cancel()
	}
	for _, p := range m.processes {
		<-p.ended
	}
	m.processes = nil
}

// wants reports whether one of the lines is to be measured.
func (m *measurement) wants(names ...string) bool {
	return slices.ContainsFunc(m.chosen, func(l line) bool { return slices.Contains(names, l.name) })
}

func (m *measurement) set(name string, value float64) { m.figures[name] = figure{value: value} }

// missing notes why lines have no figure, but for those that have one.
func (m *measurement) missing(why message.Text, names ...string) {
	for _, name := range names {
		if _, there := m.figures[name]; !there {
			m.figures[name] = figure{note: why}
		}
	}
}

// size is that of a fleet, divided.
func (m *measurement) size(n int) int { return scaled(n, m.divide) }

// instances is how a deck counts a fleet.
func (m *measurement) instances(n int) string {
	if n == 1 {
		return "1 instance"
	}
	return term.Count(n) + " instances"
}

// fleet starts a simulated cloud with so many instances, divided.
func (m *measurement) fleet(n int) (*cloud, error) {
	return m.serve("--instances", fmt.Sprint(m.size(n)))
}

// loadLimit is how long a fleet may take until it counts as never loaded.
const loadLimit = 4 * time.Minute

// load measures the time from the start of a deck to all rows of a fleet on its screen.
func (m *measurement) load(n int, name string) error {
	c, err := m.fleet(n)
	if err != nil {
		return err
	}
	return m.loadFrom(c, n, name, "--config", m.allowing)
}

func (m *measurement) loadFrom(c *cloud, n int, name string, args ...string) error {
	if !m.wants(name) {
		return nil
	}
	t, err := m.deck(c.pairs(), args...)
	if err != nil {
		return err
	}
	defer t.end()
	at, err := m.loaded(t, m.size(n), loadLimit)
	if err != nil {
		return err
	}
	m.set(name, at.Sub(t.started).Seconds())
	return nil
}

// loadLarge measures how 50,000 instances are loaded, of which nothing is known yet.
func (m *measurement) loadLarge() error {
	c, err := m.fleet(large)
	if err != nil {
		return err
	}
	if err := m.loadFrom(c, large, "load-unknown-50000"); err != nil {
		m.missing(message.Of(err), "load-unknown-50000")
	}
	return m.loadFrom(c, large, "load-50000", "--config", m.allowing)
}

// firstFrame is the median of a few starts, each to the key that is last on the screen.
func (m *measurement) firstFrame() error {
	var took []float64
	for range 5 {
		t, err := m.deck(nil, "--demo")
		if err != nil {
			return err
		}
		at, err := m.await(t, time.Minute, func() bool { return strings.Contains(t.row(-1), "help") })
		t.end()
		if err != nil {
			return err
		}
		took = append(took, milliseconds(at.Sub(t.started)))
	}
	m.set("first-frame", median(took))
	return nil
}

func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

func median(v []float64) float64 {
	v = slices.Sorted(slices.Values(v))
	return v[len(v)/2]
}

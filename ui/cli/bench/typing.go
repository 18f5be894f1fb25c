package bench

import (
	"os"
	"slices"
	"strings"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/message"
)

// quiet is how long the screen has to follow a key.
const quiet = 500 * time.Millisecond

// slowLine is 9,600 bit/s in bytes, with a start and a stop bit.
const slowLine = 960

// typing measures the bytes that reach the terminal when somebody types, with Chinese
// names on every row.
func (m *measurement) typing() error {
	c, err := m.chinese()
	if err != nil {
		return err
	}
	t, err := m.deck(c.pairs())
	if err != nil {
		return err
	}
	if _, err := m.loaded(t, m.size(small), loadLimit); err != nil {
		return err
	}
	if err := m.sleep(min(m.settle, 10*time.Second)); err != nil {
		return err
	}
	for _, l := range []struct {
		name, key string
		times     int
	}{{"bytes-cursor", "j", 15}, {"bytes-page", "\x1b[6~", 5}} {
		if err := m.pressed(t, l.name, l.key, l.times); err != nil {
			return err
		}
	}
	if m.wants("bytes-letter") {
		if _, err := m.after(t, "g/"); err != nil {
			return err
		}
		if err := m.pressed(t, "bytes-letter", "q", 1); err != nil {
			return err
		}
		if _, err := m.after(t, "\x1b"); err != nil {
			return err
		}
	}
	if m.wants("bytes-dialog") {
		if err := m.dialog(t); err != nil {
			return err
		}
	}
	if m.wants("bytes-row") {
		if err := m.rowChange(c, t); err != nil {
			m.missing(message.Of(err), "bytes-row")
		}
	}
	if m.wants("backlog") {
		return m.backlog(t)
	}
	return nil
}

// after presses a key and counts the bytes that follow it.
func (m *measurement) after(t *terminal, key string) (float64, error) {
	began := time.Now()
	if err := t.press(key); err != nil {
		return 0, err
	}
	err := m.sleep(quiet)
	return float64(t.since(began)), err
}

// pressed sets the median of a key that is pressed some times: what else changes on the
// screen in the same moment belongs to the idle minute.
func (m *measurement) pressed(t *terminal, name, key string, times int) error {
	if !m.wants(name) {
		return nil
	}
	var all []float64
	for range times {
		n, err := m.after(t, key)
		if err != nil {
			return err
		}
		all = append(all, n)
	}
	m.set(name, median(all))
	return nil
}

// dialog opens a dialog and closes it again, some times. The page behind it is dimmed, and lit
// again: each is a redraw, and the dearer one counts.
func (m *measurement) dialog(t *terminal) error {
	var all []float64
	for range 5 {
		for _, key := range []string{"a", "\x1b"} {
			n, err := m.after(t, key)
			if err != nil {
				return err
			}
			all = append(all, n)
		}
	}
	slices.Sort(all)
	m.set("bytes-dialog", median(all[len(all)/2:]))
	return nil
}

// rowChange measures the frame that shows that an instance, alone on the screen, stops.
func (m *measurement) rowChange(c *cloud, t *terminal) error {
	home, err := os.MkdirTemp(m.dir, "home")
	if err != nil {
		return err
	}
	list := m.command(append(m.environ(home), c.pairs()...), "ls", "--filter", "status:running charge:hourly", "-o", "csv")
	out, err := list.Output()
	if err != nil {
		return err
	}
	rows := strings.Split(string(out), "\n")
	if len(rows) < 2 || rows[1] == "" {
		return message.Errorf("the fleet is too small")
	}
	columns, values := strings.Split(rows[0], ","), strings.Split(rows[1], ",")
	id, region := values[0], values[slices.Index(columns, "region")]
	if err := t.press("/id:" + id + "\r"); err != nil {
		return err
	}
	if _, err := m.await(t, time.Minute, func() bool { return t.shows("1 of ") }); err != nil {
		return err
	}
	client, err := m.client(c, ecsapi.Budget{})
	if err != nil {
		return err
	}
	defer client.Close()
	if err := m.sleep(2 * time.Second); err != nil {
		return err
	}
	if _, err := client.Stop(m.ctx, ecsapi.RegionID(region), []ecsapi.InstanceID{ecsapi.InstanceID(id)}, ecsapi.StopOptions{}); err != nil {
		return err
	}
	if err := t.press("\x1b[15~"); err != nil { // F5
		return err
	}
	at, err := m.await(t, time.Minute, func() bool { return t.shows("Stopping") })
	if err != nil {
		return err
	}
	if err := m.sleep(quiet); err != nil {
		return err
	}
	m.set("bytes-row", float64(t.since(at.Add(-20*time.Millisecond))))
	_, err = m.after(t, "\x1b")
	return err
}

// backlog presses keys on a slow line, and counts what waits behind the last of them.
func (m *measurement) backlog(t *terminal) error {
	t.pace.Store(slowLine)
	for i := range 60 {
		if err := t.press([]string{"j", "k"}[i/20%2]); err != nil {
			return err
		}
		if err := m.sleep(quiet); err != nil {
			return err
		}
	}
	t.pace.Store(0)
	began := time.Now()
	if err := m.sleep(quiet); err != nil {
		return err
	}
	m.set("backlog", float64(t.since(began)))
	return nil
}

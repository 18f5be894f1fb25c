package bench

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"ecsdeck/ecsapi/message"
	"ecsdeck/ui/cli/shell"
)

// restLines are the lines of fleets of these sizes at rest; size 0 stands for those
// without one.
func restLines(sizes ...int) (names []string) {
	for _, n := range sizes {
		if n == 0 {
			names = append(names, "cpu-welcome", "switches-welcome", "bytes-idle")
			continue
		}
		for _, kind := range []string{"calls", "wire", "wire-plain", "cpu", "switches", "memory"} {
			names = append(names, fmt.Sprintf("%s-%d", kind, n))
		}
	}
	return names
}

// resting is a deck whose rest is measured.
type resting struct {
	*terminal
	cloud *cloud // nil: none
	// lines by what is measured; "" is none
	calls, wire, cpu, switches, memory, bytes string
}

// rest measures decks that nobody touches, all in the same minute: those on fleets of
// these sizes and, with the others, the welcome page and one with Chinese names.
func (m *measurement) rest(others bool, sizes ...int) error {
	var decks []*resting
	// Each has a cloud of its own, which counts its calls.
	add := func(r *resting, start func() (*cloud, error), n int, through func(*cloud) ([]string, error)) {
		fails := func(err error) {
			m.missing(message.Of(err), r.lines()...)
		}
		if !m.wants(r.lines()...) {
			return
		}
		var env []string
		var err error
		if start != nil {
			if r.cloud, err = start(); err == nil {
				env, err = through(r.cloud)
			}
			if err != nil {
				fails(err)
				return
			}
		}
		if r.terminal, err = m.deck(env, "--config", m.allowing); err == nil {
			if start != nil {
				_, err = m.loaded(r.terminal, m.size(n), loadLimit)
			} else {
				_, err = m.await(r.terminal, time.Minute, func() bool { return r.shows("ecsdeck --demo") })
			}
		}
		if err != nil {
			fails(err)
			return
		}
		decks = append(decks, r)
	}
	directly := func(c *cloud) ([]string, error) { return c.pairs(), nil }
	if others {
		add(&resting{cpu: "cpu-welcome", switches: "switches-welcome"}, nil, 0, nil)
		add(&resting{bytes: "bytes-idle"}, m.chinese, small, directly)
	}
	for _, n := range sizes {
		name := func(kind string) string { return fmt.Sprintf("%s-%d", kind, n) }
		fleet := func() (*cloud, error) { return m.fleet(n) }
		r := &resting{calls: name("calls"), wire: name("wire"), cpu: name("cpu"), switches: name("switches")}
		if n != small {
			r.memory = name("memory")
		}
		add(r, fleet, n, directly)
		if n != huge {
			add(&resting{wire: name("wire-plain")}, fleet, n, m.unpacked)
		}
	}
	if len(decks) == 0 {
		return nil
	}
	if err := m.sleep(m.settle); err != nil {
		return err
	}
	before := make([]counters, len(decks))
	for i, r := range decks {
		before[i] = r.count()
	}
	if err := m.sleep(m.minute); err != nil {
		return err
	}
	for i, r := range decks {
		m.compare(r, before[i], r.count())
	}
	for _, r := range decks {
		if r.calls != "" {
			m.callBudget(r)
		}
	}
	return nil
}

func (r *resting) lines() (names []string) {
	for _, name := range []string{r.calls, r.wire, r.cpu, r.switches, r.memory, r.bytes} {
		if name != "" {
			names = append(names, name)
		}
	}
	return names
}

// counters are what a deck and its cloud have used at a moment.
type counters struct {
	at          time.Time
	deck, cloud usage
	calls       int64
	bytes       int64
	usageErr    error
	err         error
}

func (r *resting) count() (c counters) {
	c.at = time.Now()
	c.deck, c.usageErr = r.usage()
	r.mu.Lock()
	c.bytes = r.total
	r.mu.Unlock()
	if r.cloud != nil && c.usageErr == nil {
		c.cloud, c.usageErr = r.cloud.usage()
	}
	if r.cloud != nil {
		c.calls, c.err = r.cloud.calls()
	}
	select {
	case <-r.ended:
		c.err = message.Errorf("the deck has ended")
	default:
	}
	return c
}

// compare sets the figures of a deck's minute.
func (m *measurement) compare(r *resting, from, to counters) {
	minutes := to.at.Sub(from.at).Minutes()
	if err := cmp.Or(from.err, to.err); err != nil {
		m.missing(message.Of(err), r.lines()...)
		return
	}
	set := func(name string, value float64) {
		if name != "" {
			m.set(name, value)
		}
	}
	set(r.calls, float64(to.calls-from.calls)/minutes)
	set(r.bytes, float64(to.bytes-from.bytes)/minutes)
	if err := cmp.Or(from.usageErr, to.usageErr); err != nil {
		for _, name := range []string{r.wire, r.cpu, r.switches, r.memory} {
			m.figures[name] = figure{note: message.Of(errNoFigures), unknowable: true}
		}
		return
	}
	// The simulated cloud reads and writes nothing but its calls.
	set(r.wire, float64(to.cloud.io-from.cloud.io)/1e6/minutes)
	set(r.cpu, 100*(to.deck.cpu-from.deck.cpu).Minutes()/minutes)
	set(r.switches, float64(to.deck.switches-from.deck.switches)/60/minutes)
	set(r.memory, float64(to.deck.peak)/1e6)
}

// sleep lets time pass.
func (m *measurement) sleep(d time.Duration) error {
	select {
	case <-time.After(d):
		return nil
	case <-m.ctx.Done():
		return m.ctx.Err()
	}
}

// spots is what decides how many calls a fleet needs at rest.
type spots struct{ regions, instances int }

// callBudget is two calls a minute for each region with spot instances, one for each 300
// of them, and some that depend on the fleet's size.
func (m *measurement) callBudget(r *resting) {
	more := map[string]float64{"calls-1200": 15, "calls-50000": 40, "calls-200000": 80}[r.calls]
	s, err := m.spots(r.cloud)
	if err != nil {
		m.figures[r.calls] = figure{note: message.Of(err)}
		return
	}
	m.budgets[r.calls] = float64(2*s.regions) + float64(s.instances)/300 + more
}

// spots counts the spot instances of a cloud.
func (m *measurement) spots(c *cloud) (s spots, err error) {
	if c.spot == nil {
		e, closing, err := m.engine(c, allowed)
		if err != nil {
			return s, err
		}
		defer closing()
		snap, err := e.Loaded(m.ctx)
		if err != nil {
			return s, err
		}
		c.spot = countSpots(snap)
	}
	return *c.spot, nil
}

// unpacked leads to the cloud past the packing of answers: nobody there hears that
// the client would take it.
func (m *measurement) unpacked(c *cloud) ([]string, error) {
	to, err := url.Parse(c.url)
	if err != nil {
		return nil, err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	plain := &http.Transport{DisableCompression: true, MaxIdleConnsPerHost: 100}
	server := shell.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.URL.Scheme, r.URL.Host = to.Scheme, to.Host
		r.Header.Del("Accept-Encoding")
		answer, err := plain.RoundTrip(r)
		if err != nil {
			w.WriteHeader(http.StatusBadGateway)
			return
		}
		defer answer.Body.Close()
		maps.Copy(w.Header(), answer.Header)
		w.WriteHeader(answer.StatusCode)
		io.Copy(w, answer.Body)
	}))
	var serving sync.WaitGroup
	serving.Go(func() { server.Serve(listener) })
	context.AfterFunc(m.ctx, func() { server.Close() })
	return append(c.pairs(), "ECSDECK_ENDPOINT=http://"+listener.Addr().String()), nil
}

// chinese starts a cloud whose instances all have Chinese names: rows with wide runes
// are where a renderer repaints too much.
func (m *measurement) chinese() (*cloud, error) {
	c, err := m.fleet(small)
	if err != nil {
		return nil, err
	}
	home, err := os.MkdirTemp(m.dir, "home")
	if err != nil {
		return nil, err
	}
	list := m.command(append(m.environ(home), c.pairs()...), "ls", "-o", "json")
	out, err := list.Output()
	if err != nil {
		return nil, err
	}
	c.end()
	var fleet []map[string]any
	if err := json.Unmarshal(out, &fleet); err != nil {
		return nil, err
	}
	for i, instance := range fleet {
		name, _ := instance["name"].(string)
		last := name[strings.LastIndexByte(name, '-')+1:]
		fleet[i]["name"] = "订单服务-" + last
	}
	if out, err = json.Marshal(fleet); err != nil {
		return nil, err
	}
	file := filepath.Join(m.dir, "fleet.json")
	if err := os.WriteFile(file, out, 0o600); err != nil {
		return nil, err
	}
	return m.serve("--fleet", file)
}

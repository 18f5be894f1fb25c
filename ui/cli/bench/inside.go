package bench

import (
	"context"
	"io"
	"reflect"
	"runtime"
	"runtime/debug"
	"strings"
	"sync"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/fleet/engine"
	"ecsdeck/keymap"
	"ecsdeck/model"
	"ecsdeck/model/deck"
	"ecsdeck/ui/text"
)

// allowed is a limit that lets every call go.
var allowed = ecsapi.Budget{Burst: 10_000, PerSecond: 1000}

// engine starts an engine of this process on a simulated cloud.
func (m *measurement) engine(c *cloud, limit ecsapi.Budget) (e *engine.Engine, closing func(), err error) {
	client, err := m.client(c, limit)
	if err != nil {
		return nil, nil, err
	}
	e = engine.New(engine.Options{Client: client})
	e.Start(m.ctx)
	return e, func() { e.Close(); client.Close() }, nil
}

func (m *measurement) client(c *cloud, limit ecsapi.Budget) (*ecsapi.Client, error) {
	return ecsapi.New(ecsapi.Options{
		Credentials: ecsapi.Credentials{KeyID: c.env["ALIBABA_CLOUD_ACCESS_KEY_ID"], Secret: c.env["ALIBABA_CLOUD_ACCESS_KEY_SECRET"]},
		Endpoint:    c.url,
		Budget:      limit,
	})
}

func countSpots(s *fleet.Snapshot) *spots {
	n := &spots{}
	for _, r := range s.Regions {
		before := n.instances
		for _, i := range r.Instances {
			if i.Spot() {
				n.instances++
			}
		}
		if n.instances > before {
			n.regions++
		}
	}
	return n
}

// watched is the deck in this process, whose updates are measured.
type watched struct {
	engine *engine.Engine
	keys   *io.PipeWriter

	mu     sync.Mutex
	sent   []time.Time // keys that were not handled yet
	handle func(handled)
}

// handled is one message, and the frame after it.
type handled struct {
	key   bool
	sent  time.Time // when the key was; of other messages zero
	took  time.Duration
	own   time.Duration // of took: the processor's time, without other threads' and programs'
	ended time.Time
	view  string
}

// filter stands between the program and the deck: it does itself what the program would do
// next with a message of the deck's, and measures it. What the program draws of it comes
// with the next message that it handles itself.
func (w *watched) filter(deck tea.Model, msg tea.Msg) tea.Msg {
	_, key := msg.(tea.KeyPressMsg)
	if t := reflect.TypeOf(msg); !key && (t == nil || !strings.HasPrefix(t.PkgPath(), "ecsdeck/")) {
		return msg
	}
	runtime.LockOSThread()
	began, own := time.Now(), threadTime()
	_, cmd := deck.Update(msg)
	view := deck.View().Content
	h := handled{key: key, own: threadTime() - own, ended: time.Now(), view: view}
	runtime.UnlockOSThread()
	h.took = h.ended.Sub(began)
	w.mu.Lock()
	if key && len(w.sent) > 0 {
		h.sent, w.sent = w.sent[0], w.sent[1:]
	}
	if w.handle != nil {
		w.handle(h)
	}
	w.mu.Unlock()
	if cmd == nil {
		return nil
	}
	return tea.BatchMsg{cmd}
}

// listen has each message that is handled told, until over is called.
func (w *watched) listen(handle func(handled)) (over func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.handle = handle
	return func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.handle = nil
	}
}

func (w *watched) press(key string) {
	w.mu.Lock()
	w.sent = append(w.sent, time.Now())
	w.mu.Unlock()
	io.WriteString(w.keys, key)
}

// watch runs the deck on a simulated cloud in this process; it draws on nothing.
func (m *measurement) watch(c *cloud) (w *watched, closing func(), err error) {
	client, err := m.client(c, allowed)
	if err != nil {
		return nil, nil, err
	}
	printer, err := text.New("en")
	if err != nil {
		return nil, nil, err
	}
	ctx, cancel := context.WithCancel(m.ctx)
	before := debug.SetGCPercent(50) // as the deck does
	in, keys := io.Pipe()
	w = &watched{keys: keys, engine: engine.New(engine.Options{Client: client})}
	w.engine.Start(ctx)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		model.Run(ctx, deck.Deps{
			Engine: w.engine, Client: client, Account: deck.Account{Profile: "bench", ReadOnly: true},
			Text: printer, Keys: keymap.Default(), ThemeName: "dark", Now: time.Now,
			Limits: fleet.DefaultLimits, In: in, Out: io.Discard, Environ: []string{"TERM=xterm-256color", "COLORTERM=truecolor"},
			Options: []tea.ProgramOption{tea.WithWindowSize(width, height), tea.WithColorProfile(colorprofile.TrueColor), tea.WithFilter(w.filter)},
		})
	}()
	return w, func() {
		cancel()
		keys.Close()
		<-ended
		w.engine.Close()
		client.Close()
		debug.SetGCPercent(before)
		debug.FreeOSMemory()
	}, nil
}

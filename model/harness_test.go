package model_test

import (
	"bytes"
	"context"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/gdamore/tcell/v3/vt"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/ecssim"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/fleet/engine"
	"ecsdeck/ecsapi/fleet/journal"
	"ecsdeck/ecsapi/pipenet"
	"ecsdeck/keymap"
	"ecsdeck/model"
	"ecsdeck/model/deck"
	"ecsdeck/ui/text"
)

// rig is the whole deck in a bubble of fake time: the program with its
// renderer, the engine, the SDK over HTTP to the simulated endpoint on a pipe,
// and a terminal emulator that shows what a person would see.
type rig struct {
	t      *testing.T
	cloud  *ecssim.Cloud
	client *ecsapi.Client
	engine *engine.Engine
	record *journal.Journal // nil without one
	term   *terminal
	text   *text.Printer
	seen   map[string]bool // see words
	keys   *io.PipeWriter
	ended  chan error
	dial   func(ctx context.Context, network, addr string) (net.Conn, error)
}

// setup is what a test wants different.
type setup struct {
	w, h     int
	sim      ecssim.Config
	readOnly bool
	undo     time.Duration
	journal  string // a directory to keep one in; "": none
	deps     func(*deck.Deps)
	keys     ecsapi.KeySource                // nil: the operator's key
	handler  func(http.Handler) http.Handler // around the simulated endpoint
	profile  colorprofile.Profile            // 0: truecolor
}

// run starts a deck, lets it load, and hands it to the test.
func run(t *testing.T, s setup, test func(*rig)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		if s.w == 0 {
			s.w, s.h = 120, 35
		}
		if s.sim.Instances == 0 {
			s.sim.Instances = 200
		}
		r := &rig{t: t, cloud: ecssim.New(s.sim), term: newTerminal(s.w, s.h), ended: make(chan error, 1)}

		var handler http.Handler = r.cloud
		if s.handler != nil {
			handler = s.handler(handler)
		}
		listener := pipenet.Listen()
		r.dial = listener.Dial
		server := &http.Server{Handler: handler}
		go server.Serve(listener)

		operator, _ := r.cloud.Keys()
		client, err := ecsapi.New(ecsapi.Options{
			Credentials: ecsapi.Credentials{KeyID: operator.ID, Secret: operator.Secret},
			Keys:        s.keys,
			Endpoint:    "http://127.0.0.1",
			Dial:        listener.Dial,
			ReadOnly:    s.readOnly,
		})
		if err != nil {
			t.Fatal(err)
		}
		r.client = client
		options := engine.Options{Client: client, Who: "lin", Undo: s.undo}
		if s.journal != "" {
			if r.record, err = journal.Open(s.journal); err != nil {
				t.Fatal(err)
			}
			defer r.record.Close()
			options.Journal = r.record
		}
		r.engine = engine.New(options)
		r.engine.Start(t.Context())

		printer, err := text.New("en")
		if err != nil {
			t.Fatal(err)
		}
		in, keys := io.Pipe()
		r.keys = keys
		deps := deck.Deps{
			Engine: r.engine, Client: client,
			Account: deck.Account{Profile: "prod", KeyTail: "LTAI…8fQ2", ReadOnly: s.readOnly},
			Text:    printer, Keys: keymap.Default(), ThemeName: "dark", Now: time.Now, Local: time.FixedZone("CET", 60*60),
			Limits: fleet.DefaultLimits, Undo: s.undo, Mouse: true,
			In: in, Out: r.term, Environ: []string{"TERM=xterm-256color", "COLORTERM=truecolor"},
			Options: []tea.ProgramOption{tea.WithWindowSize(s.w, s.h), tea.WithColorProfile(max(s.profile, colorprofile.TrueColor))},
		}
		if s.profile != 0 {
			deps.Options[1] = tea.WithColorProfile(s.profile)
		}
		if s.deps != nil {
			s.deps(&deps)
		}
		ctx, cancel := context.WithCancel(t.Context())
		r.text = deps.Text
		go func() { r.ended <- model.Run(ctx, deps) }()
		r.pass(2 * time.Second)

		defer func() { // even after a Fatal: a bubble ends only when all in it has
			cancel()
			keys.Close()
			in.Close()
			select {
			case <-r.ended:
			case <-time.After(time.Minute):
				t.Error("the deck did not end")
			}
			r.engine.Close()
			client.Close()
			server.Close()
			listener.Close()
			r.term.stop()
		}()
		test(r)
	})
}

// pass lets fake time go by and everything that is due happen.
func (r *rig) pass(d time.Duration) {
	<-time.After(d)
	synctest.Wait()
}

// press types keys as a terminal sends them, one at a time, and lets the
// screen follow.
func (r *rig) press(keys ...string) {
	r.t.Helper()
	for _, k := range keys {
		if seq, named := sequences[k]; named {
			k = seq
		}
		if _, err := io.WriteString(r.keys, k); err != nil {
			r.t.Fatal(err)
		}
		r.pass(200 * time.Millisecond) // an esc alone is told from a sequence by time
	}
}

var sequences = map[string]string{
	"enter": "\r", "esc": "\x1b", "tab": "\t", "space": " ", "up": "\x1b[A", "down": "\x1b[B", "right": "\x1b[C",
	"pgdown": "\x1b[6~", "ctrl+c": "\x03", "backspace": "\x7f", "f5": "\x1b[15~", "shift+tab": "\x1b[Z",
}

// confirm answers the dialog on screen, once its keys count and what it reads
// is there.
func (r *rig) confirm() {
	r.pass(5 * time.Second)
	r.press("enter")
}

// word types what the dialog asks for, once its keys count.
func (r *rig) word(text string) {
	r.pass(5 * time.Second)
	if _, err := io.WriteString(r.keys, text); err != nil {
		r.t.Fatal(err)
	}
	r.pass(200 * time.Millisecond)
}

// calls counts the calls of an API that the cloud has had.
func (r *rig) calls(api string) int64 { return r.cloud.Stats().Calls[api] }

func (r *rig) screen() string { return r.term.text() }

// line returns the first line on screen that holds all of the words.
func (r *rig) line(words ...string) string {
	for _, l := range strings.Split(r.screen(), "\n") {
		all := true
		for _, w := range words {
			all = all && strings.Contains(l, w)
		}
		if all {
			return l
		}
	}
	return ""
}

func (r *rig) see(words ...string) {
	r.t.Helper()
	if r.line(words...) == "" {
		r.t.Errorf("no line with %q on screen:\n%s", words, r.screen())
	}
}

func (r *rig) notSee(words ...string) {
	r.t.Helper()
	if l := r.line(words...); l != "" {
		r.t.Errorf("%q on screen: %s", words, l)
	}
}

// golden compares the screen with the one that was reviewed;
// UPDATE_GOLDEN=1 writes it anew. What matches one of the chances is different
// each time.
func (r *rig) golden(name string, chances ...string) {
	r.t.Helper()
	path := filepath.Join("testdata", name+".txt")
	// How many calls it took and how old data is depend on chance; a screen does not.
	got := regexp.MustCompile(`\d+( calls)?/min`).ReplaceAllStringFunc(r.screen(), func(s string) string {
		return strings.Repeat("#", strings.IndexAny(s, " /")) + s[strings.IndexAny(s, " /"):]
	})
	got = regexp.MustCompile(` +(<5 s|\d+ (s|min)) old`).ReplaceAllString(got, "  # old")
	for _, c := range chances {
		got = regexp.MustCompile(c).ReplaceAllStringFunc(got, func(s string) string { return strings.Repeat("#", len(s)) })
	}
	if os.Getenv("UPDATE_GOLDEN") != "" {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			r.t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			r.t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		r.t.Error(err)
	}
	digits := regexp.MustCompile(`#+( calls)?/min`)
	if digits.ReplaceAllString(got, "#$1/min") != digits.ReplaceAllString(string(want), "#$1/min") {
		r.t.Errorf("%s differs; UPDATE_GOLDEN=1 writes it anew\n--- want\n%s\n--- got\n%s", path, want, got)
	}
}

// terminal is a screen emulator that counts what it is sent.
type terminal struct {
	mu   sync.Mutex
	term vt.MockTerm
	w, h int
	sent bytes.Buffer
}

func newTerminal(w, h int) *terminal {
	t := &terminal{term: vt.NewMockTerm(vt.MockOptSize{X: vt.Col(w), Y: vt.Row(h)}), w: w, h: h}
	t.term.Start()
	return t
}

func (t *terminal) stop() { t.term.Stop() }

func (t *terminal) Write(b []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.sent.Write(b)
	// The program believes in a terminal in raw mode; the emulator wants CR LF
	// like any other.
	n, err := t.term.Write(bytes.ReplaceAll(b, []byte("\n"), []byte("\r\n")))
	return min(n, len(b)), err
}

// bytes returns how many were sent since the last call.
func (t *terminal) bytes() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	n := t.sent.Len()
	t.sent.Reset()
	return n
}

// all is what was sent since the last call of bytes.
func (t *terminal) all() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.sent.String()
}

func (t *terminal) text() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.term.Drain()
	var out strings.Builder
	for y := range t.h {
		var line strings.Builder
		for x := 0; x < t.w; {
			c := t.term.GetCell(vt.Coord{X: vt.Col(x), Y: vt.Row(y)})
			if c.C == "" {
				line.WriteByte(' ')
			} else {
				line.WriteString(c.C)
			}
			x += max(1, int(c.W))
		}
		out.WriteString(strings.TrimRight(line.String(), " "))
		out.WriteByte('\n')
	}
	return out.String()
}

// long is for tests of screens, their bytes and their words, which take a while:
// under the race detector ten times as long, and it would find there only what
// it finds in the others. Two of them run at once, each in a bubble of its own:
// while other packages wait for their processes there is a core to spare.
func long(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("a long test of what is on screen")
	}
	t.Parallel()
}

package model

import (
	"context"
	"fmt"
	"image/color"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/ecssim"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/fleet/engine"
	"ecsdeck/ecsapi/pipenet"
	"ecsdeck/ecsapi/randtest"
	"ecsdeck/keymap"
	"ecsdeck/model/deck"
	"ecsdeck/model/plan"
	"ecsdeck/model/reclaims"
	"ecsdeck/ui/text"
)

// monkey presses keys, resizes, pastes, breaks the cloud and lets answers come
// late and out of order, and after each of it checks what must always hold.
type monkey struct {
	t      *testing.T
	rnd    *rand.Rand
	root   *root
	cloud  *ecssim.Cloud
	engine *engine.Engine
	inbox  chan tea.Msg
	keys   []string
	widths map[string]int // of lines seen: most are drawn again and again
	frame  string         // as last drawn
	last   []string       // the newest steps, for a failure

	mu     sync.Mutex
	wanted []fleet.Action       // what this story must have carried out
	done   map[fleet.Action]int // instances that jobs brought to their end
	over   map[fleet.JobID]bool // jobs that are in done
	left   int                  // plans that were ready and were left

	agreed  map[string]bool // APIs and what dialogs were confirmed for
	yes     map[fleet.Action]int
	create  int             // instances that dialogs were confirmed to create
	created map[string]bool // tokens of creations
	scripts map[ecsapi.InstanceID]int
	diskOf  map[string]string // disks that go with an instance
}

// writes are the APIs that an action may call.
var writes = map[fleet.Action][]string{
	fleet.ActionStart:       {"StartInstances"},
	fleet.ActionStop:        {"StopInstances"},
	fleet.ActionReboot:      {"RebootInstances"},
	fleet.ActionRelease:     {"DeleteInstances", "DeleteInstance"},
	fleet.ActionAutoRelease: {"ModifyInstanceAutoReleaseTime"},
	fleet.ActionRenew:       {"RenewInstance"},
	fleet.ActionAutoRenew:   {"ModifyInstanceAutoRenewAttribute"},
	fleet.ActionAddress:     {"AllocatePublicIpAddress"},
	fleet.ActionRename:      {"ModifyInstanceAttribute"},
	fleet.ActionDescription: {"ModifyInstanceAttribute"},
	fleet.ActionProtect:     {"ModifyInstanceAttribute"},
	fleet.ActionKeyPair:     {"AttachKeyPair"},
	fleet.ActionTag:         {"TagResources", "UntagResources"},
	fleet.ActionCreate:      {"RunInstances", "CreateInstance"},
}

// Whatever a monkey does, what must always hold does; and it bites: in each story
// it confirmed and saw carried out at least one of each of the tasks.
func TestMonkey(t *testing.T) {
	steps := 1_500
	if testing.Short() {
		steps = 200
	}
	if v, err := strconv.Atoi(os.Getenv("MONKEY_STEPS")); err == nil {
		steps = v
	}
	seed := randtest.Seed(t, "MONKEY_STEPS")
	for _, s := range []struct {
		story    string
		n        int
		readOnly bool
		wanted   []fleet.Action
	}{
		{"hostile-names", 200, false, everyChange},
		{"spot-storm", 150, false, everyChange},
		{"", ecssim.NoInstances, false, []fleet.Action{fleet.ActionCreate}},
		{"hostile-names", 40, true, nil},
	} {
		t.Run(fmt.Sprintf("%s-%d-%v", s.story, s.n, s.readOnly), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				m, end := newMonkey(t, seed, s.story, s.n, s.readOnly)
				defer end()
				m.wanted = s.wanted
				// One that a cloud in trouble kept from what is wanted goes on for longer.
				n := 0
				for ; (n < steps || m.unfinished() && n < steps+5_000) && !t.Failed(); n++ {
					m.step()
				}
				t.Logf("%d steps", n)
				m.judgeStory()
			})
		})
	}
}

func newMonkey(t *testing.T, seed uint64, story string, n int, readOnly bool) (*monkey, func()) {
	m := &monkey{
		t: t, rnd: rand.New(rand.NewPCG(seed, uint64(n))),
		cloud: ecssim.New(ecssim.Config{Instances: n, Scenario: story}),
		inbox: make(chan tea.Msg, 1<<16), widths: map[string]int{}, agreed: map[string]bool{}, yes: map[fleet.Action]int{}, created: map[string]bool{}, done: map[fleet.Action]int{}, over: map[fleet.JobID]bool{},
		scripts: map[ecsapi.InstanceID]int{}, diskOf: map[string]string{},
	}
	listener := pipenet.Listen()
	server := &http.Server{Handler: http.HandlerFunc(m.serve)}
	go server.Serve(listener)
	operator, _ := m.cloud.Keys()
	client, err := ecsapi.New(ecsapi.Options{
		Credentials: ecsapi.Credentials{KeyID: operator.ID, Secret: operator.Secret},
		Endpoint:    "http://127.0.0.1", Dial: listener.Dial, ReadOnly: readOnly,
	})
	if err != nil {
		t.Fatal(err)
	}
	m.engine = engine.New(engine.Options{Client: client, Who: "monkey", Undo: 2 * time.Second})
	m.engine.Start(t.Context())
	printer, err := text.New("en")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	m.root = newRoot(ctx, deck.Deps{
		Engine: m.engine, Client: client, Text: printer, Keys: keymap.Default(), ThemeName: "dark", Now: time.Now,
		Account: deck.Account{Profile: "生产-production-account", KeyTail: "LTAI…8fQ2", ReadOnly: readOnly},
		Limits:  fleet.Limits{Start: 2, Stop: 3, Create: 2}, Production: n == 150, Undo: 2 * time.Second, Mouse: true,
	})
	m.root.screen = deck.NewScreen(io.Discard, time.Now)
	for _, g := range m.root.Keys.Groups() {
		for _, b := range g.Bindings {
			m.keys = append(m.keys, b.Keys...)
		}
	}
	m.run(m.root.Init())
	m.update(tea.WindowSizeMsg{Width: 120, Height: 35})
	return m, func() {
		cancel()
		m.engine.Close()
		client.Close()
		server.Close()
		listener.Close()
	}
}

// run runs a command as the program does; its answer waits in the inbox.
func (m *monkey) run(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	go func() {
		switch msg := cmd().(type) {
		case nil, tea.QuitMsg:
		case tea.BatchMsg:
			for _, c := range msg {
				m.run(c)
			}
		default:
			m.inbox <- msg
		}
	}()
}

// step is a task now and then, and else a whim.
func (m *monkey) step() {
	if m.rnd.IntN(100) < 4 {
		m.task()
	} else {
		m.whim()
	}
	m.tally()
}

func (m *monkey) whim() {
	switch n := m.rnd.IntN(100); {
	case n < 60:
		m.press(m.keys[m.rnd.IntN(len(m.keys))])
	case n < 66:
		words := []string{"force ", "1", "2", "3", "status:stopped", "web", "!", "订单", "zone:h", "\"", ",", "tag:", "e\u0301", "👩‍👩‍👧", "in 3d", "web-[1,3]", "a=b"}
		m.update(tea.KeyPressMsg{Text: words[m.rnd.IntN(len(words))]})
	case n < 67:
		m.mouse()
	case n < 68:
		m.update(tea.PasteMsg{Content: "status:running\r\n\x1b[2J\u202e订单"})
	case n < 74:
		m.resize()
	case n < 90:
		synctest.Wait()
		select {
		case msg := <-m.inbox:
			m.update(msg)
		default:
		}
	case n < 95:
		m.pass(time.Duration(m.rnd.IntN(900)) * time.Millisecond)
	case n < 97:
		m.pass(time.Duration(m.rnd.IntN(20)) * time.Second)
	case n < 98:
		m.trouble()
	case n < 99:
		m.confirm()
	default:
		m.update([]tea.Msg{tea.FocusMsg{}, tea.BlurMsg{}, tea.BackgroundColorMsg{Color: color.Black}}[m.rnd.IntN(3)])
	}
}

// mouse clicks somewhere, once or twice, or turns the wheel. The judge sees to it that it confirms nothing.
func (m *monkey) mouse() {
	at := tea.Mouse{X: m.rnd.IntN(max(1, m.root.w)), Y: m.rnd.IntN(max(1, m.root.h)), Button: tea.MouseLeft}
	switch m.rnd.IntN(3) {
	case 0:
		m.update(tea.MouseClickMsg(at))
		m.update(tea.MouseReleaseMsg(at))
		fallthrough
	case 1:
		m.update(tea.MouseClickMsg(at))
		m.update(tea.MouseReleaseMsg(at))
	default:
		at.Button = []tea.MouseButton{tea.MouseWheelUp, tea.MouseWheelDown}[m.rnd.IntN(2)]
		m.update(tea.MouseWheelMsg(at))
	}
}

// pass lets fake time go by and everything that is due happen.
func (m *monkey) pass(d time.Duration) {
	m.note(d)
	<-time.After(d)
	synctest.Wait()
}

// trouble breaks the cloud or mends it.
func (m *monkey) trouble() {
	if m.rnd.IntN(2) == 0 {
		m.cloud.ClearFaults()
		m.engine.Refresh()
		return
	}
	kinds := []string{"http500", "throttle", "cut", "lost-answer", "stale"}
	region := []string{"*", "cn-beijing", "cn-hangzhou"}[m.rnd.IntN(3)]
	if err := m.cloud.Inject(ecssim.Fault{Action: "*", Region: region, Kind: kinds[m.rnd.IntN(len(kinds))], P: 0.5}); err != nil {
		m.t.Error(err)
	}
}

// drain lets time go by and every answer come.
func (m *monkey) drain(d time.Duration) {
	m.pass(d)
	for n := 0; n < 100 && len(m.inbox) > 0; n++ {
		m.update(<-m.inbox)
		synctest.Wait()
	}
}

func (m *monkey) resize() {
	sizes := [][2]int{{40, 10}, {41, 11}, {60, 12}, {80, 24}, {119, 20}, {120, 10}, {120, 35}, {200, 50}, {39, 9}}
	w, h := 1+m.rnd.IntN(220), 1+m.rnd.IntN(60)
	if m.rnd.IntN(2) == 0 {
		s := sizes[m.rnd.IntN(len(sizes))]
		w, h = s[0], s[1]
	}
	m.update(tea.WindowSizeMsg{Width: w, Height: h})
}

var named = map[string]rune{
	"enter": tea.KeyEnter, "esc": tea.KeyEscape, "tab": tea.KeyTab, "space": tea.KeySpace, "backspace": tea.KeyBackspace,
	"up": tea.KeyUp, "down": tea.KeyDown, "left": tea.KeyLeft, "right": tea.KeyRight, "pgup": tea.KeyPgUp,
	"pgdown": tea.KeyPgDown, "home": tea.KeyHome, "end": tea.KeyEnd, "f5": tea.KeyF5,
}

func (m *monkey) press(k string) {
	var press tea.KeyPressMsg
	name := k
	if rest, ok := strings.CutPrefix(name, "ctrl+"); ok {
		press.Mod, name = tea.ModCtrl, rest
	}
	if rest, ok := strings.CutPrefix(name, "shift+"); ok {
		press.Mod, name = tea.ModShift, rest
	}
	if c, ok := named[name]; ok {
		press.Code = c
		if name == "space" {
			press.Text = " "
		}
	} else {
		press.Code = []rune(name)[0]
		if press.Mod == 0 {
			press.Text = name
		}
	}
	if press.String() != k {
		m.t.Fatalf("the key %q is %q", k, press.String())
	}
	m.update(press)
}

func (m *monkey) note(what any) {
	m.last = append(m.last, fmt.Sprintf("%T %v", what, what))
	if len(m.last) > 40 {
		m.last = m.last[1:]
	}
}

func (m *monkey) fail(format string, args ...any) {
	m.t.Helper()
	for i, l := range m.last {
		if len(l) > 100 {
			m.last[i] = l[:100]
		}
	}
	m.t.Fatalf("%s\nafter\n%s\n%s", fmt.Sprintf(format, args...), strings.Join(m.last, "\n"), ansi.Strip(m.frame))
}

func (m *monkey) update(msg tea.Msg) {
	m.note(msg)
	dialog, _ := m.root.Layer().(*plan.Dialog)
	var plan *fleet.Plan
	var typed string
	if dialog != nil {
		plan, typed = dialog.Plan.Plan, dialog.Typed()
	}
	drains, _ := m.root.Layer().(*reclaims.DrainDialog)
	var order fleet.DrainOrder
	if drains != nil {
		const none = "/no/such/program" // a monkey must not run what it types
		if v := drains.Command.Value(); v != "" && v != none {
			drains.Command.Text.SetValue(none)
			m.frame = m.root.View().Content
		}
		order, _, _ = drains.Order()
	}
	press, _ := msg.(tea.KeyPressMsg)
	enters := drains != nil && press.Code == tea.KeyEnter
	if enters && order.Script != "" {
		m.agree(order, 1) // the engine may be faster than what follows
	}
	drawn, sending := m.frame, m.root.Sending
	_, cmd := m.root.Update(msg)
	switch confirmed := !slices.Contains(m.root.Layers, deck.Layer(drains)); {
	case enters && confirmed:
		m.drains(drains, order, drawn)
	case enters && order.Script != "":
		m.agree(order, -1)
	}
	if m.root.Sending > sending {
		m.confirmed(press, dialog, plan, typed, drawn)
	}
	m.run(cmd)
	m.look()
	if m.rnd.IntN(3) > 0 { // the line stalls now and then
		m.root.screen.Write(nil)
	}
}

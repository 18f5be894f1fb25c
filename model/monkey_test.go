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
	"ecsdeck/ecsapi/pipenet"
	"ecsdeck/keymap"
	"ecsdeck/ui/text"
)

// monkey presses keys, resizes, pastes, breaks the cloud and lets answers come
// late and out of order, and after each of it checks what must always hold.
type monkey struct {
	t      *testing.T
	rnd    *rand.Rand
	root   *root
	cloud  *ecssim.Cloud
	engine *fleet.Engine
	inbox  chan tea.Msg
	keys   []string
	widths map[string]int // of lines seen: most are drawn again and again
	frame  string         // as last drawn
	last   []string       // the newest steps, for a failure

	mu      sync.Mutex
	agreed  map[string]bool // APIs and what dialogs were confirmed for
	yes     map[fleet.Action]int
	create  int             // instances that dialogs were confirmed to create
	created map[string]bool // tokens of creations
	scripts map[ecsapi.InstanceID]int
}

// writes are the APIs that an action on instances may call.
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
	fleet.ActionProtect:     {"ModifyInstanceAttribute"},
	fleet.ActionTag:         {"TagResources", "UntagResources"},
}

func TestMonkey(t *testing.T) {
	steps, seed := 3_000, uint64(1) // other seeds and more steps by the environment; MONKEY_SEED=0 draws one
	if testing.Short() {
		steps = 400
	}
	if v, err := strconv.Atoi(os.Getenv("MONKEY_STEPS")); err == nil {
		steps = v
	}
	if v, err := strconv.ParseUint(os.Getenv("MONKEY_SEED"), 10, 64); err == nil {
		seed = v
	}
	if seed == 0 {
		seed = rand.Uint64()
	}
	t.Logf("MONKEY_SEED=%d", seed)
	for _, s := range []struct {
		story    string
		n        int
		readOnly bool
	}{{"hostile-names", 200, false}, {"spot-storm", 150, false}, {"", ecssim.NoInstances, false}, {"hostile-names", 40, true}} {
		t.Run(fmt.Sprintf("%s-%d-%v", s.story, s.n, s.readOnly), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				m, end := newMonkey(t, seed, s.story, s.n, s.readOnly)
				defer end()
				for n := 0; n < steps && !t.Failed(); n++ {
					m.step()
				}
				t.Log("confirmed:", m.yes)
			})
		})
	}
}

func newMonkey(t *testing.T, seed uint64, story string, n int, readOnly bool) (*monkey, func()) {
	m := &monkey{
		t: t, rnd: rand.New(rand.NewPCG(seed, uint64(n))),
		cloud: ecssim.New(ecssim.Config{Instances: n, Scenario: story}),
		inbox: make(chan tea.Msg, 1<<16), widths: map[string]int{}, agreed: map[string]bool{}, yes: map[fleet.Action]int{}, created: map[string]bool{},
		scripts: map[ecsapi.InstanceID]int{},
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
	m.engine = fleet.New(fleet.Options{Client: client, Who: "monkey", Undo: 2 * time.Second})
	m.engine.Start(t.Context())
	printer, err := text.New("en")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	m.root = newRoot(ctx, Deps{
		Engine: m.engine, Client: client, Text: printer, Keys: keymap.Default(), Theme: "dark", Now: time.Now,
		Account: Account{Profile: "生产-production-account", KeyTail: "LTAI…8fQ2", ReadOnly: readOnly},
		Limits:  fleet.Limits{Start: 2, Stop: 3, Create: 2}, Production: n == 150, Undo: 2 * time.Second,
	})
	m.root.screen, _ = newScreen(io.Discard, time.Now)
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

func (m *monkey) step() {
	switch n := m.rnd.IntN(100); {
	case n < 60:
		m.press(m.keys[m.rnd.IntN(len(m.keys))])
	case n < 66:
		words := []string{"force ", "1", "2", "3", "status:stopped", "web", "!", "订单", "zone:h", "\"", ",", "tag:", "e\u0301", "👩‍👩‍👧", "in 3d", "web-[1,3]", "a=b"}
		m.update(tea.KeyPressMsg{Text: words[m.rnd.IntN(len(words))]})
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
		switch m.rnd.IntN(5) {
		case 0:
			m.order()
		case 1, 2, 3:
			m.mean()
		}
		m.confirm()
	default:
		m.update([]tea.Msg{tea.FocusMsg{}, tea.BlurMsg{}, tea.BackgroundColorMsg{Color: color.Black}}[m.rnd.IntN(3)])
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

// confirm does what a person does who means it.
func (m *monkey) confirm() {
	m.pass(time.Second)
	switch p := m.root.layer().(type) {
	case *asking:
		m.press("enter") // goes on to the plan
	case *draining:
		if m.rnd.IntN(2) == 0 {
			m.press("tab")
			m.update(tea.KeyPressMsg{Code: 'x', Text: "x"})
		}
		m.press("enter")
	case *planning:
		for n := 0; p.word() != "" && !p.writing() && n < 4; n++ {
			m.press("tab")
		}
		for range []rune(p.typed) {
			m.press("backspace")
		}
		word := p.word()
		if id := p.id(); id != "" && m.rnd.IntN(2) == 0 {
			word = id
		}
		for _, c := range word {
			m.update(tea.KeyPressMsg{Code: c, Text: string(c)})
		}
		m.press("enter")
	}
}

// order plans a creation, as the form ends in it.
func (m *monkey) order() {
	o := m.engine.Offers(m.root.ctx, fleet.OffersQuery{Region: "cn-hangzhou"})
	if len(o.Types) == 0 || len(o.Images) == 0 || len(o.VSwitches) == 0 || len(o.SecurityGroups) == 0 {
		return // the cloud is in trouble
	}
	v := o.VSwitches[0]
	g := slices.IndexFunc(o.SecurityGroups, func(g ecsapi.SecurityGroup) bool { return g.VPC == v.VPC })
	m.run(m.root.planOrder(fleet.Order{
		Launch: ecsapi.Launch{Type: "ecs.g7.large", Name: "monkey"},
		Places: []fleet.Place{{
			Region: "cn-hangzhou", Zone: v.Zone, VSwitch: v.ID, SecurityGroups: []string{o.SecurityGroups[max(0, g)].ID},
			Image: o.Images[m.rnd.IntN(len(o.Images))].ID, Amount: 1 + m.rnd.IntN(4),
		}},
	}, nil))
	m.drain(2 * time.Second)
}

// drain lets time go by and every answer come.
func (m *monkey) drain(d time.Duration) {
	m.pass(d)
	for n := 0; n < 100 && len(m.inbox) > 0; n++ {
		m.update(<-m.inbox)
		synctest.Wait()
	}
}

// mean goes the straight way to an action.
func (m *monkey) mean() {
	m.update(tea.WindowSizeMsg{Width: 120, Height: 35})
	for range 4 {
		m.press("esc")
	}
	if m.rnd.IntN(2) == 0 {
		m.press("space")
	}
	ways := [][]string{{"S"}, {"T"}, {"B"}, {"D"}, {"W"}, {"A"}, {"L", "in 2h"}, {"a", "r", "x-[1,2]"}, {"a", "t", "env=prod"}, {"a", "p"},
		{"!", "E", "save it"}, {"!", "*", "E", "save it"}, {"!", "R"}, {"!", "*", "K"}}
	for _, k := range ways[m.rnd.IntN(len(ways))] {
		if len(k) == 1 {
			m.press(k)
		} else {
			for _, c := range k {
				m.update(tea.KeyPressMsg{Code: c, Text: string(c)})
			}
		}
		m.drain(time.Second)
	}
	if _, ok := m.root.layer().(*asking); ok {
		m.press("enter")
		m.drain(2 * time.Second)
	}
	if _, ok := m.root.layer().(*planning); ok && m.rnd.IntN(3) == 0 {
		m.press([]string{"tab", "right", "c", "u"}[m.rnd.IntN(4)])
		m.drain(2 * time.Second)
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
	dialog, _ := m.root.layer().(*planning)
	var plan *fleet.Plan
	var typed string
	if dialog != nil {
		plan, typed = dialog.plan, dialog.typed
	}
	drains, _ := m.root.layer().(*draining)
	var order fleet.DrainOrder
	if drains != nil {
		const none = "/no/such/program" // a monkey must not run what it types
		if v := drains.command.value(); v != "" && v != none {
			drains.command.text.SetValue(none)
			m.frame = m.root.View().Content
		}
		order, _, _ = drains.order()
	}
	press, _ := msg.(tea.KeyPressMsg)
	enters := drains != nil && press.Code == tea.KeyEnter
	if enters && order.Script != "" {
		m.agree(order, 1) // the engine may be faster than what follows
	}
	drawn, sending := m.frame, m.root.sending
	_, cmd := m.root.Update(msg)
	switch confirmed := !slices.Contains(m.root.layers, layer(drains)); {
	case enters && confirmed:
		m.drains(drains, order, drawn)
	case enters && order.Script != "":
		m.agree(order, -1)
	}
	if m.root.sending > sending {
		m.confirmed(press, dialog, plan, typed, drawn)
	}
	m.run(cmd)
	m.look()
	if m.rnd.IntN(3) > 0 { // the line stalls now and then
		m.root.screen.Write(nil)
	}
}

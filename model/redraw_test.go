package model

import (
	"context"
	"io"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"
)

// ticking is a redraw with a renderer that counts its ticks, until ctx ends.
func ticking(ctx context.Context) (d *redraw, count func() int) {
	var n atomic.Int64
	ticker := time.NewTicker(time.Second / framesPerSecond)
	go func() {
		for {
			select {
			case <-ctx.Done():
				return
			case <-ticker.C:
				n.Add(1)
			}
		}
	}()
	return &redraw{find: func() *time.Ticker { return ticker }}, func() int {
		synctest.Wait()
		return int(n.Swap(0))
	}
}

func TestRendererTicksWhileThereIsSomethingToDraw(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d, ticks := ticking(t.Context())
		pass := func(at time.Duration) { <-time.After(at) }
		draw := func(msg tea.Msg, frame string) {
			if msg != nil {
				d.handled(msg)
			}
			v := tea.NewView(frame)
			d.drawn(&v)
		}
		quiet := func(what string, msg tea.Msg, frame string) {
			t.Helper()
			draw(msg, frame)
			pass(time.Second)
			if n := ticks(); n != 0 {
				t.Errorf("%s: %d ticks", what, n)
			}
		}
		busy := func(what string, msg tea.Msg, frame string) {
			t.Helper()
			draw(msg, frame)
			pass(time.Second)
			if n := ticks(); n < 2 || n > 4 {
				t.Errorf("%s: %d ticks", what, n)
			}
		}
		pass(time.Millisecond)
		busy("the first frame", nil, "a")
		busy("the frame before may have come late to the renderer", tickMsg{}, "a")
		quiet("the same frame", tickMsg{}, "a")
		quiet("a key that does nothing", tea.KeyPressMsg{Code: 'x'}, "a")
		busy("another frame", tickMsg{}, "b")
		busy("… and the message after it", fleetChangedMsg{}, "b")
		quiet("… and the one after that", fleetChangedMsg{}, "b")
		busy("something for the terminal", tea.RawMsg{Msg: "\a"}, "b")
		busy("another size", tea.WindowSizeMsg{Width: 80, Height: 24}, "b")
		busy("the terminal again after a pause", resumedMsg{}, "b")
		quiet("nothing", tickMsg{}, "b")

		// A stream of frames is drawn at its full rate, and not more often.
		for n := range 300 {
			draw(tickMsg{}, string(rune('a'+n%2)))
			pass(10 * time.Millisecond)
		}
		if n := ticks(); n < 175 || n > 181 {
			t.Errorf("three seconds of frames: %d ticks", n)
		}
	})
}

func TestRendererTicksByItselfWithoutItsTicker(t *testing.T) {
	d := &redraw{find: func() *time.Ticker { return nil }}
	v := tea.NewView("a")
	d.drawn(&v)
	if d.stops != nil {
		t.Error("it stops what it doesn't have")
	}
}

type blank struct{ find func() }

func (b blank) Init() tea.Cmd                       { return tea.Quit }
func (b blank) Update(tea.Msg) (tea.Model, tea.Cmd) { return b, nil }
func (b blank) View() tea.View {
	b.find()
	return tea.NewView("x")
}

// The ticker is where redraw looks for it. Should it move, a deck at rest costs ten times as
// much, and nothing else.
func TestRendererHasATicker(t *testing.T) {
	var p *tea.Program
	var found *time.Ticker
	p = tea.NewProgram(blank{func() { found = tickerOf(p) }}, tea.WithInput(nil), tea.WithOutput(io.Discard))
	if _, err := p.Run(); err != nil {
		t.Fatal(err)
	}
	if found == nil {
		t.Error("the program has no ticker at its first View")
	}
}

// A frame that waits for a slow line to take the one before it is drawn: the ticker goes on
// until nothing has been written for a while.
func TestRendererTicksWhileALineIsSlow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d, count := ticking(t.Context())
		var written atomic.Bool
		d.idle = func() time.Duration {
			if !written.Load() {
				return 0
			}
			return time.Hour
		}
		d.drawn(&tea.View{Content: "a"})
		<-time.After(time.Second)
		if n := count(); n < framesPerSecond*9/10 {
			t.Errorf("%d ticks in a second of writing", n)
		}
		written.Store(true)
		<-time.After(time.Second)
		count()
		<-time.After(time.Second)
		if n := count(); n != 0 {
			t.Errorf("%d ticks though nothing is written", n)
		}
	})
}

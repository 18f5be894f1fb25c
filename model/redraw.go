package model

import (
	"reflect"
	"sync"
	"time"

	tea "charm.land/bubbletea/v2"

	"ecsdeck/model/deck"
)

const (
	// framesPerSecond is how often the renderer draws what has changed.
	framesPerSecond = 60

	// drawFor is how long the renderer goes on after a change: three of its frames.
	drawFor = 50 * time.Millisecond
)

// redraw has the renderer's ticker run only while there is something to draw. The renderer
// compares the frame 60 times a second for ever, which is most of what a deck at rest costs
// (272 switches and 1.2 % of a core on a page that never changes); it has no option to stop.
//
// The ticker is a private field of the program. Where it is not to be had, the renderer
// ticks as it would by itself.
type redraw struct {
	find   func() *time.Ticker  // nil: nobody draws
	idle   func() time.Duration // for how long nothing has been written to the terminal; nil: nobody knows
	ticker *time.Ticker

	last   tea.View // as it was handed over
	forced bool     // the message that was handled may need the renderer, whatever the frame
	sure   bool     // the renderer had the last frame, and some ticks since

	mu      sync.Mutex
	until   time.Time
	stops   *time.Timer
	stopped bool
	hurried bool // it ticks faster, for the first frame
}

// tickerOf is the ticker that the program's renderer draws by, or nil. It is there before the
// first View.
func tickerOf(p *tea.Program) *time.Ticker {
	f := reflect.ValueOf(p).Elem().FieldByName("ticker")
	if !f.IsValid() || f.Type() != reflect.TypeFor[*time.Ticker]() {
		return nil
	}
	return (*time.Ticker)(f.UnsafePointer())
}

// handled notes that Update was given a message: the frame before it has reached the
// renderer. Most messages concern the model alone.
func (d *redraw) handled(msg tea.Msg) {
	switch msg.(type) {
	case tickMsg, fleetChangedMsg, dialogSeenMsg, keysCountMsg, trailMsg, deck.Delivery, tea.KeyPressMsg, tea.MouseMsg:
	default:
		d.forced = true
	}
	if !d.sure {
		d.forced, d.sure = true, true
	}
}

// drawn lets the renderer draw a frame that differs from the one before.
func (d *redraw) drawn(v *tea.View) {
	changed := v.Content != d.last.Content || v.WindowTitle != d.last.WindowTitle || v.MouseMode != d.last.MouseMode ||
		(v.Cursor == nil) != (d.last.Cursor == nil) || v.Cursor != nil && *v.Cursor != *d.last.Cursor
	if changed {
		d.last, d.sure = *v, false
	}
	if changed || d.forced {
		d.run()
	}
	d.forced = false
}

// run starts the ticker, unless it runs, and has it stop later.
func (d *redraw) run() {
	if d.ticker == nil && d.find != nil {
		d.ticker = d.find()
	}
	if d.ticker == nil {
		return
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.until = time.Now().Add(drawFor)
	switch {
	case d.stops == nil: // the first frame need not wait for its turn
		d.ticker.Reset(time.Millisecond)
		d.stops = time.AfterFunc(3*time.Millisecond/2, d.stop)
		d.hurried = true
	case d.stopped:
		d.ticker.Reset(time.Second / framesPerSecond)
		d.stops.Reset(drawFor)
		d.stopped = false
	}
}

// stop stops the ticker if it has run for long enough, also after the last write: on a slow
// line a frame reaches the renderer when the one before it has been written.
func (d *redraw) stop() {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.hurried {
		d.hurried = false
		d.ticker.Reset(time.Second / framesPerSecond)
	}
	left := time.Until(d.until)
	if d.idle != nil {
		left = max(left, drawFor-d.idle())
	}
	if left > 0 {
		d.stops.Reset(left)
		return
	}
	d.ticker.Stop()
	d.stopped = true
}

package model_test

import (
	"errors"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"ecsdeck/model/deck"
)

// restored waits for the end of the deck and checks that the terminal was given back.
func (r *rig) restored() error {
	r.t.Helper()
	r.pass(time.Second)
	var err error
	select {
	case err = <-r.ended:
		r.ended <- nil
	default:
		r.t.Fatal("the deck goes on")
	}
	sent := r.term.sent.String()
	if strings.LastIndex(sent, "\x1b[?1049l") < strings.LastIndex(sent, "\x1b[?1049h") {
		r.t.Error("the screen was not given back")
	}
	if strings.LastIndex(sent, "\x1b[?25h") < strings.LastIndex(sent, "\x1b[?25l") {
		r.t.Error("the cursor was not given back")
	}
	return err
}

func TestAPanicInUpdateRestoresTheTerminal(t *testing.T) {
	// The stack goes to standard error, where nobody needs it now.
	stderr := os.Stderr
	null, err := os.Open(os.DevNull)
	if err != nil {
		t.Fatal(err)
	}
	os.Stderr = null
	defer func() { os.Stderr = stderr }()

	var broken atomic.Bool
	run(t, setup{deps: func(d *deck.Deps) {
		d.Now = func() time.Time {
			if broken.Load() {
				panic("a bug")
			}
			return time.Now()
		}
	}}, func(r *rig) {
		broken.Store(true)
		if err := r.restored(); !errors.Is(err, tea.ErrProgramPanic) {
			t.Errorf("the deck ended with %v", err)
		}
	})
}

func TestABrokenEngineEndsTheDeck(t *testing.T) {
	var broken chan error
	bug := errors.New("a bug")
	run(t, setup{deps: func(d *deck.Deps) {
		broken = make(chan error, 1) // of the bubble, or its time would stand still
		d.Broken = broken
	}}, func(r *rig) {
		broken <- bug
		if err := r.restored(); !errors.Is(err, bug) {
			t.Errorf("the deck ended with %v", err)
		}
	})
}

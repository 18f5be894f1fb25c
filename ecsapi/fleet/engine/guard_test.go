package engine

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/fleet/task"
)

// On a terminal in raw mode an unannounced panic of a goroutine would leave a
// mess; the deck must hear of it and end in order.
func TestAPanicIsTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		told := make(chan string, 10)
		e := New(Options{Client: new(ecsapi.Client), Panicked: func(value any, stack []byte) { told <- string(stack) }})
		e.client = nil // the first call panics
		e.Start(t.Context())
		select {
		case stack := <-told:
			if !strings.Contains(stack, "engine.") {
				t.Errorf("the stack does not show where:\n%s", stack)
			}
		case <-time.After(time.Minute):
			t.Error("nobody was told")
		}
	})
}

// Who draws the screen asks and looks while the state is in other hands, a big
// fleet's page or a goroutine that panicked with it included.
func TestWhoDrawsNeverWaits(t *testing.T) {
	e := New(Options{Client: new(ecsapi.Client)})
	e.mu.Lock()
	defer e.mu.Unlock()
	answered := make(chan struct{})
	go func() {
		bell := e.Subscribe()
		e.Snapshot()
		e.Since(1)
		e.Pending()
		e.Refresh()
		e.SetFocus(false)
		e.WantZones("cn-hangzhou")
		e.WantSpot([]fleet.SpotKey{{Region: "cn-hangzhou", Type: "ecs.g6.large"}})
		e.WantAutoRenewals("i-1")
		e.Acknowledge("i-1")
		e.Drain(fleet.DrainOrder{Command: []string{"x"}})
		e.Cancel(1)
		e.Retry(1)
		e.Plan(fleet.ActionStop, []ecsapi.InstanceID{"i-1"}, fleet.ActionOptions{})
		bell.Close()
		close(answered)
	}()
	select {
	case <-answered:
	case <-time.After(10 * time.Second):
		t.Fatal("waited for the engine's state")
	}
}

// A panic frees the state it held, so that nobody else hangs, and what the
// goroutine would have done next with that state isn't done.
func TestAPanicFreesTheState(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		told := make(chan any, 1)
		e := New(Options{Client: new(ecsapi.Client), Panicked: func(value any, _ []byte) { told <- value }})
		job, now := &task.Task{Due: time.Now()}, time.Now()
		e.locked(func() {
			e.tasks.Pass(now).Begin(t.Context(), job, func(context.Context) { e.locked(func() { panic("bug") }) })
		})
		if got := <-told; got != "bug" {
			t.Errorf("told of %v", got)
		}
		e.goroutines.Wait()
		e.locked(func() {
			if !job.Busy {
				t.Error("the state was touched after the panic")
			}
		})
	})
}

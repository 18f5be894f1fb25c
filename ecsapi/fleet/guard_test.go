package fleet

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"ecsdeck/ecsapi"
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
			if !strings.Contains(stack, "fleet.") {
				t.Errorf("the stack does not show where:\n%s", stack)
			}
		case <-time.After(time.Minute):
			t.Error("nobody was told")
		}
	})
}

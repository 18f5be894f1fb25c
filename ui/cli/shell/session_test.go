package shell

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"ecsdeck/ecsapi"
)

// A bug beside the command's own goroutine is told, and does not end the process with its
// terminal in raw mode.
func TestBugBesideTheCommand(t *testing.T) {
	var told []string
	s := &Session{Panicked: func(value any, stack []byte) { told = append(told, fmt.Sprintf("%v %s", value, stack)) }}
	client, err := ecsapi.New(ecsapi.Options{Credentials: ecsapi.Credentials{KeyID: "k", Secret: "s"}, Recover: s.Recover})
	if err != nil {
		t.Fatal(err)
	}
	client.InBackground(func(context.Context) { panic("bug one") })
	client.Close()
	func() {
		defer s.Recover()
		panic("bug two")
	}()
	if len(told) != 2 || !strings.HasPrefix(told[0], "bug one") || !strings.HasPrefix(told[1], "bug two") || !strings.Contains(told[1], "session_test.go") {
		t.Errorf("told %q", told)
	}
}

package engine

import (
	"os"
	"runtime/debug"
	"testing"
)

func TestMain(m *testing.M) {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(400) // a quarter of the time went into collecting garbage
	}
	os.Exit(m.Run())
}

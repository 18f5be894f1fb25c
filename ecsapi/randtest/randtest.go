// Package randtest gives tests their random input, which the environment variable
// SEED decides: a number is the seed, "random" draws one for each test, and
// without it every run has the same input, so that nothing fails by chance.
// A test that fails says the command that repeats it.
//
// Its place in the house: only tests import it.
package randtest

import (
	"cmp"
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"os"
	"runtime/debug"
	"strconv"
	"strings"
	"testing"
)

// usual is the seed of a run that asks for none.
const usual = 1

// New returns the random numbers of a test. Tests of other names have others.
func New(t testing.TB, also ...string) *rand.Rand {
	t.Helper()
	name := fnv.New64a()
	name.Write([]byte(t.Name()))
	return rand.New(rand.NewPCG(Seed(t, also...), name.Sum64()))
}

// Seed returns the seed of a test; call it once in each. A failure names also the
// environment variables that the input depends on besides, where they are set.
func Seed(t testing.TB, also ...string) uint64 {
	t.Helper()
	text := cmp.Or(os.Getenv("SEED"), strconv.Itoa(usual))
	seed, err := strconv.ParseUint(text, 10, 64)
	switch {
	case text == "random":
		seed = rand.Uint64()
		// A panic elsewhere ends the process before any cleanup.
		fmt.Fprintln(os.Stderr, command(t.Name(), seed, also))
	case err != nil:
		t.Fatalf("SEED=%s is neither a number nor random", text)
	}
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("to repeat it: %s", command(t.Name(), seed, also))
		}
	})
	return seed
}

// command runs one test again with its seed.
func command(name string, seed uint64, also []string) string {
	dir := "."
	if built, ok := debug.ReadBuildInfo(); ok { // the package of this test binary
		if _, rest, ok := strings.Cut(strings.TrimSuffix(built.Path, ".test"), "/"); ok {
			dir += "/" + rest
		}
	}
	name, _, _ = strings.Cut(name, "/")
	line := fmt.Sprintf("SEED=%d", seed)
	for _, v := range also {
		if value := os.Getenv(v); value != "" {
			line += fmt.Sprintf(" %s=%s", v, value)
		}
	}
	line += " go test " + dir
	if testing.Short() {
		line += " -short"
	}
	return line + fmt.Sprintf(" -run '^%s$'", name)
}

package store

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// The test binary is another process with a store if these are set.
const (
	asOther = "STORE_TEST_AS" // what it does
	inDir   = "STORE_TEST_DIR"
)

func TestMain(m *testing.M) {
	if as := os.Getenv(asOther); as != "" {
		others[as](os.Getenv(inDir))
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// others is what another process may do with the store of a directory.
var others = map[string]func(dir string){
	"holder": func(dir string) {
		s := New(dir)
		s.Append(answer(0, 1, "0 5"))
		s.Load(context.Background(), key, hours(0), hours(1))
		s.flush()
		fmt.Println("holds it " + s.Note().String())
		bufio.NewReader(os.Stdin).ReadByte()
	},
}

// other starts the test binary as another process.
func other(t *testing.T, as, dir string) (cmd *exec.Cmd, out *bufio.Scanner) {
	t.Helper()
	cmd = exec.CommandContext(t.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), asOther+"="+as, inDir+"="+dir)
	cmd.Stderr = os.Stderr
	_, err := cmd.StdinPipe()
	must(t, err)
	pipe, err := cmd.StdoutPipe()
	must(t, err)
	must(t, cmd.Start())
	t.Cleanup(func() { cmd.Process.Kill() })
	return cmd, bufio.NewScanner(pipe)
}

// A second process works without the file and says so; once the first one is gone, killed or not, it is anybody's.
func TestAnotherProcessHoldsTheFile(t *testing.T) {
	dir := t.TempDir()
	cmd, out := other(t, "holder", dir)
	if !out.Scan() || out.Text() != "holds it " {
		t.Fatalf("the first process said %q", out.Text())
	}
	s := New(dir)
	began := time.Now()
	h := s.Load(t.Context(), key, hours(0), hours(1))
	if took := time.Since(began); took > 100*lockWait {
		t.Errorf("the second one waited %v", took)
	}
	if note := "another ecsdeck keeps the price history; this one forgets at its end what it reads"; s.Note().String() != note || !h.From.IsZero() {
		t.Errorf("the second one said %q, and knows %s", s.Note().String(), describe(h))
	}
	s.Append(answer(1, 2, "1 6"))
	s.Close()

	must(t, cmd.Process.Kill())
	cmd.Wait()
	note, first, second := used(t, dir)
	if note != "" || describe(first) != "0..1, 0 5" || describe(second) != "20..30, 20 7, 30 8" {
		t.Errorf("the third one said %q, and knows %s, then %s", note, describe(first), describe(second))
	}
}

// Two stores in one process are as good as two processes.
func TestAnotherStoreHoldsTheFile(t *testing.T) {
	dir := t.TempDir()
	a, b := New(dir), New(dir)
	a.Load(t.Context(), key, hours(0), hours(1))
	b.Load(t.Context(), key, hours(0), hours(1))
	if !a.Note().IsZero() || !strings.HasPrefix(b.Note().String(), "another ecsdeck") {
		t.Errorf("said %q and %q", a.Note().String(), b.Note().String())
	}
	b.Close()
	a.Close()
}

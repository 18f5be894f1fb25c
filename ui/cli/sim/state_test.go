package sim

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"ecsdeck/ecsapi/ecssim"
	"ecsdeck/ui/cli/shell"
)

// A change is on disk some seconds later, the clock after some minutes, and
// what stands still is not written again and again.
func TestStateIsSavedNowAndThen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		file := filepath.Join(t.TempDir(), "sim.json")
		s, err := openState(shell.New(nil, shell.Env{}), file)
		if err != nil {
			t.Fatal(err)
		}
		defer s.close()
		cloud := ecssim.New(ecssim.Config{Instances: 10, Regions: 1})
		if err := s.begin(cloud, false); err != nil {
			t.Fatal(err)
		}
		ctx, stop := context.WithCancel(t.Context())
		var said []string
		go s.keep(ctx, func(line string) { said = append(said, line) })
		defer synctest.Wait()
		defer stop()
		text := func() string {
			b, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			return string(b)
		}
		pass := func(d time.Duration) {
			<-time.After(d)
			synctest.Wait()
		}
		first := text()
		pass(2*time.Minute + 55*time.Second)
		if text() != first {
			t.Error("what stands still was written again")
		}
		cloud.Play(ecssim.Story{Name: ecssim.HostileNames})
		pass(15 * time.Second)
		if !strings.Contains(text(), "\\u001b") {
			t.Error("a change is not on disk")
		}
		changed := text()
		pass(6 * time.Minute)
		if text() == changed {
			t.Error("the clock is not on disk")
		}
		// A failure is said once, and tried again.
		if err := os.Rename(filepath.Dir(file), filepath.Dir(file)+"-away"); err != nil {
			t.Fatal(err)
		}
		pass(20 * time.Minute)
		if len(said) != 1 || !strings.HasPrefix(said[0], "ecsdeck sim: the state could not be saved") {
			t.Errorf("said %q", said)
		}
		if err := os.Rename(filepath.Dir(file)+"-away", filepath.Dir(file)); err != nil {
			t.Fatal(err)
		}
		pass(6 * time.Minute)
		if text() == changed || len(said) != 1 {
			t.Errorf("it was not tried again, said %q", said)
		}
	})
}

package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"ecsdeck/ui/cli/shell"
)

// The deck as it is set: keys, the undo window, a production profile, a ceiling.
func TestTerminalWithSettings(t *testing.T) {
	t.Parallel()
	home := t.TempDir()
	env := shell.Env{Home: home}
	writeIn(t, env, settingsFile, `
undo = "0s"
[keys]
stop = ["S"]
start = ["T"]
help = ["f1"]
[profile.demo]
production = true
[profile.demo.limits]
stop = 2
`)
	y := start(t, 120, 35, []string{"HOME=" + home}, "--demo", "--instances", "50", "--filter", "status:running charge:hourly")
	y.await("PROD", "50 instances", "● Running", "f1 help") // all of them: a key counts for the row it finds
	y.press("   ")
	y.await("3 marked")
	y.press("S")
	y.await("PRODUCTION", "Stop 3 instances", "limit of 2", "Type 3")
	<-time.After(grace) // the dialog ignores what was typed before it was seen
	y.press("\x1b")
	y.await("S stop", "f1 help")
	y.press("\x1bOP") // F1
	y.await("Act on the marked instances")
	y.press("qqq")
	y.ends()
	y.restored()
}

// A deck whose journal can't be written shows everything and sends nothing.
func TestTerminalWithoutAJournal(t *testing.T) {
	t.Parallel()
	_, env := smallSim(t)
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	y := start(t, 120, 35, append(env, "ECSDECK_STATE="+file))
	y.await("50 instances", "no journal", "nothing can be sent until ECSDECK_STATE names a directory that can be written")
	y.press("T")
	y.await("no journal: nothing is sent")
	y.press("\x1bqq")
	y.ends()
	y.restored()
}

// What a demo keeps goes when it does.
func TestDemoLeavesNothing(t *testing.T) {
	home, tmp := t.TempDir(), t.TempDir()
	env := []string{"HOME=" + home, "TMPDIR=" + tmp}
	y := start(t, 120, 35, env, "--demo", "--instances", "50")
	y.await("50 instances")
	if kept, _ := os.ReadDir(tmp); len(kept) != 1 || !strings.HasPrefix(kept[0].Name(), "ecsdeck-demo-") {
		t.Errorf("while it runs it keeps %v", kept)
	}
	// One that is killed leaves it to the next; what runs keeps its own.
	killed := start(t, 120, 35, env, "--demo", "--instances", "50")
	killed.await("50 instances")
	killed.cmd.Process.Kill()
	<-killed.gone
	next := start(t, 120, 35, env, "--demo", "--instances", "50")
	next.await("50 instances")
	if kept, _ := os.ReadDir(tmp); len(kept) != 2 {
		t.Errorf("two demos that run and one that was killed keep %v", kept)
	}
	next.press("q")
	next.ends()
	y.press("q")
	y.ends()
	for _, dir := range []string{home, tmp} {
		if left, _ := os.ReadDir(dir); len(left) > 0 {
			t.Errorf("it left %v", left)
		}
	}
}

// The prices that a deck read are kept beside the journal of the account.
func TestTerminalKeepsPrices(t *testing.T) {
	t.Parallel()
	_, env := smallSim(t)
	state := t.TempDir()
	y := start(t, 120, 35, append(env, "ECSDECK_STATE="+state))
	y.await("50 instances", "lowest…highest", "█") // a sparkline
	y.press("q")
	y.ends()
	files, err := filepath.Glob(filepath.Join(state, "*", "*", "prices.db"))
	if err != nil || len(files) != 1 {
		t.Fatalf("it left %v, %v", files, err)
	}
	if i, err := os.Stat(files[0]); err != nil || i.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", i, err)
	}
	if _, err := os.Stat(filepath.Join(filepath.Dir(files[0]), shell.JournalName)); err != nil {
		t.Error(err)
	}
}

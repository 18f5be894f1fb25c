package cli

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"ecsdeck/ecsapi/ecssim"
	"ecsdeck/ui/cli/shell"
)

// What the journal could not take is told at once, whatever was waited for.
func TestJournalThatFailsAfterTheAnswer(t *testing.T) {
	for _, wait := range []string{"", "--wait"} {
		simulate(t, small, func(w *world) {
			id := w.some(1, "status:running")[0]
			w.Inject(ecssim.Fault{Action: "TagResources", Kind: ecssim.FaultLatency, Delay: 5 * time.Second})
			time.AfterFunc(3*time.Second, func() { // the call is under way
				files, _ := filepath.Glob(filepath.Join(w.journalOf(), "*.jsonl"))
				for _, f := range files {
					os.Remove(f)
				}
			})
			args := []string{"tag", "disk=full", id, "--yes"}
			if wait != "" {
				args = append(args, wait)
			}
			r := w.run(args...).ended(shell.StatusPartly, "the journal was taken away", "job 1 stays open until `ecsdeck jobs --settle` has asked the cloud")
			if !strings.Contains(r.out, id) || w.Stats().Calls["TagResources"] != 1 {
				w.Errorf("what was sent is not told:\n%s", r.out)
			}
		})
	}
}

// A result that nobody could be shown is said to be there all the same.
func TestOutputThatCannotBeWritten(t *testing.T) {
	simulate(t, small, func(w *world) {
		ids := w.some(2, "status:running")
		var said strings.Builder
		env := w.env
		env.Out, env.Err = writerFunc(func([]byte) (int, error) { return 0, syscall.ENOSPC }), &said
		for _, form := range []string{"table", "json", "csv"} {
			said.Reset()
			if status := Run(w.Context(), []string{"tag", "form=" + form, ids[0], "--yes", "-o", form}, env); status != shell.StatusPartly {
				w.Errorf("%s: exit status %d", form, status)
			}
			for _, s := range []string{"tag: 1 of 1 accepted", "cannot write the output", "was sent all the same", "ecsdeck jobs "} {
				if !strings.Contains(said.String(), s) {
					w.Errorf("%s: standard error lacks %q:\n%s", form, s, said.String())
				}
			}
		}
		// Nothing was done that could be missed.
		said.Reset()
		if status := Run(w.Context(), []string{"tag", "form=none", ids[0], "--dry-run"}, env); status != shell.StatusFailed || strings.Contains(said.String(), "all the same") {
			w.Errorf("of a dry run: exit status %d, %s", status, said.String())
		}
	})
}

// Nor does a reader that has gone away end what was begun.
func TestOutputThatNobodyReads(t *testing.T) {
	c := newCluster(t)
	id := c.ids("status:running charge:hourly")[0]
	r, out, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	r.Close()
	var said strings.Builder
	cmd := command(t, c.env, "tag", "form=pipe", id, "--yes")
	cmd.Stdout, cmd.Stderr = out, &said
	cmd.Run()
	out.Close()
	if status := cmd.ProcessState.ExitCode(); status != shell.StatusPartly || !strings.Contains(said.String(), "`ecsdeck jobs 1` has it") {
		t.Errorf("exit status %d: %s", status, said.String())
	}
	if job := c.job(1); job.State != "over" || job.Accepted+job.Done != 1 {
		t.Errorf("the journal has %+v", job)
	}
}

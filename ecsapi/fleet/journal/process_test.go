package journal

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"testing"
)

// asWriter makes the test binary be another process that writes a journal.
const asWriter = "JOURNAL_TEST_AS_WRITER"

func TestMain(m *testing.M) {
	if dir := os.Getenv(asWriter); dir != "" {
		if err := write(dir); err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

const perWriter = 40

// write begins jobs, intends a call of the last one, says so and waits.
func write(dir string) error {
	j, err := Open(dir)
	if err != nil {
		return err
	}
	var job *Job
	for range perWriter {
		job = renewal()
		if err := j.Begin(job); err != nil {
			return err
		}
	}
	if _, err := j.Intend(job.Key, Call{API: "RenewInstance", Region: "cn-hangzhou", Items: []int{0}}); err != nil {
		return err
	}
	fmt.Println("intended")
	bufio.NewReader(os.Stdin).ReadByte()
	return nil
}

// Two processes write at once, and are killed between an intent and its answer.
func TestTwoProcessesAreKilled(t *testing.T) {
	dir := t.TempDir()
	type writer struct {
		cmd *exec.Cmd
		out *bufio.Scanner
	}
	var writers []writer
	for range 2 {
		cmd := exec.CommandContext(t.Context(), os.Args[0])
		cmd.Env = append(os.Environ(), asWriter+"="+dir)
		if _, err := cmd.StdinPipe(); err != nil {
			t.Fatal(err)
		}
		out, err := cmd.StdoutPipe()
		must(t, err)
		must(t, cmd.Start())
		t.Cleanup(func() { cmd.Process.Kill() })
		writers = append(writers, writer{cmd, bufio.NewScanner(out)})
	}
	for _, w := range writers {
		if !w.out.Scan() || w.out.Text() != "intended" {
			t.Fatalf("a writer said %q", w.out.Text())
		}
	}
	state := func(want State) {
		t.Helper()
		jobs := reread(t, dir)
		var numbers []int
		intents := 0
		for _, job := range jobs {
			numbers = append(numbers, job.Number)
			for _, c := range job.Calls {
				if intents++; !c.Answered.IsZero() {
					t.Error("an answer out of nowhere")
				}
			}
			if job.State != want {
				t.Fatalf("job %d is %s, want %s", job.Number, job.State, want)
			}
		}
		slices.Sort(numbers)
		if len(slices.Compact(numbers)) != 2*perWriter || numbers[0] != 1 || numbers[len(numbers)-1] != 2*perWriter || intents != 2 {
			t.Errorf("%d intents, numbers %v", intents, numbers)
		}
	}
	state(Running)
	for _, w := range writers {
		must(t, w.cmd.Process.Kill())
		w.cmd.Wait()
	}
	state(BrokenOff)
}

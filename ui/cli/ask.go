package cli

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"slices"
	"strings"

	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/op"
	"ecsdeck/ui/cli/shell"
	"ecsdeck/ui/term"
)

// canAsk reports whether there is somebody who reads the question and answers. Where the
// standard input gave the ids, the terminal itself is asked.
func (ch *change) canAsk() bool {
	switch {
	case !ch.Terminal(ch.Err):
		return false
	case !ch.piped:
		ch.answers = ch.In
		return ch.Terminal(ch.In)
	case ch.OpenTerminal == nil:
		return false
	}
	terminal, err := ch.OpenTerminal()
	if err != nil {
		return false
	}
	ch.answers = terminal
	return true
}

// ask shows the plan and waits for the word that the deck would want typed too,
// or where it wants none, for a yes.
func (ch *change) ask(ctx context.Context, s *shell.Session, plan *fleet.Plan) error {
	for _, line := range ch.summary(s, plan) {
		fmt.Fprintln(ch.Err, term.Clean(line))
	}
	want, question := []string{"y", "yes"}, ch.P.S("go on? [y/N] ")
	if word := op.Word(plan, ch.limits); word != "" {
		want, question = []string{strings.TrimSpace(word)}, ch.P.S("type {word} to go on: ", word)
	}
	// What was typed before the question was there answers something else.
	if f, ok := ch.answers.(*os.File); ok {
		forgetTyped(f)
	}
	fmt.Fprint(ch.Err, term.Clean(question))
	answer, err := readLine(ctx, bufio.NewReader(ch.answers))
	if err != nil {
		fmt.Fprintln(ch.Err) // the question's line is still open
	}
	if len(want) > 1 {
		answer = strings.ToLower(answer)
	}
	if err == nil && answer != "" && slices.Contains(want, answer) {
		return nil
	}
	return shell.Failed(ch.P.S("nothing was done"))
}

// readLine reads one line, or gives up when ctx ends. Reading from a terminal
// cannot be interrupted, so the reader is left behind in that case; the
// process is about to end.
func readLine(ctx context.Context, in *bufio.Reader) (string, error) {
	type read struct {
		line string
		err  error
	}
	done := make(chan read, 1)
	go func() {
		line, err := in.ReadString('\n')
		done <- read{line, err}
	}()
	select {
	case <-ctx.Done():
		return "", ctx.Err()
	case r := <-done:
		return strings.TrimSpace(r.line), r.err
	}
}

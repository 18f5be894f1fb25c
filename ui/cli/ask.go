package cli

import (
	"bufio"
	"context"
	"fmt"
	"strconv"
	"strings"

	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ui"
)

// canAsk reports whether there is somebody who reads the question and answers.
func (ch *change) canAsk() bool { return ch.Terminal(ch.In) && ch.Terminal(ch.Err) }

// many is how many instances a mere yes may act on, as in the deck.
const many = 100

// ask shows the plan and waits for an answer. A force stop or reboot, which
// can lose data, and a plan of many want the number typed.
func (ch *change) ask(ctx context.Context, s *session, plan *fleet.Plan) error {
	n := len(plan.Targets)
	for _, line := range ch.summary(s, plan) {
		fmt.Fprintln(ch.Err, ui.Clean(line))
	}
	want := []string{"y", "yes"}
	switch {
	case plan.Options.Force:
		want = []string{strconv.Itoa(n)}
		fmt.Fprint(ch.Err, ch.p.S("this is like cutting the power; type the number of instances to go on: "))
	case n > many:
		want = []string{strconv.Itoa(n)}
		fmt.Fprint(ch.Err, ch.p.S("that is many; type the number of instances to go on: "))
	default:
		fmt.Fprint(ch.Err, ch.p.S("go on? [y/N] "))
	}
	answer, err := readLine(ctx, bufio.NewReader(ch.In))
	if err != nil {
		fmt.Fprintln(ch.Err) // the question's line is still open
	}
	for _, w := range want {
		if strings.EqualFold(strings.ReplaceAll(answer, ",", ""), w) {
			return nil
		}
	}
	return failed(ch.p.S("nothing was done"))
}

// summary says what would happen, where, as whom, and to whom not.
func (ch *change) summary(s *session, plan *fleet.Plan) []string {
	var where []string
	for _, r := range plan.Regions {
		where = append(where, ch.p.S("%s %d", string(r.Region), r.N))
	}
	what := ch.p.S(string(plan.Action))
	if plan.Options.Force {
		what = ch.p.S("force %s", what)
	}
	lines := []string{
		ch.p.N("%[2]s %[1]d instance as %[3]s %[4]s: %[5]s", "%[2]s %[1]d instances as %[3]s %[4]s: %[5]s",
			len(plan.Targets), what, s.name(), s.creds.KeyTail(), strings.Join(where, ", ")),
	}
	const most = 10
	for i, in := range plan.Targets {
		if i == most {
			lines = append(lines, ch.p.S("  and %d more", len(plan.Targets)-most))
			break
		}
		lines = append(lines, fmt.Sprintf("  %s %s", in.ID, in.Name))
	}
	for i, skip := range plan.Skipped {
		if i == most {
			lines = append(lines, ch.p.S("  and %d more left out", len(plan.Skipped)-most))
			break
		}
		lines = append(lines, ch.p.S("  left out: %s %s, %s", string(skip.ID), skip.Name, ch.p.S(string(skip.Reason))))
	}
	return lines
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

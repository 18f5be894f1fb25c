package cli

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/fleet/engine"
	"ecsdeck/ecsapi/op"
	"ecsdeck/ui/cli/shell"
	"ecsdeck/ui/record"
)

// A command that is paid for each time it runs, and that was given before: a
// script repeats what was killed, a person what seemed to hang.

// unlessDone leaves out of a plan what earlier jobs did without anybody having
// been told, and refuses it while it is not known whether they did. With --again
// it only says so.
func (ch *change) unlessDone(ctx context.Context, r *shell.Fleet, plan *fleet.Plan) (*fleet.Plan, error) {
	if plan.N() == 0 || !op.Of(plan.Action).Risk.Charged {
		return plan, nil
	}
	if !r.Unsure.IsZero() && !ch.again {
		why := ch.P.S("an earlier job may have done this already: {reason}; nothing was done; accepted: --again", r.Unsure)
		if !ch.dryRun {
			return nil, shell.Failed(why)
		}
		ch.refused = true
		ch.Warn(why)
	}
	waiting, cancel := context.WithTimeout(ctx, ch.timeout)
	defer cancel()
	over := ch.Meanwhile(ch.P.S("asking the cloud whether an earlier job did this …")) // it can take two minutes
	found := r.Engine.Repeats(waiting, plan)
	over()
	if err := ctx.Err(); err != nil {
		return nil, ch.Failure(err)
	}
	if ch.key != "" {
		found.Done = nil // a key says which of them is meant
	}
	if ch.again {
		return ch.despite(r, plan, found), nil
	}
	var why string
	switch {
	case len(found.Doubt) > 0:
		e := found.Doubt[0]
		why = ch.P.S("job {job} may have done this already: {known}; nothing was done; accepted: --again, `ecsdeck jobs --settle`",
			jobNumber(e.Job), ch.known(e))
		if e.Job.Others != "" {
			why = ch.P.S("job {job} may have done this already: {known}; nothing was done; accepted: --again", jobNumber(e.Job), ch.known(e))
		}
	case len(found.Partly) > 0:
		e := found.Partly[0]
		why = ch.P.S("job {job} created {count} of {total} of these: {instances}; nothing was done; accepted: --again, which creates {again} more",
			jobNumber(e.Job), len(e.Items), len(e.Job.Items), ids(e.Items), plan.N())
	}
	switch {
	case why != "" && !ch.dryRun:
		return nil, shell.Failed(why)
	case why != "":
		ch.refused = true
		ch.Warn(why)
		return plan, nil
	}
	ch.earlier = append(ch.earlier, found.Done...)
	return r.Engine.LeaveOut(plan, found.Done), nil
}

// despite is the plan that --again wants, and says what it may do twice. Who was
// refused for a doubt wants that done, and not once more what is done for sure.
func (ch *change) despite(r *shell.Fleet, plan *fleet.Plan, found fleet.Repeats) *fleet.Plan {
	ch.passed = slices.Concat(found.Doubt, found.Partly)
	for _, e := range found.Doubt {
		ch.Warn(ch.P.S("given again though job {job} may have done it: {known}", jobNumber(e.Job), ch.known(e)))
	}
	again := found.Partly
	if len(found.Doubt) > 0 {
		ch.earlier = append(ch.earlier, found.Done...)
		plan = r.Engine.LeaveOut(plan, found.Done)
	} else {
		again, ch.passed = slices.Concat(again, found.Done), slices.Concat(ch.passed, found.Done)
	}
	for _, e := range again {
		ch.Warn(ch.P.S("given again though job {job} did it: {instances}", jobNumber(e.Job), ids(e.Items)))
	}
	return plan
}

func jobNumber(j *fleet.Job) string { return strconv.Itoa(int(j.ID)) }

// known is what is known of a job that may have done what is asked for.
func (ch *change) known(e fleet.Earlier) string {
	if e.Job.Elsewhere {
		return ch.P.S("it runs in another process, {instances}", ids(e.Items))
	}
	it := &e.Items[0]
	if e.Job.Others != "" && !e.Job.Over() {
		return ch.P.S("only {as} can find out what became of it, {instances}", e.Job.Others, ids(e.Items))
	}
	if it.Err == nil {
		return ch.P.S("the cloud did not tell in time, {instances}", ids(e.Items))
	}
	text := fmt.Sprintf("%s (%s)", ch.P.T(it.Err.Says()), ids(e.Items))
	if at := op.ClearAt(e.Job, it); at.After(time.Now()) {
		text += "; " + ch.P.S("what does not show by {time} was not carried out", ch.Brief(ch.now).Clock(at.Add(time.Minute)))
	}
	return text
}

// mostIDs is how many ids a sentence names.
const mostIDs = 5

// ids names instances, by their names where they have no id.
func ids(items []fleet.Item) string {
	var all []string
	for _, it := range items {
		name := string(it.ID)
		if name == "" {
			name = it.Name
		}
		if name != "" {
			all = append(all, name)
		}
	}
	if n := len(all) - mostIDs; n > 0 {
		all = append(all[:mostIDs], fmt.Sprintf("+%d", n))
	}
	return strings.Join(all, " ")
}

// earlierResults are the results of earlier jobs that the command got instead of
// doing it again.
func (ch *change) earlierResults(plan *fleet.Plan) []resultRecord {
	why := map[fleet.JobID]*fleet.Skip{}
	for i := range plan.Skipped {
		if s := &plan.Skipped[i]; s.Job != 0 {
			why[s.Job] = s
		}
	}
	var out []resultRecord
	for _, e := range ch.earlier {
		for i := range e.Items {
			r := ch.resultRecord(&e.Items[i], nil)
			r.Job, r.Seconds = record.Known(int(e.Job.ID)), nil
			if s := why[e.Job.ID]; s != nil {
				r.Message = record.Known(ch.say(s.Text()))
			}
			out = append(out, r)
		}
	}
	return out
}

// left is how many instances earlier jobs did already.
func (ch *change) left() int {
	n := 0
	for _, e := range ch.earlier {
		n += len(e.Items)
	}
	return n
}

// claim notes that the results of earlier jobs were told. Where that fails they
// are told once more to the same command. Those of a renewal stay for a day: a
// pipeline may run as a whole again, and nobody renews the same twice a day.
func (ch *change) claim(engine *engine.Engine) error {
	told := ch.passed
	if !op.Of(ch.action).Renews {
		told = slices.Concat(ch.earlier, told)
	}
	for _, e := range told {
		if e.Job.Unclaimed == "" {
			continue
		}
		if err := engine.Reported(e.Job.ID, true); err != nil {
			return shell.Partly(ch.P.E(err))
		}
	}
	return nil
}

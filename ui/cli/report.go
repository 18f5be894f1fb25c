package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/fleet/engine"
	"ecsdeck/ecsapi/message"
	"ecsdeck/ecsapi/op"
	"ecsdeck/ui/brief"
	"ecsdeck/ui/cli/shell"
	"ecsdeck/ui/record"
)

// The outcomes of a result that are not the engine's own.
const (
	accepted = string(brief.Accepted) // by the cloud; its end was not waited for
	timedOut = "timeout"
)

// report prints what was planned and what came of it, and returns the error
// that says how far it came. A nil job stands for a plan that was not begun;
// stopped is why a job was not followed to its end, if it was not.
func (ch *change) report(engine *engine.Engine, plan *fleet.Plan, job *fleet.Job, stopped error) error {
	engine.Close() // nothing may come between what is told and the end of the command
	err := ch.tell(plan, job, stopped)
	if job != nil {
		if bad := engine.Reported(job.ID, err == nil); bad != nil {
			return ch.unnoted(message.Of(bad), job)
		}
	}
	if err != nil || ch.dryRun {
		return err
	}
	return ch.claim(engine)
}

// unnoted is the error of a job that was sent and that the journal does not hold
// to its end.
func (ch *change) unnoted(trouble message.Text, job *fleet.Job) error {
	return shell.Partly(ch.P.S("{problem}; what is said above was sent all the same, and job {job} stays open until `ecsdeck jobs --settle` has asked the cloud",
		trouble, jobNumber(job)))
}

// tell prints what report has to say.
func (ch *change) tell(plan *fleet.Plan, job *fleet.Job, stopped error) error {
	rec := newPlanRecord(plan, ch.dryRun, ch.now)
	if ch.key != "" {
		rec.Key, rec.TokenNote = &ch.key, record.Known(brief.TokenNote(plan.Action))
	}
	if !ch.dryRun {
		rec.Results = append(rec.Results, ch.earlierResults(plan)...)
	}
	if job != nil {
		for i := range job.Items {
			rec.Results = append(rec.Results, ch.resultRecord(&job.Items[i], stopped))
		}
	}
	unprinted := ch.print(plan, rec)
	verdict := ch.verdict(plan, rec, stopped)
	if rec.TokenNote != nil && !ch.out.Structured() {
		fmt.Fprintln(ch.Err, shell.OneLine(ch.P.S("under this key: {note}", *rec.TokenNote)))
	}
	if job == nil {
		return cmp.Or(unprinted, verdict)
	}
	switch sent := job.Counts.Cancelled < len(job.Items); {
	case !job.Trouble.IsZero() && !sent:
		return shell.Failed(ch.P.T(job.Trouble))
	case !job.Trouble.IsZero():
		return ch.unnoted(job.Trouble, job)
	case unprinted != nil && sent:
		return shell.Partly(ch.P.S("{error}; what is said above was sent all the same, and `ecsdeck jobs {job}` has it", unprinted, jobNumber(job)))
	}
	return cmp.Or(unprinted, verdict)
}

// say is a text for whoever reads the output: programs read English.
func (ch *change) say(t message.Text) string {
	if ch.out.Structured() {
		return t.String()
	}
	return ch.P.T(t)
}

func (ch *change) resultRecord(it *fleet.Item, stopped error) resultRecord {
	r := resultRecord{
		ID: record.Known(string(it.ID)), Name: record.Known(it.Name), Region: string(it.Region), Outcome: string(it.Outcome),
		From: record.Known(string(it.From)), To: record.Known(string(it.Now)), Address: record.Known(it.Address), RequestID: record.Known(it.RequestID),
		OrderID: record.Known(it.OrderID), Cost: record.Amount(it.Cost), OldExpiry: record.Stamp(it.OldExpiry), NewExpiry: record.Stamp(it.NewExpiry),
	}
	late := errors.Is(stopped, context.DeadlineExceeded)
	switch it.Outcome {
	case fleet.Sent:
		r.Outcome = accepted
		if late {
			r.Outcome = timedOut
		}
		if it.Step != "" {
			r.Message = record.Known(strings.TrimSpace(ch.say(message.New("it came as far as: {step} {progress}", it.Step, it.Progress))))
		}
	case fleet.Queued:
		r.Outcome = string(fleet.Unknown)
	case fleet.Done, fleet.Failed, fleet.TimedOut, fleet.Cancelled, fleet.Unknown:
	}
	if it.Err != nil {
		r.Code, r.Message, r.Hint = codeOf(it.Err), record.Known(ch.say(it.Err.Says())), record.Known(it.Err.Hint())
		r.RequestID = record.Known(it.Err.RequestID)
	}
	if !it.Sent.IsZero() && !it.Ended.IsZero() {
		s := math.Round(it.Ended.Sub(it.Sent).Seconds()*1000) / 1000
		r.Seconds = &s
	}
	return r
}

// print prints what was planned, or what came of it.
func (ch *change) print(plan *fleet.Plan, rec planRecord) error {
	switch {
	case ch.out.Structured():
		return ch.out.Document(rec)
	case len(rec.Results) > 0:
		return shell.NewTable(ch.out, ch.resultColumns()...).Write(rec.Results)
	case len(rec.Launches) > 0:
		return shell.NewTable(ch.out, ch.launchColumns()...).Write(rec.Launches)
	}
	return shell.NewTable(ch.out, ch.targetColumns(plan.Options.On)...).Write(rec.Targets)
}

// declareTables makes the columns known of what the command may print.
func (ch *change) declareTables() {
	if op.Of(ch.action).Creates {
		shell.NewTable(ch.out, ch.launchColumns()...)
	} else {
		shell.NewTable(ch.out, ch.targetColumns(true)...)
	}
	shell.NewTable(ch.out, ch.resultColumns()...)
}

// verdict says how it went: on standard error in words, and as the error that
// carries the exit status. An instance that was already where it should be is
// no failure; one left out for another reason is.
func (ch *change) verdict(plan *fleet.Plan, rec planRecord, stopped error) error {
	a, w := ch.commands, ch.Brief(ch.now)
	good, bad := 0, 0
	for _, skip := range plan.Skipped {
		if !content(skip.Reason) {
			bad++
		}
		if !ch.out.Structured() {
			fmt.Fprintln(a.Err, shell.OneLine(w.Skipped(skip)))
		}
	}
	for _, r := range rec.Results {
		if r.Job != nil {
			continue
		}
		if r.Outcome == string(fleet.Done) || r.Outcome == accepted && !ch.wait {
			good++
		} else {
			bad++
		}
	}
	switch n := plan.N(); {
	case ch.dryRun:
		return ch.foretold(plan)
	case n == 0 && ch.left() > 0 && ch.key == "":
		fmt.Fprintln(a.Err, a.P.S("{action}: {done} of {total} done already; nothing was sent; --again does it once more", w.Name(plan.Action), ch.left(), ch.left()))
	case n == 0 && ch.left() > 0:
		fmt.Fprintln(a.Err, a.P.S("{action}: {done} of {total} done already; nothing was sent", w.Name(plan.Action), ch.left(), ch.left()))
	case n == 0:
		fmt.Fprintln(a.Err, a.P.S("there was nothing to do"))
	case ch.wait:
		fmt.Fprintln(a.Err, a.P.S("{action}: {done} of {total} done", w.Name(plan.Action), good, n))
	default:
		fmt.Fprintln(a.Err, a.P.S("{action}: {accepted} of {total} accepted", w.Name(plan.Action), good, n))
	}
	text := ""
	switch {
	case errors.Is(stopped, context.DeadlineExceeded):
		text = a.P.S("gave up after {duration}", ch.timeout.Round(time.Second).String())
	case stopped != nil:
		text = a.P.S("interrupted; what the cloud accepted goes on")
	}
	switch {
	case bad == 0:
		return nil
	case good > 0:
		return shell.Partly(text)
	}
	return shell.Failed(text)
}

// content reports whether a reason to leave an instance out means that it is as
// it should be.
func content(why fleet.Reason) bool {
	switch why {
	case fleet.AlreadyRunning, fleet.AlreadyStopped, fleet.AlreadySo, fleet.HasAddress, fleet.DoneBrokenOff, fleet.DoneNotWell, fleet.DoneUnderKey:
		return true
	}
	return false
}

// foretold says what a dry run found.
func (ch *change) foretold(plan *fleet.Plan) error {
	w, sum := ch.Brief(ch.now), brief.Summarize(plan)
	for _, line := range slices.Concat(ch.changes(w, sum), ch.effects(w, sum)) {
		fmt.Fprintln(ch.Err, shell.OneLine(line.Text))
	}
	if op.Of(plan.Action).Creates {
		fmt.Fprintln(ch.Err, ch.P.N("{count} instance would be created; nothing was sent", "{count} instances would be created; nothing was sent", plan.N()))
	} else {
		fmt.Fprintln(ch.Err, ch.P.N("{count} instance would be acted on; nothing was sent", "{count} instances would be acted on; nothing was sent", plan.N()))
	}
	ch.tellFlaws(plan)
	if hopeless(plan) || ch.refused {
		return shell.Failed("")
	}
	return nil
}

// targetColumns are the columns of targets; on tells that they are to renew
// themselves.
func (ch *change) targetColumns(on bool) []shell.Column[targetRecord] {
	w := ch.Brief(ch.now)
	columns := []shell.Column[targetRecord]{
		shell.Left("id", ch.P.S("ID"), func(r targetRecord) string { return r.ID }),
		shell.Left("name", ch.P.S("NAME"), func(r targetRecord) string { return r.Name }),
		shell.Left("region", ch.P.S("REGION"), func(r targetRecord) string { return r.Region }),
		shell.Left("status", ch.P.S("STATUS"), func(r targetRecord) string { return w.Status(ecsapi.Status(shell.Deref(r.Status))) }),
	}
	add := func(c shell.Column[targetRecord]) { columns = append(columns, c) }
	spec := op.Of(ch.action)
	if spec.Renews {
		add(shell.Right("cost", ch.P.S("COST"), func(r targetRecord) string { return shell.Decimal(r.Cost) }))
		add(shell.Left("old_expiry", ch.P.S("OLD EXPIRY"), func(r targetRecord) string { return shell.Day(r.OldExpiry) }))
		add(shell.Left("new_expiry", ch.P.S("NEW EXPIRY"), func(r targetRecord) string { return shell.Day(r.NewExpiry) }))
	}
	if spec.AutoRenews {
		add(shell.Left("expires", ch.P.S("EXPIRES"), func(r targetRecord) string { return shell.Day(r.OldExpiry) }).Of("old_expiry"))
		if on {
			add(shell.Left("next_charge", ch.P.S("NEXT CHARGE"), func(r targetRecord) string { return shell.Day(r.NextCharge) }))
		}
	}
	if spec.Takes("name") {
		add(shell.Left("new_name", ch.P.S("NEW NAME"), func(r targetRecord) string { return shell.Deref(r.NewName) }))
	}
	return columns
}

func (ch *change) launchColumns() []shell.Column[launchRecord] {
	return []shell.Column[launchRecord]{
		shell.Left("region", ch.P.S("REGION"), func(r launchRecord) string { return r.Region }),
		shell.Left("vswitch", ch.P.S("VSWITCH"), func(r launchRecord) string { return r.VSwitch }),
		shell.Left("type", ch.P.S("TYPE"), func(r launchRecord) string { return r.Type }),
		shell.Right("amount", ch.P.S("AMOUNT"), func(r launchRecord) string { return strconv.Itoa(r.Amount) }),
		shell.Left("name", ch.P.S("NAME"), func(r launchRecord) string { return shell.Deref(r.Name) }),
		shell.Right("once", ch.P.S("ONCE"), func(r launchRecord) string { return shell.Decimal(r.Once) }),
		shell.Right("per_hour", ch.P.S("PER HOUR"), func(r launchRecord) string { return shell.Decimal(r.PerHour) }),
	}
}

// why is what went wrong in plain words, with the cloud's own after them.
func (a *commands) why(r resultRecord) string {
	own := shell.Deref(r.Code)
	switch {
	case r.Message != nil && own != "":
		own += ": " + *r.Message
	case r.Message != nil:
		own = *r.Message
	}
	if r.Hint == nil {
		return own
	}
	return a.P.S("{hint} ({error})", *r.Hint, own)
}

// resultColumns are the columns of results: those that tell something of the
// action.
func (ch *change) resultColumns() []shell.Column[resultRecord] {
	w := ch.Brief(ch.now)
	columns := []shell.Column[resultRecord]{
		shell.Left("id", ch.P.S("ID"), func(r resultRecord) string { return shell.Deref(r.ID) }),
		shell.Left("region", ch.P.S("REGION"), func(r resultRecord) string { return r.Region }),
		shell.Left("outcome", ch.P.S("OUTCOME"), func(r resultRecord) string { return w.Outcome(ch.action, fleet.Outcome(r.Outcome)) }),
	}
	add := func(name, title string, cell func(resultRecord) string) {
		columns = append(columns, shell.Left(name, title, cell))
	}
	spec := op.Of(ch.action)
	if spec.ChangesStatus {
		add("from", ch.P.S("FROM"), func(r resultRecord) string { return w.Status(ecsapi.Status(shell.Deref(r.From))) })
		add("to", ch.P.S("TO"), func(r resultRecord) string { return w.Status(ecsapi.Status(shell.Deref(r.To))) })
	}
	if spec.Renews {
		add("cost", ch.P.S("COST"), func(r resultRecord) string { return shell.Decimal(r.Cost) })
		add("old_expiry", ch.P.S("OLD EXPIRY"), func(r resultRecord) string { return shell.Day(r.OldExpiry) })
		add("new_expiry", ch.P.S("NEW EXPIRY"), func(r resultRecord) string { return shell.Day(r.NewExpiry) })
	}
	if spec.Creates {
		add("name", ch.P.S("NAME"), func(r resultRecord) string { return shell.Deref(r.Name) })
		add("status", ch.P.S("STATUS"), func(r resultRecord) string { return w.Status(ecsapi.Status(shell.Deref(r.To))) })
	}
	if spec.GivesAddress {
		add("address", ch.P.S("ADDRESS"), func(r resultRecord) string { return shell.Deref(r.Address) })
	}
	add("why", ch.P.S("WHY"), ch.why)
	return columns
}

package cli

import (
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
	"ecsdeck/ui/brief"
	"ecsdeck/ui/term"
)

// The outcomes of a result that are not the engine's own.
const (
	accepted = string(brief.Accepted) // by the cloud; its end was not waited for
	timedOut = "timeout"
)

// report prints what was planned and what came of it, and returns the error
// that says how far it came. A nil job stands for a plan that was not begun;
// stopped is why a job was not followed to its end, if it was not.
func (ch *change) report(engine *fleet.Engine, plan *fleet.Plan, job *fleet.Job, stopped error) error {
	engine.Close() // nothing may come between what is told and the end of the command
	err := ch.tell(plan, job, stopped)
	if job != nil {
		if bad := engine.Reported(job.ID, err == nil); bad != nil {
			return ch.unnoted(bad.Error(), job)
		}
	}
	if err != nil || ch.dryRun {
		return err
	}
	return ch.claim(engine)
}

// unnoted is the error of a job that was sent and that the journal does not hold
// to its end.
func (ch *change) unnoted(trouble string, job *fleet.Job) error {
	return partly(ch.p.S("%s; what is said above was sent all the same, and job %s stays open until `ecsdeck jobs --settle` has asked the cloud",
		ch.p.S(trouble), jobNumber(job)))
}

// tell prints what report has to say.
func (ch *change) tell(plan *fleet.Plan, job *fleet.Job, stopped error) error {
	rec := newPlanRecord(plan, ch.dryRun, ch.now)
	if ch.key != "" {
		rec.Key, rec.TokenNote = &ch.key, known(tokenNote(plan.Action))
	}
	if !ch.dryRun {
		rec.Results = append(rec.Results, ch.earlierResults(plan)...)
	}
	if job != nil {
		for i := range job.Items {
			rec.Results = append(rec.Results, newResultRecord(&job.Items[i], stopped))
		}
	}
	unprinted := ch.print(rec)
	verdict := ch.verdict(plan, rec, stopped)
	if rec.TokenNote != nil && ch.form.value != asJSON {
		fmt.Fprintln(ch.Err, oneLine(ch.p.S("under this key: %s", ch.p.S(*rec.TokenNote))))
	}
	if job == nil {
		return first(unprinted, verdict)
	}
	switch sent := job.Counts.Cancelled < len(job.Items); {
	case job.Trouble != "" && !sent:
		return failed(ch.p.S(job.Trouble))
	case job.Trouble != "":
		return ch.unnoted(job.Trouble, job)
	case unprinted != nil && sent:
		return partly(ch.p.S("%s; what is said above was sent all the same, and `ecsdeck jobs %s` has it", unprinted.Error(), jobNumber(job)))
	}
	return first(unprinted, verdict)
}

func newResultRecord(it *fleet.Item, stopped error) resultRecord {
	r := resultRecord{
		ID: known(string(it.ID)), Name: known(it.Name), Region: string(it.Region), Outcome: string(it.Outcome),
		From: known(string(it.From)), To: known(string(it.Now)), Address: known(it.Address), RequestID: known(it.RequestID),
		OrderID: known(it.OrderID), Cost: amount(it.Cost), OldExpiry: stamp(it.OldExpiry), NewExpiry: stamp(it.NewExpiry),
	}
	late := errors.Is(stopped, context.DeadlineExceeded)
	switch it.Outcome {
	case fleet.Sent:
		r.Outcome = accepted
		if late {
			r.Outcome = timedOut
		}
		if it.Step != "" {
			r.Message = known(strings.TrimSpace("it came as far as: " + it.Step + " " + it.Progress))
		}
	case fleet.Queued:
		r.Outcome = string(fleet.Unknown)
	}
	if it.Err != nil {
		r.Code, r.Message, r.Hint = codeOf(it.Err), known(it.Err.Message), known(it.Err.Hint())
		r.RequestID = known(it.Err.RequestID)
	}
	if !it.Sent.IsZero() && !it.Ended.IsZero() {
		s := math.Round(it.Ended.Sub(it.Sent).Seconds()*1000) / 1000
		r.Seconds = &s
	}
	return r
}

func (ch *change) print(rec planRecord) error {
	a := ch.app
	switch {
	case ch.form.value == asJSON:
		if err := writeJSON(a.Out, rec); err != nil {
			return failed(a.p.S("cannot write the output: %s", err.Error()))
		}
		return nil
	case len(rec.Results) > 0:
		return write(a, ch.form.value, ch.resultColumns(), rec.Results)
	case len(rec.Launches) > 0:
		return write(a, ch.form.value, ch.launchColumns(), rec.Launches)
	}
	return write(a, ch.form.value, ch.targetColumns(rec.Options.On != nil && *rec.Options.On), rec.Targets)
}

// verdict says how it went: on standard error in words, and as the error that
// carries the exit status. An instance that was already where it should be is
// no failure; one left out for another reason is.
func (ch *change) verdict(plan *fleet.Plan, rec planRecord, stopped error) error {
	a, w := ch.app, ch.brief(ch.now)
	good, bad := 0, 0
	for _, skip := range plan.Skipped {
		if !content(skip.Reason) {
			bad++
		}
		if ch.form.value != asJSON {
			fmt.Fprintln(a.Err, oneLine(w.Skipped(skip)))
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
		fmt.Fprintln(a.Err, a.p.S("%s: %d of %d done already; nothing was sent; --again does it once more", w.Name(plan.Action), ch.left(), ch.left()))
	case n == 0 && ch.left() > 0:
		fmt.Fprintln(a.Err, a.p.S("%s: %d of %d done already; nothing was sent", w.Name(plan.Action), ch.left(), ch.left()))
	case n == 0:
		fmt.Fprintln(a.Err, a.p.S("there was nothing to do"))
	case ch.wait:
		fmt.Fprintln(a.Err, a.p.S("%s: %d of %d done", w.Name(plan.Action), good, n))
	default:
		fmt.Fprintln(a.Err, a.p.S("%s: %d of %d accepted", w.Name(plan.Action), good, n))
	}
	text := ""
	switch {
	case errors.Is(stopped, context.DeadlineExceeded):
		text = a.p.S("gave up after %s", ch.timeout.Round(time.Second).String())
	case stopped != nil:
		text = a.p.S("interrupted; what the cloud accepted goes on")
	}
	switch {
	case bad == 0:
		return nil
	case good > 0:
		return partly(text)
	}
	return failed(text)
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
	w, sum := ch.brief(ch.now), brief.Summarize(plan)
	for _, line := range slices.Concat(ch.changes(w, sum), ch.effects(w, sum)) {
		fmt.Fprintln(ch.Err, oneLine(line.Text))
	}
	if plan.Action == fleet.ActionCreate {
		fmt.Fprintln(ch.Err, ch.p.N("%d instance would be created; nothing was sent", "%d instances would be created; nothing was sent", plan.N()))
	} else {
		fmt.Fprintln(ch.Err, ch.p.N("%d instance would be acted on; nothing was sent", "%d instances would be acted on; nothing was sent", plan.N()))
	}
	ch.tellFlaws(plan)
	if hopeless(plan) || ch.refused {
		return failed("")
	}
	return nil
}

// targetColumns are the columns of targets; on tells that they are to renew
// themselves.
func (ch *change) targetColumns(on bool) []column[targetRecord] {
	columns := []column[targetRecord]{
		{ch.p.S("ID"), term.AlignLeft, func(r targetRecord) string { return r.ID }},
		{ch.p.S("NAME"), term.AlignLeft, func(r targetRecord) string { return r.Name }},
		{ch.p.S("REGION"), term.AlignLeft, func(r targetRecord) string { return r.Region }},
		{ch.p.S("STATUS"), term.AlignLeft, func(r targetRecord) string { return ch.p.S(shown(r.Status)) }},
	}
	add := func(title string, align term.Align, cell func(targetRecord) string) {
		columns = append(columns, column[targetRecord]{title, align, cell})
	}
	switch ch.action {
	case fleet.ActionRenew:
		add(ch.p.S("COST"), term.AlignRight, func(r targetRecord) string { return decimal(r.Cost) })
		add(ch.p.S("OLD EXPIRY"), term.AlignLeft, func(r targetRecord) string { return day(r.OldExpiry) })
		add(ch.p.S("NEW EXPIRY"), term.AlignLeft, func(r targetRecord) string { return day(r.NewExpiry) })
	case fleet.ActionAutoRenew:
		add(ch.p.S("EXPIRES"), term.AlignLeft, func(r targetRecord) string { return day(r.OldExpiry) })
		if on {
			add(ch.p.S("NEXT CHARGE"), term.AlignLeft, func(r targetRecord) string { return day(r.NextCharge) })
		}
	case fleet.ActionRename:
		add(ch.p.S("NEW NAME"), term.AlignLeft, func(r targetRecord) string { return shown(r.NewName) })
	}
	return columns
}

func (ch *change) launchColumns() []column[launchRecord] {
	return []column[launchRecord]{
		{ch.p.S("REGION"), term.AlignLeft, func(r launchRecord) string { return r.Region }},
		{ch.p.S("VSWITCH"), term.AlignLeft, func(r launchRecord) string { return r.VSwitch }},
		{ch.p.S("TYPE"), term.AlignLeft, func(r launchRecord) string { return r.Type }},
		{ch.p.S("AMOUNT"), term.AlignRight, func(r launchRecord) string { return strconv.Itoa(r.Amount) }},
		{ch.p.S("NAME"), term.AlignLeft, func(r launchRecord) string { return shown(r.Name) }},
		{ch.p.S("ONCE"), term.AlignRight, func(r launchRecord) string { return decimal(r.Once) }},
		{ch.p.S("PER HOUR"), term.AlignRight, func(r launchRecord) string { return decimal(r.PerHour) }},
	}
}

// why is what went wrong in plain words, with the cloud's own after them.
func (a *app) why(r resultRecord) string {
	own := shown(r.Code)
	switch {
	case r.Message != nil && own != "":
		own += ": " + *r.Message
	case r.Message != nil:
		own = *r.Message
	}
	if r.Hint == nil {
		return own
	}
	return fmt.Sprintf("%s (%s)", a.p.S(*r.Hint), own)
}

// resultColumns are the columns of results: those that tell something of the
// action.
func (ch *change) resultColumns() []column[resultRecord] {
	w := ch.brief(ch.now)
	columns := []column[resultRecord]{
		{ch.p.S("ID"), term.AlignLeft, func(r resultRecord) string { return shown(r.ID) }},
		{ch.p.S("REGION"), term.AlignLeft, func(r resultRecord) string { return r.Region }},
		{ch.p.S("OUTCOME"), term.AlignLeft, func(r resultRecord) string { return w.Outcome(ch.action, fleet.Outcome(r.Outcome)) }},
	}
	add := func(title string, cell func(resultRecord) string) {
		columns = append(columns, column[resultRecord]{title, term.AlignLeft, cell})
	}
	switch ch.action {
	case fleet.ActionStart, fleet.ActionStop, fleet.ActionReboot, fleet.ActionRelease:
		add(ch.p.S("FROM"), func(r resultRecord) string { return w.Status(ecsapi.Status(shown(r.From))) })
		add(ch.p.S("TO"), func(r resultRecord) string { return w.Status(ecsapi.Status(shown(r.To))) })
	case fleet.ActionRenew:
		add(ch.p.S("COST"), func(r resultRecord) string { return decimal(r.Cost) })
		add(ch.p.S("OLD EXPIRY"), func(r resultRecord) string { return day(r.OldExpiry) })
		add(ch.p.S("NEW EXPIRY"), func(r resultRecord) string { return day(r.NewExpiry) })
	case fleet.ActionCreate:
		add(ch.p.S("NAME"), func(r resultRecord) string { return shown(r.Name) })
		add(ch.p.S("STATUS"), func(r resultRecord) string { return w.Status(ecsapi.Status(shown(r.To))) })
		add(ch.p.S("ADDRESS"), func(r resultRecord) string { return shown(r.Address) })
	case fleet.ActionAddress:
		add(ch.p.S("ADDRESS"), func(r resultRecord) string { return shown(r.Address) })
	}
	add(ch.p.S("WHY"), ch.why)
	return columns
}

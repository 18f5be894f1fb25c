package cli

import (
	"context"
	"errors"
	"fmt"
	"math"
	"time"

	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ui"
)

// The outcomes of a result that are not the engine's own.
const (
	accepted = "accepted" // by the cloud; its end was not waited for
	timedOut = "timeout"
)

// report prints what was planned and what came of it, and returns the error
// that says how far it came. A nil job stands for a plan that was not begun;
// stopped is why a job was not followed to its end, if it was not.
func (ch *change) report(plan *fleet.Plan, job *fleet.Job, stopped error) error {
	rec := planRecord{
		Action: string(plan.Action), DryRun: ch.dryRun, Planned: len(plan.Targets),
		Targets: []targetRecord{}, Skipped: []skipRecord{}, Results: []resultRecord{},
	}
	for _, in := range plan.Targets {
		rec.Targets = append(rec.Targets, targetRecord{string(in.ID), in.Name, string(in.Region), known(string(in.Status))})
	}
	for _, skip := range plan.Skipped {
		rec.Skipped = append(rec.Skipped, skipRecord{string(skip.ID), string(skip.Reason)})
	}
	if job != nil {
		for i := range job.Items {
			rec.Results = append(rec.Results, newResultRecord(&job.Items[i], stopped))
		}
	}
	if err := ch.print(rec); err != nil {
		return err
	}
	return ch.verdict(plan, rec, stopped)
}

func newResultRecord(it *fleet.Item, stopped error) resultRecord {
	r := resultRecord{
		ID: known(string(it.ID)), Region: string(it.Region), Outcome: string(it.Outcome),
		From: known(string(it.From)), To: known(string(it.Now)), RequestID: known(it.RequestID),
	}
	late := errors.Is(stopped, context.DeadlineExceeded)
	switch it.Outcome {
	case fleet.Sent:
		r.Outcome = accepted
		if late {
			r.Outcome = timedOut
		}
	case fleet.Queued:
		r.Outcome = string(fleet.Unknown)
	}
	if it.Err != nil {
		r.Code, r.Message = known(it.Err.Code), known(it.Err.Message)
		r.RequestID = known(it.Err.RequestID)
		if r.Code == nil {
			r.Code = known(string(it.Err.Kind))
		}
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
	case len(rec.Results) == 0:
		return write(a, ch.form.value, ch.targetColumns(), rec.Targets)
	}
	return write(a, ch.form.value, ch.resultColumns(), rec.Results)
}

// verdict says how it went: on standard error in words, and as the error that
// carries the exit status. An instance that was already where it should be is
// no failure; one left out for another reason is.
func (ch *change) verdict(plan *fleet.Plan, rec planRecord, stopped error) error {
	a := ch.app
	good, bad := 0, 0
	for _, skip := range plan.Skipped {
		if skip.Reason != fleet.AlreadyRunning && skip.Reason != fleet.AlreadyStopped {
			bad++
		}
		if ch.form.value != asJSON {
			fmt.Fprintln(a.Err, oneLine(a.p.S("left out: %s %s, %s", string(skip.ID), skip.Name, a.p.S(string(skip.Reason)))))
		}
	}
	for _, r := range rec.Results {
		if r.Outcome == string(fleet.Done) || r.Outcome == accepted && !ch.wait {
			good++
		} else {
			bad++
		}
	}
	switch n := len(plan.Targets); {
	case ch.dryRun:
		fmt.Fprintln(a.Err, a.p.N("%d instance would be acted on; nothing was sent", "%d instances would be acted on; nothing was sent", n))
		return nil
	case n == 0:
		fmt.Fprintln(a.Err, a.p.S("there was nothing to do"))
	case ch.wait:
		fmt.Fprintln(a.Err, a.p.S("%s: %d of %d done", a.p.S(string(plan.Action)), good, n))
	default:
		fmt.Fprintln(a.Err, a.p.S("%s: %d of %d accepted", a.p.S(string(plan.Action)), good, n))
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

func (ch *change) targetColumns() []column[targetRecord] {
	return []column[targetRecord]{
		{ch.p.S("ID"), ui.AlignLeft, func(r targetRecord) string { return r.ID }},
		{ch.p.S("NAME"), ui.AlignLeft, func(r targetRecord) string { return r.Name }},
		{ch.p.S("REGION"), ui.AlignLeft, func(r targetRecord) string { return r.Region }},
		{ch.p.S("STATUS"), ui.AlignLeft, func(r targetRecord) string { return ch.p.S(shown(r.Status)) }},
	}
}

func (ch *change) resultColumns() []column[resultRecord] {
	return []column[resultRecord]{
		{ch.p.S("ID"), ui.AlignLeft, func(r resultRecord) string { return shown(r.ID) }},
		{ch.p.S("REGION"), ui.AlignLeft, func(r resultRecord) string { return r.Region }},
		{ch.p.S("OUTCOME"), ui.AlignLeft, func(r resultRecord) string { return ch.p.S(r.Outcome) }},
		{ch.p.S("FROM"), ui.AlignLeft, func(r resultRecord) string { return ch.p.S(shown(r.From)) }},
		{ch.p.S("TO"), ui.AlignLeft, func(r resultRecord) string { return ch.p.S(shown(r.To)) }},
		{ch.p.S("WHY"), ui.AlignLeft, func(r resultRecord) string {
			if r.Message == nil {
				return shown(r.Code)
			}
			return shown(r.Code) + ": " + shown(r.Message)
		}},
	}
}

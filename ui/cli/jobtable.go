package cli

import (
	"errors"
	"fmt"
	"time"

	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/fleet/journal"
	"ecsdeck/ecsapi/message"
	"ecsdeck/ecsapi/op"
	"ecsdeck/ui/cli/shell"
)

// writeList prints jobs; partly says that not all could be read.
func (j *jobs) writeList(list []journal.Job, partly bool) error {
	var records []jobRecord
	tallies := map[string]string{}
	for i := range list {
		records = append(records, newJobRecord(&list[i]))
		tallies[list[i].Key] = j.tally(&list[i])
	}
	if len(records) == 0 && j.form.Value == shell.Table {
		if !partly {
			fmt.Fprintln(j.Err, j.P.S("nothing was sent yet"))
		}
		return nil
	}
	columns := []shell.Column[jobRecord]{
		shell.Right(j.P.S("JOB"), func(r jobRecord) string { return fmt.Sprint(r.Number) }),
		shell.Left(j.P.S("BEGUN (UTC)"), func(r jobRecord) string { return minute(r.Begun) }),
		shell.Left(j.P.S("ACTION"), func(r jobRecord) string { return j.Brief(time.Time{}).Name(fleet.Action(r.Action)) }),
		shell.Left(j.P.S("STATE"), func(r jobRecord) string { return j.P.S(message.Key(journal.State(r.State))) }),
		shell.Left(j.P.S("INSTANCES"), func(r jobRecord) string { return tallies[r.Key] }),
		shell.Left(j.P.S("WHO"), func(r jobRecord) string { return r.Who }),
	}
	columns = append(columns, shell.Left(j.P.S("AS"), func(r jobRecord) string { return r.As }))
	if j.all {
		columns = append(columns, shell.Left(j.P.S("ACCOUNT"), func(r jobRecord) string { return r.Account }))
	}
	return shell.Write(j.App, j.form.Value, columns, records)
}

// writeDetails prints a job with each item and, but as CSV, each call.
func (j *jobs) writeDetails(job *journal.Job) error {
	d := newJobDetails(job)
	var err error
	switch j.form.Value {
	case shell.JSON:
		err = shell.WriteJSON(j.Out, d)
	case shell.CSV:
		err = shell.WriteCSV(j.Out, d.Items)
	default:
		fmt.Fprintln(j.Out, shell.OneLine(j.headline(job)))
		err = errors.Join(
			shell.WriteTable(j.Out, j.pastColumns(fleet.Action(job.Action)), d.Items),
			shell.WriteTable(j.Out, j.callColumns(), d.Sent),
		)
	}
	return j.OutputError(err)
}

// headline says what a job is and how far it came.
func (j *jobs) headline(job *journal.Job) string {
	text := j.P.S("job {job}: {action} by {who} as {account}, begun {time} UTC, {state}: {counts}",
		fmt.Sprint(job.Number), j.Brief(time.Time{}).Name(fleet.Action(job.Action)), job.Who, job.Account, minute(shell.Stamp(job.At)), message.Key(job.State), j.tally(job))
	if job.State == journal.BrokenOff {
		text += "; " + j.P.S("its process ended before it did: what is unknown may have taken effect")
	}
	return text
}

// pastColumns are the columns of a job's items: of what it changed those that
// the action is about.
func (j *jobs) pastColumns(action fleet.Action) []shell.Column[resultRecord] {
	columns := []shell.Column[resultRecord]{
		shell.Left(j.P.S("ID"), func(r resultRecord) string { return shell.Deref(r.ID) }),
		shell.Left(j.P.S("NAME"), func(r resultRecord) string { return shell.Deref(r.Name) }),
		shell.Left(j.P.S("REGION"), func(r resultRecord) string { return r.Region }),
		shell.Left(j.P.S("OUTCOME"), func(r resultRecord) string {
			return j.Brief(time.Time{}).Outcome(action, fleet.Outcome(r.Outcome))
		}),
	}
	add := func(c shell.Column[resultRecord]) { columns = append(columns, c) }
	spec := op.Of(action)
	if spec.Renews {
		add(shell.Right(j.P.S("COST"), func(r resultRecord) string { return shell.Decimal(r.Cost) }))
		add(shell.Left(j.P.S("OLD EXPIRY"), func(r resultRecord) string { return shell.Day(r.OldExpiry) }))
		add(shell.Left(j.P.S("NEW EXPIRY"), func(r resultRecord) string { return shell.Day(r.NewExpiry) }))
	}
	if spec.GivesAddress {
		add(shell.Left(j.P.S("ADDRESS"), func(r resultRecord) string { return shell.Deref(r.Address) }))
	}
	add(shell.Left(j.P.S("WHY"), func(r resultRecord) string { return shell.OneLine(j.why(r)) }))
	return columns
}

func (j *jobs) callColumns() []shell.Column[callRecord] {
	return []shell.Column[callRecord]{
		shell.Left(j.P.S("CALL"), func(r callRecord) string { return r.API }),
		shell.Left(j.P.S("REGION"), func(r callRecord) string { return r.Region }),
		shell.Right(j.P.S("INSTANCES"), func(r callRecord) string { return fmt.Sprint(len(r.IDs)) }),
		shell.Left(j.P.S("SENT (UTC)"), func(r callRecord) string { return minute(r.At) }),
		shell.Left(j.P.S("ANSWER"), func(r callRecord) string {
			switch {
			case r.Answered == nil:
				return j.P.S("none")
			case r.Code != nil:
				return *r.Code
			}
			return j.P.S("accepted")
		}),
		shell.Left(j.P.S("REQUEST"), func(r callRecord) string { return shell.Deref(r.RequestID) }),
	}
}

// minute is a time in RFC 3339 as people read it.
func minute(s *string) string {
	const all = "2006-01-02T15:04:05"
	if t := shell.Deref(s); len(t) >= len(all) {
		return t[:10] + " " + t[11:len(all)]
	}
	return ""
}

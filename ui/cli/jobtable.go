package cli

import (
	"errors"
	"fmt"

	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/fleet/journal"
)

// writeList prints jobs; partly says that not all could be read.
func (j *jobs) writeList(list []journal.Job, partly bool) error {
	var records []jobRecord
	tallies := map[string]string{}
	for i := range list {
		records = append(records, newJobRecord(&list[i]))
		tallies[list[i].Key] = j.tally(&list[i])
	}
	if len(records) == 0 && j.form.Value == Table {
		if !partly {
			fmt.Fprintln(j.Err, j.P.S("nothing was sent yet"))
		}
		return nil
	}
	columns := []Column[jobRecord]{
		Right(j.P.S("JOB"), func(r jobRecord) string { return fmt.Sprint(r.Number) }),
		Left(j.P.S("BEGUN (UTC)"), func(r jobRecord) string { return minute(r.Begun) }),
		Left(j.P.S("ACTION"), func(r jobRecord) string { return j.P.S(r.Action) }),
		Left(j.P.S("STATE"), func(r jobRecord) string { return j.P.S(r.State) }),
		Left(j.P.S("INSTANCES"), func(r jobRecord) string { return tallies[r.Key] }),
		Left(j.P.S("WHO"), func(r jobRecord) string { return r.Who }),
	}
	if j.all {
		columns = append(columns, Left(j.P.S("ACCOUNT"), func(r jobRecord) string { return r.Account }))
	}
	return Write(j.App, j.form.Value, columns, records)
}

// writeDetails prints a job with each item and, but as CSV, each call.
func (j *jobs) writeDetails(job *journal.Job) error {
	d := newJobDetails(job)
	var err error
	switch j.form.Value {
	case JSON:
		err = WriteJSON(j.Out, d)
	case CSV:
		err = WriteCSV(j.Out, d.Items)
	default:
		fmt.Fprintln(j.Out, OneLine(j.headline(job)))
		err = errors.Join(
			WriteTable(j.Out, j.pastColumns(fleet.Action(job.Action)), d.Items),
			WriteTable(j.Out, j.callColumns(), d.Sent),
		)
	}
	if err != nil {
		return j.OutputError(err)
	}
	return nil
}

// headline says what a job is and how far it came.
func (j *jobs) headline(job *journal.Job) string {
	text := j.P.S("job %s: %s by %s as %s, begun %s UTC, %s: %s",
		fmt.Sprint(job.Number), j.P.S(job.Action), job.Who, job.Account, minute(Stamp(job.At)), j.P.S(string(job.State)), j.tally(job))
	if job.State == journal.BrokenOff {
		text += "; " + j.P.S("its process ended before it did: what is unknown may have taken effect")
	}
	return text
}

// pastColumns are the columns of a job's items: of what it changed those that
// the action is about.
func (j *jobs) pastColumns(action fleet.Action) []Column[resultRecord] {
	columns := []Column[resultRecord]{
		Left(j.P.S("ID"), func(r resultRecord) string { return Deref(r.ID) }),
		Left(j.P.S("NAME"), func(r resultRecord) string { return Deref(r.Name) }),
		Left(j.P.S("REGION"), func(r resultRecord) string { return r.Region }),
		Left(j.P.S("OUTCOME"), func(r resultRecord) string { return j.P.S(r.Outcome) }),
	}
	add := func(c Column[resultRecord]) { columns = append(columns, c) }
	switch action {
	case fleet.ActionRenew:
		add(Right(j.P.S("COST"), func(r resultRecord) string { return Decimal(r.Cost) }))
		add(Left(j.P.S("OLD EXPIRY"), func(r resultRecord) string { return Day(r.OldExpiry) }))
		add(Left(j.P.S("NEW EXPIRY"), func(r resultRecord) string { return Day(r.NewExpiry) }))
	case fleet.ActionCreate, fleet.ActionAddress:
		add(Left(j.P.S("ADDRESS"), func(r resultRecord) string { return Deref(r.Address) }))
	}
	add(Left(j.P.S("WHY"), func(r resultRecord) string { return OneLine(j.why(r)) }))
	return columns
}

func (j *jobs) callColumns() []Column[callRecord] {
	return []Column[callRecord]{
		Left(j.P.S("CALL"), func(r callRecord) string { return r.API }),
		Left(j.P.S("REGION"), func(r callRecord) string { return r.Region }),
		Right(j.P.S("INSTANCES"), func(r callRecord) string { return fmt.Sprint(len(r.IDs)) }),
		Left(j.P.S("SENT (UTC)"), func(r callRecord) string { return minute(r.At) }),
		Left(j.P.S("ANSWER"), func(r callRecord) string {
			switch {
			case r.Answered == nil:
				return j.P.S("none")
			case r.Code != nil:
				return *r.Code
			}
			return j.P.S("accepted")
		}),
		Left(j.P.S("REQUEST"), func(r callRecord) string { return Deref(r.RequestID) }),
	}
}

// minute is a time in RFC 3339 as people read it.
func minute(s *string) string {
	const all = "2006-01-02T15:04:05"
	if t := Deref(s); len(t) >= len(all) {
		return t[:10] + " " + t[11:len(all)]
	}
	return ""
}

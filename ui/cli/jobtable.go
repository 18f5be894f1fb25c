package cli

import (
	"errors"
	"fmt"
	"time"

	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/fleet/journal"
	"ecsdeck/ui/term"
)

// writeList prints jobs; partly says that not all could be read.
func (j *jobs) writeList(list []journal.Job, partly bool) error {
	var records []jobRecord
	tallies := map[string]string{}
	for i := range list {
		records = append(records, newJobRecord(&list[i]))
		tallies[list[i].Key] = j.tally(&list[i])
	}
	if len(records) == 0 && j.form.value == asTable {
		if !partly {
			fmt.Fprintln(j.Err, j.p.S("nothing was sent yet"))
		}
		return nil
	}
	columns := []column[jobRecord]{
		{j.p.S("JOB"), term.AlignRight, func(r jobRecord) string { return fmt.Sprint(r.Number) }},
		{j.p.S("BEGUN (UTC)"), term.AlignLeft, func(r jobRecord) string { return minute(r.Begun) }},
		{j.p.S("ACTION"), term.AlignLeft, func(r jobRecord) string { return j.brief(time.Time{}).Name(fleet.Action(r.Action)) }},
		{j.p.S("STATE"), term.AlignLeft, func(r jobRecord) string { return j.p.S(r.State) }},
		{j.p.S("INSTANCES"), term.AlignLeft, func(r jobRecord) string { return tallies[r.Key] }},
		{j.p.S("WHO"), term.AlignLeft, func(r jobRecord) string { return r.Who }},
	}
	if j.all {
		columns = append(columns, column[jobRecord]{j.p.S("ACCOUNT"), term.AlignLeft, func(r jobRecord) string { return r.Account }})
	}
	return write(j.app, j.form.value, columns, records)
}

// writeDetails prints a job with each item and, but as CSV, each call.
func (j *jobs) writeDetails(job *journal.Job) error {
	d := newJobDetails(job)
	var err error
	switch j.form.value {
	case asJSON:
		err = writeJSON(j.Out, d)
	case asCSV:
		err = writeCSV(j.Out, d.Items)
	default:
		fmt.Fprintln(j.Out, oneLine(j.headline(job)))
		err = errors.Join(
			writeTable(j.Out, j.pastColumns(fleet.Action(job.Action)), d.Items),
			writeTable(j.Out, j.callColumns(), d.Sent),
		)
	}
	if err != nil {
		return failed(j.p.S("cannot write the output: %s", err.Error()))
	}
	return nil
}

// headline says what a job is and how far it came.
func (j *jobs) headline(job *journal.Job) string {
	text := j.p.S("job %s: %s by %s as %s, begun %s UTC, %s: %s",
		fmt.Sprint(job.Number), j.brief(time.Time{}).Name(fleet.Action(job.Action)), job.Who, job.Account, minute(stamp(job.At)), j.p.S(string(job.State)), j.tally(job))
	if job.State == journal.BrokenOff {
		text += "; " + j.p.S("its process ended before it did: what is unknown may have taken effect")
	}
	return text
}

// pastColumns are the columns of a job's items: of what it changed those that
// the action is about.
func (j *jobs) pastColumns(action fleet.Action) []column[resultRecord] {
	columns := []column[resultRecord]{
		{j.p.S("ID"), term.AlignLeft, func(r resultRecord) string { return shown(r.ID) }},
		{j.p.S("NAME"), term.AlignLeft, func(r resultRecord) string { return shown(r.Name) }},
		{j.p.S("REGION"), term.AlignLeft, func(r resultRecord) string { return r.Region }},
		{j.p.S("OUTCOME"), term.AlignLeft, func(r resultRecord) string {
			return j.brief(time.Time{}).Outcome(action, fleet.Outcome(r.Outcome))
		}},
	}
	add := func(title string, align term.Align, cell func(resultRecord) string) {
		columns = append(columns, column[resultRecord]{title, align, cell})
	}
	switch action {
	case fleet.ActionRenew:
		add(j.p.S("COST"), term.AlignRight, func(r resultRecord) string { return decimal(r.Cost) })
		add(j.p.S("OLD EXPIRY"), term.AlignLeft, func(r resultRecord) string { return day(r.OldExpiry) })
		add(j.p.S("NEW EXPIRY"), term.AlignLeft, func(r resultRecord) string { return day(r.NewExpiry) })
	case fleet.ActionCreate, fleet.ActionAddress:
		add(j.p.S("ADDRESS"), term.AlignLeft, func(r resultRecord) string { return shown(r.Address) })
	}
	add(j.p.S("WHY"), term.AlignLeft, func(r resultRecord) string { return oneLine(j.why(r)) })
	return columns
}

func (j *jobs) callColumns() []column[callRecord] {
	return []column[callRecord]{
		{j.p.S("CALL"), term.AlignLeft, func(r callRecord) string { return r.API }},
		{j.p.S("REGION"), term.AlignLeft, func(r callRecord) string { return r.Region }},
		{j.p.S("INSTANCES"), term.AlignRight, func(r callRecord) string { return fmt.Sprint(len(r.IDs)) }},
		{j.p.S("SENT (UTC)"), term.AlignLeft, func(r callRecord) string { return minute(r.At) }},
		{j.p.S("ANSWER"), term.AlignLeft, func(r callRecord) string {
			switch {
			case r.Answered == nil:
				return j.p.S("none")
			case r.Code != nil:
				return *r.Code
			}
			return j.p.S("accepted")
		}},
		{j.p.S("REQUEST"), term.AlignLeft, func(r callRecord) string { return shown(r.RequestID) }},
	}
}

// minute is a time in RFC 3339 as people read it.
func minute(s *string) string {
	const all = "2006-01-02T15:04:05"
	if t := shown(s); len(t) >= len(all) {
		return t[:10] + " " + t[11:len(all)]
	}
	return ""
}

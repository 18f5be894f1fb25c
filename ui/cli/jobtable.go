package cli

import (
	"cmp"
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
	if len(records) == 0 && j.out.Is(shell.FormTable) {
		if !partly {
			fmt.Fprintln(j.Err, j.P.S("nothing was sent yet"))
		}
		return nil
	}
	return j.jobTable(tallies).Write(records)
}

// jobTable is the table of jobs, of which the tallies say how many instances came how far.
func (j *jobs) jobTable(tallies map[string]string) shell.Table[jobRecord] {
	columns := []shell.Column[jobRecord]{
		shell.Right("job", j.P.S("JOB"), func(r jobRecord) string { return fmt.Sprint(r.Number) }).Of("number"),
		shell.Left("begun", j.TimeTitle(j.P.S("BEGUN")), func(r jobRecord) string { return shell.Second(r.Begun) }),
		shell.Left("action", j.P.S("ACTION"), func(r jobRecord) string { return j.Brief(time.Time{}).Name(fleet.Action(r.Action)) }),
		shell.Left("state", j.P.S("STATE"), func(r jobRecord) string { return j.P.S(message.Key(journal.State(r.State))) }),
		shell.Left("instances", j.P.S("INSTANCES"), func(r jobRecord) string { return tallies[r.Key] }),
		shell.Left("who", j.P.S("WHO"), func(r jobRecord) string { return r.Who }),
		shell.Left("as", j.P.S("AS"), func(r jobRecord) string { return r.As }),
	}
	if j.all {
		columns = append(columns, shell.Left("account", j.P.S("ACCOUNT"), func(r jobRecord) string { return r.Account }))
	}
	return shell.NewTable(j.out, columns...).IDs(func(r jobRecord) string { return r.Key })
}

// writeDetails prints a job with each item and, in a table with its usual columns, each call.
func (j *jobs) writeDetails(job *journal.Job) error {
	d, items := newJobDetails(job), j.pastTable(fleet.Action(job.Action))
	switch {
	case j.out.Structured():
		return j.out.Document(d)
	case !j.out.Is(shell.FormTable) || j.out.Chooses():
		return items.Write(d.Items)
	}
	fmt.Fprintln(j.Out, shell.OneLine(j.headline(job)))
	return cmp.Or(items.Write(d.Items), shell.NewTable(j.out, j.callColumns()...).Write(d.Sent))
}

// headline says what a job is and how far it came.
func (j *jobs) headline(job *journal.Job) string {
	text := j.P.S("job {job}: {action} by {who} as {account}, begun {time}, {state}: {counts}",
		fmt.Sprint(job.Number), j.Brief(time.Time{}).Name(fleet.Action(job.Action)), job.Who, job.Account, j.Brief(time.Time{}).Clock(job.At), message.Key(job.State), j.tally(job))
	if job.State == journal.BrokenOff {
		text += "; " + j.P.S("its process ended before it did: what is unknown may have taken effect")
	}
	return text
}

// pastTable is the table of a job's items: of what it changed the columns that the action
// is about.
func (j *jobs) pastTable(action fleet.Action) shell.Table[resultRecord] {
	columns := []shell.Column[resultRecord]{
		shell.Left("id", j.P.S("ID"), func(r resultRecord) string { return shell.Deref(r.ID) }),
		shell.Left("name", j.P.S("NAME"), func(r resultRecord) string { return shell.Deref(r.Name) }),
		shell.Left("region", j.P.S("REGION"), func(r resultRecord) string { return r.Region }),
		shell.Left("outcome", j.P.S("OUTCOME"), func(r resultRecord) string {
			return j.Brief(time.Time{}).Outcome(action, fleet.Outcome(r.Outcome))
		}),
	}
	add := func(c shell.Column[resultRecord]) { columns = append(columns, c) }
	spec := op.Of(action)
	if spec.Renews {
		add(shell.Right("cost", j.P.S("COST"), func(r resultRecord) string { return shell.Decimal(r.Cost) }))
		add(shell.Left("old_expiry", j.P.S("OLD EXPIRY"), func(r resultRecord) string { return shell.Day(r.OldExpiry) }))
		add(shell.Left("new_expiry", j.P.S("NEW EXPIRY"), func(r resultRecord) string { return shell.Day(r.NewExpiry) }))
	}
	if spec.GivesAddress {
		add(shell.Left("address", j.P.S("ADDRESS"), func(r resultRecord) string { return shell.Deref(r.Address) }))
	}
	add(shell.Left("why", j.P.S("WHY"), func(r resultRecord) string { return shell.OneLine(j.why(r)) }))
	return shell.NewTable(j.out, columns...)
}

func (j *jobs) callColumns() []shell.Column[callRecord] {
	return []shell.Column[callRecord]{
		shell.Left("call", j.P.S("CALL"), func(r callRecord) string { return r.API }).Of("api"),
		shell.Left("region", j.P.S("REGION"), func(r callRecord) string { return r.Region }),
		shell.Right("instances", j.P.S("INSTANCES"), func(r callRecord) string { return fmt.Sprint(len(r.IDs)) }),
		shell.Left("sent", j.TimeTitle(j.P.S("SENT")), func(r callRecord) string { return shell.Second(r.At) }).Of("at"),
		shell.Left("answer", j.P.S("ANSWER"), func(r callRecord) string {
			switch {
			case r.Answered == nil:
				return j.P.S("none")
			case r.Code != nil:
				return *r.Code
			}
			return j.P.S("accepted")
		}),
		shell.Left("request", j.P.S("REQUEST"), func(r callRecord) string { return shell.Deref(r.RequestID) }).Of("request_id"),
	}
}

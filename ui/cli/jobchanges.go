package cli

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/fleet/journal"
	"ecsdeck/ecsapi/op"
	"ecsdeck/ui/cli/shell"
	"ecsdeck/ui/record"
	"ecsdeck/ui/when"
)

// timeRange is the time that --since and --until name. What is zero is not named.
type timeRange struct {
	sinceText, untilText string
	since, until         time.Time
}

// read reads the two ends.
func (p *timeRange) read(a *commands, now time.Time) error {
	for _, end := range []struct {
		flag, text string
		at         *time.Time
	}{{"--since", p.sinceText, &p.since}, {"--until", p.untilText, &p.until}} {
		if end.text == "" {
			continue
		}
		at, err := when.ParsePast(end.text, now)
		if e, ok := errors.AsType[*when.Error](err); ok {
			return shell.Usage(a.P.S("{flag} cannot be {value:q}: {reason}", end.flag, e.Text, a.P.S(e.Msg)) + a.Accepted(e.Accepted()))
		}
		*end.at = at
	}
	if !p.until.IsZero() && !p.since.Before(p.until) {
		return shell.Usage(a.P.S("--since is not before --until"))
	}
	return nil
}

// named reports whether there is one.
func (p *timeRange) named() bool { return p.sinceText != "" || p.untilText != "" }

// has reports whether a job was begun in it.
func (p *timeRange) has(job *journal.Job) bool {
	return !job.At.Before(p.since) && (p.until.IsZero() || job.At.Before(p.until))
}

// changeRecord is what somebody did to one instance: the row of an export.
type changeRecord struct {
	Begun     *string      `json:"begun"`
	Who       string       `json:"who"`
	Account   string       `json:"account"`
	AccountID string       `json:"account_id"` // "" where it was not known
	As        string       `json:"as"`         // "user/anna", "role/ops", "root"; "" where it was not known
	Host      string       `json:"host"`
	Job       int          `json:"job"`
	Key       string       `json:"key"`
	Action    string       `json:"action"`
	ID        *string      `json:"id"`
	Name      *string      `json:"name"` // as it was
	Region    string       `json:"region"`
	Old       *string      `json:"old"`
	New       *string      `json:"new"` // as far as it is known, or was asked for; of tags "+env=prod" and "-owner"
	Outcome   string       `json:"outcome"`
	Code      *string      `json:"code"`
	Message   *string      `json:"message"`
	RequestID *string      `json:"request_id"`
	OrderID   *string      `json:"order_id"`
	Cost      *json.Number `json:"cost"`
	Currency  *string      `json:"currency"`
	Sent      *string      `json:"sent"` // the last call for it
	Answered  *string      `json:"answered"`
	Ended     *string      `json:"ended"` // the job
}

// changeRecords are a record for each instance of jobs, the newest first.
func changeRecords(list []journal.Job) []changeRecord {
	out := []changeRecord{}
	for i := range list {
		job := &list[i]
		var o fleet.ActionOptions
		json.Unmarshal(job.Options, &o) // of another version, perhaps: what can't be read is left out
		for n := range job.Items {
			past := newPastRecord(job, &job.Items[n])
			r := changeRecord{
				Begun: record.Stamp(job.At), Who: job.Who, Account: job.Account, AccountID: job.AccountID, As: job.As, Host: job.Host,
				Job: job.Number, Key: job.Key, Action: job.Action,
				ID: past.ID, Name: past.Name, Region: past.Region, Outcome: past.Outcome, Code: past.Code, Message: past.Message,
				RequestID: past.RequestID, OrderID: past.OrderID, Cost: past.Cost, Ended: record.Stamp(job.Ended),
			}
			was, is := oldAndNew(fleet.Action(job.Action), o, &job.Items[n])
			r.Old, r.New = record.Known(was), record.Known(is)
			if r.Cost != nil {
				r.Currency = record.Known(job.Currency)
			}
			for c := range slices.Values(job.Calls) {
				if slices.Contains(c.Items, job.Items[n].N) {
					r.Sent, r.Answered = record.Stamp(c.At), record.Stamp(c.Answered)
				}
			}
			out = append(out, r)
		}
	}
	return out
}

// oldAndNew are what an item had before an action and what the action made of it, or was to: its
// status, or what the action sets.
func oldAndNew(a fleet.Action, o fleet.ActionOptions, it *journal.Item) (was, is string) {
	stamp := func(t time.Time) string { return shell.Deref(record.Stamp(t)) }
	switch spec := op.Of(a); {
	case spec.After != nil && spec.Before == nil && spec.Text != nil:
		return it.Name, spec.After(o, it.N)
	case spec.After != nil:
		return strings.ReplaceAll(it.Before, "\n", " "), spec.After(o, it.N)
	case spec.Renews:
		return stamp(it.OldExpiry), stamp(it.NewExpiry)
	case spec.GivesAddress && !spec.Creates:
		return "", it.Address
	case spec.Releases && it.Outcome == string(fleet.Done):
		return it.From, "released"
	}
	return it.From, it.To
}

// writeChanges prints what was done to each instance in the time asked for.
func (j *jobs) writeChanges(list []journal.Job) error {
	records := changeRecords(list)
	if len(records) == 0 && j.out.Is(shell.FormTable) {
		fmt.Fprintln(j.Err, j.P.S("nothing was sent in that time"))
		return nil
	}
	return j.changeTable().Write(records)
}

func (j *jobs) changeTable() shell.Table[changeRecord] {
	return shell.NewTable(j.out,
		shell.Left("begun", j.TimeTitle(j.P.S("BEGUN")), func(r changeRecord) string { return shell.Minute(r.Begun) }),
		shell.Left("who", j.P.S("WHO"), func(r changeRecord) string { return r.Who }),
		shell.Left("as", j.P.S("AS"), func(r changeRecord) string { return r.As }),
		shell.Right("job", j.P.S("JOB"), func(r changeRecord) string { return strconv.Itoa(r.Job) }),
		shell.Left("action", j.P.S("ACTION"), func(r changeRecord) string { return j.Brief(time.Time{}).Name(fleet.Action(r.Action)) }),
		shell.Left("id", j.P.S("ID"), func(r changeRecord) string { return shell.Deref(r.ID) }),
		shell.Left("name", j.P.S("NAME"), func(r changeRecord) string { return shell.OneLine(shell.Deref(r.Name)) }),
		shell.Left("old", j.P.S("OLD"), func(r changeRecord) string { return shell.OneLine(j.changeCell(r.Old)) }),
		shell.Left("new", j.P.S("NEW"), func(r changeRecord) string { return shell.OneLine(j.changeCell(r.New)) }),
		shell.Left("outcome", j.P.S("OUTCOME"), func(r changeRecord) string {
			return j.Brief(time.Time{}).Outcome(fleet.Action(r.Action), fleet.Outcome(r.Outcome))
		}),
		shell.Left("code", j.P.S("CODE"), func(r changeRecord) string { return shell.Deref(r.Code) }),
		shell.Left("request", j.P.S("REQUEST"), func(r changeRecord) string { return shell.Deref(r.RequestID) }).Of("request_id"),
	)
}

// changeCell is an old or new value as people read it: a time by their clock, a status in their
// language.
func (j *jobs) changeCell(v *string) string {
	if at := shell.Minute(v); at != "" {
		return at
	}
	return j.Brief(time.Time{}).Status(ecsapi.Status(shell.Deref(v)))
}

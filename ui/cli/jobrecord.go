package cli

import (
	"encoding/json"
	"errors"
	"fmt"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet/journal"
	"ecsdeck/ui"
)

// jobRecord is one row of `ecsdeck jobs`.
type jobRecord struct {
	Number    int     `json:"number"`
	Key       string  `json:"key"`
	State     string  `json:"state"` // "running", "over", "broken off"
	Action    string  `json:"action"`
	Who       string  `json:"who"`
	Account   string  `json:"account"`
	Host      string  `json:"host"`
	PID       int     `json:"pid"`
	Begun     *string `json:"begun"`
	Ended     *string `json:"ended"`
	Instances int     `json:"instances"`
	Done      int     `json:"done"`
	Accepted  int     `json:"accepted"`
	Failed    int     `json:"failed"`
	Timeout   int     `json:"timeout"`
	Cancelled int     `json:"cancelled"`
	Unknown   int     `json:"unknown"`
	Skipped   int     `json:"skipped"`
	Calls     int     `json:"calls"`
}

func newJobRecord(job *journal.Job) jobRecord {
	n := counts(job)
	return jobRecord{
		Number: job.Number, Key: job.Key, State: string(job.State), Action: job.Action,
		Who: job.Who, Account: job.Account, Host: job.Host, PID: job.PID,
		Begun: stamp(job.At), Ended: stamp(job.Ended), Instances: len(job.Items),
		Done: n["done"], Accepted: n[accepted], Failed: n["failed"], Timeout: n[timedOut],
		Cancelled: n["cancelled"], Unknown: n["unknown"], Skipped: len(job.Skipped), Calls: len(job.Calls),
	}
}

// jobDetails is a job with all that the journal holds of it.
type jobDetails struct {
	jobRecord
	Options json.RawMessage `json:"options"`
	Order   json.RawMessage `json:"order"`
	Left    []skipRecord    `json:"left_out"`
	Items   []resultRecord  `json:"results"`
	Sent    []callRecord    `json:"sent"`
}

// callRecord is one writing call. Without an answer it may have taken effect,
// or may never have left.
type callRecord struct {
	N         int               `json:"n"`
	API       string            `json:"api"`
	Region    string            `json:"region"`
	IDs       []string          `json:"ids"`
	Params    map[string]string `json:"params"`
	Token     *string           `json:"token"`
	At        *string           `json:"at"`
	Answered  *string           `json:"answered"`
	RequestID *string           `json:"request_id"`
	Code      *string           `json:"code"`
	Message   *string           `json:"message"`
}

func newJobDetails(job *journal.Job) jobDetails {
	d := jobDetails{
		jobRecord: newJobRecord(job), Options: job.Options, Order: job.Order,
		Left: []skipRecord{}, Items: []resultRecord{}, Sent: []callRecord{},
	}
	for _, s := range job.Skipped {
		d.Left = append(d.Left, skipRecord{ID: s.ID, Reason: s.Reason})
	}
	for i := range job.Items {
		d.Items = append(d.Items, newPastRecord(job, &job.Items[i]))
	}
	for i := range job.Calls {
		c := &job.Calls[i]
		d.Sent = append(d.Sent, callRecord{
			N: c.N, API: c.API, Region: c.Region, IDs: itemIDs(job, c.Items), Params: c.Params, Token: known(c.Token),
			At: stamp(c.At), Answered: stamp(c.Answered), RequestID: known(c.RequestID), Code: known(c.Code), Message: known(c.Message),
		})
	}
	return d
}

// newPastRecord is an item as the command that sent it would have told it.
func newPastRecord(job *journal.Job, it *journal.Item) resultRecord {
	outcome, by := fate(job, it)
	r := resultRecord{
		ID: known(it.ID), Name: known(it.Name), Region: it.Region, Outcome: outcome,
		From: known(it.From), To: known(it.To), Address: known(it.Address), Code: known(it.Code), Message: known(it.Message),
		RequestID: known(it.RequestID), OrderID: known(it.OrderID), Cost: amount(ecsapi.Price(it.Cost)),
		OldExpiry: stamp(it.OldExpiry), NewExpiry: stamp(it.NewExpiry),
	}
	if by != nil {
		r.Code, r.Message, r.RequestID = known(by.Code), known(by.Message), known(by.RequestID)
	}
	if code := shown(r.Code); code != "" {
		r.Hint = known((&ecsapi.Error{Code: code, Kind: ecsapi.KindOf(code)}).Hint())
	}
	return r
}

// itemIDs are the ids of the items that have one.
func itemIDs(job *journal.Job, items []int) []string {
	ids := []string{}
	for _, n := range items {
		if id := job.Items[n].ID; id != "" {
			ids = append(ids, id)
		}
	}
	return ids
}

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
		{j.p.S("JOB"), ui.AlignRight, func(r jobRecord) string { return fmt.Sprint(r.Number) }},
		{j.p.S("BEGUN (UTC)"), ui.AlignLeft, func(r jobRecord) string { return minute(r.Begun) }},
		{j.p.S("ACTION"), ui.AlignLeft, func(r jobRecord) string { return j.p.S(r.Action) }},
		{j.p.S("STATE"), ui.AlignLeft, func(r jobRecord) string { return j.p.S(r.State) }},
		{j.p.S("INSTANCES"), ui.AlignLeft, func(r jobRecord) string { return tallies[r.Key] }},
		{j.p.S("WHO"), ui.AlignLeft, func(r jobRecord) string { return r.Who }},
	}
	if j.all {
		columns = append(columns, column[jobRecord]{j.p.S("ACCOUNT"), ui.AlignLeft, func(r jobRecord) string { return r.Account }})
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
			writeTable(j.Out, j.pastColumns(), d.Items),
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
		fmt.Sprint(job.Number), j.p.S(job.Action), job.Who, job.Account, minute(stamp(job.At)), j.p.S(string(job.State)), j.tally(job))
	if job.State == journal.BrokenOff {
		text += "; " + j.p.S("its process ended before it did: what is unknown may have taken effect")
	}
	return text
}

func (j *jobs) pastColumns() []column[resultRecord] {
	return []column[resultRecord]{
		{j.p.S("ID"), ui.AlignLeft, func(r resultRecord) string { return shown(r.ID) }},
		{j.p.S("NAME"), ui.AlignLeft, func(r resultRecord) string { return shown(r.Name) }},
		{j.p.S("REGION"), ui.AlignLeft, func(r resultRecord) string { return r.Region }},
		{j.p.S("OUTCOME"), ui.AlignLeft, func(r resultRecord) string { return j.p.S(r.Outcome) }},
		{j.p.S("WHY"), ui.AlignLeft, func(r resultRecord) string { return oneLine(j.why(r)) }},
	}
}

func (j *jobs) callColumns() []column[callRecord] {
	return []column[callRecord]{
		{j.p.S("CALL"), ui.AlignLeft, func(r callRecord) string { return r.API }},
		{j.p.S("REGION"), ui.AlignLeft, func(r callRecord) string { return r.Region }},
		{j.p.S("INSTANCES"), ui.AlignRight, func(r callRecord) string { return fmt.Sprint(len(r.IDs)) }},
		{j.p.S("SENT (UTC)"), ui.AlignLeft, func(r callRecord) string { return minute(r.At) }},
		{j.p.S("ANSWER"), ui.AlignLeft, func(r callRecord) string {
			switch {
			case r.Answered == nil:
				return j.p.S("none")
			case r.Code != nil:
				return *r.Code
			}
			return j.p.S("accepted")
		}},
		{j.p.S("REQUEST"), ui.AlignLeft, func(r callRecord) string { return shown(r.RequestID) }},
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

package cli

import (
	"encoding/json"
	"slices"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/fleet/engine"
	"ecsdeck/ecsapi/fleet/journal"
	"ecsdeck/ui/cli/shell"
	"ecsdeck/ui/record"
)

// jobRecord is one row of `ecsdeck jobs`.
type jobRecord struct {
	Number    int     `json:"number"`
	Key       string  `json:"key"`
	State     string  `json:"state"` // "running", "over", "broken off"
	Action    string  `json:"action"`
	Who       string  `json:"who"`
	Account   string  `json:"account"`
	AccountID string  `json:"account_id"` // "" where it was not known
	As        string  `json:"as"`         // "user/anna", "role/ops", "root"; "" where it was not known
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
	Open      bool    `json:"open"` // what became of it is not known, and the cloud may tell
}

func newJobRecord(job *journal.Job) jobRecord {
	n := counts(job)
	open, _ := engine.Open(job)
	return jobRecord{
		Number: job.Number, Key: job.Key, State: string(job.State), Action: job.Action,
		Who: job.Who, Account: job.Account, AccountID: job.AccountID, As: job.As, Host: job.Host, PID: job.PID,
		Begun: record.Stamp(job.At), Ended: record.Stamp(job.Ended), Instances: len(job.Items),
		Done: n["done"], Accepted: n[accepted], Failed: n["failed"], Timeout: n[timedOut],
		Cancelled: n["cancelled"], Unknown: n["unknown"], Skipped: len(job.Skipped), Calls: len(job.Calls), Open: open,
	}
}

// jobDetails is a job with all that the journal holds of it.
type jobDetails struct {
	jobRecord
	Options  json.RawMessage `json:"options"`
	Order    json.RawMessage `json:"order"`
	Currency *string         `json:"currency"` // of costs
	Left     []skipRecord    `json:"left_out"`
	Items    []resultRecord  `json:"results"`
	Sent     []callRecord    `json:"sent"`
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
		jobRecord: newJobRecord(job), Options: job.Options, Order: job.Order, Currency: record.Known(job.Currency),
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
			N: c.N, API: c.API, Region: c.Region, IDs: itemIDs(job, c.Items), Params: c.Params, Token: record.Known(c.Token),
			At: record.Stamp(c.At), Answered: record.Stamp(c.Answered), RequestID: record.Known(c.RequestID), Code: record.Known(c.Code), Message: record.Known(c.Message),
		})
	}
	return d
}

// jobRecords has the jobs of journals by their numbers, those that are there, in that order.
func jobRecords(dirs []string) func(ids []fleet.JobID) ([]any, error) {
	return func(ids []fleet.JobID) ([]any, error) {
		found := map[fleet.JobID]*journal.Job{}
		for _, dir := range slices.Backward(dirs) { // the first is that of now
			jobs, _, err := journal.Read(dir, 0)
			if err != nil {
				return nil, err
			}
			for n := range jobs {
				found[fleet.JobID(jobs[n].Number)] = &jobs[n]
			}
		}
		var records []any
		for _, id := range ids {
			if job := found[id]; job != nil {
				records = append(records, newJobDetails(job))
			}
		}
		return records, nil
	}
}

// newPastRecord is an item as the command that sent it would have told it.
func newPastRecord(job *journal.Job, it *journal.Item) resultRecord {
	outcome, by := itemOutcome(job, it)
	r := resultRecord{
		ID: record.Known(it.ID), Name: record.Known(it.Name), Region: it.Region, Outcome: outcome,
		From: record.Known(it.From), To: record.Known(it.To), Address: record.Known(it.Address), Code: record.Known(it.Code), Message: record.Known(it.Message),
		RequestID: record.Known(it.RequestID), OrderID: record.Known(it.OrderID), Cost: record.Amount(ecsapi.Price(it.Cost)),
		OldExpiry: record.Stamp(it.OldExpiry), NewExpiry: record.Stamp(it.NewExpiry),
	}
	if by != nil {
		r.Code, r.Message, r.RequestID = record.Known(by.Code), record.Known(by.Message), record.Known(by.RequestID)
	}
	if code := shell.Deref(r.Code); code != "" {
		r.Hint = record.Known((&ecsapi.Error{Code: code, Kind: ecsapi.KindOf(code)}).Hint())
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

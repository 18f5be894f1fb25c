package cli

import (
	"bufio"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"ecsdeck/ecsapi/fleet/journal"
	"ecsdeck/ui/record"
)

// auditRecord is one line of the audit: that a call was about to be sent, what
// it was answered, or what became of instances in the end.
type auditRecord struct {
	Time    string   `json:"time"`
	Event   string   `json:"event"` // "intent", "answer", "result"
	Job     int      `json:"job"`
	Key     string   `json:"key"`
	Who     string   `json:"who"`
	Account string   `json:"account"`
	ID      string   `json:"account_id"`
	As      string   `json:"as"`
	Host    string   `json:"host"`
	Action  string   `json:"action"`
	API     *string  `json:"api"` // null in a result
	Region  string   `json:"region"`
	IDs     []string `json:"ids"`
	N       int      `json:"n"` // instances, those without an id too

	// Of an intent: the client token, and the parameters without the ids and
	// without the text of scripts, which is nobody's business here.
	Token  *string           `json:"token"`
	Params map[string]string `json:"params"`

	Outcome   *string `json:"outcome"` // null in an intent
	Code      *string `json:"code"`
	RequestID *string `json:"request_id"`

	at time.Time // Time, to sort by
}

// audit is what the journal tells of jobs, by time.
func audit(list []journal.Job) (all []auditRecord) {
	for i := range slices.Backward(list) { // oldest first
		job := &list[i]
		base := auditRecord{
			Job: job.Number, Key: job.Key, Who: job.Who, Account: job.Account, ID: job.AccountID, As: job.As, Host: job.Host, Action: job.Action,
		}
		add := func(at time.Time, rec auditRecord) {
			rec.at, rec.Time = at, at.UTC().Format(time.RFC3339)
			all = append(all, rec)
		}
		for i := range job.Calls {
			c := &job.Calls[i]
			rec := base
			rec.Event, rec.API, rec.Region, rec.IDs, rec.N = "intent", &c.API, c.Region, itemIDs(job, c.Items), len(c.Items)
			rec.Token, rec.Params = record.Known(c.Token), auditParams(c.Params)
			add(c.At, rec)
			rec.Token, rec.Params = nil, nil
			if !c.Answered.IsZero() {
				rec.Outcome = new(accepted)
				if c.Code != "" {
					rec.Outcome = new("failed")
				}
				rec.Event, rec.Code, rec.RequestID = "answer", record.Known(c.Code), record.Known(c.RequestID)
				add(c.Answered, rec)
			}
		}
		for _, rec := range results(job, base) {
			if job.State == journal.Over {
				add(job.Ended, rec)
			}
		}
	}
	slices.SortStableFunc(all, func(a, b auditRecord) int { return a.at.Compare(b.at) })
	return all
}

// auditParams are a call's parameters that are not told elsewhere in its line.
func auditParams(all map[string]string) map[string]string {
	out := map[string]string{}
	for name, value := range all {
		if name != "RegionId" && name != "CommandContent" && !strings.HasPrefix(name, "InstanceId") && !strings.HasPrefix(name, "ResourceId") {
			out[name] = value
		}
	}
	return out
}

// results are the ends of a job's items, those alike together.
func results(job *journal.Job, base auditRecord) []auditRecord {
	var out []auditRecord
	at := map[string]int{}
	for i := range job.Items {
		it := &job.Items[i]
		outcome, _ := itemOutcome(job, it)
		alike := strings.Join([]string{it.Region, outcome, it.Code, it.RequestID}, "\x00")
		n, ok := at[alike]
		if !ok {
			rec := base
			rec.Event, rec.Region, rec.IDs = "result", it.Region, []string{}
			rec.Outcome, rec.Code, rec.RequestID = &outcome, record.Known(it.Code), record.Known(it.RequestID)
			n, at[alike] = len(out), len(out)
			out = append(out, rec)
		}
		if out[n].N++; it.ID != "" {
			out[n].IDs = append(out[n].IDs, it.ID)
		}
	}
	return out
}

// writeAudit prints the audit, a line of JSON for each entry.
func (j *jobs) writeAudit(list []journal.Job) error {
	w := bufio.NewWriter(j.Out)
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	for _, rec := range audit(list) {
		enc.Encode(rec) // Flush says what could not be written
	}
	return j.OutputError(w.Flush())
}

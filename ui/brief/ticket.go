package brief

import (
	"cmp"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
)

// A ticket is what the cloud's support asks for, a line each: where, what, when, the code and
// the request's id. Times are UTC, as in the cloud's own records.

// CallTicket is the ticket of a call.
func (w Writer) CallTicket(c ecsapi.Call) []string {
	out := []string{
		w.Text.S("API: {api}", c.API),
		w.Text.S("Region: {region}", string(c.Region)),
		w.Text.S("Time: {time}", ticketTime(c.At)),
	}
	switch {
	case c.Code != "":
		out = append(out, w.Text.S("Error code: {code}", c.Code))
	case c.Status == 0:
		out = append(out, w.Text.S("Error: no answer came."))
	}
	if c.Status != 0 {
		out = append(out, w.Text.S("HTTP status: {status}", c.Status))
	}
	return w.request(out, c.RequestID)
}

// ItemTicket is the ticket of an instance of a job.
func (w Writer) ItemTicket(j *fleet.Job, it *fleet.Item) []string {
	var out []string
	if it.ID != "" {
		out = append(out, w.Text.S("Instance: {instance}", ticketName(it.ID, it.Name)))
	}
	return w.itemLines(append(out, w.Text.S("Region: {region}", string(it.Region))), j, it)
}

// itemLines are what became of an instance of a job.
func (w Writer) itemLines(out []string, j *fleet.Job, it *fleet.Item) []string {
	out = append(out, w.Text.S("Job: {job}", w.Job(j)))
	if !it.Sent.IsZero() {
		out = append(out, w.Text.S("Time: {time}", ticketTime(it.Sent)))
	}
	out = append(out, w.Text.S("Outcome: {outcome}", w.ItemOutcome(j.Action, it).Text))
	request := it.RequestID
	if it.Err != nil {
		out = w.errorLines(out, it.Err)
		request = cmp.Or(it.Err.RequestID, request)
	}
	return w.request(out, request)
}

// InstanceTicket is the ticket of an instance; jobs are the fleet's, the newest first, of
// which the newest about the instance is told.
func (w Writer) InstanceTicket(i *ecsapi.Instance, jobs []*fleet.Job) []string {
	out := []string{
		w.Text.S("Instance: {instance}", ticketName(i.ID, i.Name)),
		w.Text.S("Region: {region}", string(i.Region)),
		w.Text.S("Zone: {zone}", string(i.Zone)),
		w.Text.S("Type: {type}", i.Type),
		w.Text.S("Status: {status}", string(i.Status)),
	}
	for _, l := range i.Locks {
		out = append(out, w.Text.S("Operation lock: {reason}", l.Reason))
	}
	for _, j := range jobs {
		for k := range j.Items {
			if it := &j.Items[k]; it.ID == i.ID && (!it.Sent.IsZero() || it.Err != nil) {
				return w.itemLines(out, j, it)
			}
		}
	}
	return append(out, w.Text.S("Time: {time}", ticketTime(w.Now)))
}

// RegionTicket is the ticket of a region, and why it can't be read.
func (w Writer) RegionTicket(r *fleet.RegionState) []string {
	out := []string{w.Text.S("Region: {region}", string(r.ID)), w.Text.S("Time: {time}", ticketTime(w.Now))}
	if !r.Read.IsZero() {
		out = append(out, w.Text.S("Last read completely: {time}", ticketTime(r.Read)))
	}
	if r.Err == nil {
		return out
	}
	return w.request(w.errorLines(out, r.Err), r.Err.RequestID)
}

func (w Writer) errorLines(out []string, e *ecsapi.Error) []string {
	if e.API != "" {
		out = append(out, w.Text.S("API: {api}", e.API))
	}
	if e.Code != "" {
		out = append(out, w.Text.S("Error code: {code}", e.Code))
	}
	return append(out, w.Text.S("Error: {message}", cmp.Or(e.Message, w.Text.T(e.Says()))))
}

func (w Writer) request(out []string, id string) []string {
	if id == "" {
		return out
	}
	return append(out, w.Text.S("Request ID: {requestID}", id))
}

func ticketName(id ecsapi.InstanceID, name string) string {
	if name == "" || name == string(id) {
		return string(id)
	}
	return string(id) + " (" + name + ")"
}

func ticketTime(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05Z") }

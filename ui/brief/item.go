package brief

import (
	"cmp"
	"strings"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/message"
	"ecsdeck/ecsapi/op"
)

// Accepted is the outcome of an item whose end nobody waited for.
const Accepted fleet.Outcome = "accepted"

// outcomes are the keys of an outcome alone and of a number of items with it.
// fleet.Sent is said by the action.
var outcomes = map[fleet.Outcome]struct{ word, n message.Key }{
	fleet.Queued:    {"queued", "{count} queued"},
	fleet.Sent:      {"changing", "{count} changing"},
	Accepted:        {"accepted", "{count} accepted"},
	fleet.Done:      {"done", "{count} done"},
	fleet.Failed:    {"failed", "{count} failed"},
	fleet.TimedOut:  {"timed out", "{count} timed out"},
	fleet.Cancelled: {"cancelled", "{count} cancelled"},
	fleet.Unknown:   {"unknown", "{count} unknown"},
}

// Outcome says an outcome; one of a newer version as its journal has it.
func (w Writer) Outcome(a fleet.Action, o fleet.Outcome) string {
	if o == fleet.Sent && words[a].Underway != "" {
		return w.Text.S(words[a].Underway)
	}
	if k, ok := outcomes[o]; ok {
		return w.Text.S(k.word)
	}
	return string(o)
}

// Count says how many items have an outcome: "2 failed".
func (w Writer) Count(a fleet.Action, o fleet.Outcome, n int) string {
	if o == fleet.Sent && words[a].NUnderway != "" {
		return w.Text.S(words[a].NUnderway, n)
	}
	if k, ok := outcomes[o]; ok {
		return w.Text.S(k.n, n)
	}
	return w.Text.S("{count} {outcome}", n, string(o))
}

// ItemOutcome says how far an item came.
func (w Writer) ItemOutcome(a fleet.Action, it *fleet.Item) Line {
	severity := Warning
	switch it.Outcome {
	case fleet.Queued:
		switch {
		case waits(it):
			return w.line(Warning, "busy")
		case !it.Sent.IsZero(): // whether it was carried out is being found out
			return w.line(Warning, "no answer")
		}
		severity = Detail
	case fleet.Sent:
		if it.Step == fleet.StepLost {
			return w.line(Warning, "no answer")
		}
		severity = Busy
	case fleet.Done:
		severity = Good
	case fleet.Failed, fleet.TimedOut:
		severity = Danger
	case fleet.Cancelled, fleet.Unknown: // a warning
	}
	return Line{severity, w.Outcome(a, it.Outcome)}
}

// ItemName names an item: one without a name by its id, and before that not at
// all.
func ItemName(it *fleet.Item) string { return cmp.Or(it.Name, string(it.ID), "–") }

// ItemError says what went wrong with an item, in full, or "".
func (w Writer) ItemError(it *fleet.Item) string {
	if it.Err == nil {
		return ""
	}
	return ItemName(it) + ": " + w.Explain(it.Err)
}

// Why says shortly what stands in the way of an item, or stood. unread is why
// its region can't be read, or nil.
func (w Writer) Why(it *fleet.Item, unread *ecsapi.Error) string {
	switch {
	case it.Err != nil && it.Err.Code == "":
		return w.Text.T(it.Err.Says())
	case it.Err != nil:
		return w.Reason(it.Err)
	case it.Outcome == fleet.Sent && unread != nil:
		return w.Text.S("can't be read: {reason}", w.Reason(unread))
	}
	return ""
}

// Change is what an item is going through, or went through. Of what was released
// it is its end, and of what was created its status and its address.
func (w Writer) Change(a fleet.Action, it *fleet.Item) string {
	switch {
	case words[a].Ended != "" && it.Outcome == fleet.Done:
		return w.Text.S(words[a].Ended)
	case op.Of(a).Creates && it.ID != "" && it.Outcome == fleet.Done:
		return strings.TrimSpace(w.Status(it.Now) + " " + it.Address)
	case waits(it):
		return w.Text.S("busy, try {try}", it.Busy+1)
	case it.Step != "" && it.Outcome != fleet.Done:
		return w.step(it)
	case !it.NewExpiry.IsZero():
		return w.Date(it.OldExpiry) + " → " + w.Date(it.NewExpiry)
	case it.Address != "":
		return it.Address
	}
	return w.statuses(it)
}

// step is what is being done with an item, or was last.
func (w Writer) step(it *fleet.Item) string {
	if it.Step == "" {
		return ""
	}
	return strings.TrimSpace(w.Text.S(it.Step) + " " + it.Progress)
}

func (w Writer) statuses(it *fleet.Item) string {
	word := func(s ecsapi.Status) string {
		if s == "" {
			return w.Text.S("not listed")
		}
		return w.Status(s)
	}
	switch {
	case it.From == it.Now && it.Now == "":
		return ""
	case it.From == it.Now, it.From == "":
		return word(it.Now)
	}
	return word(it.From) + " → " + word(it.Now)
}

// Facts are what else is known of an item of a job, in no more than a few words
// each.
func (w Writer) Facts(j *fleet.Job, it *fleet.Item) []string {
	var out []string
	if it.ID != "" {
		out = append(out, string(it.ID))
	}
	out = append(out, string(it.Region))
	if step := w.step(it); step != "" && it.Ended.IsZero() {
		out = append(out, step)
	}
	if it.Address != "" {
		out = append(out, w.Text.S("address {address}", it.Address))
	}
	switch {
	case !it.NewExpiry.IsZero():
		out = append(out, w.Text.S("expires {time} (was {date})", w.Clock(it.NewExpiry), w.Date(it.OldExpiry)))
	case !it.OldExpiry.IsZero():
		out = append(out, w.Text.S("the expiry was {date}", w.Date(it.OldExpiry)))
	}
	if it.Cost != 0 {
		out = append(out, w.Text.S("charged {price}", w.Price(it.Cost, j.Currency)))
	}
	if it.OrderID != "" {
		out = append(out, w.Text.S("order {orderID}", it.OrderID))
	}
	if it.Run != "" {
		out = append(out, w.Text.S("invocation {invocation}", it.Run))
	}
	if it.RequestID != "" && (it.Err == nil || it.Err.RequestID != it.RequestID) { // else it is in the error
		out = append(out, w.Text.S("request {requestID}", it.RequestID))
	}
	return out
}

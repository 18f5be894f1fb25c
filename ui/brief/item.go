package brief

import (
	"cmp"
	"strings"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/message"
	"ecsdeck/ecsapi/op"
)

// Accepted is the outcome of an item whose end nobody waited for.
const Accepted fleet.Outcome = "accepted"

// What an item without an end may be besides queued and accepted.
const (
	noAnswer fleet.Outcome = "no answer" // it was sent, and whether it was carried out is being found out
	busy     fleet.Outcome = "busy"      // it was refused because something else goes on, and is tried again
)

// stage is how far an item came, in rows and in counts alike.
func stage(it *fleet.Item) fleet.Outcome {
	switch {
	case it.Outcome == fleet.Queued && it.Busy > 0 && it.Err != nil:
		return busy
	case it.Outcome == fleet.Queued && !it.Sent.IsZero(), it.Outcome == fleet.Sent && it.Step == fleet.StepLost:
		return noAnswer
	}
	return it.Outcome
}

// outcomes are the keys of an outcome alone and of a number of items with it.
// fleet.Sent is said by the action.
var outcomes = map[fleet.Outcome]struct{ word, n message.Key }{
	fleet.Queued:    {"queued", "{count} queued"},
	fleet.Sent:      {"accepted", "{count} accepted"},
	Accepted:        {"accepted", "{count} accepted"},
	noAnswer:        {"no answer", "{count} without an answer"},
	busy:            {"busy", "{count} busy"},
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
	o, severity := stage(it), Warning
	switch o {
	case fleet.Queued:
		severity = Detail
	case fleet.Sent:
		severity = Busy
	case fleet.Done:
		severity = Good
	case fleet.Failed, fleet.TimedOut:
		severity = Danger
	case fleet.Cancelled, fleet.Unknown, noAnswer, busy: // a warning
	}
	return Line{severity, w.Outcome(a, o)}
}

// Rank orders the items of a job: what failed or is unknown comes first, then what is on its
// way, then what is as it was asked for.
func Rank(it *fleet.Item) int {
	switch stage(it) {
	case fleet.Failed, fleet.TimedOut:
		return 0
	case fleet.Unknown:
		return 1
	case noAnswer, busy:
		return 2
	case fleet.Sent:
		return 3
	case fleet.Queued:
		return 4
	case fleet.Cancelled:
		return 5
	case fleet.Done:
		return 6
	}
	return 1 // of a newer version's journal
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

// Change is what the n-th item of a job is going through, or went through: of what was
// released its end, of what was created its status and its address, and of what was set the
// old and the new value.
func (w Writer) Change(j *fleet.Job, n int, it *fleet.Item) string {
	spec := op.Of(j.Action)
	switch {
	case words[j.Action].Ended != "" && it.Outcome == fleet.Done:
		return w.Text.S(words[j.Action].Ended)
	case spec.Creates && it.ID != "" && it.Outcome == fleet.Done:
		return strings.TrimSpace(w.Status(it.Now) + " " + it.Address)
	case stage(it) == busy:
		return w.Text.S("busy, try {try}", it.Busy+1)
	case it.Step != "" && it.Outcome != fleet.Done:
		return w.step(it)
	case !it.NewExpiry.IsZero():
		return w.Date(it.OldExpiry) + " → " + w.Date(it.NewExpiry)
	case it.Address != "":
		return it.Address
	case spec.After != nil && (it.Now != "" || it.From == ""):
		return w.setting(j, n, it)
	}
	return w.statuses(it)
}

// setting is what a job sets of an item: the old value and the new one, where the item may
// have got it.
func (w Writer) setting(j *fleet.Job, n int, it *fleet.Item) string {
	switch it.Outcome {
	case fleet.Failed, fleet.TimedOut, fleet.Cancelled:
		return ""
	case fleet.Queued, fleet.Sent, fleet.Done, fleet.Unknown: // has it, or may get it
	}
	spec := op.Of(j.Action)
	was, is := it.Before, spec.After(j.Options, n)
	if spec.Before == nil && spec.Text != nil {
		was = it.Name // which is what its text replaces
	}
	switch {
	case spec.Takes("tags"):
		return tagChanges(j.Options, was)
	case spec.AutoRenews:
		return w.autoRenewal(j.Options)
	case spec.Takes("on"):
		if j.Options.On {
			return w.Text.S("protection on")
		}
		return w.Text.S("protection off")
	case spec.Takes("at"):
		was, is = w.release(was), w.release(is)
	}
	if was == "" {
		return is
	}
	return was + " → " + is
}

// tagChanges is what is done to the tags of an instance: "+env=prod" or, of one that has had
// another value, "env=test → prod", and "-owner=lin".
func tagChanges(o fleet.ActionOptions, before string) string {
	changes := op.TagChanges(o)
	for old := range strings.SplitSeq(before, "\n") {
		key, _, _ := strings.Cut(old, "=")
		for n, c := range changes {
			switch {
			case old == "":
			case c == "-"+key:
				changes[n] = "-" + strings.TrimSuffix(old, "=")
			case c == "+"+key:
				changes[n] = old + " → " + key
			case strings.HasPrefix(c, "+"+key+"="):
				changes[n] = old + " → " + strings.TrimPrefix(c, "+"+key+"=")
			}
		}
	}
	return strings.Join(changes, " ")
}

// release is a time of automatic release as the journal keeps it, in words.
func (w Writer) release(stamp string) string {
	at, err := time.Parse(time.RFC3339, stamp)
	if err != nil {
		return w.Text.S("no auto-release")
	}
	return w.Minute(at)
}

// autoRenewal is what happens to a subscription at its end.
func (w Writer) autoRenewal(o fleet.ActionOptions) string {
	switch {
	case !o.On && o.Never:
		return w.Text.S("auto-renew off, no reminder")
	case !o.On:
		return w.Text.S("auto-renew off")
	case o.Period == ecsapi.Period{}:
		return w.Text.S("auto-renew on")
	}
	return w.Text.S("auto-renew on, {period}", w.Period(o.Period))
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
	if clear := op.ClearAt(j, it); clear.After(w.Wall) {
		out = append(out, w.Text.S("looked at again until {time}", w.InLocal(clear.Add(time.Minute)).Format("15:04")))
	}
	if it.Before != "" && it.Outcome != fleet.Done {
		out = append(out, w.Text.S("before: {value}", strings.ReplaceAll(it.Before, "\n", " ")))
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

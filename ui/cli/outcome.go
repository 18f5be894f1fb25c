package cli

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/fleet/journal"
	"ecsdeck/ecsapi/op"
)

// itemOutcome is what became of an item as far as the journal tells, in the words of
// the results of a command, and the call that says so if the item doesn't
// itself.
func itemOutcome(job *journal.Job, it *journal.Item) (outcome string, by *journal.Call) {
	switch here := op.Of(fleet.Action(job.Action)).Local; it.Outcome {
	case "sent":
		switch {
		case here && job.State == journal.BrokenOff:
			return "unknown", nil
		case here:
			return "sent", nil
		}
		return accepted, nil
	case "", "queued":
	default:
		return it.Outcome, nil
	}
	var sent, refused *journal.Call
	for i := range job.Calls {
		switch c := &job.Calls[i]; {
		case c.API == ecsapi.CreateSnapshot || !slices.Contains(c.Items, it.N):
		case c.Code == "" || op.Inconclusive(c.API, c.Code):
			sent = c
		default:
			refused = c
		}
	}
	running := job.State == journal.Running
	switch {
	case sent == nil && running:
		return "queued", refused // it may be tried again
	case sent == nil && refused != nil:
		return "failed", refused
	case sent == nil:
		return "cancelled", nil // no call of it was even intended
	case running:
		return "sent", sent
	case !sent.Answered.IsZero() && sent.Code == "" && len(sent.Items) == 1:
		return accepted, sent
	}
	return "unknown", sent
}

// counts are the outcomes of a job's items, in the order in which a person wants
// them.
func counts(job *journal.Job) map[string]int {
	n := map[string]int{}
	for i := range job.Items {
		outcome, _ := itemOutcome(job, &job.Items[i])
		n[outcome]++
	}
	return n
}

// outcomes are all that an item can have.
var outcomes = []string{"done", accepted, "sent", "queued", "failed", timedOut, "cancelled", "unknown"}

// tally says the counts in words, such as "12 done, 1 failed".
func (j *jobs) tally(job *journal.Job) string {
	n, w, action := counts(job), j.Brief(time.Time{}), fleet.Action(job.Action)
	var out []string
	for _, f := range outcomes {
		if n[f] > 0 {
			out = append(out, w.Count(action, fleet.Outcome(f), n[f]))
		}
		delete(n, f)
	}
	for f, n := range n { // of a newer version
		out = append(out, w.Count(action, fleet.Outcome(f), n))
	}
	return cmp.Or(strings.Join(out, ", "), j.P.S("nothing"))
}

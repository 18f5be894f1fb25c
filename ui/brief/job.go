package brief

import (
	"cmp"
	"slices"
	"strings"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/op"
)

// Job names a job: "stop 12", "create 300 c7.large".
func (w Writer) Job(j *fleet.Job) string {
	if o := j.Order; o != nil && o.Launch.Type != "" {
		return w.Text.S("create {count} {type}", len(j.Items), strings.TrimPrefix(o.Launch.Type, "ecs."))
	}
	return w.Number(j.Action, j.Options, len(j.Items))
}

// JobChange says what a job sets, "" where its action says it: "+env=prod", "→ web-[1,3]".
func (w Writer) JobChange(j *fleet.Job) string {
	spec, o := op.Of(j.Action), j.Options
	switch {
	case spec.Takes("tags"):
		return strings.Join(op.TagChanges(o), " ")
	case spec.Text != nil && *spec.Text(&o) != "":
		return "→ " + *spec.Text(&o)
	case spec.Undone(o):
		return ""
	case spec.Takes("at"):
		return "→ " + w.Minute(o.At)
	case spec.Takes("period") && o.Period != ecsapi.Period{}:
		return w.Period(o.Period)
	}
	return ""
}

// JobAndChange names a job with what it sets.
func (w Writer) JobAndChange(j *fleet.Job) string {
	if change := w.JobChange(j); change != "" {
		return w.Job(j) + " · " + change
	}
	return w.Job(j)
}

// JobState says a job's outcome in numbers, and what it cost: "9 of 12 done · 2
// failed", "6 of 6 done · ¥ 1,204.00".
func (w Writer) JobState(j *fleet.Job) Line {
	return Line{w.jobSeverity(j), w.jobState(j)}
}

func (w Writer) jobState(j *fleet.Job) string {
	c := j.Counts
	switch {
	case !j.Trouble.IsZero() && c.Cancelled == len(j.Items):
		return w.Text.S("nothing was sent: {reason}", j.Trouble)
	case !j.Past && j.Held(w.Wall):
		return w.Text.S("can be undone")
	}
	parts := []string{w.Text.S("{done} of {count} done", c.Done, len(j.Items))}
	stages := map[fleet.Outcome]int{}
	try := 0 // the next one of whichever waits longest
	for i := range j.Items {
		if it := &j.Items[i]; stage(it) != it.Outcome {
			stages[stage(it)]++
			stages[it.Outcome]--
			try = max(try, it.Busy+1)
		}
	}
	for _, p := range []struct {
		outcome fleet.Outcome
		n       int
	}{
		{fleet.Failed, c.Failed}, {fleet.TimedOut, c.TimedOut}, {fleet.Unknown, c.Unknown},
		{noAnswer, stages[noAnswer]}, {fleet.Cancelled, c.Cancelled}, {fleet.Sent, c.Sent + stages[fleet.Sent]}, {fleet.Queued, c.Queued + stages[fleet.Queued]},
	} {
		if p.n > 0 {
			parts = append(parts, w.Count(j.Action, p.outcome, p.n))
		}
	}
	if n := stages[busy]; n > 0 {
		parts = append(parts, w.Text.S("{busy} busy, try {try}", n, try))
	}
	if cost := w.jobCost(j); cost != "" {
		parts = append(parts, cost)
	}
	switch {
	case !j.Trouble.IsZero():
		parts = append(parts, w.Text.S("the journal failed: {reason}", j.Trouble))
	case j.Elsewhere:
		parts = append(parts, w.Text.S("runs in another process"))
	case j.Past && !j.Over() && j.Others != "":
		parts = append(parts, w.Text.S("broken off, and only {as} can find out more", j.Others))
	case j.Past && !j.Over():
		parts = append(parts, w.Text.S("broken off, being looked into"))
	}
	return strings.Join(parts, " · ")
}

// jobCost is what a job was charged, as far as it is known, or "".
func (w Writer) jobCost(j *fleet.Job) string {
	if !op.Of(j.Action).Risk.Charged {
		return ""
	}
	var sum ecsapi.Price
	for i := range j.Items {
		sum += j.Items[i].Cost
	}
	if sum == 0 {
		return ""
	}
	return w.Price(sum, j.Currency)
}

func (w Writer) jobSeverity(j *fleet.Job) Severity {
	c := j.Counts
	switch {
	case !j.Trouble.IsZero() || c.Failed+c.TimedOut+c.Unknown > 0:
		return Danger
	case j.Past && !j.Over() && !j.Elsewhere, !j.Past && j.Held(w.Wall):
		return Warning
	case !j.Over():
		return Busy
	case c.Cancelled > 0:
		return Warning
	}
	return Good
}

// JobEnd says how a job ended, and where there is more to see; jobs is the key
// of the list of jobs.
func (w Writer) JobEnd(j *fleet.Job, jobs string) Line {
	state := w.JobState(j)
	state.Text = w.Job(j) + ": " + state.Text
	switch {
	case !j.Trouble.IsZero():
		return state
	case wasUndone(j):
		return Line{state.Severity, w.Text.S("{job} was undone: nothing was sent.", w.Job(j))}
	case j.Counts.Done < len(j.Items):
		state.Text += " · " + w.Text.S("{key} tells why", jobs)
	case words[j.Action].Shows != "":
		state.Text += " · " + w.Text.S(words[j.Action].Shows, jobs)
	}
	return state
}

// wasUndone reports whether nothing of a job was sent, because somebody stopped
// it in its undo window.
func wasUndone(j *fleet.Job) bool {
	return !j.HeldUntil.IsZero() && j.Counts.Cancelled == len(j.Items) && !j.Ended.After(j.HeldUntil)
}

// Failure is what items of a job failed for, in however many places.
type Failure struct {
	n      int
	places []string
	err    *ecsapi.Error
	helps  bool // to try it again as it is
}

// Failures groups what failed, most first.
func Failures(j *fleet.Job) []Failure {
	at := map[string]int{}
	var out []Failure
	for i := range j.Items {
		it := &j.Items[i]
		if it.Err == nil || it.Outcome == fleet.Done {
			continue
		}
		kind := cmp.Or(it.Err.Code, it.Err.Says().String())
		n, seen := at[kind]
		if !seen {
			n = len(out)
			at[kind] = n
			out = append(out, Failure{err: it.Err})
		}
		f := &out[n]
		f.n++
		switch it.Outcome {
		case fleet.Failed, fleet.TimedOut, fleet.Cancelled:
			f.helps = f.helps || it.Err.RetryHelps()
		case fleet.Queued, fleet.Sent, fleet.Done, fleet.Unknown: // it is tried, followed or looked at already
		}
		if place := placeOf(j, it.Region); !slices.Contains(f.places, place) {
			f.places = append(f.places, place)
		}
	}
	slices.SortStableFunc(out, func(a, b Failure) int { return cmp.Compare(b.n, a.n) })
	return out
}

// RetryHelps reports whether to try some of it again may help though nobody changes anything.
func (f Failure) RetryHelps() bool { return f.helps }

// Failure sums a failure up: how many, what, where, and what that means.
func (w Writer) Failure(f Failure) string {
	code := cmp.Or(f.err.Code, w.Text.T(f.err.Says()))
	if len(f.places) > 1 {
		return w.Text.S("{count} × {code} in {regions} regions: {reason}", f.n, code, len(f.places), f.err.Meaning())
	}
	return w.Text.S("{count} × {code} in {place}: {reason}", f.n, code, f.places[0], f.err.Meaning())
}

// placeOf is the zone of a creation in a region when it has only one there,
// else the region.
func placeOf(j *fleet.Job, region ecsapi.RegionID) string {
	zone := ecsapi.ZoneID("")
	for _, l := range j.Launches {
		if l.Region != region {
			continue
		}
		if zone != "" && zone != l.Zone {
			return string(region)
		}
		zone = l.Zone
	}
	return cmp.Or(string(zone), string(region))
}

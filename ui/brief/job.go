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
		return w.Text.S("can be taken back")
	}
	parts := []string{w.Text.S("{done} of {count} done", c.Done, len(j.Items))}
	busy, try := busyOf(j)
	for _, p := range []struct {
		outcome fleet.Outcome
		n       int
	}{
		{fleet.Failed, c.Failed}, {fleet.TimedOut, c.TimedOut}, {fleet.Unknown, c.Unknown},
		{fleet.Cancelled, c.Cancelled}, {fleet.Sent, c.Sent}, {fleet.Queued, c.Queued - busy},
	} {
		if p.n > 0 {
			parts = append(parts, w.Count(j.Action, p.outcome, p.n))
		}
	}
	if busy > 0 {
		parts = append(parts, w.Text.S("{busy} busy, try {try}", busy, try))
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

// busyOf counts the instances of a job that were refused because something else
// goes on; try is the next one of whichever waits longest.
func busyOf(j *fleet.Job) (n, try int) {
	for i := range j.Items {
		if it := &j.Items[i]; waits(it) {
			n, try = n+1, max(try, it.Busy+1)
		}
	}
	return n, try
}

// waits reports whether an item is tried again after it was refused because
// something else goes on.
func waits(it *fleet.Item) bool { return it.Outcome == fleet.Queued && it.Busy > 0 && it.Err != nil }

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
	case takenBack(j):
		return Line{state.Severity, w.Text.S("{job} was taken back: nothing was sent.", w.Job(j))}
	case j.Counts.Done < len(j.Items):
		state.Text += " · " + w.Text.S("{key} tells why", jobs)
	case words[j.Action].Shows != "":
		state.Text += " · " + w.Text.S(words[j.Action].Shows, jobs)
	}
	return state
}

// takenBack reports whether nothing of a job was sent, because somebody stopped
// it in its undo window.
func takenBack(j *fleet.Job) bool {
	return !j.HeldUntil.IsZero() && j.Counts.Cancelled == len(j.Items) && !j.Ended.After(j.HeldUntil)
}

// Failure is what items of a job failed for in one region.
type Failure struct {
	n     int
	place string
	err   *ecsapi.Error
}

// Failures groups what failed, most first.
func Failures(j *fleet.Job) []Failure {
	type kind struct {
		region  ecsapi.RegionID
		code    string
		message string
	}
	at := map[kind]int{}
	var out []Failure
	for i := range j.Items {
		it := &j.Items[i]
		if it.Err == nil || it.Outcome == fleet.Done {
			continue
		}
		k := kind{region: it.Region, code: it.Err.Code}
		if k.code == "" {
			k.message = it.Err.Says().String()
		}
		n, seen := at[k]
		if !seen {
			n = len(out)
			at[k] = n
			out = append(out, Failure{place: placeOf(j, it.Region), err: it.Err})
		}
		out[n].n++
	}
	slices.SortStableFunc(out, func(a, b Failure) int { return cmp.Compare(b.n, a.n) })
	return out
}

// Failure sums a failure up: how many, what, where, and what that means.
func (w Writer) Failure(f Failure) string {
	return w.Text.S("{count} × {code} in {place}: {reason}", f.n, cmp.Or(f.err.Code, w.Text.T(f.err.Says())), f.place, f.err.Meaning())
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

package deck

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/op"
	"ecsdeck/ui/term"
)

// What a job is and how far it came, in words.

// JobWhat names a job: "stop 12", "create 300 c7.large".
func (d *Deck) JobWhat(j *fleet.Job) string {
	s := d.Text.S("%s %d", d.Verb(j.Action, j.Options), len(j.Items))
	if o := j.Order; o != nil && o.Launch.Type != "" {
		s += " " + strings.TrimPrefix(o.Launch.Type, "ecs.")
	}
	return s
}

// JobState says a job's outcome in numbers, and what it cost: "9 of 12 done · 2
// failed", "6 of 6 done · ¥ 1,204.00".
func (d *Deck) JobState(j *fleet.Job) string {
	c := j.Counts
	switch {
	case j.Trouble != "" && c.Cancelled == len(j.Items):
		return d.Text.S("nothing was sent: %s", d.Text.S(j.Trouble))
	case !j.Past && j.Held(d.Wall):
		return d.Text.S("can be taken back")
	}
	s := d.Text.S("%d of %d done", c.Done, len(j.Items))
	busy, try := busyOf(j)
	for _, part := range []struct {
		n    int
		word string
	}{
		{c.Failed, d.Text.S("failed")}, {c.TimedOut, d.Text.S("timed out")}, {c.Unknown, d.Text.S("unknown")},
		{c.Cancelled, d.Text.S("cancelled")}, {c.Sent, d.Underway(j.Action)}, {c.Queued - busy, d.Text.S("queued")}, {busy, d.Text.S("busy, try %d", try)},
	} {
		if part.n > 0 {
			s += fmt.Sprintf(" · %s %s", term.Count(part.n), part.word)
		}
	}
	if cost := d.jobCost(j); cost != "" {
		s += " · " + cost
	}
	switch {
	case j.Trouble != "":
		s += " · " + d.Text.S("the journal failed: %s", d.Text.S(j.Trouble))
	case j.Elsewhere:
		s += " · " + d.Text.S("runs in another process")
	case j.Past && !j.Over():
		s += " · " + d.Text.S("broken off, being looked into")
	}
	return s
}

// busyOf counts the instances of a job that were refused because something else
// goes on; try is the next one of whichever waits longest.
func busyOf(j *fleet.Job) (n, try int) {
	for i := range j.Items {
		if it := &j.Items[i]; it.Outcome == fleet.Queued && it.Busy > 0 && it.Err != nil {
			n, try = n+1, max(try, it.Busy+1)
		}
	}
	return n, try
}

// Underway says that what was accepted has no end yet.
func (d *Deck) Underway(a fleet.Action) string {
	if op.Of(a).AnswersReclaim {
		return d.Text.S("at work")
	}
	return d.Text.S("changing")
}

// jobCost is what a job was charged, as far as it is known, or "".
func (d *Deck) jobCost(j *fleet.Job) string {
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
	return d.JobPrice(j, sum)
}

// JobPrice writes a price in the job's currency.
func (d *Deck) JobPrice(j *fleet.Job, v ecsapi.Price) string { return term.Price(int64(v), j.Currency) }

// JobInk is the colour of a job's state.
func (d *Deck) JobInk(j *fleet.Job) term.Ink {
	c := j.Counts
	switch {
	case j.Trouble != "" || c.Failed+c.TimedOut+c.Unknown > 0:
		return d.Theme.Bad
	case j.Past && !j.Over() && !j.Elsewhere, !j.Past && j.Held(d.Wall):
		return d.Theme.Warn
	case !j.Over():
		return d.Theme.Busy
	case c.Cancelled > 0:
		return d.Theme.Warn
	}
	return d.Theme.Good
}

// JobKey names a job: by its number here, or one of the journal by its key.
func JobKey(j *fleet.Job) string { return strconv.Itoa(int(j.ID)) }

// Failures are the items of a job that failed for one reason in one region.
type Failures struct {
	n      int
	region ecsapi.RegionID
	err    *ecsapi.Error
}

// FailuresOf groups what failed, most first.
func FailuresOf(j *fleet.Job) []Failures {
	type kind struct {
		region  ecsapi.RegionID
		code    string
		message string
	}
	at := map[kind]int{}
	var out []Failures
	for i := range j.Items {
		it := &j.Items[i]
		if it.Err == nil || it.Outcome == fleet.Done {
			continue
		}
		k := kind{region: it.Region, code: it.Err.Code}
		if k.code == "" {
			k.message = it.Err.Message
		}
		n, seen := at[k]
		if !seen {
			n = len(out)
			at[k] = n
			out = append(out, Failures{region: it.Region, err: it.Err})
		}
		out[n].n++
	}
	slices.SortStableFunc(out, func(a, b Failures) int { return cmp.Compare(b.n, a.n) })
	return out
}

// FailureText sums failures up: how many, what, where, and what that means.
func (d *Deck) FailureText(j *fleet.Job, f Failures) string {
	what := f.err.Code
	if what == "" {
		what = f.err.Message
	}
	return d.Text.S("%d × %s in %s: %s", f.n, what, placeOf(j, f.region), d.Text.S(f.err.Hint()))
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

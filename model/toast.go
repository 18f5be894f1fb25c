package model

import (
	"time"

	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ui/term"
)

// toastFor is how long news stays on the status line.
const toastFor = 6 * time.Second

// toast is a piece of news that goes by itself. What must not be missed is in
// the snapshot, not here.
type toast struct {
	text  string
	ink   term.Ink
	until time.Time
}

func (r *root) say(text string, ink term.Ink) {
	r.toast = toast{text: text, ink: ink, until: r.Wall.Add(toastFor)}
}

// announce tells the jobs that ended since the last snapshot, and those of which
// more came to be known after their end. Those of another run of the program are
// no news.
func (r *root) announce(before *fleet.Snapshot) {
	for _, j := range r.Snap.Jobs {
		if !j.Over() || j.Past {
			continue
		}
		if old, ok := before.Job(j.ID); ok && old.Over() {
			if old.Counts == j.Counts {
				continue
			}
			if r.alarm == r.endText(old) {
				r.alarm = ""
			}
		}
		c := j.Counts
		if text := r.endText(j); j.Trouble != "" || c.Failed+c.TimedOut+c.Unknown > 0 {
			r.alarm = text
		} else {
			r.say(text, r.JobInk(j))
		}
	}
}

// endText says how a job ended, and where there is more to see.
func (r *root) endText(j *fleet.Job) string {
	jobs := r.Keys.Jobs.Label()
	switch {
	case j.Trouble != "":
		return r.JobWhat(j) + ": " + r.JobState(j)
	case takenBack(j):
		return r.Text.S("%s was taken back: nothing was sent.", r.JobWhat(j))
	}
	text := r.JobWhat(j) + ": " + r.JobState(j)
	switch {
	case j.Counts.Done < len(j.Items):
		return text + " · " + r.Text.S("%s tells why", jobs)
	case j.Action == fleet.ActionCreate, j.Action == fleet.ActionAddress:
		return text + " · " + r.Text.S("%s shows the addresses", jobs)
	case j.Action == fleet.ActionRenew:
		return text + " · " + r.Text.S("%s shows the new expiries", jobs)
	}
	return text
}

// takenBack reports whether nothing of a job was sent, because somebody stopped
// it in its undo window.
func takenBack(j *fleet.Job) bool {
	return !j.HeldUntil.IsZero() && j.Counts.Cancelled == len(j.Items) && !j.Ended.After(j.HeldUntil)
}

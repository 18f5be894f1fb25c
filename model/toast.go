package model

import (
	"time"

	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ui/term"
)

// toastFor is how long a toast stays on the status line.
const toastFor = 6 * time.Second

// toast is a message that disappears by itself. What must not be missed is in the
// snapshot, not here.
type toast struct {
	text  string
	ink   term.Ink
	until time.Time
}

func (r *root) say(text string, ink term.Ink) {
	r.toast = toast{text: text, ink: ink, until: r.Wall.Add(toastFor)}
}

// announce says which jobs ended since the last snapshot, and which ended jobs have
// new outcomes. Jobs of another run of the program are left out.
func (r *root) announce(before *fleet.Snapshot) {
	jobs := r.Keys.Jobs.Label()
	for _, j := range r.Snap.Jobs {
		if !j.Over() || j.Past {
			continue
		}
		if old, ok := before.Job(j.ID); ok && old.Over() {
			if old.Counts == j.Counts {
				continue
			}
			if r.alarm == r.Brief().JobEnd(old, jobs).Text {
				r.alarm = ""
			}
		}
		c := j.Counts
		if end := r.Brief().JobEnd(j, jobs); !j.Trouble.IsZero() || c.Failed+c.TimedOut+c.Unknown > 0 {
			r.alarm = end.Text
		} else {
			r.say(end.Text, r.LineInk(end.Severity))
		}
	}
}

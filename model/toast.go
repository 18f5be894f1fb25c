package model

import (
	"time"

	tea "charm.land/bubbletea/v2"

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

// sayMsg asks for a toast.
type sayMsg struct{ text string }

func say(text string) tea.Cmd { return func() tea.Msg { return sayMsg{text} } }

func (r *root) say(text string, ink term.Ink) {
	r.toast = toast{text: text, ink: ink, until: r.wall.Add(toastFor)}
}

// announce tells the jobs that ended since the last snapshot, and those of which
// more came to be known after their end. Those of another run of the program are
// no news.
func (r *root) announce(before *fleet.Snapshot) {
	jobs := r.Keys.Jobs.Label()
	for _, j := range r.snap.Jobs {
		if !j.Over() || j.Past {
			continue
		}
		if old, ok := before.Job(j.ID); ok && old.Over() {
			if old.Counts == j.Counts {
				continue
			}
			if r.alarm == r.brief().JobEnd(old, jobs).Text {
				r.alarm = ""
			}
		}
		c := j.Counts
		if end := r.brief().JobEnd(j, jobs); j.Trouble != "" || c.Failed+c.TimedOut+c.Unknown > 0 {
			r.alarm = end.Text
		} else {
			r.say(end.Text, r.ink(end.Severity))
		}
	}
}

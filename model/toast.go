package model

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ui"
)

// toastFor is how long news stays on the status line.
const toastFor = 6 * time.Second

// toast is a piece of news that goes by itself. What must not be missed is in
// the snapshot, not here.
type toast struct {
	text  string
	ink   ui.Ink
	until time.Time
}

// sayMsg asks for a toast.
type sayMsg struct{ text string }

func say(text string) tea.Cmd { return func() tea.Msg { return sayMsg{text} } }

func (r *root) say(text string, ink ui.Ink) {
	r.toast = toast{text: text, ink: ink, until: r.wall.Add(toastFor)}
}

// announce tells the jobs that ended since the last snapshot.
func (r *root) announce(before *fleet.Snapshot) {
	for _, j := range r.snap.Jobs {
		if !j.Over() {
			continue
		}
		if old, ok := before.Job(j.ID); ok && old.Over() {
			continue
		}
		text := r.jobWhat(j) + ": " + r.jobState(j)
		if j.Counts.Done < len(j.Items) {
			text += " · " + r.Text.S("%s tells why", r.Keys.Jobs.Label())
		}
		if j.Counts.Failed+j.Counts.TimedOut+j.Counts.Unknown > 0 {
			r.alarm = text
		} else {
			r.say(text, r.jobInk(j))
		}
	}
}

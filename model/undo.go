package model

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"ecsdeck/ecsapi/fleet"
	"ecsdeck/model/deck"
	"ecsdeck/ui/term"
)

// The undo window: a confirmed job that can't be undone once it is sent waits a
// moment, and a key stops it.

// held is the newest job that waits in its undo window, or nil.
func (r *root) held() *fleet.Job {
	for _, j := range r.Snap.Jobs {
		if !j.Past && j.Held(r.Wall) && j.Counts.Queued > 0 {
			return j
		}
	}
	return nil
}

// undo stops the newest held job: nothing of it is sent.
func (r *root) undo() tea.Cmd {
	j := r.held()
	if j == nil {
		if r.Sending > 0 {
			return deck.Say(r.Text.S("It is being handed over: press {key} once more.", r.Keys.Undo.Label()))
		}
		return deck.Say(r.Text.S("There is nothing to take back."))
	}
	r.Engine.Cancel(j.ID)
	return nil // the toast of its end says so
}

// undoLine counts down to the moment when the newest held job is sent. It
// changes once a second.
func (r *root) undoLine() string {
	j := r.held()
	if j == nil {
		return ""
	}
	left := j.HeldUntil.Sub(r.Wall) + time.Second - 1
	s := " " + r.Theme.Warn.Paint(r.Text.S("{job} in {age}", r.Brief().Job(j), r.Ago(left))) + r.Theme.Dim.Paint(" · ") +
		term.KeyHint(&r.Theme, r.Keys.Undo.Label(), r.Text.S("takes it back"))
	more := 0
	for _, o := range r.Snap.Jobs {
		if o != j && !o.Past && !o.Over() {
			more++
		}
	}
	if more > 0 {
		s += r.Theme.Dim.Paint(" · " + r.Text.N("{count} more job", "{count} more jobs", more))
	}
	return s
}

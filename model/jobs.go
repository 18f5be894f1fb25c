package model

import (
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"ecsdeck/ecsapi/fleet"
	"ecsdeck/model/deck"
	"ecsdeck/ui/term"
)

// The undo window: a confirmed job that can't be undone once it is sent waits a
// moment, and a key stops it.

// undoable brings back the marks that the newest job took, should that be undone.
type undoable struct {
	of      fleet.JobID
	restore func()
}

// held is the newest job that waits in its undo window, or nil.
func (r *root) held() *fleet.Job {
	i := slices.IndexFunc(r.Snap.Jobs, func(j *fleet.Job) bool { return !j.Past && j.Held(r.Wall) && j.Counts.Queued > 0 })
	if i < 0 {
		return nil
	}
	return r.Snap.Jobs[i]
}

// undo stops the newest held job: nothing of it is sent.
func (r *root) undo() tea.Cmd {
	j := r.held()
	if j == nil {
		if r.Sending > 0 {
			return deck.Say(r.Text.S("It is being handed over: press {key} once more.", r.Keys.Undo.Label()))
		}
		return deck.Say(r.Text.S("There is nothing to undo."))
	}
	r.Engine.Cancel(j.ID)
	if r.undone.of == j.ID {
		r.undone.restore()
		return r.instances.Refresh()
	}
	return nil // the toast of its end says so
}

// undoLine counts down to the moment when the newest held job is sent. It changes once a second.
func (r *root) undoLine() string {
	j := r.held()
	if j == nil {
		return ""
	}
	left := j.HeldUntil.Sub(r.Wall) + time.Second - 1
	return " " + r.Theme.Warn.Paint(r.Text.S("{job} in {left}", r.Brief().Job(j), r.Ago(left))) + r.Theme.Dim.Paint(" · ") +
		term.KeyHint(&r.Theme, r.Keys.Undo.Label(), r.Text.S("undoes it")) + r.moreJobs(j)
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

func (r *root) jobBar() string {
	i := slices.IndexFunc(r.Snap.Jobs, runs)
	if i < 0 {
		return ""
	}
	j, t := r.Snap.Jobs[i], &r.Theme
	c := j.Counts
	bad := c.Failed + c.TimedOut
	s := " " + r.Brief().Job(j) + " " + term.Progress(t, 16, c.Done, bad, c.Unknown+c.Cancelled, len(j.Items)) + " " +
		r.Text.S("{count} of {total}", c.Done, len(j.Items))
	if bad > 0 {
		s += t.Bad.Paint(" · " + r.Brief().Count(j.Action, fleet.Failed, bad))
	}
	if c.Unknown > 0 {
		s += t.Warn.Paint(" · " + r.Brief().Count(j.Action, fleet.Unknown, c.Unknown))
	}
	if c.Cancelled > 0 {
		s += t.Warn.Paint(" · " + r.Brief().Count(j.Action, fleet.Cancelled, c.Cancelled))
	}
	return s + t.Dim.Paint(" · "+term.Clock(j.Elapsed(r.Wall))) + r.moreJobs(j) + t.Dim.Paint(" · ") +
		term.KeyHint(t, r.Keys.Jobs.Label(), r.Text.S("jobs"))
}

// moreJobs says how many jobs run besides one, if any do.
func (r *root) moreJobs(j *fleet.Job) string {
	more := 0
	for _, o := range r.Snap.Jobs {
		more += deck.Btoi(o != j && runs(o))
	}
	if more == 0 {
		return ""
	}
	return r.Theme.Dim.Paint(" · " + r.Text.N("{count} more job", "{count} more jobs", more))
}

func runs(j *fleet.Job) bool { return !j.Past && !j.Over() }

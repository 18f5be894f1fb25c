package model

import (
	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/model/deck"
	"ecsdeck/ui/term"
)

// resting is the row that the cursor has been on from one tick to the next. What the status line
// says of a row is shown then: with each move it would cost a slow line as much again.
type resting struct {
	last, shown ecsapi.InstanceID
}

func (s *resting) tick(id ecsapi.InstanceID) {
	s.shown = ""
	if id == s.last {
		s.shown = id
	}
	s.last = id
}

// rowID is the instance under the cursor of the instances, where nothing covers them.
func (r *root) rowID() ecsapi.InstanceID {
	if r.Top() != nil || r.Layer() != nil || r.focus != paneInstances {
		return ""
	}
	return r.instances.CursorID()
}

// cursorLine says which instance the cursor is on, by its id, name and addresses, where the
// rows don't show the id. It is blank until the cursor rests.
func (r *root) cursorLine(w int) string {
	i, ok := r.instances.Cursor()
	if !ok || i.ID != r.rested.shown || r.rowID() != i.ID || r.instances.Table.WidthOf("id") > 0 {
		return term.Blank(w)
	}
	name := ""
	if deck.Label(i) != string(i.ID) {
		name = i.Name
	}
	line := " " + r.Theme.Dim.Paint(string(i.ID))
	if why := r.trouble(i); why != "" {
		line += r.Theme.Bad.Paint(" · " + why)
	}
	if rest := deck.JoinNotes(name, i.PrivateIP(), i.PublicIP()); rest != "" {
		line += r.Theme.Dim.Paint(" · " + rest)
	}
	return term.FitLine(line, w-1) + " "
}

// trouble says what is wrong with an instance as far as its row doesn't: why it is locked, or
// how its newest job failed.
func (r *root) trouble(i *ecsapi.Instance) string {
	switch set := r.Problems[i.ID]; {
	case set.Has(fleet.ProblemLocked):
		return deck.JoinNotes(r.Text.S("locked ({lock})", i.Locks[0].Reason), i.Locks[0].Message)
	case set.Has(fleet.ProblemFailed):
		f, ok := r.instances.order.problems.failed[i.ID]
		if !ok {
			return ""
		}
		outcome := deck.JoinNotes(r.Brief().ItemOutcome(f.Job.Action, f.Item).Text, r.Brief().Why(f.Item, nil))
		return r.Text.S("{job}: {outcome}", r.Brief().Job(f.Job), outcome)
	}
	return ""
}

package model

import (
	"ecsdeck/ecsapi"
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
	text := deck.JoinNotes(string(i.ID), name, i.PrivateIP(), i.PublicIP())
	return term.FitLine(" "+r.Theme.Dim.Paint(term.Fit(text, min(term.Width(text), w-2), term.AlignLeft)), w)
}

package deck

import (
	"ecsdeck/ecsapi"
	"ecsdeck/ui/term"
)

// Targets lists instances in a dialog, as many at a time as there is room for: those in sight
// alone cost anything.
type Targets struct {
	Pager
	widest [3]int // of what was in sight so far: columns stay where they are while it scrolls
	width  int    // of the widest line so far
}

// Target is a line of Targets: an instance with its name, its id and a note.
type Target struct {
	Name, Note string
	ID         ecsapi.InstanceID
	Skipped    bool   // it is left out, as the note says
	Head       string // a heading; the rest is not used
}

// TargetOf is the line of an instance.
func TargetOf(i *ecsapi.Instance, note string) Target {
	return Target{Name: i.Name, ID: i.ID, Note: note}
}

// Lines draws the lines [from, to) in w cells. The id is what tells two of one name apart: where it
// is narrow the note gives way, or when it tells more, the id.
func (l *Targets) Lines(d *Deck, from, to int, line func(i int) Target, w int, noteFirst bool) []string {
	rows := make([]Target, 0, max(0, to-from))
	for i := from; i < to; i++ {
		t := line(i)
		if t.Name == "" || t.Name == string(t.ID) {
			t.Name = "–" // the id says enough once
		}
		rows = append(rows, t)
		if t.Head != "" {
			continue
		}
		cells := [3]int{term.Width(t.Name), term.Width(string(t.ID)), term.Width(t.Note)}
		for c := range cells {
			if c < 2 || !t.Skipped { // the reason of one that is left out may be cut
				l.widest[c] = max(l.widest[c], cells[c])
			}
		}
	}
	name, id := min(40, l.widest[0]), l.widest[1]
	switch over := name + 2 + id + 2 + l.widest[2] - w; {
	case over <= 0:
	case noteFirst && name-over < 12:
		id = 0
		name = max(6, min(name, w-2-l.widest[2]))
	default:
		name = max(10, min(name, w-2-id-2-min(l.widest[2], 20)))
	}
	out := make([]string, len(rows))
	for n, t := range rows {
		if t.Head != "" {
			out[n] = d.Theme.Warn.Paint(t.Head)
			continue
		}
		if id == 0 && t.Name == "–" {
			t.Name = string(t.ID)
		}
		ink := term.Ink{}
		if t.Skipped {
			ink = d.Theme.Dim
		}
		s := ink.Paint(term.FitMiddle(t.Name, name))
		if id > 0 {
			s += "  " + d.Theme.Dim.Paint(term.FitMiddle(string(t.ID), id))
		}
		if rest := w - term.Width(s) - 2; t.Note != "" && rest > 3 {
			s += "  " + ink.Paint(term.Fit(t.Note, min(rest, term.Width(t.Note)), term.AlignLeft))
		}
		out[n] = s
		l.width = max(l.width, min(w, term.Width(s)))
	}
	if len(out) > 0 && to-from < l.length {
		out[0] = term.FitLine(out[0], max(l.width, term.Width(out[0]))) // the dialog keeps its width
	}
	return out
}

// Signs say how many targets are above and below those in sight, and how to get there.
func (l *Targets) Signs(d *Deck) string {
	return d.Theme.Dim.Paint(d.MoreNote(l.Beyond()))
}

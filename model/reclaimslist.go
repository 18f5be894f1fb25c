package model

import (
	"strings"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ui/term"
)

type reclaimColumn struct {
	term.Column
	cell func(*deck, *fleet.Reclaim) term.Cell
}

// reclaimColumns are the page's columns in the order of the screen.
func reclaimColumns(d *deck) []reclaimColumn {
	return []reclaimColumn{
		{term.Column{Key: "name", Title: d.Text.S("NAME"), Min: 12, Max: 40, Grow: 3, Middle: true},
			func(_ *deck, l *fleet.Reclaim) term.Cell { return term.Cell{Text: label(l.Instance)} }},
		{term.Column{Key: "state", Title: d.Text.S("STATE"), Min: 12, Max: 17, Grow: 1}, (*deck).fateCell},
		{term.Column{Key: "seen", Title: d.Text.S("SEEN"), Min: 4, Max: 4, Priority: 2}, (*deck).seenCell},
		{term.Column{Key: "drain", Title: d.Text.S("DRAIN"), Min: 9, Max: 14, Grow: 1, Priority: 1}, (*deck).drainCell},
		{term.Column{Key: "replaced", Title: d.Text.S("REPLACED"), Min: 8, Max: 12, Grow: 1, Priority: 3}, (*deck).replacedCell},
		{term.Column{Key: "type", Title: d.Text.S("TYPE"), Min: 12, Max: 20, Grow: 1, Priority: 4},
			func(_ *deck, l *fleet.Reclaim) term.Cell {
				return term.Cell{Text: strings.TrimPrefix(l.Instance.Type, "ecs.")}
			}},
		{term.Column{Key: "zone", Title: d.Text.S("ZONE"), Min: 14, Max: 18, Grow: 1, Priority: 5},
			func(_ *deck, l *fleet.Reclaim) term.Cell { return term.Cell{Text: string(l.Instance.Zone)} }},
		{term.Column{Key: "charge", Title: d.Text.S("CHARGE"), Min: 11, Max: 12, Priority: 7},
			func(d *deck, l *fleet.Reclaim) term.Cell { return d.chargeCell(l.Instance) }},
		{term.Column{Key: "private", Title: d.Text.S("PRIVATE IP"), Min: 15, Max: 15, Priority: 8},
			func(_ *deck, l *fleet.Reclaim) term.Cell { return term.Cell{Text: l.Instance.PrivateIP()} }},
		{term.Column{Key: "id", Title: d.Text.S("ID"), Min: 22, Max: 24, Priority: 6},
			func(d *deck, l *fleet.Reclaim) term.Cell {
				return term.Cell{Text: string(l.Instance.ID), Ink: d.theme.Dim}
			}},
	}
}

// fateCell says what becomes of an instance, or what became of it.
func (d *deck) fateCell(l *fleet.Reclaim) term.Cell {
	t := &d.theme
	switch {
	case l.Spared:
		return term.Cell{Text: "○ " + d.Text.S("spared"), Ink: t.Good}
	case !l.Open():
		return term.Cell{Text: "✗ " + d.Text.S("gone %s", d.ago(d.cloud.Sub(l.Gone))), Ink: t.Dim}
	}
	return term.Cell{Text: "▲ " + d.timeLeft(l), Ink: t.Bad}
}

// timeLeft says how long an instance has, in few cells: "4:10 left", or at most
// "≤4:10 left" when it may go any moment. Many rows say it, so it goes down in
// larger steps than the banner.
func (d *deck) timeLeft(l *fleet.Reclaim) string {
	step := func(left time.Duration) time.Duration {
		if left > time.Minute {
			return 15 * time.Second
		}
		return 5 * time.Second
	}
	if left := l.Due.Sub(d.cloud); left > 0 {
		return d.Text.S("%s left", term.Clock(left.Truncate(step(left))))
	}
	if left := l.Latest.Sub(d.cloud); left > 0 {
		return d.Text.S("≤%s left", term.Clock((left + step(left)).Truncate(step(left))))
	}
	return d.Text.S("any moment")
}

func (d *deck) seenCell(l *fleet.Reclaim) term.Cell {
	if l.Acked {
		return term.Cell{Text: "✓", Ink: d.theme.Dim}
	}
	return term.Cell{Text: d.Text.S("new"), Ink: d.theme.Warn}
}

// drainCell sums up what was done to save an instance's work: the worst of it
// counts.
func (d *deck) drainCell(l *fleet.Reclaim) term.Cell {
	t := &d.theme
	out := term.Cell{}
	for _, r := range newestDrains(l) {
		switch {
		case !r.Over() && r.Began.IsZero():
			return term.Cell{Text: "◌ " + d.Text.S("waits"), Ink: t.Busy}
		case !r.Over():
			return term.Cell{Text: "◐ " + term.Clock(d.cloud.Sub(r.Began)), Ink: t.Busy}
		case r.Err != "":
			out = term.Cell{Text: "✗ " + d.Text.S("failed"), Ink: t.Bad}
		case r.Exit != 0:
			out = term.Cell{Text: "✗ " + d.Text.S("exit %d", r.Exit), Ink: t.Bad}
		case out.Text == "":
			out = term.Cell{Text: "✓ " + d.Text.S("done"), Ink: t.Good}
		}
	}
	return out
}

// newestDrains are the last attempt here and the last one on the instance.
func newestDrains(l *fleet.Reclaim) []*fleet.Drain {
	var here, there *fleet.Drain
	for _, d := range l.Drains {
		if d.Remote {
			there = d
		} else {
			here = d
		}
	}
	var out []*fleet.Drain
	for _, d := range []*fleet.Drain{here, there} {
		if d != nil {
			out = append(out, d)
		}
	}
	return out
}

// replacedCell names the job that creates an instance in place of the lost one,
// and how it goes.
func (d *deck) replacedCell(l *fleet.Reclaim) term.Cell {
	id, any := d.replaced[l.Instance.ID]
	if !any {
		return term.Cell{}
	}
	sign, ink := "◐", d.theme.Busy
	if j, ok := d.snap.Job(id); ok {
		ink = d.ink(d.brief().JobState(j).Severity)
		switch {
		case !j.Over():
		case j.Counts.Done == len(j.Items):
			sign = "✓"
		default:
			sign = "✗"
		}
	}
	return term.Cell{Text: sign + " " + d.Text.S("job %d", int(id)), Ink: ink}
}

// replacedBy notes which job creates instances in place of others.
func (r *root) replacedBy(id fleet.JobID, lost []ecsapi.InstanceID) {
	if r.replaced == nil {
		r.replaced = map[ecsapi.InstanceID]fleet.JobID{}
	}
	for _, i := range lost {
		r.replaced[i] = id
	}
}

// reclaimRows shows the announcements to the table.
type reclaimRows struct{ *reclaims }

func (r reclaimRows) Len() int          { return len(r.rows) }
func (r reclaimRows) ID(i int) string   { return reclaimKey(r.rows[i]) }
func (r reclaimRows) Marked(i int) bool { return r.chosen.has(r.rows[i].Instance.ID) }
func (r reclaimRows) Dim(int) bool      { return false }

func (r reclaimRows) Cells(i int, cols []int, dst []term.Cell) {
	for n, c := range cols {
		dst[n] = r.columns[c].cell(r.deck, r.rows[i])
	}
}

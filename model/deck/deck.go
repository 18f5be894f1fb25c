// Package deck is what pages and layers share: the snapshot and the clocks, what a page
// and a layer may do, marks, the filter line, the loader, and words that several use.
package deck

import (
	"context"
	"slices"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/message"
	"ecsdeck/ui/brief"
	"ecsdeck/ui/term"
)

// Deck is what all panes share: the dependencies, the newest snapshot, the scope, the marks and the
// two clocks as they stood when the last message came. Views read it; only Update changes it.
type Deck struct {
	Deps
	Host   Host
	Ctx    context.Context // ends with the deck
	Theme  term.Theme
	onDark bool // the terminal's background, as far as it is known
	Units  term.Units
	Snap   *fleet.Snapshot
	Scope  Scope
	Marks  Marks
	Alert  Alert

	Problems map[ecsapi.InstanceID]fleet.ProblemSet // as of the rows that are shown; see fleet.Context

	Moved message.Text // that the login leads to another account now, so that nothing is sent; zero: it does not

	Replaced map[ecsapi.InstanceID]fleet.JobID // what is created in place of the lost

	Layers  []Layer // over the page, the last one on top
	Sending int     // plans confirmed that the engine has not taken over yet

	Wide bool // sidebar and page stand side by side

	unkept  []func(*Views) // changes of the views that are still to be written
	keeping bool           // others are being written

	Wall  time.Time // when the last message came
	Cloud time.Time // the same moment, in the cloud's time

	histories map[string]*history // of the filters of each page
}

// history is that of a page's filters.
func (d *Deck) history(page string) *history {
	if d.histories == nil {
		d.histories = map[string]*history{}
	}
	if d.histories[page] == nil {
		d.histories[page] = &history{}
	}
	return d.histories[page]
}

// Scope is the part of the fleet that is looked at; the zero value is all.
type Scope struct {
	Regions []ecsapi.RegionID
	Zone    ecsapi.ZoneID
}

// All reports whether nothing is left out.
func (s Scope) All() bool { return len(s.Regions) == 0 && s.Zone == "" }

// Equal reports whether both are the same part.
func (s Scope) Equal(o Scope) bool { return s.Zone == o.Zone && slices.Equal(s.Regions, o.Regions) }

// Has reports whether a region is in scope.
func (s Scope) Has(r ecsapi.RegionID) bool {
	return len(s.Regions) == 0 || slices.Contains(s.Regions, r)
}

// Region returns the scope's region when it is exactly one.
func (s Scope) Region() (ecsapi.RegionID, bool) {
	if len(s.Regions) == 1 {
		return s.Regions[0], true
	}
	return "", false
}

// New makes the deck that panes, pages and layers share.
func New(ctx context.Context, d Deps) *Deck {
	k := &Deck{
		Ctx:    ctx,
		Deps:   d,
		onDark: true,
		Theme:  term.NewTheme(d.ThemeName, true),
		Units:  brief.Units(d.Text),
		Snap:   &fleet.Snapshot{},
	}
	if d.Engine != nil {
		k.Snap = d.Engine.Snapshot()
	}
	k.SetClocks()
	return k
}

// SetTheme changes the colours to those of a theme, see term.ThemeNames.
func (d *Deck) SetTheme(name string) {
	d.ThemeName = name
	d.Theme = term.NewTheme(name, d.onDark)
}

// SetBackground has the colours follow the terminal's background.
func (d *Deck) SetBackground(dark bool) {
	d.onDark = dark
	d.SetTheme(d.ThemeName)
}

// Brief puts plans and jobs in words, in the person's language and time.
func (d *Deck) Brief() brief.Writer {
	return brief.Writer{Text: d.Text, Now: d.Cloud, Wall: d.Wall, Local: d.Local}
}

// LineInk is the colour of a line's severity.
func (d *Deck) LineInk(s brief.Severity) term.Ink {
	switch s {
	case brief.Good:
		return d.Theme.Good
	case brief.Busy:
		return d.Theme.Busy
	case brief.Warning:
		return d.Theme.Warn
	case brief.Danger:
		return d.Theme.Bad
	}
	return term.Ink{}
}

// SetClocks takes both clocks before each message: an Update and the View after it see one moment.
func (d *Deck) SetClocks() {
	d.Wall = d.Now()
	d.Cloud = d.Wall
	if d.Client != nil {
		d.Cloud = d.Client.Now()
	}
}

// Scoped returns the states of the regions in scope.
func (d *Deck) Scoped() []*fleet.RegionState {
	if len(d.Scope.Regions) == 0 {
		return d.Snap.Regions
	}
	var out []*fleet.RegionState
	for _, r := range d.Snap.Regions {
		if d.Scope.Has(r.ID) {
			out = append(out, r)
		}
	}
	return out
}

// Counts sums the instances of the regions in scope by status.
func (d *Deck) Counts() fleet.Counts {
	var c fleet.Counts
	for _, r := range d.Scoped() {
		c.Add(r.Counts)
	}
	return c
}

// Known reports whether any region in scope has answered.
func (d *Deck) Known() bool {
	return slices.ContainsFunc(d.Scoped(), func(r *fleet.RegionState) bool { return r.Known })
}

// Settled reports whether each region in scope was read to its end or failed.
func (d *Deck) Settled() bool {
	for _, r := range d.Scoped() {
		if !r.Complete && r.Err == nil {
			return false
		}
	}
	return len(d.Snap.Regions) > 0
}

// Failed is the error of a scope of which nothing could be read.
func (d *Deck) Failed() *ecsapi.Error {
	var err *ecsapi.Error
	for _, r := range d.Scoped() {
		if r.Known || r.Err == nil {
			return nil
		}
		err = r.Err
	}
	return err
}

// Age returns how old the oldest complete data in scope is. Regions that fail
// are left out: they say their own age. known is false before the first data.
func (d *Deck) Age() (age time.Duration, known bool) {
	for _, r := range d.Scoped() {
		if r.Err != nil || r.Read.IsZero() {
			continue
		}
		if a := d.Cloud.Sub(r.Read); !known || a > age {
			age, known = max(a, 0), true
		}
	}
	return age, known
}

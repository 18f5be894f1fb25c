package model

import (
	"net/url"
	"slices"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ui/brief"
	"ecsdeck/ui/term"
)

// deck is what all panes share: the dependencies, the newest snapshot, the
// scope, the marks and the two clocks as they stood when the last message
// came. Views read it; only Update changes it.
type deck struct {
	Deps
	theme term.Theme
	units term.Units
	snap  *fleet.Snapshot
	scope scope
	marks marks
	alert alert

	replaced map[ecsapi.InstanceID]fleet.JobID // what is created in place of the lost

	layers  []layer // over the page, the last one on top
	sending int     // plans confirmed that the engine has not taken over yet

	wall  time.Time // when the last message came
	cloud time.Time // the same moment, in the cloud's time
}

// scope is the part of the fleet that is looked at; the zero value is all.
type scope struct {
	regions []ecsapi.RegionID
	zone    ecsapi.ZoneID
}

func (s scope) all() bool { return len(s.regions) == 0 && s.zone == "" }

func (s scope) equal(o scope) bool { return s.zone == o.zone && slices.Equal(s.regions, o.regions) }

func (s scope) has(r ecsapi.RegionID) bool {
	return len(s.regions) == 0 || slices.Contains(s.regions, r)
}

// region returns the scope's region when it is exactly one.
func (s scope) region() (ecsapi.RegionID, bool) {
	if len(s.regions) == 1 {
		return s.regions[0], true
	}
	return "", false
}

func newDeck(d Deps) *deck {
	k := &deck{
		Deps:  d,
		theme: term.NewTheme(d.Theme != "light"),
		units: brief.Units(d.Text),
		snap:  &fleet.Snapshot{},
	}
	if d.Engine != nil {
		k.snap = d.Engine.Snapshot()
	}
	k.tick()
	return k
}

// brief puts plans and jobs in words, in the person's language and time.
func (d *deck) brief() brief.Writer {
	return brief.Writer{Text: d.Text, Now: d.cloud, Wall: d.wall, Clock: d.clock, Date: d.date}
}

// ink is the colour of a line's severity.
func (d *deck) ink(s brief.Severity) term.Ink {
	switch s {
	case brief.Good:
		return d.theme.Good
	case brief.Busy:
		return d.theme.Busy
	case brief.Warning:
		return d.theme.Warn
	case brief.Danger:
		return d.theme.Bad
	}
	return term.Ink{}
}

// elsewhere is the host that calls go to when it is not the real cloud, nor the
// simulated one of a demo.
func (d *deck) elsewhere() string {
	if d.Account.Endpoint == "" || d.Account.Demo {
		return ""
	}
	if u, err := url.Parse(d.Account.Endpoint); err == nil && u.Host != "" {
		return u.Host
	}
	return d.Account.Endpoint
}

// label names an instance to a person: an empty name would leave it nameless.
func label(i *ecsapi.Instance) string {
	if i.Name == "" {
		return string(i.ID)
	}
	return i.Name
}

// tick takes both clocks. It runs before each message, so that one Update and
// the View after it see one moment.
func (d *deck) tick() {
	d.wall = d.Now()
	d.cloud = d.wall
	if d.Client != nil {
		d.cloud = d.Client.Now()
	}
}

// scoped returns the states of the regions in scope.
func (d *deck) scoped() []*fleet.RegionState {
	if len(d.scope.regions) == 0 {
		return d.snap.Regions
	}
	var out []*fleet.RegionState
	for _, r := range d.snap.Regions {
		if d.scope.has(r.ID) {
			out = append(out, r)
		}
	}
	return out
}

// counts sums the instances of the regions in scope by status.
func (d *deck) counts() fleet.Counts {
	var c fleet.Counts
	for _, r := range d.scoped() {
		c.Add(r.Counts)
	}
	return c
}

// known reports whether any region in scope has answered.
func (d *deck) known() bool {
	return slices.ContainsFunc(d.scoped(), func(r *fleet.RegionState) bool { return r.Known })
}

// settled reports whether each region in scope was read to its end or failed.
func (d *deck) settled() bool {
	for _, r := range d.scoped() {
		if !r.Complete && r.Err == nil {
			return false
		}
	}
	return len(d.snap.Regions) > 0
}

// failed is the error of a scope of which nothing could be read.
func (d *deck) failed() *ecsapi.Error {
	var err *ecsapi.Error
	for _, r := range d.scoped() {
		if r.Known || r.Err == nil {
			return nil
		}
		err = r.Err
	}
	return err
}

// age returns how old the oldest complete data in scope is. Regions that fail
// are left out: they say their own age. known is false before the first data.
func (d *deck) age() (age time.Duration, known bool) {
	for _, r := range d.scoped() {
		if r.Err != nil || r.Read.IsZero() {
			continue
		}
		if a := d.cloud.Sub(r.Read); !known || a > age {
			age, known = max(a, 0), true
		}
	}
	return age, known
}

// scopeName says the scope in words.
func (d *deck) scopeName() string {
	if d.scope.zone != "" {
		return string(d.scope.zone)
	}
	switch len(d.scope.regions) {
	case 0:
		switch len(d.Regions) {
		case 0:
			return d.Text.S("all regions")
		case 1:
			return string(d.Regions[0])
		}
		return d.Text.N("%d region", "%d regions", len(d.Regions))
	case 1:
		return string(d.scope.regions[0])
	}
	return d.Text.N("%d region", "%d regions", len(d.scope.regions))
}

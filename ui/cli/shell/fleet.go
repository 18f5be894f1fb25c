package shell

import (
	"context"
	"slices"
	"strings"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/fleet/engine"
)

// Fleet is a fleet read once, for a command that prints and ends.
type Fleet struct {
	*Session
	Engine   *engine.Engine
	Snapshot *fleet.Snapshot
	Unread   []*fleet.RegionState // those that could not be read to their end
}

// ReadFleet connects and reads the regions, all if none are named. It fails when no
// region at all could be read.
func (a *App) ReadFleet(ctx context.Context, f *AccountFlags, regions []ecsapi.RegionID) (*Fleet, error) {
	s, err := a.Connect(ctx, f)
	if err != nil {
		return nil, a.Failure(err)
	}
	r := &Fleet{Session: s}
	if err := r.Load(ctx, regions); err != nil {
		r.Close()
		return nil, a.Failure(err)
	}
	return r, nil
}

// Open starts an engine over regions that the cloud lists.
func (r *Fleet) Open(ctx context.Context, regions []ecsapi.RegionID) error {
	if err := r.CheckRegions(ctx, regions); err != nil {
		return err
	}
	r.Engine = r.NewEngine(regions)
	r.Engine.Start(ctx)
	return nil
}

// Load is open, and waits until the regions are read as far as they can be. It
// fails when nothing at all came.
func (r *Fleet) Load(ctx context.Context, regions []ecsapi.RegionID) error {
	err := r.Open(ctx, regions)
	if err != nil {
		return err
	}
	if r.Snapshot, err = r.Engine.Loaded(ctx); err != nil {
		return err
	}
	for _, region := range r.Snapshot.Regions {
		if !region.Complete {
			r.Unread = append(r.Unread, region)
		}
	}
	partly := func(s *fleet.RegionState) bool { return s.Err == nil || s.Err.Lack != nil && len(s.Instances) > 0 }
	switch n := len(r.Unread); {
	case n == 0 || n < len(r.Snapshot.Regions) || slices.ContainsFunc(r.Unread, partly):
		return nil
	case r.Unread[0].Err.Lack != nil:
		return Failed(r.App.Unread(r.Unread[0]))
	default:
		return r.Unread[0].Err
	}
}

// Close ends the engine and closes the session.
func (r *Fleet) Close() {
	if r.Engine != nil {
		r.Engine.Close()
	}
	r.Session.Close()
}

// Partly says on standard error which regions are missing from what was
// printed, and returns the error of a command that was done but for them, or for
// a part of each.
func (r *Fleet) Partly() error {
	if len(r.Unread) == 0 {
		return nil
	}
	for _, region := range r.Unread {
		r.App.Warn(r.App.Unread(region))
	}
	if len(r.Unread) == len(r.Snapshot.Regions) {
		return Failed("")
	}
	return Partly("")
}

// Unread says that and why a region could not be read.
func (a *App) Unread(r *fleet.RegionState) string {
	id := string(r.ID)
	switch {
	case r.Err == nil:
		return a.P.S("{region} could not be read", id)
	case r.Err.Lack == nil:
		return a.P.S("{region} could not be read: {reason}", id, a.Explain(r.Err))
	}
	l := r.Err.Lack
	if l.Odd != "" {
		return a.P.S("{region} could not be read whole: {received} of {counted} instances came, and a row has no id: {fields}", id, l.Received, l.Counted, l.Odd)
	}
	return a.P.S("{region} could not be read whole: {received} of {counted} instances came", id, l.Received, l.Counted)
}

// Find returns the instances with these ids, each once, and the ids that no
// region that could be read has.
func (r *Fleet) Find(ids []string) (found []*ecsapi.Instance, missing []string) {
	seen := map[string]bool{}
	for _, id := range ids {
		if seen[id] {
			continue
		}
		seen[id] = true
		if in, ok := r.Snapshot.Instance(ecsapi.InstanceID(id)); ok {
			found = append(found, in)
		} else {
			missing = append(missing, id)
		}
	}
	return found, missing
}

// NotFound says which ids are nowhere, as far as one could look.
func (r *Fleet) NotFound(ids []string) error {
	a := r.App
	const most = 10
	all := strings.Join(ids[:min(len(ids), most)], ", ")
	if len(ids) > most {
		all = a.P.S("{ids} and {count} more", all, len(ids)-most)
	}
	text := a.P.S("{ids} did not come", all)
	if n := len(r.Snapshot.Regions) - len(r.Unread); n > 0 {
		text = a.P.S("no instance {ids} in {regions}", all, a.P.N("the {count} region that was read", "the {count} regions that were read", n))
	}
	for _, region := range r.Unread {
		text += "; " + a.Unread(region)
	}
	return Failed(text)
}

package spotdata

import (
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/fleet/task"
)

// advicePause is how long what the cloud says of thirty days is good for.
const advicePause = time.Hour

// advice is what is known of the cloud's advice, guarded by the mutex of the data.
type advice struct {
	keys    []fleet.SpotKey // that are wanted
	known   map[fleet.SpotKey]advised
	regions task.Readings
	dirty   bool
}

// advised is the advice of a type: empty for one that the cloud does not know.
type advised struct {
	zones map[ecsapi.ZoneID]fleet.Advice
	read  time.Time // wall time
}

func (a *advice) want(now time.Time, keys []fleet.SpotKey) {
	if slices.Equal(a.keys, keys) {
		return
	}
	a.keys = keys
	regions := a.regionIDs()
	for i, r := range a.regions.Only(regions) {
		if types, _ := a.due(regions[i], now); len(types) > 0 && (r.Err == nil || r.Due.IsZero()) {
			r.Hurry(now)
		}
	}
}

// regionIDs are the regions of which advice is wanted.
func (a *advice) regionIDs() []ecsapi.RegionID {
	regions := map[ecsapi.RegionID]bool{}
	for _, key := range a.keys {
		regions[key.Region] = true
	}
	return slices.Collect(maps.Keys(regions))
}

func (d *Data) startAdvice(ctx context.Context, pass *task.Pass) {
	a := &d.advice
	for _, id := range a.regionIDs() {
		r := a.regions[id]
		pass.Read(ctx, r, func(ctx context.Context) (func(), error) { return d.readAdvice(ctx, id, r) })
	}
}

// due lists the types of a region whose advice is to be read, in order, ten at
// most, and when the next of the others is.
func (a *advice) due(id ecsapi.RegionID, now time.Time) (types []string, next time.Time) {
	for _, key := range a.keys {
		if key.Region != id || slices.Contains(types, key.Type) {
			continue
		}
		at := a.known[key].read.Add(advicePause)
		switch {
		case !now.Before(at):
			if types = append(types, key.Type); len(types) == ecsapi.MaxAdviceTypes {
				return types, now
			}
		case next.IsZero() || at.Before(next):
			next = at
		}
	}
	return types, next
}

// readAdvice reads what is due of a region, until nothing is.
func (d *Data) readAdvice(ctx context.Context, id ecsapi.RegionID, r *task.Reading) (take func(), err error) {
	ctx = ecsapi.WithPriority(ctx, ecsapi.PriorityPrices)
	a := &d.advice
	for err == nil {
		var types []string
		d.locked(func() { types, _ = a.due(id, time.Now()) })
		if len(types) == 0 {
			break
		}
		err = d.adviceOf(ctx, id, types)
	}
	return func() {
		if a.dirty = true; err == nil {
			_, r.Due = a.due(id, time.Now())
		}
	}, err
}

// adviceOf reads the advice of up to ten types. The cloud refuses all for one
// that it does not know: then each half is asked for by itself.
func (d *Data) adviceOf(ctx context.Context, id ecsapi.RegionID, types []string) error {
	rows, err := d.reader.Client.SpotAdvice(ctx, id, types)
	switch bad := ecsapi.AsError(err); {
	case err == nil:
	case bad.Kind != ecsapi.KindInvalid || !strings.Contains(bad.Code, "InstanceType"):
		return err
	case len(types) > 1:
		half := len(types) / 2
		if err := d.adviceOf(ctx, id, types[:half]); err != nil {
			return err
		}
		return d.adviceOf(ctx, id, types[half:])
	}
	found := map[string]map[ecsapi.ZoneID]fleet.Advice{}
	for _, t := range types {
		found[t] = map[ecsapi.ZoneID]fleet.Advice{}
	}
	for _, r := range rows {
		if found[r.Type] != nil {
			found[r.Type][r.Zone] = fleet.Advice{InterruptionRate: r.InterruptionRate, Desc: r.Desc, AvgDiscount: r.AvgDiscount}
		}
	}

	d.mu.Lock()
	defer d.mu.Unlock()
	a := &d.advice
	for t, zones := range found {
		a.known[fleet.SpotKey{Region: id, Type: t}] = advised{zones, time.Now()}
	}
	a.dirty = true
	d.changed()
	return nil
}

// publish puts the advice into a snapshot, that of the last one if nothing
// changed. What nobody wants stays for a while after it is old.
func (a *advice) publish(s *fleet.Snapshot) {
	if !a.dirty {
		return
	}
	a.dirty = false
	maps.DeleteFunc(a.known, func(_ fleet.SpotKey, k advised) bool { return time.Since(k.read) >= 2*advicePause })
	s.Advice = make(map[fleet.SpotKey]map[ecsapi.ZoneID]fleet.Advice, len(a.known))
	for key, k := range a.known {
		s.Advice[key] = k.zones
	}
	s.AdviceErr = a.regions.Errs()
}

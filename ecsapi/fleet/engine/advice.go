package engine

import (
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
)

// advicePause is how long what the cloud says of thirty days is good for.
const advicePause = time.Hour

// advice is what the engine knows of the cloud's advice, guarded by its mutex.
type advice struct {
	want    []fleet.SpotKey
	known   map[fleet.SpotKey]advised
	regions readings
	dirty   bool
}

// advised is the advice of a type: empty for one that the cloud does not know.
type advised struct {
	zones map[ecsapi.ZoneID]fleet.Advice
	read  time.Time // wall time
}

func newAdvice() advice {
	return advice{known: map[fleet.SpotKey]advised{}, regions: readings{}}
}

// WantAdvice replaces the list of spot instances of which the cloud's advice is
// wanted. It is read in this order, ten types a call, and again after an hour;
// nil when nobody looks.
func (e *Engine) WantAdvice(keys []fleet.SpotKey) {
	keys = slices.Clone(keys)
	e.ask(func(now time.Time) { e.spot.advice.wish(now, keys) })
}

func (a *advice) wish(now time.Time, keys []fleet.SpotKey) {
	if slices.Equal(a.want, keys) {
		return
	}
	a.want = keys
	regions := a.wanted()
	for i, r := range a.regions.only(regions) {
		if types, _ := a.due(regions[i], now); len(types) > 0 && (r.err == nil || r.due.IsZero()) {
			r.hurry(now)
		}
	}
}

// wanted are the regions of which advice is wanted.
func (a *advice) wanted() []ecsapi.RegionID {
	regions := map[ecsapi.RegionID]bool{}
	for _, key := range a.want {
		regions[key.Region] = true
	}
	return slices.Collect(maps.Keys(regions))
}

func (e *Engine) startAdvice(ctx context.Context, pass *taskPass) {
	a := &e.spot.advice
	for _, id := range a.wanted() {
		r := a.regions[id]
		pass.beginCancellable(ctx, &r.cancellable, true, func(ctx context.Context) { e.readAdvice(ctx, id, r) })
	}
}

// due lists the types of a region whose advice is to be read, in order, ten at
// most, and when the next of the others is.
func (a *advice) due(id ecsapi.RegionID, now time.Time) (types []string, next time.Time) {
	for _, key := range a.want {
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
func (e *Engine) readAdvice(ctx context.Context, id ecsapi.RegionID, r *reading) {
	ctx = ecsapi.WithPriority(ctx, ecsapi.PriorityPrices)
	a := &e.spot.advice
	var err error
	for err == nil {
		var types []string
		e.locked(func() { types, _ = a.due(id, time.Now()) })
		if len(types) == 0 {
			break
		}
		err = e.adviceOf(ctx, id, types)
	}

	e.mu.Lock()
	defer e.mu.Unlock()
	brokenOff := ctx.Err() != nil
	if r.end(); brokenOff {
		return
	}
	if r.note(err); err == nil {
		_, r.due = a.due(id, time.Now())
	}
	a.dirty = true
	e.changed()
}

// adviceOf reads the advice of up to ten types. The cloud refuses all for one
// that it does not know: then each half is asked for by itself.
func (e *Engine) adviceOf(ctx context.Context, id ecsapi.RegionID, types []string) error {
	rows, err := e.client.SpotAdvice(ctx, id, types)
	switch bad := ecsapi.AsError(err); {
	case err == nil:
	case bad.Kind != ecsapi.KindInvalid || !strings.Contains(bad.Code, "InstanceType"):
		return err
	case len(types) > 1:
		half := len(types) / 2
		if err := e.adviceOf(ctx, id, types[:half]); err != nil {
			return err
		}
		return e.adviceOf(ctx, id, types[half:])
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

	e.mu.Lock()
	defer e.mu.Unlock()
	a := &e.spot.advice
	for t, zones := range found {
		a.known[fleet.SpotKey{Region: id, Type: t}] = advised{zones, time.Now()}
	}
	a.dirty = true
	e.changed()
	return nil
}

// publishAdvice puts the advice into a snapshot, that of the last one if nothing
// changed. What nobody wants stays for a while after it is old.
func (e *Engine) publishAdvice(s *fleet.Snapshot) {
	a := &e.spot.advice
	if !a.dirty {
		return
	}
	a.dirty = false
	maps.DeleteFunc(a.known, func(_ fleet.SpotKey, k advised) bool { return time.Since(k.read) >= 2*advicePause })
	s.Advice = make(map[fleet.SpotKey]map[ecsapi.ZoneID]fleet.Advice, len(a.known))
	for key, k := range a.known {
		s.Advice[key] = k.zones
	}
	s.AdviceErr = a.regions.errs()
}

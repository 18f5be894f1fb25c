package fleet

import (
	"context"
	"maps"
	"slices"
	"time"

	"ecsdeck/ecsapi"
)

// advicePause is how long what the cloud says of thirty days is good for.
const advicePause = time.Hour

// advice is what the engine knows of the cloud's advice, guarded by its mutex.
type advice struct {
	want    []SpotKey
	known   map[SpotKey]map[ecsapi.ZoneID]Advice
	read    map[SpotKey]time.Time // wall time
	regions map[ecsapi.RegionID]*advising
	dirty   bool
}

func newAdvice() advice {
	return advice{
		known: map[SpotKey]map[ecsapi.ZoneID]Advice{}, read: map[SpotKey]time.Time{}, regions: map[ecsapi.RegionID]*advising{},
	}
}

// advising is the reading of a region's advice.
type advising struct {
	task
	cancel context.CancelFunc // of the read under way; nil: none, or it is cancelled
	err    *ecsapi.Error
	fails  int
}

// WantAdvice replaces the list of spot instances of which the cloud's advice is
// wanted. It is read in this order, ten types a call, and again after an hour;
// nil when nobody looks.
func (e *Engine) WantAdvice(keys []SpotKey) {
	keys = slices.Clone(keys)
	e.ask(func(now time.Time) {
		a := &e.market.advice
		if slices.Equal(a.want, keys) {
			return
		}
		a.want = keys
		for _, key := range keys {
			r := a.regions[key.Region]
			if r == nil {
				r = &advising{}
				a.regions[key.Region] = r
			}
			if r.busy {
				r.again = true
			}
			r.want(now)
			if r.err == nil {
				r.sooner(now)
			}
		}
		for id, r := range a.regions {
			if r.cancel != nil && !slices.ContainsFunc(keys, func(k SpotKey) bool { return k.Region == id }) {
				r.cancel()
				r.cancel, r.again = nil, false
			}
		}
	})
}

func (e *Engine) startAdvice(ctx context.Context, begin func(t *task, room bool, f func()) bool) {
	for id, r := range e.market.advice.regions {
		ctx, cancel := context.WithCancel(ctx)
		if begin(&r.task, true, func() { e.readAdvice(ctx, id, r); cancel() }) {
			r.cancel = cancel
		} else {
			cancel()
		}
	}
}

// due lists the types of a region whose advice is to be read, in order, and when
// the next of the others is.
func (a *advice) due(id ecsapi.RegionID, now time.Time) (types []string, next time.Time) {
	for _, key := range a.want {
		if key.Region != id || slices.Contains(types, key.Type) {
			continue
		}
		if at, ok := a.read[key]; !ok || now.Sub(at) >= advicePause {
			types = append(types, key.Type)
		} else if again := at.Add(advicePause); next.IsZero() || again.Before(next) {
			next = again
		}
	}
	return types, next
}

// readAdvice reads what is due of a region.
func (e *Engine) readAdvice(ctx context.Context, id ecsapi.RegionID, r *advising) {
	ctx = ecsapi.WithPriority(ctx, ecsapi.PriorityPrices)
	a := &e.market.advice
	var err error
	for err == nil {
		var part []string
		e.locked(func() {
			part, _ = a.due(id, time.Now())
			part = part[:min(len(part), ecsapi.MaxAdviceTypes)]
		})
		if len(part) == 0 {
			break
		}
		err = e.readAdviceOf(ctx, id, part)
	}

	e.mu.Lock()
	defer e.mu.Unlock()
	r.cancel = nil
	if ctx.Err() != nil {
		return
	}
	a.dirty = true
	if r.err = apiError(err); err != nil {
		r.fails++
		r.task.due = time.Now().Add(retryPause(r.err, r.fails))
	} else {
		r.fails = 0
		_, r.task.due = a.due(id, time.Now())
	}
	e.changed()
}

// readAdviceOf reads the advice of up to ten types. The cloud refuses all for
// one type that it does not know: then each half is asked for by itself.
func (e *Engine) readAdviceOf(ctx context.Context, id ecsapi.RegionID, types []string) error {
	rows, err := e.client.SpotAdvice(ctx, id, types)
	if bad := apiError(err); err != nil && bad.Kind == ecsapi.KindInvalid {
		if half := len(types) / 2; half > 0 {
			if err := e.readAdviceOf(ctx, id, types[:half]); err != nil {
				return err
			}
			return e.readAdviceOf(ctx, id, types[half:])
		}
	} else if err != nil {
		return err
	}
	found := map[string]map[ecsapi.ZoneID]Advice{}
	for _, r := range rows {
		if found[r.Type] == nil {
			found[r.Type] = map[ecsapi.ZoneID]Advice{}
		}
		found[r.Type][r.Zone] = Advice{InterruptionRate: r.InterruptionRate, Desc: r.Desc, AvgDiscount: r.AvgDiscount}
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	a := &e.market.advice
	for _, t := range types {
		key := SpotKey{id, t}
		if a.known[key] = found[t]; found[t] == nil {
			a.known[key] = map[ecsapi.ZoneID]Advice{}
		}
		a.read[key] = time.Now()
	}
	a.dirty = true
	e.changed()
	return nil
}

func (e *Engine) publishAdvice(s *Snapshot) {
	a := &e.market.advice
	if !a.dirty {
		return
	}
	a.dirty = false
	s.Advice = maps.Clone(a.known)
	s.AdviceErr = map[ecsapi.RegionID]*ecsapi.Error{}
	for id, r := range a.regions {
		if r.err != nil {
			s.AdviceErr[id] = r.err
		}
	}
}

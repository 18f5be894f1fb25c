package engine

import (
	"context"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
)

// kinds is the reading of all instance types, guarded by the engine's mutex.
type instanceTypes struct {
	task
	known map[string]*ecsapi.InstanceType
	all   bool // they are
	err   *ecsapi.Error
	fails int
	dirty bool
}

// wish has the types read unless they are known.
func (k *instanceTypes) wish(now time.Time) {
	if !k.all {
		k.want(now)
	}
}

func (k *instanceTypes) retry(now time.Time) {
	if k.err != nil {
		k.hurry(now)
	}
}

// readKinds reads all instance types. Some are better than none.
func (e *Engine) readInstanceTypes(ctx context.Context) {
	types, err := e.client.Types(ecsapi.WithPriority(ctx, ecsapi.PriorityPrices))
	known := make(map[string]*ecsapi.InstanceType, len(types))
	for i := range types {
		known[types[i].ID] = &types[i]
	}

	e.mu.Lock()
	defer e.mu.Unlock()
	if ctx.Err() != nil {
		return
	}
	k := &e.spot.types
	k.err, k.all, k.dirty = ecsapi.AsError(err), err == nil, true
	if len(known) > len(k.known) {
		k.known = known
	}
	if err != nil {
		k.fails++
		k.due = time.Now().Add(retryPause(k.err, k.fails))
	}
	e.changed()
}

func (e *Engine) publishInstanceTypes(s *fleet.Snapshot) {
	if k := &e.spot.types; k.dirty {
		k.dirty = false
		s.Types, s.TypesErr = k.known, k.err
	}
}

package fleet

import (
	"context"
	"maps"
	"slices"
	"time"

	"ecsdeck/ecsapi"
)

// stockPause is how often stock is read while it is wanted and somebody looks.
const stockPause = time.Minute

// stock is what the engine knows of the stock of spot instances, guarded by its
// mutex.
type stock struct {
	want    []ecsapi.RegionID
	regions map[ecsapi.RegionID]*stocking
	kinds   kinds
	dirty   bool
}

func newStock() stock { return stock{regions: map[ecsapi.RegionID]*stocking{}} }

// stocking is the reading of a region's stock.
type stocking struct {
	task
	cancel context.CancelFunc // of the read under way; nil: none, or it is cancelled
	zones  map[string]map[ecsapi.ZoneID]ecsapi.Stock
	err    *ecsapi.Error
	fails  int
}

// kinds is the reading of all instance types.
type kinds struct {
	task
	known map[string]*ecsapi.InstanceType
	err   *ecsapi.Error
	fails int
}

// WantStock replaces the list of regions of which the stock of spot instances
// is wanted. It is read every minute while somebody looks; no regions stop it.
// The first time, all instance types are read too.
func (e *Engine) WantStock(regions ...ecsapi.RegionID) {
	regions = slices.Clone(regions)
	e.ask(func(now time.Time) {
		k := &e.market.stock
		if slices.Equal(k.want, regions) {
			return
		}
		k.want = regions
		for id, r := range k.regions {
			if r.cancel != nil && !slices.Contains(regions, id) {
				r.cancel()
				r.cancel = nil
			}
		}
		for _, id := range regions {
			r := k.regions[id]
			if r == nil {
				r = &stocking{}
				k.regions[id] = r
			}
			if r.busy && r.cancel == nil {
				r.again = true
			}
			r.task.want(now)
		}
		if len(regions) > 0 && k.kinds.known == nil {
			k.kinds.task.want(now)
		}
	})
}

func (e *Engine) startStock(ctx context.Context, begin func(t *task, room bool, f func()) bool) {
	k := &e.market.stock
	for _, id := range k.want {
		r := k.regions[id]
		ctx, cancel := context.WithCancel(ctx)
		if begin(&r.task, e.focused, func() { e.readStock(ctx, id, r); cancel() }) {
			r.cancel = cancel
		} else {
			cancel()
		}
	}
	if len(k.want) > 0 {
		begin(&k.kinds.task, true, func() { e.readKinds(ctx) })
	}
}

// readStock reads what a region's zones have of spot instances.
func (e *Engine) readStock(ctx context.Context, id ecsapi.RegionID, r *stocking) {
	ctx = ecsapi.WithPriority(ctx, ecsapi.PriorityPrices)
	offers, err := e.client.Offers(ctx, ecsapi.OfferQuery{
		Region: id, Resource: ecsapi.OfferedTypes, SpotStrategy: ecsapi.SpotAsPriceGo,
	})
	zones := map[string]map[ecsapi.ZoneID]ecsapi.Stock{}
	for _, o := range offers {
		if zones[o.Value] == nil {
			zones[o.Value] = map[ecsapi.ZoneID]ecsapi.Stock{}
		}
		zones[o.Value][o.Zone] = o.Stock
	}

	e.mu.Lock()
	defer e.mu.Unlock()
	r.cancel = nil
	if ctx.Err() != nil {
		return
	}
	if r.err = apiError(err); err != nil {
		r.fails++
		r.task.due = time.Now().Add(retryPause(r.err, r.fails))
	} else {
		r.zones, r.fails = zones, 0
		r.task.due = time.Now().Add(jitter(stockPause))
	}
	e.market.stock.dirty = true
	e.changed()
}

// readKinds reads all instance types.
func (e *Engine) readKinds(ctx context.Context) {
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
	k := &e.market.stock.kinds
	if k.err = apiError(err); err != nil {
		k.fails++
		k.task.due = time.Now().Add(retryPause(k.err, k.fails))
	} else {
		k.known, k.fails = known, 0
	}
	e.market.stock.dirty = true
	e.changed()
}

func (e *Engine) publishStock(s *Snapshot) {
	k := &e.market.stock
	if !k.dirty {
		return
	}
	k.dirty = false
	s.SpotStock = map[ecsapi.RegionID]map[string]map[ecsapi.ZoneID]ecsapi.Stock{}
	s.SpotStockErr = map[ecsapi.RegionID]*ecsapi.Error{}
	for id, r := range k.regions {
		if r.zones != nil {
			s.SpotStock[id] = r.zones
		}
		if r.err != nil {
			s.SpotStockErr[id] = r.err
		}
	}
	s.Types, s.TypesErr = maps.Clone(k.kinds.known), k.kinds.err
}

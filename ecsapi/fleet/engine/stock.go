package engine

import (
	"context"
	"maps"
	"slices"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
)

// stockPause is how often stock is read while it is wanted and somebody looks.
const stockPause = time.Minute

// stock is what the engine knows of the stock of spot instances, guarded by its
// mutex.
type stock struct {
	want    []ecsapi.RegionID
	regions readings
	types   map[ecsapi.RegionID]map[string]map[ecsapi.ZoneID]ecsapi.Stock
	dirty   bool
}

func newStock() stock {
	return stock{
		regions: readings{}, types: map[ecsapi.RegionID]map[string]map[ecsapi.ZoneID]ecsapi.Stock{},
	}
}

// WantStock replaces the list of regions of which the stock of spot instances
// is wanted. It is read every minute while somebody looks; no regions stop it.
// The first time, all instance types are read too.
func (e *Engine) WantStock(regions ...ecsapi.RegionID) {
	regions = slices.Clone(regions)
	e.ask(func(now time.Time) {
		e.spot.stock.wish(now, regions)
		if len(regions) > 0 {
			e.spot.types.wish(now)
		}
	})
}

func (k *stock) wish(now time.Time, regions []ecsapi.RegionID) {
	k.want = regions
	for _, r := range k.regions.only(regions) {
		if r.cancelled() { // broken off, and wanted again
			r.again = true
		}
		r.task.want(now)
	}
}

func (e *Engine) startStock(ctx context.Context, pass *taskPass) {
	for _, id := range e.spot.stock.want {
		r := e.spot.stock.regions[id]
		pass.beginCancellable(ctx, &r.cancellable, e.focused, func(ctx context.Context) { e.readStock(ctx, id, r) })
	}
	pass.begin(&e.spot.types.task, true, func() { e.readInstanceTypes(ctx) })
}

// readStock reads what a region's zones have of spot instances.
func (e *Engine) readStock(ctx context.Context, id ecsapi.RegionID, r *reading) {
	offers, err := e.client.Offers(ecsapi.WithPriority(ctx, ecsapi.PriorityPrices), ecsapi.OfferQuery{
		Region: id, Resource: ecsapi.OfferedTypes, SpotStrategy: ecsapi.SpotAsPriceGo,
	})
	types := map[string]map[ecsapi.ZoneID]ecsapi.Stock{}
	for _, o := range offers {
		if types[o.Value] == nil {
			types[o.Value] = map[ecsapi.ZoneID]ecsapi.Stock{}
		}
		types[o.Value][o.Zone] = o.Stock
	}

	e.mu.Lock()
	defer e.mu.Unlock()
	brokenOff := err != nil && ctx.Err() != nil
	if r.end(); brokenOff {
		return
	}
	if r.note(err); err == nil {
		e.spot.stock.types[id] = types
		r.due = time.Now().Add(jitter(stockPause))
	}
	e.spot.stock.dirty = true
	e.changed()
}

// publishStock puts the stock into a snapshot, that of the last one if nothing
// changed.
func (e *Engine) publishStock(s *fleet.Snapshot) {
	k := &e.spot.stock
	if !k.dirty {
		return
	}
	k.dirty = false
	s.SpotStock, s.SpotStockErr = maps.Clone(k.types), k.regions.errs()
}

// instanceTypes is the reading of all instance types, guarded by the engine's mutex.
type instanceTypes struct {
	reading
	known map[string]*ecsapi.InstanceType
	all   bool // they are
	dirty bool
}

// wish has the types read unless they are known.
func (k *instanceTypes) wish(now time.Time) {
	if !k.all {
		k.want(now)
	}
}

// readInstanceTypes reads all instance types. Some are better than none.
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
	k.note(err)
	k.all, k.dirty = err == nil, true
	if len(known) > len(k.known) {
		k.known = known
	}
	e.changed()
}

func (e *Engine) publishInstanceTypes(s *fleet.Snapshot) {
	if k := &e.spot.types; k.dirty {
		k.dirty = false
		s.Types, s.TypesErr = k.known, k.err
	}
}

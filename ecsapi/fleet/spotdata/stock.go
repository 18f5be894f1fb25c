package spotdata

import (
	"context"
	"maps"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/fleet/task"
)

// stockPause is how often stock is read while it is wanted and somebody looks.
const stockPause = time.Minute

// stock is what is known of the stock of spot instances, guarded by the
// mutex of the data.
type stock struct {
	wanted  []ecsapi.RegionID
	regions task.Readings // of those wanted
	types   map[ecsapi.RegionID]map[string]map[ecsapi.ZoneID]ecsapi.Stock
	dirty   bool
}

func (k *stock) want(now time.Time, regions []ecsapi.RegionID) {
	k.wanted = regions
	for _, r := range k.regions.Only(regions) {
		if r.Cancelled() { // and wanted again
			r.Again = true
		}
		r.Task.Want(now)
	}
}

func (d *Data) startStock(ctx context.Context, pass *task.Pass) {
	for _, id := range d.stock.wanted {
		if r := d.stock.regions[id]; !d.away {
			pass.Read(ctx, r, func(ctx context.Context) (func(), error) { return d.readStock(ctx, id, r) })
		}
	}
	pass.Read(ctx, &d.types.Reading, d.readInstanceTypes)
}

// readStock reads what a region's zones have of spot instances.
func (d *Data) readStock(ctx context.Context, id ecsapi.RegionID, r *task.Reading) (take func(), err error) {
	offers, err := d.reader.Client.Offers(ecsapi.WithPriority(ctx, ecsapi.PriorityPrices), ecsapi.OfferQuery{
		Region: id, Resource: ecsapi.OfferedTypes, SpotStrategy: ecsapi.SpotAsPriceGo,
	})
	types := map[string]map[ecsapi.ZoneID]ecsapi.Stock{}
	for _, o := range offers {
		if types[o.Value] == nil {
			types[o.Value] = map[ecsapi.ZoneID]ecsapi.Stock{}
		}
		types[o.Value][o.Zone] = o.Stock
	}

	return func() {
		if d.stock.dirty = true; err == nil {
			d.stock.types[id] = types
			r.Due = time.Now().Add(task.Jitter(stockPause))
		}
	}, err
}

// publish puts the stock into a snapshot, that of the last one if nothing
// changed.
func (k *stock) publish(s *fleet.Snapshot) {
	if !k.dirty {
		return
	}
	k.dirty = false
	s.SpotStock, s.SpotStockErr = maps.Clone(k.types), k.regions.Errs()
}

// instanceTypes is the reading of all instance types, guarded by the mutex of the data.
type instanceTypes struct {
	task.Reading
	known map[string]*ecsapi.InstanceType
	all   bool // they are
	dirty bool
}

// readInstanceTypes reads all instance types. Some are better than none.
func (d *Data) readInstanceTypes(ctx context.Context) (take func(), err error) {
	types, err := d.reader.Client.Types(ecsapi.WithPriority(ctx, ecsapi.PriorityPrices))
	known := make(map[string]*ecsapi.InstanceType, len(types))
	for i := range types {
		known[types[i].ID] = &types[i]
	}
	return func() {
		k := &d.types
		k.all, k.dirty = err == nil, true
		if len(known) > len(k.known) {
			k.known = known
		}
	}, err
}

func (k *instanceTypes) publish(s *fleet.Snapshot) {
	if k.dirty {
		k.dirty = false
		s.Types, s.TypesErr = k.known, k.Err
	}
}

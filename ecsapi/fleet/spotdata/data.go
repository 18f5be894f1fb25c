// Package spotdata reads and keeps what is known of spot instances before they are
// bought: their prices, the cloud's advice, the stock of each zone, and all instance
// types. What is wanted is read again and again, within the call budget.
//
// [Reader] is for who wants some prices once.
package spotdata

import (
	"context"
	"slices"
	"sync"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/fleet/task"
	"ecsdeck/ecsapi/spot/store"
)

// Options say what data are read with.
type Options struct {
	Client  *ecsapi.Client
	Store   *store.Store   // keeps prices on disk; nil: nothing is kept
	Go      func(f func()) // runs f, all of it, in a goroutine
	Wake    func()         // called when a read has ended: Start is to be called again
	Changed func()         // called when there is something to publish
}

// Data is what is known, of what is wanted. Its methods are safe for concurrent use and
// wait for nothing; Wake and Changed may be called with its mutex held.
type Data struct {
	reader  Reader
	changed func()
	group   task.Group

	mu            sync.Mutex
	away          bool // nobody looks
	prices        map[fleet.SpotKey]*prices
	spotKeys      []fleet.SpotKey               // of WantSpot
	historyKeys   []fleet.SpotKey               // of WantHistory
	forgot        bool                          // prices were forgotten since the last publication
	reading       map[ecsapi.RegionID]int       // keys that are read now
	readingOfSpot int                           // … for WantSpot
	months        map[ecsapi.RegionID][]float64 // how many rows the last answers have in thirty days
	advice        advice
	stock         stock
	types         instanceTypes
}

// New makes data of which nothing is wanted, and nothing known. It reads with Start.
func New(o Options) *Data {
	d := &Data{
		reader: Reader{o.Client, o.Store}, changed: o.Changed,
		prices: map[fleet.SpotKey]*prices{}, reading: map[ecsapi.RegionID]int{}, months: map[ecsapi.RegionID][]float64{},
		advice: advice{known: map[fleet.SpotKey]advised{}, regions: task.Readings{}},
		stock:  stock{types: map[ecsapi.RegionID]map[string]map[ecsapi.ZoneID]ecsapi.Stock{}, regions: task.Readings{}},
	}
	d.group = task.Group{Mu: &d.mu, Start: o.Go, Wake: o.Wake, Changed: o.Changed}
	return d
}

// Start begins the reads that are due, each until ctx ends, and returns when it wants to
// be called again. Prices are left for later until the regions are listed.
func (d *Data) Start(ctx context.Context, now time.Time, listed bool) time.Time {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.forgetPrices(now)
	pass := d.group.Pass(now)
	if listed {
		d.startPrices(ctx, pass)
	}
	d.startAdvice(ctx, pass)
	d.startStock(ctx, pass)
	return pass.Next
}

// Publish puts what changed since the last call into a snapshot.
func (d *Data) Publish(s *fleet.Snapshot) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.publishPrices(s)
	d.advice.publish(s)
	d.stock.publish(s)
	d.types.publish(s)
}

// Refresh has what could not be read of some regions read now.
func (d *Data) Refresh(now time.Time, among func(ecsapi.RegionID) bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.retryPrices(now, func(key fleet.SpotKey) bool { return among(key.Region) })
	d.advice.regions.Retry(now, among)
	d.stock.regions.Retry(now, among)
	d.types.Retry(now)
}

// SetFocus says whether somebody looks; at the start somebody does.
func (d *Data) SetFocus(now time.Time, focused bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.away = !focused
	cloud := d.reader.Client.Now()
	for _, p := range d.prices {
		if !p.Busy && !p.done.IsZero() {
			p.plan(now, cloud, d.priceWithin(p))
		}
	}
}

// WantSpot replaces the list of prices that are wanted of the last day.
func (d *Data) WantSpot(now time.Time, keys []fleet.SpotKey) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.wantPrices(now, &d.spotKeys, keys, func(p *prices) *bool { return &p.wantSpot })
}

// WantHistory replaces the list of prices that are wanted of the last thirty days.
func (d *Data) WantHistory(now time.Time, keys []fleet.SpotKey) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.wantPrices(now, &d.historyKeys, keys, func(p *prices) *bool { return &p.wantHistory })
}

// RetryPrices reads prices that could not be read now. No keys means all of them.
func (d *Data) RetryPrices(now time.Time, keys []fleet.SpotKey) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.retryPrices(now, func(key fleet.SpotKey) bool { return len(keys) == 0 || slices.Contains(keys, key) })
	d.changed()
}

// WantAdvice replaces the list of types and regions of which advice is wanted.
func (d *Data) WantAdvice(now time.Time, keys []fleet.SpotKey) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.advice.want(now, keys)
}

// WantStock replaces the list of regions of which stock is wanted. The first time all
// instance types are read too.
func (d *Data) WantStock(now time.Time, regions []ecsapi.RegionID) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.stock.want(now, regions)
	if len(regions) > 0 && !d.types.all {
		d.types.Want(now)
	}
}

// locked runs f with the mutex held, which is free again should f panic.
func (d *Data) locked(f func()) {
	d.mu.Lock()
	defer d.mu.Unlock()
	f()
}

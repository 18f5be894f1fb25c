package ecssim

import (
	"cmp"
	"ecsdeck/ecsapi/ecssim/hash"
	"slices"
	"time"
)

// How many instances a storm and a wave hit.
const (
	stormReclaims = 12
	waveExpiries  = 40
)

// victim is an instance a story may hit, and its place in the queue.
type victim struct {
	region *region
	ID     string
	turn   uint64
}

// victims are up to n instances of the regions that fit, in an order that
// follows from the seed and the salt.
func victims(among []*region, now time.Time, n int, salt uint64, fits match) []victim {
	var all []victim
	for _, r := range among {
		r.mu.Lock()
		r.settle(now)
		for _, i := range r.list {
			if fits(i) {
				all = append(all, victim{r, i.ID, hash.Mix(i.hash, salt)})
			}
		}
		r.mu.Unlock()
	}
	slices.SortFunc(all, func(a, b victim) int { return cmp.Compare(a.turn, b.turn) })
	return all[:min(n, len(all))]
}

// hit does something to a victim that still exists.
func (v victim) hit(do func(i *instance)) {
	v.region.mu.Lock()
	defer v.region.mu.Unlock()
	if i := v.region.byID[v.ID]; i != nil {
		do(i)
		v.region.plan(i)
	}
}

// storm takes spot instances back, one in each pace.
func (c *world) storm(among []*region, now time.Time, pace time.Duration) {
	running := func(i *instance) bool {
		return i.spot != noSpot && i.status == running && i.lock == "" && !i.survives
	}
	for n, v := range victims(among, now, stormReclaims, 's', running) {
		v.hit(func(i *instance) { c.reclaim(v.region, i, now.Add(time.Duration(n)*pace)) })
	}
}

// second is the second largest region as a fleet is laid out, which is big
// enough to be missed and not the one that is read first.
func (c *world) second() *region {
	var last *region
	for _, id := range ranking {
		r := c.byID[id]
		if r != nil && last != nil {
			return r
		}
		last = cmp.Or(r, last)
	}
	return last
}

// wave lets prepaid instances that nobody renews expire at the next three midnights of UTC+8.
func (c *world) wave(among []*region, now time.Time) {
	const day = 24 * time.Hour
	midnight := now.Add(8 * time.Hour).Truncate(day).Add(day - 8*time.Hour)
	paid := func(i *instance) bool {
		return i.prepaid && i.lock == "" && i.settles.IsZero() && i.renewal.status != autoRenewal
	}
	for n, v := range victims(among, now, waveExpiries, 'w', paid) {
		v.hit(func(i *instance) { i.expires = midnight.Add(time.Duration(n%3) * day) })
	}
}

// sellOut lets nothing be in stock in a region until a moment.
func (r *region) sellOut(until time.Time) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.short = until
}

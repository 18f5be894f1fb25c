package world

import (
	"cmp"
	"slices"
	"time"

	"ecsdeck/ecsapi/ecssim/hash"
)

// How many instances a storm and a wave hit.
const (
	stormReclaims = 12
	waveExpiries  = 40
)

// victim is an instance a story may hit, and its place in the queue.
type victim struct {
	region *Region
	ID     string
	turn   uint64
}

// victims are up to n instances of the regions that fit, in an order that
// follows from the seed and the salt.
func victims(among []*Region, now time.Time, n int, salt uint64, fits Match) []victim {
	var all []victim
	for _, r := range among {
		r.Lock(now)
		for _, i := range r.List {
			if fits(i) {
				all = append(all, victim{r, i.ID, hash.Mix(i.Hash, salt)})
			}
		}
		r.Unlock()
	}
	slices.SortFunc(all, func(a, b victim) int { return cmp.Compare(a.turn, b.turn) })
	return all[:min(n, len(all))]
}

// hit does something to a victim that still exists.
func (v victim) hit(do func(i *Instance)) {
	v.region.mu.Lock()
	defer v.region.mu.Unlock()
	if i := v.region.ByID[v.ID]; i != nil {
		do(i)
		v.region.Plan(i)
	}
}

// Storm takes spot instances back, one in each pace.
func (c *Cloud) Storm(among []*Region, now time.Time, pace time.Duration) {
	running := func(i *Instance) bool {
		return i.Spot != NoSpot && i.Status == Running && i.Lock == "" && !i.Survives
	}
	for n, v := range victims(among, now, stormReclaims, 's', running) {
		v.hit(func(i *Instance) { v.region.Reclaim(i, now.Add(time.Duration(n)*pace)) })
	}
}

// SecondRegion is the second largest region as a fleet is laid out, which is big
// enough to be missed and not the one that is read first.
func (c *Cloud) SecondRegion() *Region {
	var last *Region
	for _, id := range ranking {
		r := c.ByID[id]
		if r != nil && last != nil {
			return r
		}
		last = cmp.Or(r, last)
	}
	return last
}

// Wave lets prepaid instances that nobody renews expire at the next three midnights of UTC+8.
func (c *Cloud) Wave(among []*Region, now time.Time) {
	const day = 24 * time.Hour
	midnight := now.Add(8 * time.Hour).Truncate(day).Add(day - 8*time.Hour)
	paid := func(i *Instance) bool {
		return i.Prepaid && i.Lock == "" && i.Settles.IsZero() && i.Renewal.Status != AutoRenewal
	}
	for n, v := range victims(among, now, waveExpiries, 'w', paid) {
		v.hit(func(i *Instance) { i.Expires = midnight.Add(time.Duration(n%3) * day) })
	}
}

// SellOut lets nothing be in stock in a region until a moment.
func (r *Region) SellOut(until time.Time) {
	r.mu.Lock()
	defer r.Unlock()
	r.short = until
}

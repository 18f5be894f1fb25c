package ecssim

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Story is something that befalls the simulated fleet, played by POST
// /_sim/scenario {"name":"spot-storm"}.
type Story struct {
	Name   string `json:"name"`   // one of Scenarios
	Region string `json:"region"` // where; "" is everywhere, for brown-out the second largest region
}

// Names of stories.
const (
	SpotStorm     = "spot-storm"     // twelve spot instances are taken back
	BrownOut      = "brown-out"      // for five minutes of wall time a region mostly fails, and is slow
	ExpiryWave    = "expiry-wave"    // forty prepaid instances expire at the next three midnights of UTC+8
	StockShortage = "stock-shortage" // for six virtual hours nothing is in stock
	HostileNames  = "hostile-names"  // one instance in ten gets a name, a description and tags that break programs
)

// Scenarios are the names of the stories there are.
func Scenarios() []string {
	return []string{SpotStorm, BrownOut, ExpiryWave, StockShortage, HostileNames}
}

// Sizes of the stories.
const (
	stormReclaims = 12
	stormPace     = 100 * time.Second // from one to the next, in a story played from the start on
	brownOutLasts = 5 * time.Minute
	waveExpiries  = 40
	shortageLasts = 6 * time.Hour
)

// Play lets a story befall the fleet now; which instances it hits follows from
// the seed. The error names what is accepted. A storm strikes at once; only as
// Config.Scenario it goes on for twenty virtual minutes, to be watched.
func (c *Cloud) Play(s Story) error {
	defer c.changed.Add(1)
	return c.play(s, 0)
}

func (c *Cloud) play(s Story, pace time.Duration) error {
	among := c.regions
	if s.Region != "" {
		r, ok := c.byID[s.Region]
		if !ok {
			return fmt.Errorf("region %.40q is not known", s.Region)
		}
		among = []*region{r}
	}
	now := c.Now()
	switch s.Name {
	case SpotStorm:
		c.storm(among, now, pace)
	case BrownOut:
		if s.Region == "" {
			s.Region = c.second().ID
		}
		return c.Inject(brownOut(s.Region)...)
	case ExpiryWave:
		c.wave(among, now)
	case StockShortage:
		for _, r := range among {
			r.mu.Lock()
			r.short = now.Add(shortageLasts)
			r.mu.Unlock()
		}
	case HostileNames:
		for _, r := range among {
			r.deface(now)
		}
	default:
		return fmt.Errorf("scenario %.40q is not known; accepted are %s", s.Name, strings.Join(Scenarios(), ", "))
	}
	return nil
}

// victim is an instance a story may hit, and its place in the queue.
type victim struct {
	region *region
	id     string
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
				all = append(all, victim{r, i.id, mix(i.hash, salt)})
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
	if i := v.region.byID[v.id]; i != nil {
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

// brownOut is what goes wrong with a region that is barely there.
func brownOut(region string) []Fault {
	return []Fault{
		{Region: region, Kind: FaultJitter, Delay: 4 * time.Second, For: brownOutLasts},
		{Region: region, Kind: FaultHTTP503, P: 0.5, For: brownOutLasts},
		{Region: region, Kind: FaultReset, P: 0.3, For: brownOutLasts},
		{Region: region, Kind: FaultLostAnswer, P: 0.1, For: brownOutLasts},
	}
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

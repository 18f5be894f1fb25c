package ecssim

import (
	"fmt"
	"strings"
	"time"

	"ecsdeck/ecsapi/ecssim/world"
)

// Story is something that befalls the simulated fleet, played by POST
// /_sim/scenario {"name":"spot-storm"}.
type Story struct {
	Name   string `json:"name"`   // one of Scenarios
	Region string `json:"region"` // where; "" is everywhere, for brown-out the second largest region
}

// Names of stories.
const (
	SpotStorm     = "spot-storm"     // twelve spot instances are locked as Recycling, and gone in five minutes
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
	stormPace     = 100 * time.Second // from one to the next, in a story played from the start on
	brownOutLasts = 5 * time.Minute
	shortageLasts = 6 * time.Hour
)

// Play lets a story befall the fleet now; which instances it hits follows from
// the seed. The error names what is accepted. A storm strikes at once; only as
// Config.Scenario it goes on for twenty virtual minutes, to be watched.
func (c *Cloud) Play(s Story) error {
	defer c.world.Changed.Add(1)
	return c.play(s, 0)
}

func (c *Cloud) play(s Story, pace time.Duration) error {
	among := c.world.Regions
	if s.Region != "" {
		r, ok := c.world.ByID[s.Region]
		if !ok {
			return fmt.Errorf("region %.40q is not known", s.Region)
		}
		among = []*world.Region{r}
	}
	now := c.Now()
	switch s.Name {
	case SpotStorm:
		c.world.Storm(among, now, pace)
	case BrownOut:
		if s.Region == "" {
			s.Region = c.world.SecondRegion().ID
		}
		return c.Inject(brownOut(s.Region)...)
	case ExpiryWave:
		c.world.Wave(among, now)
	case StockShortage:
		for _, r := range among {
			r.SellOut(now.Add(shortageLasts))
		}
	case HostileNames:
		for _, r := range among {
			r.Deface(now)
		}
	default:
		return fmt.Errorf("scenario %.40q is not known; accepted are %s", s.Name, strings.Join(Scenarios(), ", "))
	}
	return nil
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

package create

import (
	"context"
	"fmt"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/model/deck"
)

// priceKey names the price of an instance type alone, or with the rest of the order.
type priceKey struct {
	region ecsapi.RegionID
	zone   ecsapi.ZoneID // of spot; others cost the same in all zones
	typ    string
	pay    payment
	period ecsapi.Period // paid ahead
	rest   string        // image, disks and bandwidth; "": the type alone
}

// question asks for a price.
type question struct {
	priceKey
	launch ecsapi.Launch
}

// alone asks what the type costs without disks and bandwidth.
func (k priceKey) alone() question {
	l := ecsapi.Launch{Region: k.region, Zone: k.zone, Type: k.typ, ChargeType: ecsapi.PostPaid}
	switch k.pay {
	case payPrePaid:
		l.ChargeType, l.Period = ecsapi.PrePaid, k.period
	case paySpot:
		l.SpotStrategy = ecsapi.SpotAsPriceGo
	}
	return question{k, l}
}

// whole asks what an instance costs in a place with all that its plan will count. ok is false
// while that is not known, or wrong.
func (c *Form) whole(place int) (q question, ok bool) {
	p, l := &c.order.Places[place], c.order.Launch
	l.Region, l.Zone, l.Image = p.Region, p.Zone, p.Image
	if l.Type == "" || l.Region == "" || l.Image == "" || c.wrong(-1, "system-disk", "data-disk", "bandwidth") != "" {
		return q, false
	}
	k := c.price(place, l.Type)
	k.rest = fmt.Sprint(l.Image, l.System, l.Data, l.BandwidthOut, l.BandwidthTerms)
	return question{k, l}, true
}

// onDemand asks what a place's type costs on demand.
func (c *Form) onDemand(place int) question {
	return priceKey{region: c.draft.places[place].Region, typ: c.draft.typ, pay: payPostPaid}.alone()
}

// priced holds the known prices, and the one request that is under way.
type priced struct {
	known     map[priceKey]quoted
	requested []priceKey // by the request under way; nil: none
	cancel    context.CancelFunc
}

// quoted is a price and when it was read, in cloud time.
type quoted struct {
	fleet.PriceQuote
	at time.Time
}

// pricesAtOnce is how many prices one request reads. With small requests, prices that
// are scrolled out of sight are not read.
const pricesAtOnce = 6

func (c *Form) price(place int, typ string) priceKey {
	return c.priceIn(place, c.zone(place), typ)
}

// priceIn is the key of a type's price in a zone of the place's region.
func (c *Form) priceIn(place int, zone ecsapi.ZoneID, typ string) priceKey {
	k := priceKey{region: c.draft.places[place].Region, typ: typ, pay: c.draft.pay}
	switch c.draft.pay {
	case payPrePaid:
		k.period = c.draft.period
	case paySpot:
		k.zone = zone
	}
	return k
}

// zone is the one a place is in: as chosen, or else its vSwitch's.
func (c *Form) zone(place int) ecsapi.ZoneID {
	p := &c.draft.places[place]
	if p.Zone != "" {
		return p.Zone
	}
	v, _ := c.offer(place).vswitch(p.VSwitch)
	return v.Zone
}

// wanted lists the prices in sight, the most important first.
func (c *Form) wanted() []question {
	var out []question
	// A number is not asked about before it is typed to its end.
	sizing := slices.Contains([]string{"system-disk-size", "data-disk-size", "bandwidth"}, c.focus.Name)
	if c.draft.typ != "" {
		for i, p := range c.draft.places {
			if p.autoZone {
				for _, b := range c.searchZones(i).zones {
					out = append(out, c.priceIn(i, b.zone, c.draft.typ).alone())
				}
			} else if p.Region != "" {
				out = append(out, c.price(i, c.draft.typ).alone())
			}
			if q, ok := c.whole(i); ok && !sizing && !c.searching(i) {
				out = append(out, q)
			}
			if p.Region != "" && c.draft.pay == paySpot && c.draft.limited {
				out = append(out, c.onDemand(i))
			}
		}
	}
	if c.picker != nil && c.picker.Prices {
		for _, it := range c.picker.InSight() {
			out = append(out, c.price(c.place, it.ID).alone())
		}
	}
	return out
}

// askPrices requests the next unknown prices in sight, and cancels a request that none waits for.
func (c *Form) askPrices() tea.Cmd {
	wanted := c.wanted()
	if slices.ContainsFunc(wanted, func(q question) bool { return slices.Contains(c.priced.requested, q.priceKey) }) {
		return nil
	}
	c.dropPrices()
	var keys []priceKey
	var launches []ecsapi.Launch
	for _, q := range wanted {
		if _, known := c.priced.known[q.priceKey]; !known && len(keys) < pricesAtOnce && !slices.Contains(keys, q.priceKey) {
			keys, launches = append(keys, q.priceKey), append(launches, q.launch)
		}
	}
	if len(keys) == 0 {
		return nil
	}
	ctx, cancel := context.WithCancel(c.Ctx)
	c.priced.requested, c.priced.cancel = keys, cancel
	engine := c.Engine
	return deck.Run(func() []fleet.PriceQuote { return engine.Prices(ctx, launches) }, func(quotes []fleet.PriceQuote) tea.Cmd {
		if ctx.Err() != nil {
			return nil
		}
		c.dropPrices()
		for i, k := range keys {
			c.priced.known[k] = quoted{quotes[i], c.Cloud}
		}
		return c.recompute()
	})
}

func (c *Form) dropPrices() {
	if c.priced.cancel != nil {
		c.priced.cancel()
	}
	c.priced.requested, c.priced.cancel = nil, nil
}

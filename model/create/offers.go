package create

import (
	"cmp"
	"context"
	"maps"
	"slices"

	tea "charm.land/bubbletea/v2"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/model/deck"
)

// offering holds the offers of a region for one way of paying, as far as they are read.
type offering struct {
	fleet.Offers
	known  bool // there was an answer
	usage  usage
	cancel context.CancelFunc // ends the request under way; nil: there is none

	// otherPayment: the offers are those for another way of paying, without the parts
	// that depend on it.
	otherPayment bool
}

func (o *offering) loading() bool { return o.cancel != nil }

// complete reports whether the types were read too.
func (o *offering) complete() bool { return o.known && !o.otherPayment }

// usage lists what the account's instances in a region use, the most used first.
type usage struct{ types, images, vswitches, groups, keys []string }

// offer returns the offers of a place, never nil; until they are read, those for another payment.
func (c *Form) offer(place int) *offering {
	q := c.draft.query(place)
	o := c.offers[q]
	if o == nil {
		o = &offering{}
	}
	if o.known {
		return o
	}
	for k, like := range c.offers {
		if k.Region == q.Region && like.known {
			copied := *like
			copied.Types, copied.TypesErr, copied.cancel, copied.otherPayment = nil, nil, o.cancel, true
			return &copied
		}
	}
	return o
}

// read requests the offers of all places that were not requested yet, or of all places
// again, and cancels requests that no place needs any more.
func (c *Form) read(again bool) tea.Cmd {
	wanted := map[fleet.OffersQuery]bool{}
	var cmds []tea.Cmd
	for i, p := range c.draft.places {
		q := c.draft.query(i)
		if p.Region == "" || wanted[q] {
			continue
		}
		wanted[q] = true
		if o := c.offers[q]; o == nil || again || !o.known && !o.loading() {
			cmds = append(cmds, c.loadOffers(q))
		}
	}
	for q, o := range c.offers {
		if !wanted[q] {
			o.abort()
		}
	}
	return tea.Batch(cmds...)
}

func (o *offering) abort() {
	if o.loading() {
		o.cancel()
		o.cancel = nil
	}
}

// loadOffers reads what a region offers and what the account uses there.
func (c *Form) loadOffers(q fleet.OffersQuery) tea.Cmd {
	o := c.offers[q]
	if o == nil {
		o = &offering{}
		c.offers[q] = o
	}
	o.abort()
	ctx, cancel := context.WithCancel(c.Ctx)
	o.cancel = cancel
	engine := c.Engine
	region, _ := c.Snap.Region(q.Region)
	return deck.Run(func() offering {
		read := offering{Offers: *engine.Offers(ctx, q), known: true}
		if region != nil {
			read.usage = usageOf(region.Instances)
		}
		return read
	}, func(read offering) tea.Cmd {
		if ctx.Err() != nil {
			return nil
		}
		cancel()
		// What was read before and failed now is kept: an error removes nothing from the form.
		keep(&read.Types, o.Types, read.TypesErr)
		keep(&read.Images, o.Images, read.ImagesErr)
		keep(&read.VSwitches, o.VSwitches, read.VSwitchesErr)
		keep(&read.SecurityGroups, o.SecurityGroups, read.SecurityGroupsErr)
		keep(&read.KeyPairs, o.KeyPairs, read.KeyPairsErr)
		*o = read
		return c.recompute()
	})
}

func keep[T any](read *[]T, before []T, err *ecsapi.Error) {
	if err != nil && len(*read) == 0 {
		*read = before
	}
}

func usageOf(all []*ecsapi.Instance) usage {
	types, images, vswitches, groups, keys := count{}, count{}, count{}, count{}, count{}
	for _, i := range all {
		types.add(i.Type)
		images.add(i.Image)
		vswitches.add(i.VSwitch)
		keys.add(i.KeyPair)
		for _, g := range i.SecurityGroups {
			groups.add(g)
		}
	}
	return usage{types.most(), images.most(), vswitches.most(), groups.most(), keys.most()}
}

type count map[string]int

func (c count) add(s string) {
	if s != "" {
		c[s]++
	}
}

// most lists what was counted, the most first.
func (c count) most() []string {
	return slices.SortedFunc(maps.Keys(c), func(a, b string) int { return cmp.Or(cmp.Compare(c[b], c[a]), cmp.Compare(a, b)) })
}

func (o *offering) instanceType(id string) (fleet.TypeOffer, bool) {
	return find(o.Types, func(t fleet.TypeOffer) bool { return t.ID == id })
}

func (o *offering) image(id string) (ecsapi.Image, bool) {
	return find(o.Images, func(i ecsapi.Image) bool { return i.ID == id })
}

func (o *offering) vswitch(id string) (ecsapi.VSwitch, bool) {
	return find(o.VSwitches, func(v ecsapi.VSwitch) bool { return v.ID == id })
}

func (o *offering) group(id string) (ecsapi.SecurityGroup, bool) {
	return find(o.SecurityGroups, func(g ecsapi.SecurityGroup) bool { return g.ID == id })
}

func find[T any](all []T, ok func(T) bool) (found T, _ bool) {
	if i := slices.IndexFunc(all, ok); i >= 0 {
		return all[i], true
	}
	return found, false
}

package create

import (
	"cmp"
	"context"
	"slices"

	tea "charm.land/bubbletea/v2"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
)

// offering holds the offers of a region for one way of paying, as far as they are read.
type offering struct {
	*fleet.Offers // nil before the first answer
	usage         usage
	gen           int // of the newest question
	loading       bool
	cancel        context.CancelFunc

	// otherPayment: the offers are those for another way of paying, without the parts
	// that depend on it.
	otherPayment bool
}

// usage lists the types, images and so on of the account's instances in a region, the
// most used first.
type usage struct{ types, images, vswitches, groups, keys []string }

// offersMsg carries what a region offers to the form that asked.
type offersMsg struct {
	form   *Form
	query  fleet.OffersQuery
	gen    int
	offers *fleet.Offers
	usage  usage
}

func (m offersMsg) Deliver() tea.Cmd { return m.form.onOffers(m) }

// offer returns the offers of a place, never nil. Until they are read, it returns those
// for another way of paying.
func (c *Form) offer(place int) *offering {
	q := c.draft.query(place)
	o := c.offers[q]
	if o == nil {
		o = &offering{}
	}
	if o.Offers != nil {
		return o
	}
	for k, like := range c.offers {
		if k.Region == q.Region && like.Offers != nil {
			copied := *like.Offers
			copied.Types, copied.TypesErr = nil, nil
			return &offering{Offers: &copied, usage: like.usage, loading: o.loading, otherPayment: true}
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
		if o := c.offers[q]; o == nil || again || o.Offers == nil && !o.loading {
			cmds = append(cmds, c.loadOffers(q))
		}
	}
	for q, o := range c.offers {
		if o.loading && !wanted[q] {
			o.abort()
		}
	}
	return tea.Batch(cmds...)
}

func (o *offering) abort() {
	if o.cancel != nil {
		o.cancel()
	}
	o.gen++
	o.loading, o.cancel = false, nil
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
	o.loading, o.cancel = true, cancel
	gen, engine := o.gen, c.Engine
	region, _ := c.Snap.Region(q.Region)
	return func() tea.Msg {
		m := offersMsg{form: c, query: q, gen: gen, offers: engine.Offers(ctx, q)}
		if region != nil {
			m.usage = usageOf(region.Instances)
		}
		return m
	}
}

func (c *Form) onOffers(m offersMsg) tea.Cmd {
	o := c.offers[m.query]
	if o == nil || o.gen != m.gen {
		return nil
	}
	o.cancel()
	if o.Offers != nil {
		keepPrevious(m.offers, o.Offers)
	}
	o.Offers, o.usage, o.loading, o.cancel = m.offers, m.usage, false, nil
	return c.settle()
}

// keepPrevious keeps the parts that were read before and failed now: an error removes
// nothing from the form.
func keepPrevious(now, before *fleet.Offers) {
	if now.TypesErr != nil && len(now.Types) == 0 {
		now.Types = before.Types
	}
	if now.ImagesErr != nil && len(now.Images) == 0 {
		now.Images = before.Images
	}
	if now.VSwitchesErr != nil && len(now.VSwitches) == 0 {
		now.VSwitches = before.VSwitches
	}
	if now.SecurityGroupsErr != nil && len(now.SecurityGroups) == 0 {
		now.SecurityGroups = before.SecurityGroups
	}
	if now.KeyPairsErr != nil && len(now.KeyPairs) == 0 {
		now.KeyPairs = before.KeyPairs
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
	out := make([]string, 0, len(c))
	for s := range c {
		out = append(out, s)
	}
	slices.SortFunc(out, func(a, b string) int { return cmp.Or(cmp.Compare(c[b], c[a]), cmp.Compare(a, b)) })
	return out
}

func (o *offering) instanceType(id string) (fleet.TypeOffer, bool) {
	if o.Offers == nil {
		return fleet.TypeOffer{}, false
	}
	return find(o.Types, func(t fleet.TypeOffer) bool { return t.ID == id })
}

func (o *offering) image(id string) (ecsapi.Image, bool) {
	if o.Offers == nil {
		return ecsapi.Image{}, false
	}
	return find(o.Images, func(i ecsapi.Image) bool { return i.ID == id })
}

func (o *offering) vswitch(id string) (ecsapi.VSwitch, bool) {
	if o.Offers == nil {
		return ecsapi.VSwitch{}, false
	}
	return find(o.VSwitches, func(v ecsapi.VSwitch) bool { return v.ID == id })
}

func (o *offering) group(id string) (ecsapi.SecurityGroup, bool) {
	if o.Offers == nil {
		return ecsapi.SecurityGroup{}, false
	}
	return find(o.SecurityGroups, func(g ecsapi.SecurityGroup) bool { return g.ID == id })
}

func find[T any](all []T, ok func(T) bool) (T, bool) {
	if i := slices.IndexFunc(all, ok); i >= 0 {
		return all[i], true
	}
	var none T
	return none, false
}

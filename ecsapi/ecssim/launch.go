package ecssim

import (
	"ecsdeck/ecsapi/ecssim/hash"
	"ecsdeck/ecsapi/ecssim/rpc"
	"math/rand/v2"
	"time"
)

// runReply is the answer of RunInstances.
type runReply struct {
	rpc.Reply
	InstanceIdSets struct{ InstanceIdSet []string }
	OrderId        string `json:",omitempty"`
	TradePrice     float64
}

// createReply is the answer of CreateInstance.
type createReply struct {
	rpc.Reply
	InstanceId string
	OrderId    string `json:",omitempty"`
	TradePrice float64
}

// runInstances creates instances and starts them.
func runInstances(c *world, call *call) (rpc.Answer, error) {
	return c.once(call, func() (rpc.Answer, error) {
		r, order, err := readPurchase(c, call)
		if err != nil {
			return nil, err
		}
		if err := order.readAmount(call.Params); err != nil {
			return nil, err
		}
		made, cost, id, err := buy(c, call, r, order)
		if err != nil {
			return nil, err
		}
		out := &runReply{OrderId: id, TradePrice: cost}
		for _, i := range made {
			out.InstanceIdSets.InstanceIdSet = append(out.InstanceIdSets.InstanceIdSet, i.ID)
		}
		return out, nil
	})
}

// createInstance creates one instance, which is neither started nor given a
// public address.
func createInstance(c *world, call *call) (rpc.Answer, error) {
	return c.once(call, func() (rpc.Answer, error) {
		r, order, err := readPurchase(c, call)
		if err != nil {
			return nil, err
		}
		if order.template.spot != noSpot && call.Params["ZoneId"] == "" {
			return nil, errSpotZone
		}
		order.template.bare = true
		made, cost, id, err := buy(c, call, r, order)
		if err != nil {
			return nil, err
		}
		return &createReply{InstanceId: made[0].ID, OrderId: id, TradePrice: cost}, nil
	})
}

// readAmount reads how many instances are wanted, and how few are accepted.
func (o *purchase) readAmount(p rpc.Params) error {
	var err error
	if o.amount, err = p.Number("Amount", 1); err != nil || o.amount < 1 || o.amount > maxBatch {
		return errAmount
	}
	if o.least, err = p.Number("MinAmount", o.amount); err != nil || o.least < 1 || o.least > o.amount {
		return errMinAmount
	}
	return nil
}

// buy makes what was ordered, or as much of it as there is: it is held against
// the quota, the stock, the market price, the creations of the minute and the
// balance, in that order. cost
// is what an hour or, of a subscription, the whole period costs for all of them.
func buy(c *world, call *call, r *region, o *purchase) (made []*instance, cost float64, orderID string, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.settle(call.now)
	t := &o.template
	if err := withinQuota(r, o); err != nil {
		return nil, 0, "", err
	}
	n := min(o.amount, c.stock(r, t.cell(), call.now))
	if n < o.least {
		return nil, 0, "", errNoStock
	}
	t.created = call.now.Truncate(time.Second)
	if t.spot == spotPriceLimit && t.spotLimit < c.spotPrice(r, t).At(call.now.Unix()) {
		return nil, 0, "", errSpotLow
	}
	if t.prepaid {
		t.expires = o.period.First(call.now)
		t.schedule(call.now)
	}
	if !call.DryRun() {
		if err := c.made.Take("", "", n, time.Now()); err != nil {
			return nil, 0, "", err
		}
	}
	cost = purchasePrice(c, call, r, o, n)
	if err := pay(c, call, o, cost); err != nil {
		return nil, 0, "", err
	}
	if call.DryRun() {
		return nil, 0, "", rpc.ErrDryRun
	}
	if t.prepaid {
		orderID = c.orderID()
	}
	for k := range n {
		made = append(made, launch(c, r, o, k, call.now))
	}
	return made, cost, orderID, nil
}

// launch makes the k-th instance of a purchase. The caller holds the lock.
func launch(c *world, r *region, o *purchase, k int, now time.Time) *instance {
	i := &instance{}
	*i = o.template
	for i.ID == "" || r.byID[i.ID] != nil { // a fleet that was given may come from here
		rng := rand.New(rand.NewPCG(hash.Mix(c.seed, hash.Of(r.ID)), hash.Mix('m', uint64(r.made))))
		r.made++
		i.ID = "i-" + prefixOf(r.ID) + letters(rng, 17)
	}
	i.hash = hash.Mix(c.seed, hash.Of(i.ID))
	i.slot = -1
	if i.name = o.names.name(k); i.name == "" {
		i.name = i.ID
	}
	i.host = o.hosts.name(k)
	i.privateIP = i.place.take()
	if i.bandwidth > 0 && !i.bare {
		i.publicIP = r.publicAddr()
	}
	i.status, i.hidden = pending, true
	i.listed, i.due = now.Add(i.span(1, 3)), now.Add(i.span(4, 9))
	if i.spot != noSpot {
		i.watch = i.created.Add(max(time.Duration(i.spotHours)*time.Hour, checkEvery))
	}
	r.byID[i.ID] = i
	r.fresh = append(r.fresh, i)
	r.plan(i)
	return i
}

// withinQuota refuses what would exceed the quota. The caller holds the lock.
func withinQuota(r *region, o *purchase) error {
	if o.template.prepaid {
		return nil
	}
	used := r.usage()
	switch {
	case used.instances+o.amount > r.quota.instances:
		return errInstanceQuota
	case used.cpus+o.amount*o.template.Type.CPU > r.quota.cpus:
		return errCPUQuota
	}
	return nil
}

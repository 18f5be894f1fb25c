package compute

import (
	"cmp"
	"errors"
	"math/rand/v2"
	"time"

	"ecsdeck/ecsapi/ecssim/hash"
	"ecsdeck/ecsapi/ecssim/market"
	"ecsdeck/ecsapi/ecssim/rpc"
	"ecsdeck/ecsapi/ecssim/world"
)

// RunReply is the answer of RunInstances.
type RunReply struct {
	rpc.Reply
	InstanceIdSets struct{ InstanceIdSet []string }
	OrderId        string `json:",omitempty"`
	TradePrice     float64
}

// CreateReply is the answer of CreateInstance.
type CreateReply struct {
	rpc.Reply
	InstanceId string
	OrderId    string `json:",omitempty"`
	TradePrice float64
}

// refusesPurchase are the errors of both ways to create instances.
const refusesPurchase = `
	MissingParameter InvalidParameter InvalidParameter.Mismatch UnsupportedParameter InvalidImageId.NotFound
	ImageNotSupportInstanceType InvalidInstanceType.ValueNotSupported ResourceNotAvailable InvalidVSwitchId.NotFound
	InvalidZoneId.NotFound InvalidSecurityGroupId.NotFound InvalidKeyPairName.NotFound
	InvalidLaunchTemplate.NotFound InvalidInstanceChargeType.NotFound InvalidInstanceName.Malformed
	InvalidHostName.Malformed InvalidParams.InstanceNameExceed InvalidParams.HostnameExceed
	InvalidDescription.Malformed InvalidPassword.Malformed InvalidUserData.SizeExceeded
	InvalidUserData.Base64FormatInvalid InvalidDiskCategory.NotSupported InvalidTagKey.Malformed
	InvalidTagValue.Malformed InvalidTagCount Duplicate.TagKey InvalidPeriod InvalidAutoReleaseTime.Malformed
	InvalidChargeType.ValueNotSupported InvalidPayMethod InvalidSpotStrategy InvalidSpotPrepaid InvalidSpotPriceLimit
	InvalidSpotPriceLimit.LowerThanPublicPrice InvalidSpotDuration
	InvalidSpotInterruptionBehavior.LocalDiskNotSupport QuotaExceed.AfterpayInstance QuotaExceed.ElasticQuota
	Account.Arrearage QuotaExceeded.PrivateIpAddress TagKey.Duplication InsufficientBalance InvalidAccountStatus.NotEnoughBalance OperationDenied.NoStock
	IdempotentParameterMismatch DryRunOperation `

var _ = Actions.Add("RunInstances", runInstances, refusesPurchase+"InvalidParam.Amount InvalidMinAmount.Malformed").Keeps(&RunReply{})

// runInstances creates instances and starts them.
func runInstances(c *world.Cloud, call *world.Call) (rpc.Answer, error) {
	return c.Once(call, func() (rpc.Answer, error) {
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
		out := &RunReply{OrderId: id, TradePrice: cost}
		for _, i := range made {
			out.InstanceIdSets.InstanceIdSet = append(out.InstanceIdSets.InstanceIdSet, i.ID)
		}
		return out, nil
	})
}

var _ = Actions.Add("CreateInstance", createInstance, refusesPurchase+"InvalidSpotParam.EmptyZoneID").Keeps(&CreateReply{})

// createInstance creates one instance, which is neither started nor given a public address.
func createInstance(c *world.Cloud, call *world.Call) (rpc.Answer, error) {
	return c.Once(call, func() (rpc.Answer, error) {
		r, order, err := readPurchase(c, call)
		if err != nil {
			return nil, err
		}
		if order.template.Spot != world.NoSpot && call.Params["ZoneId"] == "" {
			return nil, errSpotZone
		}
		order.template.Bare = true
		made, cost, id, err := buy(c, call, r, order)
		if err != nil {
			return nil, err
		}
		return &CreateReply{InstanceId: made[0].ID, OrderId: id, TradePrice: cost}, nil
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

// buy makes what was ordered, or as much of it as there is: it is held against the quota, the
// stock, the free addresses, the market price, the creations of the minute and the balance, in that order. cost is what
// an hour or, of a subscription, the whole period costs for all of them.
func buy(c *world.Cloud, call *world.Call, r *world.Region, o *purchase) (made []*world.Instance, cost float64, orderID string, err error) {
	r.Lock(call.Now)
	defer r.Unlock()
	t := &o.template
	if err := withinQuota(r, o); err != nil {
		return nil, 0, "", err
	}
	n := min(o.amount, r.Stock(t.Cell(), call.Now))
	if n < o.least {
		return nil, 0, "", errNoStock
	}
	if n = min(n, t.Place.Free()); n < o.least {
		return nil, 0, "", errAddresses
	}
	t.Created = call.Now.Truncate(time.Second)
	if t.Spot == world.SpotPriceLimit && t.SpotLimit < r.SpotPrice(t).At(call.Now.Unix()) {
		return nil, 0, "", errSpotLow
	}
	if t.Prepaid {
		t.Expires = o.period.First(call.Now)
		t.Schedule(call.Now)
	}
	if !call.DryRun() {
		if err := c.Made.Take("", "", n, time.Now()); err != nil {
			return nil, 0, "", err
		}
	}
	cost = purchasePrice(call, r, o, n)
	if err := pay(c, call, o, cost); err != nil {
		return nil, 0, "", err
	}
	if t.Prepaid {
		orderID = c.OrderID()
	}
	for k := range n {
		made = append(made, launch(r, o, k, call.Now))
	}
	return made, cost, orderID, nil
}

// launch makes the k-th instance of a purchase. The caller holds the lock.
func launch(r *world.Region, o *purchase, k int, now time.Time) *world.Instance {
	i := &world.Instance{}
	*i = o.template
	for i.ID == "" || r.ByID[i.ID] != nil { // a fleet that was given may come from here
		rng := rand.New(rand.NewPCG(hash.Mix(r.Cloud.Seed, hash.Of(r.ID)), hash.Mix('m', uint64(r.Made))))
		r.Made++
		i.ID = "i-" + world.PrefixOf(r.ID) + world.Letters(rng, 17)
	}
	i.Hash = hash.Mix(r.Cloud.Seed, hash.Of(i.ID))
	i.Slot = -1
	i.Name, i.Host = cmp.Or(o.names.name(k), i.ID), o.hosts.name(k)
	i.PrivateIP = i.Place.Take()
	if i.Bandwidth > 0 && !i.Bare {
		i.PublicIP = r.PublicAddr()
	}
	i.Status, i.Hidden = world.Pending, true
	i.Listed, i.Due = now.Add(i.Span(1, 3)), now.Add(i.Span(4, 9))
	if i.Spot != world.NoSpot {
		i.Watch = i.Created.Add(max(time.Duration(i.SpotHours)*time.Hour, world.CheckEvery))
	}
	r.ByID[i.ID] = i
	r.Fresh = append(r.Fresh, i)
	r.Plan(i)
	return i
}

// withinQuota refuses what would exceed the quota. The caller holds the lock.
func withinQuota(r *world.Region, o *purchase) error {
	if o.template.Prepaid {
		return nil
	}
	used := r.Usage()
	switch {
	case used.Instances+o.amount > r.Quota.Instances:
		return errInstanceQuota
	case used.CpusOf(o.template.Spot != world.NoSpot)+o.amount*o.template.Type.CPU > r.Quota.Cpus:
		return errCPUQuota
	}
	return nil
}

// purchasePrice is what n instances of a purchase cost, an hour or for the period of a
// subscription. The caller holds the lock of the region.
func purchasePrice(call *world.Call, r *world.Region, o *purchase, n int) float64 {
	i := &o.template
	b := i.Basket(r)
	if i.Spot != world.NoSpot {
		market := r.SpotPrice(i)
		b.Spot, b.SpotAt = &market, call.Now
	}
	_, cost := market.Total(b.Quote(market.Term{Period: o.period}), n)
	return cost
}

// pay takes what a subscription costs from the balance; to pay by the hour needs
// only that there is one. A dry run comes to its end here, and takes nothing.
func pay(c *world.Cloud, call *world.Call, o *purchase, cost float64) error {
	if !o.template.Prepaid {
		cost = world.StartBalance
	}
	err := c.Affords(cost)
	switch {
	case errors.Is(err, world.ErrBalance) && !o.template.Prepaid:
		return errStartBalance
	case err != nil:
		return err
	case call.DryRun():
		return rpc.ErrDryRun
	case !o.template.Prepaid:
		return nil
	}
	return c.Charge(cost)
}

package compute

import (
	"errors"
	"strconv"
	"time"

	"ecsdeck/ecsapi/ecssim/hash"
	"ecsdeck/ecsapi/ecssim/market"
	"ecsdeck/ecsapi/ecssim/rpc"
	"ecsdeck/ecsapi/ecssim/world"
)

// farthestExpiry is how many years ahead a subscription may end.
const farthestExpiry = 5

// RenewReply is the answer of RenewInstance.
type RenewReply struct {
	rpc.Reply
	OrderId string
}

var _ = Actions.Add("RenewInstance", renewInstance, `
	InvalidInstanceId.NotFound ChargeTypeViolation IncorrectInstanceStatus InstanceLockedForSecurity InvalidPeriod
	InvalidPeriod.ExceededMaximumExpirationDate LastOrderProcessing InsufficientBalance IdempotenceParamNotMatch
`).Keeps(&RenewReply{})

// renewInstance prolongs a subscription. It is paid at once; the new expiry is
// seen some seconds later.
func renewInstance(c *world.Cloud, call *world.Call) (rpc.Answer, error) {
	ask, err := readRenewal(call.Params, "PeriodUnit", true)
	if err != nil {
		return nil, err
	}
	answer, err := c.Once(call, func() (rpc.Answer, error) {
		out := &RenewReply{}
		return out, c.Change(call, world.ErrInstance, func(r *world.Region, i *world.Instance) error {
			if err := cannotRenew(i, call.Now); err != nil {
				return err
			}
			t, until := ask.of(i)
			if until.After(call.Now.AddDate(farthestExpiry, 0, 1)) {
				return errFarExpiry
			}
			_, cost := market.Total(i.Basket(r).Quote(t), 1)
			if c.Charge(cost) != nil {
				return errRenewBalance
			}
			i.Extend(until, call.Now)
			r.Plan(i)
			out.OrderId = c.OrderID()
			return nil
		})
	})
	if errors.Is(err, rpc.ErrTokenMismatch) {
		err = errRenewToken
	}
	return answer, err
}

var errRenewToken = rpc.NewError(400, "IdempotenceParamNotMatch",
	"Request uses a client token in a previous request but is not identical to that request.")

// cannotRenew says why an instance can't be renewed, or nil.
func cannotRenew(i *world.Instance, now time.Time) error {
	switch {
	case !i.Prepaid:
		return errChargeType
	case i.Lock == world.LockSecurity:
		return errInstanceLocked
	case !i.Settles.IsZero():
		return errLastOrder
	case i.Status != world.Running && i.Status != world.Stopped, recycled(i, now):
		return errInstanceStatus
	}
	return nil
}

// recycled is whether the machine of an expired instance was taken back before
// its last day, as happens to one in four.
func recycled(i *world.Instance, now time.Time) bool {
	h := hash.Mix(i.Hash, 'r')
	kept := time.Duration(1+h/4%14) * 24 * time.Hour
	return i.Lock == world.LockFinancial && h%4 == 0 && !now.Before(i.Expires.Add(kept))
}

// renewalAsk is for how long a call wants to renew: a period, or up to a day of the month.
type renewalAsk struct {
	market.Period
	day int
}

// readRenewal reads Period and its unit, or ExpectedRenewDay. Without either a
// renewal is refused and a price is that of a month.
func readRenewal(p rpc.Params, unitName string, required bool) (ask renewalAsk, err error) {
	if s := p["ExpectedRenewDay"]; s != "" {
		ask.day, err = strconv.Atoi(s)
		switch {
		case err != nil, ask.day < 1, ask.day > 28:
			return ask, rpc.BadParameter("ExpectedRenewDay")
		case p["Period"] != "":
			return ask, rpc.BadParameter("Period") // one or the other
		}
		return ask, nil
	}
	if p["Period"] == "" {
		if required {
			return ask, rpc.Missing("Period")
		}
		return renewalAsk{Period: market.Period{Months: 1}}, nil
	}
	n, err := strconv.Atoi(p["Period"])
	if err != nil {
		return ask, errPeriod
	}
	unit := p[unitName]
	if unit == "Year" && n >= 1 && n <= 5 {
		n, unit = 12*n, "Month"
	}
	var ok bool
	if ask.Period, ok = market.NewPeriod(n, unit); !ok {
		return ask, errPeriod
	}
	return ask, nil
}

// of is what an instance pays for, and until when it is then paid. It counts
// from the old expiry, also when that is past.
func (a renewalAsk) of(i *world.Instance) (market.Term, time.Time) {
	if a.day == 0 {
		return market.Term{Period: a.Period}, a.From(i.Expires)
	}
	// The last day is the one before the midnight of the expiry.
	until := i.Expires.In(market.Beijing).AddDate(0, 0, 1)
	for until.AddDate(0, 0, -1).Day() != a.day {
		until = until.AddDate(0, 0, 1)
	}
	return market.Term{Days: int(until.Sub(i.Expires) / (24 * time.Hour))}, until.UTC()
}

package engine

import (
	"context"
	"strconv"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
)

// renew prolongs subscriptions and pays for it.
type renew struct {
	period ecsapi.Period
	keyed  bool // under a key: the cloud may answer with an order of before
}

func (renew) Traits() Traits { return Traits{API: ecsapi.RenewInstance, MaxPerCall: 1, Token: true} }

func (d renew) Validate(time.Time) *ecsapi.Error {
	return invalidOptions(ecsapi.RenewInstance, CheckRenewal(d.period))
}

// CheckRenewal says why a subscription can't be renewed for the period by hand,
// or nil. Its text is English and a key of the message catalogue.
func CheckRenewal(p ecsapi.Period) error {
	if p.Unit != ecsapi.Year && purchasable(p) || p.Unit == ecsapi.Year && between(p.N, 1, 5) {
		return nil
	}
	return optionError("renewed is for 1 to 4 weeks, 1 to 9 months, or 12, 24, 36, 48 or 60 months")
}

func (renew) SkipReason(in *ecsapi.Instance, _ time.Time) fleet.Reason {
	if in.ChargeType != ecsapi.PrePaid {
		return fleet.NotPrepaid
	}
	if why := lockReason(in); why != "" && why != fleet.LockedFinancial {
		return why
	}
	return unsteady(in)
}

// In weeks or months, for the API by hand knows no years.
func (d renew) Params(items []*item) []Param {
	n, unit := d.period.N, d.period.Unit
	if unit == ecsapi.Year {
		n, unit = 12*n, ecsapi.Month
	}
	return []Param{{"InstanceId", string(items[0].ID)}, {"Period", strconv.Itoa(n)}, {"PeriodUnit", string(unit)}}
}

func (d renew) Send(ctx context.Context, c *ecsapi.Client, k *Call) ([]Answer, error) {
	order, o, err := c.Renew(ctx, k.Region, k.only(), d.period, k.Token)
	return []Answer{{Outcome: o, OrderID: order}}, err
}

// A later expiry may be somebody else's renewal: only the answer tells, and the
// token makes asking again safe.
func (renew) TookEffect(*item, *ecsapi.Instance) bool { return false }

// patience: the new expiry shows some ten seconds late.
func (renew) Timeout() time.Duration { return 2 * time.Minute }

func (d renew) Evaluate(it *item, in *ecsapi.Instance, late bool) Verdict {
	switch {
	case in == nil:
		return notListed
	case in.Expires.After(later(it.OldExpiry, it.others)):
		it.NewExpiry = in.Expires
		return reached
	case late && it.cause == nil && d.keyed:
		it.NewExpiry = in.Expires
		return Verdict{Reason: NoSign, Outcome: fleet.Done, Message: "the cloud answered with the order of an earlier call under this key: the expiry does not move again"}
	case late && it.cause != nil:
		return Verdict{Reason: NoSign, Outcome: fleet.Unknown}
	case late:
		return Verdict{Reason: NoSign, Outcome: fleet.TimedOut, Kind: ecsapi.KindState, Message: "accepted, but the new expiry does not show"}
	}
	return Verdict{}
}

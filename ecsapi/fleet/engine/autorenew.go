package engine

import (
	"context"
	"strconv"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
)

// autoRenew sets what happens to subscriptions when they end.
type autoRenew struct {
	setting
	want ecsapi.AutoRenewal
}

func newAutoRenew(o fleet.ActionOptions) autoRenew {
	d := autoRenew{want: ecsapi.AutoRenewal{On: o.On, Never: o.Never && !o.On}}
	if o.On {
		if d.want.Period = o.Period; o.Period == (ecsapi.Period{}) {
			d.want.Period = ecsapi.Period{N: 1, Unit: ecsapi.Month}
		}
	}
	d.shows = func(*item, *ecsapi.Instance) bool { return false } // what was read tells, see overseen
	return d
}

func (autoRenew) Traits() Traits {
	return Traits{API: ecsapi.ModifyInstanceAutoRenewAttribute, MaxPerCall: ecsapi.MaxBatch, AllOrNone: true}
}

func (d autoRenew) Validate(time.Time) *ecsapi.Error {
	if !d.want.On {
		return nil
	}
	return invalidOptions(ecsapi.ModifyInstanceAutoRenewAttribute, CheckAutoRenewal(d.want.Period))
}

// CheckAutoRenewal says why subscriptions can't renew themselves for the
// period, or nil. Its text is English and a key of the message catalogue.
func CheckAutoRenewal(p ecsapi.Period) error {
	ok := false
	switch p.Unit {
	case ecsapi.Week:
		ok = between(p.N, 1, 4)
	case ecsapi.Month:
		ok = p.N == 1 || p.N == 2 || p.N == 3 || p.N == 6 || between(p.N, 12, 60) && p.N%12 == 0
	case ecsapi.Year:
		ok = between(p.N, 1, 5)
	}
	if ok {
		return nil
	}
	return optionError("renewed by itself is for 1 to 4 weeks, for 1, 2, 3, 6, 12, 24, 36, 48 or 60 months, or for 1 to 5 years")
}

func (d autoRenew) SkipReason(in *ecsapi.Instance, now time.Time) fleet.Reason {
	switch {
	case in.ChargeType != ecsapi.PrePaid:
		return fleet.NotPrepaid
	case in.Status == ecsapi.Pending:
		return fleet.IsChanging
	case d.want.On && !in.Expires.IsZero() && !now.Before(in.Expires):
		return fleet.HasExpired
	}
	return ""
}

func (d autoRenew) Params(items []*item) []Param {
	list := []Param{{"InstanceId", commaIDs(items)}}
	switch {
	case d.want.Never:
		return append(list, Param{"RenewalStatus", "NotRenewal"})
	case !d.want.On:
		return append(list, Param{"RenewalStatus", "Normal"})
	}
	p := d.want.Period
	return append(list, Param{"RenewalStatus", "AutoRenewal"}, Param{"Duration", strconv.Itoa(p.N)}, Param{"PeriodUnit", string(p.Unit)})
}

func (d autoRenew) Send(ctx context.Context, c *ecsapi.Client, k *Call) ([]Answer, error) {
	list, err := c.SetAutoRenewal(ctx, k.Region, k.IDs(), d.want)
	return answers(list), err
}

// overseen reads the settings, which DescribeInstances doesn't tell.
func (d autoRenew) Refine(ctx context.Context, e *Engine, id ecsapi.RegionID, items []*item) (Completion, error) {
	read, err := e.readAutoRenewals(ctx, id, idsOf(items))
	d.shows = func(it *item, _ *ecsapi.Instance) bool {
		got, ok := read[it.ID]
		return ok && got.On == d.want.On && got.Never == d.want.Never && sameLength(got.Period, d.want.Period)
	}
	return d, err
}

// sameLength reports whether two periods are as long: a year is twelve months.
func sameLength(a, b ecsapi.Period) bool {
	inMonths := func(p ecsapi.Period) ecsapi.Period {
		if p.Unit == ecsapi.Year {
			return ecsapi.Period{N: 12 * p.N, Unit: ecsapi.Month}
		}
		return p
	}
	return inMonths(a) == inMonths(b)
}

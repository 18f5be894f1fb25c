package op

import (
	"context"
	"slices"
	"strconv"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/message"
)

var autoRenewSpec = Spec{
	Action:  fleet.ActionAutoRenew,
	Options: []string{"on", "never", "period"},
	Periods: AutoRenewalPeriods,
	APIs:    []string{ecsapi.ModifyInstanceAutoRenewAttribute},
	New:     func(o fleet.ActionOptions) Operation { return newAutoRenew(o) },
	Sample: func(time.Time) fleet.ActionOptions {
		return fleet.ActionOptions{On: true, Period: ecsapi.Period{N: 1, Unit: ecsapi.Month}}
	},
	Undoes:     off,
	After:      func(o fleet.ActionOptions, _ int) string { return newAutoRenew(o).want.String() },
	AutoRenews: true,
}

// autoRenew sets what happens to subscriptions when they end.
type autoRenew struct {
	setting
	want ecsapi.AutoRenewal
}

func newAutoRenew(options fleet.ActionOptions) autoRenew {
	o := autoRenew{want: ecsapi.AutoRenewal{On: options.On, Never: options.Never && !options.On}}
	if options.On {
		if o.want.Period = options.Period; options.Period == (ecsapi.Period{}) {
			o.want.Period = ecsapi.Period{N: 1, Unit: ecsapi.Month}
		}
	}
	o.shows = func(*Target, *ecsapi.Instance) bool { return false } // what was read tells, see Refine
	return o
}

func (autoRenew) Traits() Traits {
	return Traits{API: ecsapi.ModifyInstanceAutoRenewAttribute, MaxPerCall: ecsapi.MaxBatch, AllOrNone: true}
}

func (o autoRenew) Validate(time.Time) *ecsapi.Error {
	if !o.want.On {
		return nil
	}
	return invalidOptions(ecsapi.ModifyInstanceAutoRenewAttribute, CheckAutoRenewal(o.want.Period))
}

// CheckAutoRenewal says why subscriptions can't renew themselves for the
// period, or nil. Its text is English and a key of the message catalogue.
func CheckAutoRenewal(p ecsapi.Period) error {
	if slices.Contains(AutoRenewalPeriods, p) {
		return nil
	}
	return message.Errorf("renewed by itself is for 1 to 4 weeks, for 1, 2, 3, 6, 12, 24, 36, 48 or 60 months, or for 1 to 5 years")
}

func (o autoRenew) SkipReason(in *ecsapi.Instance, now time.Time) fleet.Reason {
	switch {
	case in.ChargeType != ecsapi.PrePaid:
		return fleet.NotPrepaid
	case in.Status == ecsapi.Pending:
		return fleet.IsChanging
	case o.want.On && !in.Expires.IsZero() && !now.Before(in.Expires):
		return fleet.HasExpired
	}
	return ""
}

func (o autoRenew) Params(items []*Target) []Param {
	list := []Param{{"InstanceId", commaIDs(items)}}
	switch {
	case o.want.Never:
		return append(list, Param{"RenewalStatus", "NotRenewal"})
	case !o.want.On:
		return append(list, Param{"RenewalStatus", "Normal"})
	}
	p := o.want.Period
	return append(list, Param{"RenewalStatus", "AutoRenewal"}, Param{"Duration", strconv.Itoa(p.N)}, Param{"PeriodUnit", string(p.Unit)})
}

func (o autoRenew) Send(ctx context.Context, c *ecsapi.Client, call *Call) ([]Answer, error) {
	list, err := c.SetAutoRenewal(ctx, call.Region, call.ids(), o.want)
	return answers(list...), err
}

// Refine reads the settings, which DescribeInstances doesn't tell.
func (o autoRenew) Refine(ctx context.Context, r Reader, id ecsapi.RegionID, items []fleet.Item) (Completion, error) {
	ids := make([]ecsapi.InstanceID, len(items))
	for i := range items {
		ids[i] = items[i].ID
	}
	read, err := r.AutoRenewals(ctx, id, ids)
	o.shows = func(it *Target, _ *ecsapi.Instance) bool {
		got, ok := read[it.ID]
		return ok && got.On == o.want.On && got.Never == o.want.Never && sameLength(got.Period, o.want.Period)
	}
	return o, err
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

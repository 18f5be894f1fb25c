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

var renewSpec = Spec{
	Action:  fleet.ActionRenew,
	Options: []string{"period"},
	Periods: RenewalPeriods,
	APIs:    []string{ecsapi.RenewInstance},
	Risk: Risk{
		Charged: true, Irreversible: always, Confirm: ConfirmCount,
		Limit: func(l fleet.Limits) int { return l.Renew },
	},
	New:     func(o fleet.ActionOptions) Operation { return renew{o.Period} },
	Prepare: prepareRenewal,
	Renews:  true,
	Sample: func(time.Time) fleet.ActionOptions {
		return fleet.ActionOptions{Period: ecsapi.Period{N: 1, Unit: ecsapi.Month}}
	},
}

// renew prolongs subscriptions and pays for it.
type renew struct{ period ecsapi.Period }

func (renew) Traits() Traits { return Traits{API: ecsapi.RenewInstance, MaxPerCall: 1, Token: true} }

func (o renew) Validate(time.Time) *ecsapi.Error {
	return invalidOptions(ecsapi.RenewInstance, CheckRenewal(o.period))
}

// CheckRenewal says why a subscription can't be renewed for the period by hand,
// or nil. Its text is English and a key of the message catalogue.
func CheckRenewal(p ecsapi.Period) error {
	if slices.Contains(PurchasePeriods, p) || p.Unit == ecsapi.Year && between(p.N, 1, 5) {
		return nil
	}
	return message.Errorf("renewed is for 1 to 4 weeks, 1 to 9 months, or 12, 24, 36, 48 or 60 months")
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
func (o renew) Params(items []*Target) []Param {
	n, unit := o.period.N, o.period.Unit
	if unit == ecsapi.Year {
		n, unit = 12*n, ecsapi.Month
	}
	return []Param{onlyParam(items), {"Period", strconv.Itoa(n)}, {"PeriodUnit", string(unit)}}
}

func (o renew) Send(ctx context.Context, c *ecsapi.Client, call *Call) ([]Answer, error) {
	order, outcome, err := c.Renew(ctx, call.Region, call.only(), o.period, call.Token)
	return []Answer{{Outcome: outcome, OrderID: order}}, err
}

// A later expiry may be somebody else's renewal: only the answer tells, and the
// token makes asking again safe.
func (renew) TookEffect(*Target, *ecsapi.Instance) bool { return false }

// Timeout: the new expiry shows some ten seconds late.
func (renew) Timeout() time.Duration { return 2 * time.Minute }

func (o renew) Evaluate(it *Target, in *ecsapi.Instance, late bool) Verdict {
	switch {
	case in == nil:
		return notListed
	case in.Expires.After(it.OldExpiry) && in.Expires.After(it.Others):
		it.NewExpiry = in.Expires
		return ReachedVerdict
	case late && it.Cause == nil && it.Keyed:
		it.NewExpiry = in.Expires
		return Verdict{Reason: NoSign, Outcome: fleet.Done, Text: message.New("the cloud answered with the order of an earlier call under this key: the expiry does not move again")}
	case late && it.Cause != nil:
		return Verdict{Reason: NoSign, Outcome: fleet.Unknown}
	case late:
		return Verdict{Reason: NoSign, Outcome: fleet.TimedOut, Kind: ecsapi.KindState, Text: message.New("accepted, but the new expiry does not show")}
	}
	return Verdict{}
}

// prepareRenewal reads what each renewal costs.
func prepareRenewal(ctx context.Context, r Reads, p *fleet.Plan) {
	b := &fleet.Bill{Costs: make([]fleet.Cost, len(p.Targets))}
	quotes := make([]ecsapi.Quote, len(p.Targets))
	r.Each(len(p.Targets), func(i int) {
		in := p.Targets[i]
		q, err := r.Client.RenewalPrice(ctx, in.Region, in.ID, p.Options.Period)
		quotes[i] = q
		b.Costs[i] = fleet.Cost{Once: q.Price, Expiry: p.Options.Period.After(in.Expires), Err: ecsapi.AsError(err)}
	})
	for i, c := range b.Costs {
		if c.Err != nil {
			b.Unknown++
			continue
		}
		b.Once += c.Once
		if b.Currency == "" {
			b.Currency = quotes[i].Currency
		}
	}
	p.Bill = b
}

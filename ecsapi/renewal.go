package ecsapi

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"time"
)

type renewAnswer struct {
	envelope
	OrderId string
}

// Renew prolongs a subscription by a period and pays for it (RenewInstance).
// It is charged when the call returns; the new expiry, which counts from the
// old one even if that is past, shows up to ten seconds later.
// The cloud charges once for a token with the same instance and period.
func (c *Client) Renew(ctx context.Context, region RegionID, id InstanceID, p Period, token string) (orderID string, o Outcome, err error) {
	if err := checkToken(RenewInstance, region, token); err != nil {
		return "", Outcome{}, err
	}
	if p.N < 1 {
		return "", Outcome{}, invalidCall(RenewInstance, region, "a renewal for no time")
	}
	// A call that is given up may have been charged: give it more time than
	// the 19 seconds that the SDK would.
	p = p.inMonths()
	a, o, err := writeOne[renewAnswer](ctx, c, RenewInstance, region, id, 40*time.Second, params{
		"ClientToken": token, "Period": strconv.Itoa(p.N), "PeriodUnit": string(p.Unit),
	})
	if err != nil {
		return "", o, err
	}
	return field(a.OrderId), o, nil
}

// The values of RenewalStatus.
const (
	renewsItself = "AutoRenewal"
	renewsByHand = "Normal"
	neverRenews  = "NotRenewal"
)

// SetAutoRenewal sets what happens to at most MaxBatch subscriptions of a
// region when they end (ModifyInstanceAutoRenewAttribute), to all of them or
// to none. See Delete for what it returns. The API has no token, but to set
// the same twice does no harm.
func (c *Client) SetAutoRenewal(ctx context.Context, region RegionID, ids []InstanceID, a AutoRenewal) ([]Outcome, error) {
	const api = ModifyInstanceAutoRenewAttribute
	if a.On && (a.Period.N < 1 || a.Never) {
		return nil, invalidCall(api, region, "a renewal for no time")
	}
	p := params{"InstanceId": commaList(ids), "RenewalStatus": renewsByHand}
	switch {
	case a.On:
		p["RenewalStatus"], p["Duration"], p["PeriodUnit"] = renewsItself, strconv.Itoa(a.Period.N), string(a.Period.Unit)
	case a.Never:
		p["RenewalStatus"] = neverRenews
	}
	return c.writeAll(ctx, api, region, ids, MaxBatch, p)
}

// AutoRenewal is one row of DescribeInstanceAutoRenewAttribute.
type AutoRenewal struct {
	On     bool
	Period Period // of one renewal; zero when off
	Never  bool   // RenewalStatus is NotRenewal: the cloud doesn't even remind
}

// String is "off", "never", or a period such as "3 Month".
func (a AutoRenewal) String() string {
	switch {
	case a.On:
		return strconv.Itoa(a.Period.N) + " " + string(a.Period.Unit)
	case a.Never:
		return "never"
	}
	return "off"
}

type autoRenewalsAnswer struct {
	envelope
	paging
	InstanceRenewAttributes struct{ InstanceRenewAttribute []autoRenewalRow }
}

type autoRenewalRow struct {
	InstanceId, RenewalStatus, PeriodUnit string
	AutoRenewEnabled                      bool
	Duration                              int
}

// AutoRenewals reads what happens to subscriptions of a region when they end
// (DescribeInstanceAutoRenewAttribute, 100 a call, in parallel). Those that are
// gone or no subscriptions are missing from the answer.
func (c *Client) AutoRenewals(ctx context.Context, region RegionID, ids []InstanceID) (map[InstanceID]AutoRenewal, error) {
	rows, err := inParts(ctx, ids, MaxBatch, func(ctx context.Context, part []InstanceID) ([]autoRenewalRow, error) {
		return c.autoRenewals(ctx, region, part)
	})
	all := make(map[InstanceID]AutoRenewal, len(rows))
	for _, r := range rows {
		renewal := AutoRenewal{On: r.AutoRenewEnabled || r.RenewalStatus == renewsItself, Never: r.RenewalStatus == neverRenews}
		if renewal.On {
			renewal.Period = Period{r.Duration, PeriodUnit(field(r.PeriodUnit))}
			if renewal.Period.Unit == "" {
				renewal.Period.Unit = Month
			}
		}
		all[InstanceID(field(r.InstanceId))] = renewal
	}
	return all, err
}

// autoRenewals reads up to MaxBatch. The cloud refuses the whole call for one id
// that is no subscription or was released meanwhile, so what is refused is asked
// in halves.
func (c *Client) autoRenewals(ctx context.Context, region RegionID, ids []InstanceID) ([]autoRenewalRow, error) {
	rows, err := numbered(ctx, c, listing[autoRenewalsAnswer, autoRenewalRow]{
		call: call{
			api: "DescribeInstanceAutoRenewAttribute", region: region, what: idCount(len(ids)), timeout: 20 * time.Second,
			params: params{"InstanceId": commaList(ids)},
		},
		size: MaxBatch, unnumbered: true, id: func(r autoRenewalRow) string { return r.InstanceId },
		rows: func(a *autoRenewalsAnswer) []autoRenewalRow { return a.InstanceRenewAttributes.InstanceRenewAttribute },
	})
	switch {
	case err == nil || !refusesOne(err):
		return rows, err
	case len(ids) == 1:
		return nil, nil
	}
	half := len(ids) / 2
	rows, err = c.autoRenewals(ctx, region, ids[:half])
	if err != nil {
		return rows, err
	}
	more, err := c.autoRenewals(ctx, region, ids[half:])
	return append(rows, more...), err
}

// refusesOne tells a refusal for the sake of one of several ids.
func refusesOne(err error) bool {
	e, ok := errors.AsType[*Error](err)
	return ok && (strings.HasPrefix(e.Code, "ChargeTypeViolation") || strings.Contains(e.Code, "InvalidInstanceId"))
}

// commaList is how the APIs of automatic renewal take ids.
func commaList(ids []InstanceID) string {
	return strings.Join(mapped(ids, func(id InstanceID) string { return string(id) }), ",")
}

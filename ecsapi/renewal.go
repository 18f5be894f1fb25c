package ecsapi

import (
	"context"
	"fmt"
	"maps"
	"strconv"
	"strings"
	"time"
)

type renewAnswer struct {
	head
	OrderId string
}

// Renew prolongs a subscription by a period and pays for it (RenewInstance).
// It is charged when the call returns; the new expiry, which counts from the
// old one even if that is past, shows up to ten seconds later.
//
// The cloud charges once for a token: after an error with Sent set the caller
// may call again with the same instance, period and token.
func (c *Client) Renew(ctx context.Context, region RegionID, id InstanceID, p Period, token string) (orderID string, o Outcome, err error) {
	if err := checkToken(RenewInstance, region, token); err != nil {
		return "", Outcome{}, err
	}
	if p.N < 1 {
		return "", Outcome{}, refuse(RenewInstance, region, "a renewal for no time")
	}
	// A call that is given up may have been charged: give it more time than
	// the 19 seconds that the SDK would.
	p = p.inMonths()
	a, o, err := single[renewAnswer](ctx, c, RenewInstance, region, id, 40*time.Second, params{
		"ClientToken": token, "Period": strconv.Itoa(p.N), "PeriodUnit": string(p.Unit),
	})
	if err != nil {
		return "", o, err
	}
	return Clean(a.OrderId), o, nil
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
		return nil, refuse(api, region, "a renewal for no time")
	}
	p := params{"InstanceId": commaList(ids), "RenewalStatus": renewsByHand}
	switch {
	case a.On:
		p["RenewalStatus"], p["Duration"], p["PeriodUnit"] = renewsItself, strconv.Itoa(a.Period.N), string(a.Period.Unit)
	case a.Never:
		p["RenewalStatus"] = neverRenews
	}
	return c.whole(ctx, api, region, ids, MaxBatch, p)
}

type autoRenewalsAnswer struct {
	head
	counts
	InstanceRenewAttributes struct{ InstanceRenewAttribute []autoRenewalRow }
}

type autoRenewalRow struct {
	InstanceId, RenewalStatus, PeriodUnit string
	AutoRenewEnabled                      bool
	Duration                              int
}

// AutoRenewals reads what happens to subscriptions of a region when they end
// (DescribeInstanceAutoRenewAttribute, 100 a call, in parallel). Those that are
// gone or no subscriptions are missing from the answer. When calls fail, what
// was read is returned with the first error.
func (c *Client) AutoRenewals(ctx context.Context, region RegionID, ids []InstanceID) (map[InstanceID]AutoRenewal, error) {
	parts := split(ids, MaxBatch)
	answers := make([]map[InstanceID]AutoRenewal, len(parts))
	g, ctx := newGroup(ctx)
	for n, part := range parts {
		g.Go(func() error {
			answers[n] = make(map[InstanceID]AutoRenewal, len(part))
			return c.autoRenewals(ctx, region, part, answers[n])
		})
	}
	err := g.Wait()
	all := make(map[InstanceID]AutoRenewal, len(ids))
	for _, a := range answers {
		maps.Copy(all, a)
	}
	return all, err
}

// autoRenewals reads up to MaxBatch into the map. The cloud refuses the whole
// call for one id that is no subscription or was released meanwhile, so what is
// refused is asked in halves.
func (c *Client) autoRenewals(ctx context.Context, region RegionID, ids []InstanceID, into map[InstanceID]AutoRenewal) error {
	const api = "DescribeInstanceAutoRenewAttribute"
	list := pages[autoRenewalRow]{client: c, api: api, region: region, size: MaxBatch, id: func(r autoRenewalRow) string { return r.InstanceId }}
	list.read = func(ctx context.Context, page int, patient bool) (p numbered[autoRenewalRow], err error) {
		a, err := do[autoRenewalsAnswer](ctx, c, call{
			api: api, region: region, what: fmt.Sprintf("%d ids", len(ids)), wait: 20 * time.Second, patient: patient,
			params: params{"InstanceId": commaList(ids), "PageSize": strconv.Itoa(MaxBatch), "PageNumber": laterPage(page)},
		})
		if err == nil {
			p = numbered[autoRenewalRow]{a.counts, a.InstanceRenewAttributes.InstanceRenewAttribute, &a.head}
		}
		return p, err
	}
	rows, err := list.all(ctx)
	if err != nil && refusesOne(err) {
		if len(ids) == 1 {
			return nil
		}
		half := len(ids) / 2
		if err := c.autoRenewals(ctx, region, ids[:half], into); err != nil {
			return err
		}
		return c.autoRenewals(ctx, region, ids[half:], into)
	}
	for _, r := range rows {
		renewal := AutoRenewal{On: r.AutoRenewEnabled || r.RenewalStatus == renewsItself, Never: r.RenewalStatus == neverRenews}
		if renewal.On {
			renewal.Period = Period{r.Duration, PeriodUnit(Clean(r.PeriodUnit))}
			if renewal.Period.Unit == "" {
				renewal.Period.Unit = Month
			}
		}
		into[InstanceID(Clean(r.InstanceId))] = renewal
	}
	return err
}

// refusesOne tells a refusal for the sake of one of several ids.
func refusesOne(err error) bool {
	e, ok := err.(*Error)
	return ok && (strings.HasPrefix(e.Code, "ChargeTypeViolation") || strings.Contains(e.Code, "InvalidInstanceId"))
}

package ecssim

import (
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"ecsdeck/ecsapi/ecssim/compute"
	"ecsdeck/ecsapi/ecssim/market"
	"ecsdeck/ecsapi/ecssim/rpc"
	"ecsdeck/ecsapi/ecssim/world"
)

const oneDay = 24 * time.Hour

// renewals is the answer of DescribeInstanceAutoRenewAttribute.
type renewals struct {
	TotalCount, PageNumber, PageSize int
	InstanceRenewAttributes          struct{ InstanceRenewAttribute []compute.WireRenewal }
}

func (c *client) renewals(args ...string) []compute.WireRenewal {
	c.t.Helper()
	var out renewals
	c.into(&out, "DescribeInstanceAutoRenewAttribute", append([]string{"PageSize", "100"}, args...)...)
	return out.InstanceRenewAttributes.InstanceRenewAttribute
}

func TestAutoRenewIsSetAndTold(t *testing.T) {
	s := account(t, 0)
	a, _ := s.subscribe()
	b, _ := s.subscribe("AutoRenew", "true", "AutoRenewPeriod", "3")
	ids := a + "," + b
	want := func(rows ...compute.WireRenewal) {
		t.Helper()
		if got := s.renewals("InstanceId", ids); !slices.Equal(got, rows) {
			t.Errorf("told %+v\nwant %+v", got, rows)
		}
	}
	want(compute.WireRenewal{InstanceId: a, AutoRenewEnabled: false, Duration: 0, PeriodUnit: "", RenewalStatus: world.Normal}, compute.WireRenewal{InstanceId: b, AutoRenewEnabled: true, Duration: 3, PeriodUnit: "Month", RenewalStatus: world.AutoRenewal})
	for _, test := range []struct {
		args []string
		want compute.WireRenewal
	}{
		{[]string{"AutoRenew", "true"}, compute.WireRenewal{InstanceId: "", AutoRenewEnabled: true, Duration: 1, PeriodUnit: "Month", RenewalStatus: world.AutoRenewal}},
		{[]string{"RenewalStatus", "NotRenewal"}, compute.WireRenewal{InstanceId: "", AutoRenewEnabled: false, Duration: 0, PeriodUnit: "", RenewalStatus: world.NotRenewal}},
		{[]string{"RenewalStatus", "AutoRenewal", "Duration", "2", "PeriodUnit", "Week"}, compute.WireRenewal{InstanceId: "", AutoRenewEnabled: true, Duration: 2, PeriodUnit: "Week", RenewalStatus: world.AutoRenewal}},
		{[]string{"RenewalStatus", "Normal", "AutoRenew", "true"}, compute.WireRenewal{InstanceId: "", AutoRenewEnabled: false, Duration: 0, PeriodUnit: "", RenewalStatus: world.Normal}},
		{[]string{"AutoRenew", "true", "Duration", "5", "PeriodUnit", "Year"}, compute.WireRenewal{InstanceId: "", AutoRenewEnabled: true, Duration: 5, PeriodUnit: "Year", RenewalStatus: world.AutoRenewal}},
		{nil, compute.WireRenewal{InstanceId: "", AutoRenewEnabled: false, Duration: 0, PeriodUnit: "", RenewalStatus: world.Normal}},
	} {
		if a := s.call("ModifyInstanceAutoRenewAttribute", append(test.args, "InstanceId", ids)...); a.status != 200 {
			t.Fatal(a.body)
		}
		wa, wb := test.want, test.want
		wa.InstanceId, wb.InstanceId = a, b
		want(wa, wb)
	}
}

func TestAutoRenewOfTheFleetByStatus(t *testing.T) {
	c := newClient(t, frozen(1200))
	listed := 0
	for _, status := range []string{world.AutoRenewal, "Normal", "NotRenewal"} {
		rows := c.renewals("RenewalStatus", status)
		if len(rows) == 0 {
			t.Errorf("none is %s", status)
		}
		for _, r := range rows {
			if r.RenewalStatus != status || r.AutoRenewEnabled != (status == world.AutoRenewal) {
				t.Errorf("asked for %s, got %+v", status, r)
			}
		}
		listed += len(rows)
	}
	if want := c.total("InstanceChargeType", "PrePaid"); listed != want {
		t.Errorf("%d told, %d are prepaid", listed, want)
	}
	var page renewals
	c.into(&page, "DescribeInstanceAutoRenewAttribute", "RenewalStatus", world.Normal, "PageSize", "7", "PageNumber", "2")
	all := c.renewals("RenewalStatus", world.Normal)
	if !slices.Equal(page.InstanceRenewAttributes.InstanceRenewAttribute, all[7:14]) || page.TotalCount != len(all) {
		t.Errorf("page 2 of sevens: %+v", page)
	}
}

// A subscription that renews itself does so at 08:00 in Beijing, nine days
// before it ends.
func TestAutoRenewOnTheNinthDay(t *testing.T) {
	s := account(t, 10_000)
	id, cost := s.subscribe("AutoRenew", "true")
	due := time.Date(2026, 4, 6, 0, 0, 0, 0, time.UTC)
	s.cloud.Advance(due.Sub(s.cloud.Now()) - time.Second)
	if s.expiry(id); s.cloud.Balance() != market.RoundPrice(10_000-cost) {
		t.Errorf("paid early: %v left", s.cloud.Balance())
	}
	s.cloud.Advance(time.Second)
	if got := s.expiry(id); got != "2026-04-14T16:00Z" || s.cloud.Balance() != market.RoundPrice(10_000-2*cost) {
		t.Errorf("on the day: until %s, %v left of 10000 after two months of %v", got, s.cloud.Balance(), cost)
	}
	s.cloud.Advance(10 * time.Second)
	if got := s.expiry(id); got != "2026-05-14T16:00Z" {
		t.Errorf("ten seconds later: until %s", got)
	}
	s.cloud.Advance(365 * oneDay)
	if got := s.expiry(id); !strings.HasPrefix(got, "2027-") || s.cloud.Balance() != market.RoundPrice(10_000-14*cost) {
		t.Errorf("a year later: until %s, %v left", got, s.cloud.Balance())
	}
}

func TestAutoRenewTriesEveryDayUntilPaid(t *testing.T) {
	s := account(t, 10_000)
	id, cost := s.subscribe("AutoRenew", "true")
	s.cloud.SetBalance(1)
	s.cloud.Advance(time.Date(2026, 4, 8, 12, 0, 0, 0, time.UTC).Sub(s.cloud.Now()))
	if got := s.expiry(id); got != "2026-04-14T16:00Z" || s.cloud.Balance() != 1 {
		t.Fatalf("until %s, %v left of 1", got, s.cloud.Balance())
	}
	s.cloud.SetBalance(cost)
	s.cloud.Advance(11 * time.Hour)
	if s.expiry(id); s.cloud.Balance() != cost {
		t.Error("paid before eight in the morning")
	}
	s.cloud.Advance(2 * time.Hour)
	if got := s.expiry(id); got != "2026-05-14T16:00Z" || s.cloud.Balance() != 0 {
		t.Errorf("until %s, %v left", got, s.cloud.Balance())
	}
	// Never paid, it expires, and money that comes later is too late.
	s.cloud.Advance(40 * oneDay)
	s.cloud.SetBalance(10_000)
	s.cloud.Advance(oneDay)
	if i, _ := s.find(id); i.Status != world.Stopped || i.ExpiredTime != "2026-05-14T16:00Z" || s.cloud.Balance() != 10_000 {
		t.Errorf("%s until %s, %v left of 10000", i.Status, i.ExpiredTime, s.cloud.Balance())
	}
}

// Short periods renew themselves no faster than time passes.
func TestAutoRenewByTheWeek(t *testing.T) {
	s := account(t, 0)
	id, _ := s.subscribe("PeriodUnit", "Week", "AutoRenew", "true")
	if i, _ := s.find(id); i.SaleCycle != "Week" {
		t.Errorf("sold by the %q", i.SaleCycle)
	}
	s.cloud.Advance(70 * oneDay)
	end, err := time.Parse(rpc.MinuteForm, s.expiry(id))
	if left := end.Sub(s.cloud.Now()); err != nil || left < 0 || left > 8*oneDay {
		t.Errorf("ten weeks later it ends in %v", left)
	}
}

func TestAutoRenewRefusals(t *testing.T) {
	s := account(t, 0)
	hourly := s.one()
	id, _ := s.subscribe()
	var many []string
	for n := range 101 {
		many = append(many, "i-"+strconv.Itoa(n))
	}
	const ask, set = "DescribeInstanceAutoRenewAttribute", "ModifyInstanceAutoRenewAttribute"
	for _, test := range []struct {
		status       int
		code, action string
		args         []string
	}{
		{403, "MissingParameter.InstanceId", ask, nil},
		{403, "InvalidParameter.ToManyInstanceIds", ask, []string{"InstanceId", strings.Join(many, ",")}},
		{403, "InvalidParameter.InvalidInstanceId", ask, []string{"InstanceId", id + ",i-none"}},
		{403, "InvalidParameter.RenewalStatus", ask, []string{"RenewalStatus", "Perhaps"}},
		{403, "ChargeTypeViolation", ask, []string{"InstanceId", id + "," + hourly}},
		{403, "MissingParameter.InstanceId", set, []string{"AutoRenew", "true"}},
		{403, "InvalidParameter.ToManyInstanceIds", set, []string{"InstanceId", strings.Join(many, ",")}},
		{403, "InvalidParameter.InvalidInstanceId", set, []string{"InstanceId", id + ",i-none", "AutoRenew", "true"}},
		{403, "InvalidParameter.RenewalStatus", set, []string{"InstanceId", id, "RenewalStatus", "Perhaps"}},
		{403, "InvalidParameter.Duration", set, []string{"InstanceId", id, "AutoRenew", "true", "Duration", "4"}},
		{403, "InvalidParameter.Duration", set, []string{"InstanceId", id, "AutoRenew", "true", "Duration", "1", "PeriodUnit", "Day"}},
		{403, "ChargeTypeViolation", set, []string{"InstanceId", id + "," + hourly, "AutoRenew", "true"}},
		{400, "InvalidParameter", set, []string{"InstanceId", id, "AutoRenew", "perhaps"}},
		{400, "InvalidParameter", "RunInstances", s.goods("InstanceChargeType", "PrePaid", "Period", "1", "AutoRenew", "true", "AutoRenewPeriod", "7")},
	} {
		expect(t, s.call(test.action, test.args...), test.status, test.code)
	}
	if got := s.renewals("InstanceId", id); got[0].AutoRenewEnabled {
		t.Error("refused, and switched on")
	}
	s.cloud.Advance(40 * oneDay) // it has expired
	expect(t, s.call(set, "InstanceId", id, "AutoRenew", "true"), 403, "IncorrectInstanceStatus")
	s.key = rpc.ReadOnlyKey
	expect(t, s.call(set, "InstanceId", id, "AutoRenew", "true"), 403, "Forbidden.RAM")
	expect(t, s.call("RenewInstance", "InstanceId", id, "Period", "1"), 403, "Forbidden.RAM")
}

// Two months on, what renews itself is still there and paid for; what doesn't,
// and ended more than two weeks ago, is gone.
func TestFleetRenewsItself(t *testing.T) {
	c := newClient(t, frozen(1200))
	before := map[string]compute.WireInstance{}
	for number := 1; number <= 5; number++ {
		for _, i := range c.instances("InstanceChargeType", "PrePaid", "PageNumber", strconv.Itoa(number)) {
			before[i.InstanceId] = i
		}
	}
	renewing := map[string]bool{}
	for _, r := range c.renewals("RenewalStatus", world.AutoRenewal) {
		renewing[r.InstanceId] = true
	}
	money := c.cloud.Balance()
	c.cloud.Advance(60 * oneDay)
	now := c.cloud.Now()
	renewed, gone := 0, 0
	for id, was := range before {
		i, listed := c.find(id)
		end, _ := time.Parse(rpc.MinuteForm, was.ExpiredTime)
		switch {
		case renewing[id]:
			if !listed || i.ExpiredTime <= now.Format(rpc.MinuteForm) || i.Status != was.Status {
				t.Errorf("%s renews itself: %s, until %s", id, i.Status, i.ExpiredTime)
			}
			if i.ExpiredTime > was.ExpiredTime {
				renewed++
			}
		case listed != (now.Before(end.Add(keptAfterExpiry))):
			t.Errorf("%s ended %s, listed: %v", id, was.ExpiredTime, listed)
		case !listed:
			gone++
		}
	}
	if renewed < 5 || gone < 5 || c.cloud.Balance() >= money {
		t.Errorf("%d of %d renewed, %d gone, %v spent", renewed, len(renewing), gone, money-c.cloud.Balance())
	}
}

func TestWeeksOfAPurchase(t *testing.T) {
	s := newShop(t, frozen(300))
	buy := func(weeks string) answer {
		return s.call("RunInstances", s.goods("InstanceChargeType", "PrePaid", "Period", "1", "PeriodUnit", "Week",
			"AutoRenew", "true", "AutoRenewPeriod", weeks)...)
	}
	if a := buy("3"); a.status != 200 {
		t.Error(a.body)
	}
	if a := buy("4"); a.status != 400 || a.Code != "InvalidParameter" {
		t.Errorf("four weeks: %s", a.body)
	}
}

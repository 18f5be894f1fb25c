package ecssim

import (
	"testing"
	"time"

	"ecsdeck/ecsapi/ecssim/market"
	"ecsdeck/ecsapi/ecssim/world"
)

// expiry is when an instance is listed to expire.
func (s *shop) expiry(id string) string {
	s.t.Helper()
	i, ok := s.find(id)
	if !ok {
		s.t.Fatalf("%s is not listed", id)
	}
	return i.ExpiredTime
}

func TestRenewalIsPaidAtOnceAndSeenLater(t *testing.T) {
	s := account(t, 10_000)
	id, cost := s.subscribe()
	if got := s.expiry(id); got != "2026-04-14T16:00Z" { // the end of 14 April in Beijing
		t.Fatalf("bought until %s", got)
	}
	var out struct{ OrderId string }
	s.into(&out, "RenewInstance", "InstanceId", id, "Period", "2", "ClientToken", "once")
	if out.OrderId == "" || s.cloud.Balance() != market.RoundPrice(10_000-3*cost) {
		t.Errorf("order %q, %v left of 10000 after three months of %v", out.OrderId, s.cloud.Balance(), cost)
	}
	if got := s.expiry(id); got != "2026-04-14T16:00Z" {
		t.Errorf("seen at once: %s", got)
	}
	again := out
	s.into(&again, "RenewInstance", "InstanceId", id, "Period", "2", "ClientToken", "once")
	if again != out || s.cloud.Balance() != market.RoundPrice(10_000-3*cost) {
		t.Errorf("the same token again: order %s after %s, %v left", again.OrderId, out.OrderId, s.cloud.Balance())
	}
	expect(t, s.call("RenewInstance", "InstanceId", id, "Period", "1", "ClientToken", "once"), 400, "IdempotenceParamNotMatch")
	expect(t, s.call("RenewInstance", "InstanceId", id, "Period", "1"), 400, "LastOrderProcessing")
	s.cloud.Advance(10 * time.Second)
	if got := s.expiry(id); got != "2026-06-14T16:00Z" {
		t.Errorf("ten seconds later: %s", got)
	}
}

func TestRenewalPeriods(t *testing.T) {
	for _, test := range []struct {
		args []string
		want string
		cost float64 // months
	}{
		{[]string{"Period", "1"}, "2026-05-14T16:00Z", 1},
		{[]string{"Period", "9", "PeriodUnit", "Month"}, "2027-01-14T16:00Z", 9},
		{[]string{"Period", "2", "PeriodUnit", "Week"}, "2026-04-28T16:00Z", 14. / 30},
		{[]string{"ExpectedRenewDay", "28"}, "2026-04-28T16:00Z", 14. / 30},
		{[]string{"ExpectedRenewDay", "14"}, "2026-05-14T16:00Z", 1},
	} {
		s := account(t, 0)
		id, cost := s.subscribe()
		before := s.cloud.Balance()
		if a := s.call("RenewInstance", append(test.args, "InstanceId", id)...); a.status != 200 {
			t.Fatal(a.body)
		}
		paid := before - s.cloud.Balance()
		s.cloud.Advance(10 * time.Second)
		if got := s.expiry(id); got != test.want || paid < cost*test.cost-0.05 || paid > cost*test.cost+0.05 {
			t.Errorf("%v: until %s for %v, want %s for %v", test.args, got, paid, test.want, cost*test.cost)
		}
	}
	s := account(t, 0)
	id, cost := s.subscribe()
	before := s.cloud.Balance()
	s.call("RenewInstance", "InstanceId", id, "Period", "1", "PeriodUnit", "Year")
	if paid := before - s.cloud.Balance(); paid >= 12*cost || paid < 9*cost {
		t.Errorf("a year costs %v, a month %v", paid, cost)
	}
}

func TestExpiredInstancesComeBack(t *testing.T) {
	s := account(t, 0)
	id, _ := s.subscribe()
	s.cloud.Advance(s.cloud.world.ByID["cn-hangzhou"].ByID[id].Expires.Sub(s.cloud.Now()) + 5*time.Hour)
	if i, _ := s.find(id); i.Status != world.Stopped || len(i.OperationLocks.LockReason) != 1 {
		t.Fatalf("%s %v", i.Status, i.OperationLocks)
	}
	expect(t, s.call("StartInstance", "InstanceId", id), 403, "InstanceExpired")
	if a := s.call("RenewInstance", "InstanceId", id, "Period", "1"); a.status != 200 {
		t.Fatal(a.body)
	}
	s.cloud.Advance(10 * time.Second)
	i, _ := s.find(id)
	if i.Status != world.Stopped || len(i.OperationLocks.LockReason) != 0 || i.ExpiredTime != "2026-05-14T16:00Z" {
		t.Errorf("%s %v until %s, want it to count from the old expiry", i.Status, i.OperationLocks, i.ExpiredTime)
	}
	if a := s.call("StartInstance", "InstanceId", id); a.status != 200 {
		t.Errorf("renewed, and can't be started: %s", a.body)
	}
}

// An order that is on its way keeps an instance from expiring.
func TestRenewalInTheLastSecond(t *testing.T) {
	s := account(t, 0)
	id, _ := s.subscribe()
	s.cloud.Advance(s.cloud.world.ByID["cn-hangzhou"].ByID[id].Expires.Sub(s.cloud.Now()) - time.Second)
	if a := s.call("RenewInstance", "InstanceId", id, "Period", "1"); a.status != 200 {
		t.Fatal(a.body)
	}
	for range 12 {
		s.cloud.Advance(time.Second)
		if i, _ := s.find(id); i.Status != world.Running || len(i.OperationLocks.LockReason) > 0 {
			t.Fatalf("%s %v", i.Status, i.OperationLocks)
		}
	}
}

func TestRenewalRefusals(t *testing.T) {
	s := account(t, 0)
	hourly := s.one()
	id, _ := s.subscribe()
	fresh := s.run("InstanceChargeType", "PrePaid", "Period", "1").InstanceIdSets.InstanceIdSet[0]
	locked, _ := s.subscribe()
	s.cloud.world.ByID["cn-hangzhou"].ByID[locked].Lock = world.LockSecurity
	for _, test := range []struct {
		status int
		code   string
		args   []string
	}{
		{400, "MissingParameter", []string{"Period", "1"}},
		{400, "MissingParameter", []string{"InstanceId", id}},
		{404, "InvalidInstanceId.NotFound", []string{"InstanceId", "i-none", "Period", "1"}},
		{404, "InvalidRegionId.NotFound", []string{"InstanceId", id, "Period", "1", "RegionId", "cn-atlantis"}},
		{403, "ChargeTypeViolation", []string{"InstanceId", hourly, "Period", "1"}},
		{403, "InstanceLockedForSecurity", []string{"InstanceId", locked, "Period", "1"}},
		{400, "InvalidPeriod", []string{"InstanceId", id, "Period", "10"}},
		{400, "InvalidPeriod", []string{"InstanceId", id, "Period", "0"}},
		{400, "InvalidPeriod", []string{"InstanceId", id, "Period", "soon"}},
		{400, "InvalidPeriod", []string{"InstanceId", id, "Period", "1", "PeriodUnit", "Day"}},
		{400, "InvalidPeriod", []string{"InstanceId", id, "Period", "5", "PeriodUnit", "Week"}},
		{400, "InvalidPeriod.ExceededMaximumExpirationDate", []string{"InstanceId", id, "Period", "60"}},
		{400, "InvalidParameter", []string{"InstanceId", id, "ExpectedRenewDay", "29"}},
		{400, "InvalidParameter", []string{"InstanceId", id, "ExpectedRenewDay", "8", "Period", "1"}},
	} {
		expect(t, s.call("RenewInstance", test.args...), test.status, test.code)
	}
	just := s.run("InstanceChargeType", "PrePaid", "Period", "1").InstanceIdSets.InstanceIdSet[0]
	expect(t, s.call("RenewInstance", "InstanceId", just, "Period", "1"), 403, "IncorrectInstanceStatus")
	for _, balance := range []float64{1, -1} {
		s.cloud.SetBalance(balance)
		expect(t, s.call("RenewInstance", "InstanceId", id, "Period", "1"), 400, "InsufficientBalance")
	}
	s.settled()
	for _, id := range []string{id, fresh} {
		if got := s.expiry(id); got != "2026-04-14T16:00Z" {
			t.Errorf("refused, and prolonged to %s", got)
		}
	}
}

// Some of what expired is taken back early, and can't be renewed then.
func TestRecycledInstances(t *testing.T) {
	s := account(t, 0)
	ids := s.run("InstanceChargeType", "PrePaid", "Period", "1", "Amount", "40").InstanceIdSets.InstanceIdSet
	r := s.cloud.world.ByID["cn-hangzhou"]
	s.cloud.Advance(r.ByID[ids[0]].Expires.Sub(s.cloud.Now()) + keptAfterExpiry - time.Hour)
	refused := 0
	for _, id := range ids {
		switch a := s.call("RenewInstance", "InstanceId", id, "Period", "1"); a.Code {
		case "IncorrectInstanceStatus":
			refused++
		case "":
		default:
			t.Error(a.body)
		}
	}
	if refused < 3 || refused > 20 {
		t.Errorf("%d of %d can't be renewed an hour before they go", refused, len(ids))
	}
	s.cloud.Advance(2 * time.Hour)
	if got := s.total(); got != len(ids)-refused {
		t.Errorf("%d left, %d were renewed", got, len(ids)-refused)
	}
}

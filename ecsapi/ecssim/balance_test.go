package ecssim

import (
	"net/http"
	"testing"

	"ecsdeck/ecsapi/ecssim/market"
)

// account is a shop in an empty cloud with a certain balance.
func account(t *testing.T, balance float64) *shop {
	return newShop(t, New(Config{Seed: 7, Instances: NoInstances, Now: day, Frozen: true, Balance: balance}))
}

// subscribe buys a month and waits until it runs.
func (s *shop) subscribe(more ...string) (id string, cost float64) {
	s.t.Helper()
	out := s.run(append([]string{"InstanceChargeType", "PrePaid", "Period", "1"}, more...)...)
	s.settled()
	return out.InstanceIdSets.InstanceIdSet[0], out.TradePrice
}

func TestSubscriptionsDrawOnTheBalance(t *testing.T) {
	s := account(t, 1000)
	_, cost := s.subscribe()
	if cost <= 0 || s.cloud.Balance() != market.RoundPrice(1000-cost) {
		t.Errorf("%v left of 1000 after %v", s.cloud.Balance(), cost)
	}
	before := s.cloud.Balance()
	s.run()
	expect(t, s.call("RunInstances", s.goods("InstanceChargeType", "PrePaid", "Period", "1", "DryRun", "true")...), 400, "DryRunOperation")
	if s.cloud.Balance() != before {
		t.Errorf("what is paid by the hour, or a dry run, took %v", before-s.cloud.Balance())
	}
	expect(t, s.call("RunInstances", s.goods("InstanceChargeType", "PrePaid", "Period", "60")...), 403, "InsufficientBalance")
	expect(t, s.call("RunInstances", s.goods("InstanceChargeType", "PrePaid", "Period", "60", "DryRun", "true")...), 403, "InsufficientBalance")
	if s.cloud.Balance() != before {
		t.Error("a refused order was charged")
	}
}

func TestPoorAccounts(t *testing.T) {
	s := account(t, 99.5)
	expect(t, s.call("RunInstances", s.goods()...), 403, "InvalidAccountStatus.NotEnoughBalance")
	s.cloud.SetBalance(100)
	id := s.one()
	s.settled()
	if a := s.call("StopInstance", "InstanceId", id); a.status != 200 {
		t.Fatal(a.body)
	}
	s.settled()
	s.cloud.SetBalance(-0.01)
	expect(t, s.call("RunInstances", s.goods()...), 400, "Account.Arrearage")
	expect(t, s.call("CreateInstance", s.goods("InstanceChargeType", "PrePaid", "Period", "1")...), 400, "Account.Arrearage")
	expect(t, s.call("StartInstance", "InstanceId", id), 403, "InsufficientBalance")
	s.cloud.SetBalance(0.01)
	if a := s.call("StartInstance", "InstanceId", id); a.status != 200 {
		t.Error(a.body)
	}
}

func TestBalanceFromOutside(t *testing.T) {
	c := frozen(NoInstances)
	if got := control(c, "GET", "/_sim/balance", "").Body.String(); got != "{\"balance\":100000000}\n" {
		t.Errorf("default balance: %s", got)
	}
	if w := control(c, "POST", "/_sim/balance", `{"balance":-12.345}`); w.Code != http.StatusOK || c.Balance() != -12.345 {
		t.Errorf("%d, balance %v", w.Code, c.Balance())
	}
	for _, body := range []string{`{}`, `{"balance":"much"}`, `{"balance":1e300}`, `[`} {
		if w := control(c, "POST", "/_sim/balance", body); w.Code != http.StatusBadRequest || c.Balance() != -12.345 {
			t.Errorf("%s: %d, balance %v", body, w.Code, c.Balance())
		}
	}
}

// The balance is drawn on by many at once, and never twice.
func TestChargesAreExact(t *testing.T) {
	c := New(Config{Instances: NoInstances, Frozen: true, Now: day, Balance: 100})
	paid := make(chan int)
	for range 8 {
		go func() {
			n := 0
			for c.world.Charge(0.1) == nil {
				n++
			}
			paid <- n
		}()
	}
	sum := 0
	for range 8 {
		sum += <-paid
	}
	if sum != 1000 || c.Balance() != 0 {
		t.Errorf("%d times a tenth, %v left of 100", sum, c.Balance())
	}
}

package ecsapi

import (
	"maps"
	"slices"
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	"ecsdeck/ecsapi/ecssim"
)

func TestRenew(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newShop(t, ecssim.Config{Instances: 60}, Options{})
		for _, p := range []Period{{1, Week}, {1, Month}, {9, Month}, {12, Month}, {2, Year}} {
			id := s.run(1, subscribed)[0]
			old, balance := s.one(id).Expires, s.cloud.Balance()
			quote, err := s.c.RenewalPrice(s.ctx, s.region, id, p)
			s.must(err)
			order, o, err := s.c.Renew(s.ctx, s.region, id, p, s.token())
			if err != nil || order == "" || o.ID != id || o.RequestID == "" || o.Err != nil {
				t.Fatalf("%v: %q %+v %v", p, order, o, err)
			}
			if paid := price(balance - s.cloud.Balance()); paid != quote.Price || paid == 0 {
				t.Errorf("%v: charged %d, told %d", p, paid, quote.Price)
			}
			if i := s.one(id); !i.Expires.Equal(old) {
				t.Errorf("%v: it shows at once", p)
			}
			_, _, err = s.c.Renew(s.ctx, s.region, id, p, s.token())
			refused(t, err, KindBusy, "LastOrderProcessing")
			s.cloud.Advance(10 * time.Second)
			if i := s.one(id); !i.Expires.Equal(p.After(old)) {
				t.Errorf("%v: expires %v, want %v", p, i.Expires, p.After(old))
			}
		}
	})
}

// The answer is lost after the renewal was charged: the same token tells the
// order and charges no second time.
func TestRenewLostAnswer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newShop(t, ecssim.Config{Instances: 60}, Options{})
		id := s.run(1, subscribed)[0]
		old, balance := s.one(id).Expires, s.cloud.Balance()
		quote, err := s.c.RenewalPrice(s.ctx, s.region, id, Period{1, Month})
		s.must(err)
		s.cloud.ResetStats()
		s.loses(RenewInstance)
		_, o, err := s.c.Renew(s.ctx, s.region, id, Period{1, Month}, "once")
		lost(t, err)
		if o != (Outcome{}) || s.cloud.Stats().Calls[RenewInstance] != 1 {
			t.Errorf("%+v after %v", o, s.cloud.Stats().Calls)
		}
		s.cloud.ClearFaults()
		first, _, err := s.c.Renew(s.ctx, s.region, id, Period{1, Month}, "once")
		s.must(err)
		s.cloud.Advance(time.Minute)
		second, _, err := s.c.Renew(s.ctx, s.region, id, Period{1, Month}, "once")
		s.must(err)
		s.cloud.Advance(time.Minute)
		if first == "" || second != first {
			t.Errorf("orders %q and %q", first, second)
		}
		if paid := price(balance - s.cloud.Balance()); paid != quote.Price {
			t.Errorf("charged %d instead of %d", paid, quote.Price)
		}
		if i := s.one(id); !i.Expires.Equal((Period{1, Month}).After(old)) {
			t.Errorf("expires %v, before %v", i.Expires, old)
		}
		_, _, err = s.c.Renew(s.ctx, s.region, id, Period{2, Month}, "once")
		refused(t, err, KindInvalid, "IdempotenceParamNotMatch")
	})
}

func TestRenewRefused(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newShop(t, ecssim.Config{Instances: 60}, Options{})
		paid, hourly := s.run(1, subscribed)[0], s.run(1)[0]
		for _, tt := range []struct {
			id   InstanceID
			p    Period
			kind Kind
			code string
		}{
			{hourly, Period{1, Month}, KindState, "ChargeTypeViolation"},
			{"i-none", Period{1, Month}, KindNotFound, "InvalidInstanceId.NotFound"},
			{paid, Period{10, Month}, KindInvalid, "InvalidPeriod"},
			{paid, Period{5, Year}, KindInvalid, "InvalidPeriod.ExceededMaximumExpirationDate"},
		} {
			_, _, err := s.c.Renew(s.ctx, s.region, tt.id, tt.p, s.token())
			refused(t, err, tt.kind, tt.code)
		}
		s.cloud.SetBalance(0.01)
		_, _, err := s.c.Renew(s.ctx, s.region, paid, Period{1, Month}, s.token())
		refused(t, err, KindMoney, "InsufficientBalance")
		_, err = s.c.RenewalPrice(s.ctx, s.region, hourly, Period{1, Month})
		refused(t, err, KindState, "ChargeTypeViolation")

		s.cloud.ResetStats()
		for _, tt := range []struct {
			id    InstanceID
			n     int
			token string
		}{{"", 1, "t"}, {paid, 0, "t"}, {paid, -1, "t"}, {paid, 1, ""}} {
			_, _, err := s.c.Renew(s.ctx, s.region, tt.id, Period{tt.n, Month}, tt.token)
			unmade(t, err)
		}
		if len(s.cloud.Stats().Calls) != 0 {
			t.Errorf("%v left", s.cloud.Stats().Calls)
		}
	})
}

func TestAutoRenewals(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newShop(t, ecssim.Config{Instances: 60}, Options{})
		ids := s.run(4, subscribed)
		set := []AutoRenewal{{On: true, Period: Period{3, Month}}, {On: true, Period: Period{2, Week}}, {Never: true}, {}}
		for n, a := range set {
			o, err := s.c.SetAutoRenewal(s.ctx, s.region, ids[n:n+1], a)
			if err != nil || len(o) != 1 || o[0].ID != ids[n] || o[0].RequestID == "" {
				t.Errorf("%+v: %+v %v", a, o, err)
			}
		}
		got, err := s.c.AutoRenewals(s.ctx, s.region, ids)
		s.must(err)
		for n, a := range set {
			if got[ids[n]] != a {
				t.Errorf("%+v, want %+v", got[ids[n]], a)
			}
		}

		// All or nothing.
		hourly := s.run(1)[0]
		_, err = s.c.SetAutoRenewal(s.ctx, s.region, append(slices.Clone(ids), hourly), AutoRenewal{On: true, Period: Period{1, Month}})
		refused(t, err, KindState, "ChargeTypeViolation")
		_, err = s.c.SetAutoRenewal(s.ctx, s.region, append(slices.Clone(ids), "i-none"), AutoRenewal{})
		refused(t, err, KindNotFound, "InvalidParameter.InvalidInstanceId")
		_, err = s.c.SetAutoRenewal(s.ctx, s.region, ids, AutoRenewal{On: true, Period: Period{4, Month}})
		refused(t, err, KindInvalid, "InvalidParameter.Duration")
		_, err = s.c.SetAutoRenewal(s.ctx, s.region, ids, AutoRenewal{On: true})
		unmade(t, err)
		if again, err := s.c.AutoRenewals(s.ctx, s.region, ids); err != nil || !maps.Equal(again, got) {
			t.Errorf("changed to %v, %v", again, err)
		}
		// A lost answer: to set it again does no harm.
		s.loses(ModifyInstanceAutoRenewAttribute)
		_, err = s.c.SetAutoRenewal(s.ctx, s.region, ids, AutoRenewal{Never: true})
		lost(t, err)
		s.cloud.ClearFaults()
		if again, err := s.c.AutoRenewals(s.ctx, s.region, ids); err != nil || again[ids[3]] != (AutoRenewal{Never: true}) {
			t.Errorf("%v, %v", again, err)
		}
	})
}

// Of any number of instances, strangers among them: those that can be told are.
func TestAutoRenewalsOfMany(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newShop(t, ecssim.Config{Instances: 3000}, Options{})
		all, err := s.c.Instances(s.ctx, Query{Region: s.region, ChargeType: PrePaid})
		s.must(err)
		var ids []InstanceID
		for _, i := range all {
			ids = append(ids, i.ID)
		}
		if len(ids) < 250 {
			t.Fatalf("%d subscriptions", len(ids))
		}
		s.cloud.ResetStats()
		got, err := s.c.AutoRenewals(s.ctx, s.region, ids)
		if calls := s.cloud.Stats().Calls["DescribeInstanceAutoRenewAttribute"]; err != nil || len(got) != len(ids) || int(calls) != (len(ids)+99)/100 {
			t.Errorf("%d of %d in %d calls, %v", len(got), len(ids), calls, err)
		}
		kinds := map[string]int{}
		for _, a := range got {
			if a.On == (a.Period == Period{}) || a.On && a.Never {
				t.Fatalf("%+v", a)
			}
			kinds[strconv.FormatBool(a.On)+strconv.FormatBool(a.Never)]++
		}
		if len(kinds) != 3 {
			t.Errorf("kinds %v", kinds)
		}

		hourly, err := s.c.Instances(s.ctx, Query{Region: s.region, ChargeType: PostPaid})
		s.must(err)
		mixed := append(slices.Clone(ids[:130]), "i-none", hourly[0].ID)
		got, err = s.c.AutoRenewals(s.ctx, s.region, mixed)
		if err != nil || len(got) != 130 {
			t.Errorf("%d of 130 among strangers, %v", len(got), err)
		}
		s.must(s.cloud.Inject(ecssim.Fault{Action: "DescribeInstanceAutoRenewAttribute", Kind: ecssim.FaultThrottle}))
		if _, err := s.c.AutoRenewals(s.ctx, s.region, ids); err == nil || AsError(err).Kind != KindThrottled {
			t.Errorf("got %v", err)
		}
	})
}

package ecsapi

import (
	"errors"
	"fmt"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"ecsdeck/ecsapi/ecssim"
)

// Quotes are exact, and what is charged later is what was quoted.
func TestLaunchPrice(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newShop(t, ecssim.Config{Instances: 60}, Options{})
		for name, change := range map[string]func(*Launch){
			"hour":               func(l *Launch) {},
			"hour, more disks":   func(l *Launch) { l.Data = []DiskSpec{{"cloud_efficiency", "", 333}, {"cloud_efficiency", "", 20}} },
			"hour, bandwidth":    func(l *Launch) { l.BandwidthOut, l.BandwidthTerms = 7, "PayByBandwidth" },
			"hour, default disk": func(l *Launch) { l.System = DiskSpec{} },
			"week":               func(l *Launch) { l.ChargeType, l.Period = PrePaid, Period{3, Week} },
			"months":             func(l *Launch) { l.ChargeType, l.Period = PrePaid, Period{7, Month} },
			"12 months":          func(l *Launch) { l.ChargeType, l.Period = PrePaid, Period{12, Month} },
			"3 years":            func(l *Launch) { l.ChargeType, l.Period = PrePaid, Period{3, Year} },
			"spot":               func(l *Launch) { l.SpotStrategy = SpotAsPriceGo },
		} {
			l := s.l
			change(&l)
			l.Amount = 3
			q, err := s.c.LaunchPrice(s.ctx, l)
			if err != nil || q.Price <= 0 || q.List < q.Price || q.Currency != "CNY" {
				t.Errorf("%s: %+v %v", name, q, err)
				continue
			}
			if l.Period.inYears().Unit == Year && q.List == q.Price {
				t.Errorf("%s: no discount: %+v", name, q)
			}
			made, err := s.c.Run(s.ctx, l, s.token())
			if err != nil || made.Price != 3*q.Price {
				t.Errorf("%s: three cost %d, one was to cost %d; %v", name, made.Price, q.Price, err)
			}
		}
		l := s.l
		l.ChargeType, l.Period = PrePaid, Period{11, Month}
		_, err := s.c.LaunchPrice(s.ctx, l)
		refused(t, err, KindInvalid, "InvalidPeriod")
		l = s.l
		l.Type = "ecs.none"
		_, err = s.c.LaunchPrice(s.ctx, l)
		refused(t, err, KindInvalid, "InvalidInstanceType.ValueNotSupported")
		l.Type = ""
		_, err = s.c.LaunchPrice(s.ctx, l)
		unmade(t, err)
	})
}

func TestQuotes(t *testing.T) {
	for _, tt := range []struct {
		price string
		want  Quote
		kind  Kind
	}{
		{`{"Currency":"CNY","OriginalPrice":0.165,"TradePrice":0.1}`, Quote{Price: 100_000, List: 165_000, Currency: "CNY"}, ""},
		{`{"Currency":"USD","OriginalPrice":"1234567.890123","TradePrice":"0.000001"}`, Quote{Price: 1, List: 1_234_567_890_123, Currency: "USD"}, ""},
		{`{"Currency":"CNY","OriginalPrice":19.99,"TradePrice":0}`, Quote{Price: 0, List: 19_990_000, Currency: "CNY"}, ""}, // all discounted
		{`{"Currency":"CNY","OriginalPrice":0.165,"TradePrice":0.1,"DetailInfos":{"DetailInfo":[{"Resource":"instanceType","TradePrice":0.07},{"Resource":"systemDisk","TradePrice":0.02},{"Resource":"dataDisk","TradePrice":0.01}]}}`,
			Quote{Price: 100_000, List: 165_000, Disks: 30_000, Currency: "CNY"}, ""},
		{`{"Currency":"CNY","OriginalPrice":0.165,"TradePrice":0.1,"DetailInfos":{"DetailInfo":[{"Resource":"dataDisk","TradePrice":0.06},{"Resource":"systemDisk","TradePrice":0.05}]}}`,
			Quote{Price: 100_000, List: 165_000, Currency: "CNY"}, ""}, // more than the whole
		{`{"Currency":"CNY","OriginalPrice":0.165,"TradePrice":0.1,"DetailInfos":{"DetailInfo":[{"Resource":"dataDisk","TradePrice":0.06},{"Resource":"systemDisk","TradePrice":-0.05}]}}`,
			Quote{Price: 100_000, List: 165_000, Currency: "CNY"}, ""},
		{`{"Currency":"CNY"}`, Quote{}, KindAnswer},
		{`null`, Quote{}, KindAnswer},
		{`{"OriginalPrice":5,"TradePrice":-1}`, Quote{}, KindAnswer},
		{`{"OriginalPrice":5,"TradePrice":1e12}`, Quote{}, KindAnswer},
		{`{"OriginalPrice":5,"TradePrice":"many"}`, Quote{}, KindAnswer},
	} {
		synctest.Test(t, func(t *testing.T) {
			c := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("Content-Type", "application/json")
				fmt.Fprintf(w, `{"RequestId":"R","PriceInfo":{"Price":%s,"Rules":{"Rule":[{"RuleId":"not a number"}]}}}`, tt.price)
			}), Options{})
			q, err := c.RenewalPrice(t.Context(), "r", "i-1", Period{1, Month})
			if e, ok := errors.AsType[*Error](err); q != tt.want || (tt.kind == "") != (err == nil) || ok && e.Kind != tt.kind {
				t.Errorf("%s: %+v %v", tt.price, q, err)
			}
		})
	}
}

// A throttled price is waited for: a plan can't be judged without.
func TestPriceWaitsOutAThrottling(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newShop(t, ecssim.Config{Instances: 60}, Options{})
		s.must(s.cloud.Inject(ecssim.Fault{Action: "DescribePrice", Kind: ecssim.FaultThrottle, For: time.Second}))
		if q, err := s.c.LaunchPrice(s.ctx, s.l); err != nil || q.Price == 0 {
			t.Errorf("%+v %v", q, err)
		}
	})
}

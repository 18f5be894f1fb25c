package ecsapi

import (
	"context"
	"errors"
	"fmt"
	"math"
	"net/http"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"ecsdeck/ecsapi/catalog"
	"ecsdeck/ecsapi/ecssim"
)

func TestSpotAdvice(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, cloud := simulate(t, ecssim.Config{Instances: ecssim.NoInstances, Regions: 1}, Options{})
		zones, err := c.Zones(t.Context(), "cn-hangzhou")
		if err != nil {
			t.Fatal(err)
		}
		var types []string
		for _, typ := range catalog.InstanceTypes()[:25] {
			types = append(types, typ.ID)
		}
		cloud.ResetStats()
		all, err := c.SpotAdvice(t.Context(), "cn-hangzhou", types)
		if err != nil {
			t.Fatal(err)
		}
		if n := cloud.Stats().Calls["DescribeSpotAdvice"]; n != 3 {
			t.Errorf("%d calls for 25 types", n)
		}
		told := map[ZoneID][]string{}
		for _, a := range all {
			told[a.Zone] = append(told[a.Zone], a.Type)
			if !(a.InterruptionRate >= 0) || a.Desc == "" || a.AvgDiscount < 1 {
				t.Errorf("%+v", a)
			}
		}
		for _, z := range zones {
			for _, typ := range types {
				if sold := slices.Contains(z.Types, typ); sold != slices.Contains(told[z.ID], typ) {
					t.Errorf("%s in %s: sold %v, and told of it %v", typ, z.ID, sold, !sold)
				}
			}
		}

		// One type that the cloud does not know takes its nine neighbours along.
		var e *Error
		some, err := c.SpotAdvice(t.Context(), "cn-hangzhou", append(slices.Clone(types[:10]), "ecs.none"))
		if !errors.As(err, &e) || e.Kind != KindInvalid || e.Code != "InvalidInstanceType.ValueNotSupported" || e.API != "DescribeSpotAdvice" {
			t.Errorf("an unknown type: %v", err)
		}
		for _, a := range some {
			if !slices.Contains(types[:10], a.Type) {
				t.Errorf("%+v", a)
			}
		}
		if none, err := c.SpotAdvice(t.Context(), "cn-hangzhou", nil); len(none) > 0 || err != nil {
			t.Errorf("of no types: %v, %v", none, err)
		}
	})
}

// TestSpotAdviceOfAnyKind: what is no number, or no share, is unknown and not 0.
func TestSpotAdviceOfAnyKind(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := serve(t, answers(200, "application/json", `{"RequestId":"R","AvailableSpotZones":{"AvailableSpotZone":[
			{"ZoneId":"z","AvailableSpotResources":{"AvailableSpotResource":[
				{"InstanceType":"good","InterruptionRate":"2.5","AverageSpotDiscount":"30","InterruptRateDesc":"0-3%\u001b[2J"},
				{"InstanceType":"zero","InterruptionRate":0,"AverageSpotDiscount":0},
				{"InstanceType":"none"},
				{"InstanceType":"null","InterruptionRate":null,"AverageSpotDiscount":null},
				{"InstanceType":"nan","InterruptionRate":"NaN","AverageSpotDiscount":"NaN"},
				{"InstanceType":"huge","InterruptionRate":1e300,"AverageSpotDiscount":"1e999"},
				{"InstanceType":"less","InterruptionRate":-1,"AverageSpotDiscount":-1},
				{"InstanceType":"odd","InterruptionRate":{"a":[1]},"AverageSpotDiscount":true},
				{"InstanceType":""}]}},
			{"ZoneId":"","AvailableSpotResources":{"AvailableSpotResource":[{"InstanceType":"nowhere"}]}},
			{"ZoneId":"empty"}]}}`), Options{})
		all, err := c.SpotAdvice(t.Context(), "r", []string{"t"})
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		for _, a := range all {
			got += fmt.Sprintf("%s %s %v %d %q\n", a.Zone, a.Type, a.InterruptionRate, a.AvgDiscount, a.Desc)
		}
		want := `z good 2.5 30 "0-3%[2J"
z zero 0 0 ""
z none NaN 0 ""
z null NaN 0 ""
z nan NaN 0 ""
z huge NaN 0 ""
z less NaN 0 ""
z odd NaN 0 ""
`
		if got != want {
			t.Errorf("got\n%s, want\n%s", got, want)
		}
	})
}

// TestPricesOfAnyKind: a row that is none is told as such and spoils no other.
func TestPricesOfAnyKind(t *testing.T) {
	for in, want := range map[string]Price{
		`0.24`: 240_000, `"0.24"`: 240_000, `2.4e-1`: 240_000, `0`: 0, `-1`: -1_000_000, `null`: 0, `""`: 0, `"NaN"`: 0, `"Inf"`: 0,
		`"1e999"`: 0, `-1e300`: 0, `1e300`: 0, `"much"`: 0, `true`: 0, `{}`: 0, `[1]`: 0,
	} {
		synctest.Test(t, func(t *testing.T) {
			c := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				fmt.Fprintf(w, `{"RequestId":"R","Currency":"CNY","SpotPrices":{"SpotPriceType":[
					{"ZoneId":"a","InstanceType":"t","Timestamp":"2026-01-02T03:04:05Z","SpotPrice":%[1]s,"OriginPrice":%[1]s},
					{"ZoneId":"a","InstanceType":"t","Timestamp":"soon","SpotPrice":0.1,"OriginPrice":1},
					{"ZoneId":"a","InstanceType":"t","Timestamp":7,"SpotPrice":0.1,"OriginPrice":1}]}}`, in)
			}), Options{})
			rows, err := c.SpotPrices(context.Background(), "r", "t", time.Time{}, time.Time{})
			if err != nil || len(rows) != 3 || rows[0].Price != want || rows[0].Origin != want {
				t.Fatalf("%s: %+v, %v", in, rows, err)
			}
			for _, r := range rows[1:] {
				if !r.At.IsZero() || r.Price != 100_000 || r.Origin != 1_000_000 {
					t.Errorf("%s: beside it %+v", in, r)
				}
			}
		})
	}
	if p := price(math.Inf(1)); p != 0 {
		t.Errorf("an endless price is %v", p)
	}
}

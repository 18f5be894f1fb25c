package model_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/colorprofile"

	"ecsdeck/ecsapi/ecssim"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/spot"
	"ecsdeck/model"
	"ecsdeck/model/deck"
)

// detailed is the price that the tests look at: it rises above the suggested bid
// once in the last day and six times in thirty.
var detailed = fleet.SpotKey{Region: "cn-hangzhou", Type: "ecs.g7.large"}

const detailedZone = "cn-hangzhou-h"

// detail opens the page of a spot price.
func detail(t *testing.T, s setup, test func(*rig)) {
	t.Helper()
	deps := s.deps
	s.deps = func(d *deck.Deps) {
		if deps != nil {
			deps(d)
		}
		d.Options = append(d.Options, model.SpotFilter("%", detailed, detailedZone, 24*time.Hour))
	}
	run(t, s, func(r *rig) {
		r.press("%")
		r.pass(3 * time.Second)
		test(r)
	})
}

func TestSpotDetailScreens(t *testing.T) {
	long(t)
	for _, s := range []struct {
		w, h int
		keys []string
		name string
	}{
		{80, 24, nil, "24h"}, {120, 35, nil, "24h"}, {200, 50, nil, "24h"}, {40, 10, nil, "24h"},
		{80, 24, []string{"w"}, "7d"}, {80, 24, []string{"w", "w"}, "30d"}, {200, 50, []string{"w", "w"}, "30d"},
		{80, 24, []string{"r", "w"}, "whole"}, {80, 24, []string{"z"}, "zones"}, {120, 35, []string{"z", "w"}, "zones"}, {200, 50, []string{"z", "w"}, "zones"}, {80, 24, []string{"z", "w", "w"}, "zones-30d"},
		{80, 24, []string{"w", "G"}, "end"},
	} {
		name := fmt.Sprintf("spot-detail-%s-%dx%d", s.name, s.w, s.h)
		t.Run(name, func(t *testing.T) {
			detail(t, setup{w: s.w, h: s.h}, func(r *rig) {
				r.press(s.keys...)
				r.golden(name)
			})
		})
	}
}

// Without colours the same is on screen: signs and patterns tell the lines apart.
func TestSpotDetailReadsWithoutColours(t *testing.T) {
	detail(t, setup{w: 80, h: 24, profile: colorprofile.ASCII}, func(r *rig) {
		r.golden("spot-detail-24h-80x24")
		r.see("▲█ above the bid")
	})
}

func TestSpotDetailBidIsMovedByKeys(t *testing.T) {
	detail(t, setup{}, func(r *rig) {
		series := r.engine.Snapshot().Spot[detailed].Zones[detailedZone]
		now := r.client.Now()
		suggested := series.Window(now.Add(-24*time.Hour), now).Levels().Suggest(95).Bid
		r.see("Bid", suggested.Fixed(3)+", suggested for 95%")
		r.press("+", "+", "+")
		bid := suggested + 3*spot.Tick
		r.see("Bid", bid.Fixed(3)+", yours; suggested is "+suggested.Fixed(3))
		r.see(bid.Fixed(3) + "┤")
		r.press(strings.Split(strings.Repeat("-", 20), "")...)
		bid -= 20 * spot.Tick
		stats := series.Window(now.Add(-24*time.Hour), now).Bid(bid)
		r.see("Bid", bid.Fixed(3)+", yours")
		r.see("Above", "▲ ", fmt.Sprintf("%d time", len(stats.Excursions)))
		r.press("=")
		r.see("Bid", suggested.Fixed(3)+", suggested for 95%")

		r.press("v")
		wished := series.Window(now.Add(-24*time.Hour), now).Levels().Suggest(99).Bid
		r.see("Bid", wished.Fixed(3)+", suggested for 99%")
		r.see("BID 99%")
		r.press("t")
		r.notSee("RUN 6 h")
	})
}

func TestSpotDetailTellsOfABidThatIsNoUse(t *testing.T) {
	detail(t, setup{}, func(r *rig) {
		series := r.engine.Snapshot().Spot[detailed].Zones[detailedZone]
		now := series.Current(r.client.Now()).Price
		for range (series.Window(r.client.Now().Add(-24*time.Hour), r.client.Now()).Levels().Suggest(95).Bid - now) / spot.Tick {
			r.press("-")
		}
		r.see("Bid", now.Fixed(3), "no more than the price now")
		r.press("-")
		r.see("Bid", "below the price now: refused")
		r.see("Above", "now")
		r.see("▲", "still")
	})
}

func TestSpotDetailGoesThroughTheZones(t *testing.T) {
	detail(t, setup{}, func(r *rig) {
		var zones []string
		for _, z := range []string{"tab", "tab", "shift+tab"} {
			r.press("+", z)
			r.see("suggested for 95%") // a bid of another zone is none of this
			_, zone, _ := strings.Cut(r.line("Spot · ecs.g7.large"), detailed.Type+" · ")
			zone, _, _ = strings.Cut(zone, " ")
			zones = append(zones, zone)
			s, ok := r.engine.Snapshot().Spot[detailed].Zones[model.Zone(zone)]
			if !ok {
				t.Fatalf("%q has no price", zone)
			}
			r.see("Price", s.Current(r.client.Now()).Price.Fixed(3))
		}
		if zones[0] == zones[1] || zones[0] != zones[2] || zones[0] == detailedZone {
			t.Errorf("went to %v", zones)
		}
	})
}

func TestSpotDetailBuys(t *testing.T) {
	detail(t, setup{w: 200, h: 50}, func(r *rig) {
		r.press("+", "+", "N")
		r.pass(3 * time.Second)
		r.see("Type", "ecs.g7.large")
		r.see("Zone", "cn-hangzhou-h")
		r.see("up to a limit")
		r.see("Limit", "0.228")
	})
	detail(t, setup{readOnly: true}, func(r *rig) {
		r.press("N")
		r.notSee("Limit")
		r.see("read-only")
	})
}

func TestSpotDetailSaysWhatCouldNotBeRead(t *testing.T) {
	long(t)
	fault := func(r *rig, for_ time.Duration) {
		if err := r.cloud.Inject(ecssim.Fault{Action: "DescribeSpotPriceHistory", Region: "*", Kind: "http500", For: for_}); err != nil {
			r.t.Fatal(err)
		}
	}
	s := setup{w: 80, h: 24, sim: oneRegion, deps: func(d *deck.Deps) {
		d.Options = append(d.Options, model.SpotFilter("%", detailed, detailedZone, 24*time.Hour))
	}}
	run(t, s, func(r *rig) {
		fault(r, time.Minute)
		r.press("%")
		r.pass(5 * time.Second)
		r.see("! The prices can't be read")
		r.see("Retry in", "f5 now.")
		r.see("Nothing is known of the prices of ecs.g7.large.")
		r.pass(time.Minute)
		r.press("\x1b[15~") // F5
		r.pass(5 * time.Second)
		r.notSee("can't be read")
		r.see("Price", "CNY/h")

		fault(r, time.Hour)
		r.pass(12 * time.Minute)
		r.see("! The prices can't be read")
		r.see("Price", "CNY/h") // what is known stays
		r.see("Spot · ecs.g7.large", "min old")
	})
}

func TestSpotDetailOfAZoneWithoutAPrice(t *testing.T) {
	s := setup{w: 80, h: 24, deps: func(d *deck.Deps) {
		d.Options = append(d.Options, model.SpotFilter("%", detailed, "cn-hangzhou-x", 24*time.Hour))
	}}
	run(t, s, func(r *rig) {
		r.press("%")
		r.pass(3 * time.Second)
		r.see("cn-hangzhou-x has no price of ecs.g7.large: other zones have, tab goes to")
		r.press("+", "z", "r", "v", "t", "w", "tab")
		r.see("Price", "CNY/h")
	})
}

// What nobody looks at any more is not read on.
func TestSpotDetailEndsItsReadingWithItself(t *testing.T) {
	detail(t, setup{w: 80, h: 24, sim: oneRegion}, func(r *rig) {
		r.pass(11 * time.Minute)
		before := r.calls("DescribeSpotPriceHistory")
		if before < 3 {
			t.Errorf("%d calls in eleven minutes: the prices are not kept new", before)
		}
		r.press("esc")
		r.pass(11 * time.Minute)
		if n := r.calls("DescribeSpotPriceHistory"); n != before {
			t.Errorf("%d calls after the page was left", n-before)
		}
	})
}

// A page that only waits for prices leaves a thin line in peace.
func TestSpotDetailIsQuiet(t *testing.T) {
	long(t)
	for _, keys := range [][]string{nil, {"w", "w", "w"}} { // a day, and the hour that moves fastest
		detail(t, setup{w: 200, h: 50, sim: oneRegion}, func(r *rig) {
			r.press(keys...)
			r.pass(time.Minute)
			r.term.bytes()
			r.pass(10 * time.Minute)
			if n := r.term.bytes() / 10; n > 3000 {
				t.Errorf("%d bytes a minute after %v", n, keys)
			}
		})
	}
}

func TestBoardAndItsPrices(t *testing.T) {
	long(t)
	run(t, setup{w: 80, h: 24, sim: oneRegion}, func(r *rig) {
		r.press("p")
		r.pass(20 * time.Second)
		r.press("w", "v", "t", "j", "enter")
		r.pass(3 * time.Second)
		r.see("Spot · ecs.", "7 d")
		r.see("BID 99%", "RUN 24 h")
		r.see("Price", "CNY/h")
		before := r.calls("DescribeSpotPriceHistory")
		r.pass(6 * time.Minute)
		if n := r.calls("DescribeSpotPriceHistory") - before; n > 3 {
			t.Errorf("%d price calls for one type in six minutes", n)
		}
		r.pass(10 * time.Minute)
		r.press("p")
		r.see("Spot · cn-hangzhou")
		r.press("enter", "esc")
		r.see("Spot · cn-hangzhou")
		before = r.calls("DescribeSpotPriceHistory")
		r.pass(time.Minute)
		if n := r.calls("DescribeSpotPriceHistory") - before; n < 20 {
			t.Errorf("the board has %d types read after it was come back to", n)
		}
	})
}

package model_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/ecssim"
	"ecsdeck/ecsapi/spot"
	"ecsdeck/ui/term"
)

// zonesOf are the zones of Hangzhou in which the account has a vSwitch and the
// cloud has stock of a type as spot instances.
func (r *rig) zonesOf(kind string) []ecsapi.ZoneID {
	r.t.Helper()
	switches, err := r.client.VSwitches(r.t.Context(), hangzhou, "")
	if err != nil {
		r.t.Fatal(err)
	}
	offers, err := r.client.Offers(r.t.Context(), ecsapi.OfferQuery{Region: hangzhou, SpotStrategy: ecsapi.SpotAsPriceGo})
	if err != nil {
		r.t.Fatal(err)
	}
	var out []ecsapi.ZoneID
	for _, o := range offers {
		if o.Value == kind && o.Stock.Available() && slices.ContainsFunc(switches, func(v ecsapi.VSwitch) bool { return v.Zone == o.Zone }) {
			out = append(out, o.Zone)
		}
	}
	if len(out) < 2 {
		r.t.Fatalf("%s is to be had in %v", kind, out)
	}
	return out
}

// suggested is the bid for 95% of the last day, worked out from the cloud's own
// rows.
func (r *rig) suggested(kind string, zone ecsapi.ZoneID) spot.Price {
	r.t.Helper()
	now := r.client.Now()
	rows, err := r.client.SpotPrices(r.t.Context(), hangzhou, kind, now.AddDate(0, 0, -30), now)
	if err != nil {
		r.t.Fatal(err)
	}
	var samples []spot.Sample
	for _, p := range rows {
		if p.Zone == zone {
			samples = append(samples, spot.Sample{At: p.At, Price: p.Price, Origin: p.Origin})
		}
	}
	return spot.NewSeries(samples).Window(now.Add(-24*time.Hour), now).Levels().Suggest(95).Bid
}

// tabTo goes on to the field that the line shows to have the focus.
func (r *rig) tabTo(field string) {
	r.t.Helper()
	for range 40 {
		if r.line(field) != "" {
			return
		}
		r.press("tab")
	}
	r.t.Fatalf("no field %q:\n%s", field, r.screen())
}

func letter(z ecsapi.ZoneID) string { return strings.TrimPrefix(string(z), "cn-hangzhou-") }

// What is marked on the board is bought: a place for each zone, and the highest
// of the suggested bids as the limit of all.
func TestBuyWhatIsMarked(t *testing.T) {
	long(t)
	run(t, setup{sim: small, handler: few}, func(r *rig) {
		const kind = "ecs.g7.large"
		zones := r.zonesOf(kind)[:2]
		bid := max(r.suggested(kind, zones[0]), r.suggested(kind, zones[1]))
		r.board()
		r.press("/", fmt.Sprintf("type:*.g7.large zone:%s,%s", letter(zones[0]), letter(zones[1])), "enter", "space", "space")
		r.see("2 of 253", "2 marked")
		r.press("N")
		r.pass(3 * time.Second)
		r.see("2 places")
		r.see("Type", kind)
		r.see("▌ Amount")
		r.see("Charge", "‹ spot ›")
		r.see("Bid", "‹ up to a limit ›")
		r.see("Limit", bid.String())
		r.see("now ¥ ")
		r.notSee("put right")
		r.tabTo("▌ Limit")
		r.see("the highest of the suggested bids, that of cn-hangzhou-")
		r.press("esc")
		r.notSee("Leave the form?") // nothing was filled in by hand
		r.see("Spot · cn-hangzhou", "2 marked")
		r.press("N")
		r.pass(3 * time.Second)
		r.create(2)
		made := r.made(hangzhou)
		var in []ecsapi.ZoneID
		for _, i := range made {
			in = append(in, i.Zone)
			if i.Type != kind || i.SpotStrategy != ecsapi.SpotWithPriceLimit || i.SpotPriceLimit != bid {
				t.Errorf("made a %s as %s up to %d, want up to %d", i.Type, i.SpotStrategy, i.SpotPriceLimit, bid)
			}
		}
		if slices.Sort(in); !slices.Equal(in, zones) {
			t.Errorf("made in %v, want %v", in, zones)
		}
		r.press("\x15")
		r.pass(time.Minute)
		r.see("g7.large", letter(zones[0]), " 1 ") // they are on the board, as the account's own
	})
}

func TestOneFormBuysOneType(t *testing.T) {
	long(t)
	run(t, setup{sim: small, handler: few}, func(r *rig) {
		r.board()
		r.press("/", "type:*.g7.large,*.c7.large", "enter", "*", "N")
		r.see("One form creates one type, and the marks are of 2: ", "g7.large")
		r.notSee("Create instances")
		r.press("backspace")
		r.notSee("marked")
		under := strings.Fields(r.line("▌"))[1]
		r.press("N")
		r.pass(3 * time.Second)
		r.see("Create instances")
		r.see("Type", "ecs."+under)
	})
}

// A limit below the going price is refused before anything is sent, one that
// equals it is warned of.
func TestALimitIsHeldAgainstTheGoingPrice(t *testing.T) {
	long(t)
	run(t, setup{sim: ecssim.Config{Regions: 1, Instances: 30, Frozen: true}, handler: few}, func(r *rig) {
		const kind = "ecs.g7.large"
		zone := r.zonesOf(kind)[0]
		quotes := r.engine.Prices(r.t.Context(), []ecsapi.Launch{{Region: hangzhou, Zone: zone, Type: kind, ChargeType: ecsapi.PostPaid, SpotStrategy: ecsapi.SpotAsPriceGo}})
		if quotes[0].Err != nil {
			t.Fatal(quotes[0].Err)
		}
		going := quotes[0].Price
		r.board()
		r.press("/", "type:*.g7.large zone:"+letter(zone), "enter", "N")
		r.pass(3 * time.Second)
		r.seeRow("Limit", "now "+term.Price(int64(going), "CNY"))
		r.tabTo("▌ Limit")
		limit := func(p ecsapi.Price) {
			r.press("\x15", spot.Price(p).String())
		}
		limit(going - 1000)
		r.seeNote("Limit", "would not start now: spot costs "+term.Price(int64(going), "CNY")+" an hour")
		r.set("Review")
		r.see("▌ Limit")
		r.notSee("Create 1 instance")
		limit(going)
		r.seeNote("Limit", "that is the price in "+string(zone)+" now: its next rise takes the instances back")
		r.notSee("put right")
		limit(going + 1000)
		r.notSee("takes the instances back")
		r.set("Review")
		r.pass(3 * time.Second)
		r.see("Create 1 instance")
		if n := r.calls(ecsapi.RunInstances); n != 0 {
			t.Errorf("%d creations", n)
		}
	})
}

// A zone in which nothing can stand says why.
func TestAZoneWithoutAVSwitchSaysSo(t *testing.T) {
	long(t)
	run(t, setup{sim: small, handler: few}, func(r *rig) {
		switches, err := r.client.VSwitches(r.t.Context(), hangzhou, "")
		if err != nil {
			t.Fatal(err)
		}
		r.board()
		r.press("/", "g7.large", "enter")
		for range 20 {
			zone := strings.Fields(r.line("▌"))[2]
			if !slices.ContainsFunc(switches, func(v ecsapi.VSwitch) bool { return letter(v.Zone) == zone }) {
				r.press("N")
				r.pass(3 * time.Second)
				r.press("shift+tab", "shift+tab", "shift+tab", "shift+tab")
				r.see("▌ vSwitch")
				r.seeNote("vSwitch", "there is no vSwitch in cn-hangzhou-"+zone+": create one there, or choose another zone")
				return
			}
			r.press("j")
		}
		t.Fatal("each zone has one")
	})
}

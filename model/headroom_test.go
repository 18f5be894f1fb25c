package model_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ui/term"
)

// limited is a running spot instance with a price limit.
func limited(i *ecsapi.Instance) bool {
	return i.SpotStrategy == ecsapi.SpotWithPriceLimit && i.Status == ecsapi.Running
}

// price is what an instance's type costs in its zone now, as the cloud tells a
// program that asks it plainly.
func (r *rig) price(i *ecsapi.Instance) ecsapi.Price {
	r.t.Helper()
	rows, err := r.client.SpotPrices(r.t.Context(), i.Region, i.Type, r.client.Now().Add(-24*time.Hour), r.client.Now())
	if err != nil {
		r.t.Fatal(err)
	}
	var last ecsapi.SpotPrice
	for _, p := range rows {
		if p.Zone == i.Zone && !p.At.Before(last.At) {
			last = p
		}
	}
	return last.Price
}

// An instance's page tells what its type costs now and how far that is from its
// limit, on screens without a panel of prices, too.
func TestAnInstanceTellsItsHeadroom(t *testing.T) {
	long(t)
	run(t, setup{w: 80, h: 60, sim: oneRegion}, func(r *rig) {
		i := r.only(limited)
		if n := r.calls("DescribeSpotPriceHistory"); n != 0 {
			t.Errorf("%d calls before anybody looks", n)
		}
		r.press("d")
		r.pass(3 * time.Second)
		price := r.price(i)
		r.see("Going price", term.Price(int64(price), "CNY")+" an hour in "+string(i.Zone))
		room := 100 * float64(i.SpotPriceLimit-price) / float64(i.SpotPriceLimit)
		r.see("Headroom", fmt.Sprintf("%.0f%% of the limit", room))
		r.press("esc")
		r.pass(2 * time.Second)
		before := r.calls("DescribeSpotPriceHistory")
		r.pass(20 * time.Minute)
		if n := r.calls("DescribeSpotPriceHistory") - before; n != 0 {
			t.Errorf("%d calls for what nobody looks at", n)
		}
	})
}

// Where there is room a column tells the same of the rows in sight; it sorts by
// the headroom, and what is not known stays last and blank.
func TestHeadroomOfTheRows(t *testing.T) {
	run(t, setup{w: 200, h: 50}, func(r *rig) {
		i := r.only(limited)
		r.pass(3 * time.Second)
		price := r.price(i)
		r.see(i.Name, fmt.Sprintf("%s · %.0f%%", term.Money(int64(price), 3), 100*float64(i.SpotPriceLimit-price)/float64(i.SpotPriceLimit)))
		r.press("/", "\x15", "enter")
		for range 9 {
			r.press(">")
		}
		r.see("SPOT · ROOM▲")
		r.pass(30 * time.Second)
		last := -1.0
		known := 0
		for _, l := range strings.Split(r.screen(), "\n") {
			_, row, ok := strings.Cut(l, "││")
			if _, rest, told := strings.Cut(row, " · "); ok && told && strings.Contains(row, "spot ≤") {
				var room float64
				if _, err := fmt.Sscanf(rest, "%f%%", &room); err != nil {
					continue
				}
				if known++; room < last {
					t.Errorf("%v%% after %v%%: %s", room, last, row)
				}
				last = room
			}
		}
		if known < 5 {
			t.Errorf("%d rows tell their headroom\n%s", known, r.screen())
		}
	})
}

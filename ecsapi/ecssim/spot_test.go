package ecssim

import (
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"ecsdeck/ecsapi/ecssim/market"
	"ecsdeck/ecsapi/ecssim/offers"
	"ecsdeck/ecsapi/ecssim/rpc"
)

type history struct {
	NextOffset int
	Currency   string
	SpotPrices struct{ SpotPriceType []offers.SpotRow }
}

// prices asks for the history of a type that is sold in several zones.
func (c *client) prices(args ...string) []offers.SpotRow {
	c.t.Helper()
	var h history
	c.into(&h, "DescribeSpotPriceHistory", append([]string{"InstanceType", "ecs.g7.large", "NetworkType", "vpc"}, args...)...)
	return h.SpotPrices.SpotPriceType
}

func zonesOf(rows []offers.SpotRow) []string {
	var zones []string
	for _, r := range rows {
		zones = append(zones, r.ZoneId)
	}
	slices.Sort(zones)
	return slices.Compact(zones)
}

func TestSpotHistoryIsChangesAndEdges(t *testing.T) {
	c := newClient(t, frozen(0))
	rows := c.prices()
	zones := zonesOf(rows)
	if len(zones) < 2 {
		t.Fatalf("rows of zones %v", zones)
	}
	if !slices.IsSortedFunc(rows, func(a, b offers.SpotRow) int { return strings.Compare(a.Timestamp, b.Timestamp) }) {
		t.Error("rows are not in order of time")
	}
	for _, zone := range zones {
		week := c.prices("ZoneId", zone, "StartTime", day.AddDate(0, 0, -7).Format(rpc.SecondForm))
		if got := zonesOf(week); !slices.Equal(got, []string{zone}) {
			t.Errorf("asked for %s, got %v", zone, got)
		}
		if first, last := week[0].Timestamp, week[len(week)-1].Timestamp; first != "2026-03-07T09:26:53Z" || last != "2026-03-14T09:26:53Z" {
			t.Errorf("%s: edges at %s and %s", zone, first, last)
		}
		if n := len(week); n < 15 || n > 350 {
			t.Errorf("%s: %d rows in a week", zone, n)
		}
		for n := 1; n < len(week)-1; n++ {
			if week[n].SpotPrice == week[n-1].SpotPrice {
				t.Errorf("%s: a row at %s that changes nothing", zone, week[n].Timestamp)
			}
		}
		if last := len(week) - 1; week[last].SpotPrice != week[last-1].SpotPrice {
			t.Errorf("%s: the closing row changes the price", zone)
		}
		for _, r := range week {
			if r.OriginPrice != 0.53 || r.SpotPrice < 0.1*r.OriginPrice-0.001 || r.SpotPrice > r.OriginPrice {
				t.Errorf("%s: %v of %v", zone, r.SpotPrice, r.OriginPrice)
			}
		}
	}
	if first := rows[0].Timestamp; first != "2026-03-14T06:26:53Z" {
		t.Errorf("without StartTime the history begins at %s, want three hours ago", first)
	}
}

// A window asked in two parts tells the same steps as asked in one, and later
// as now.
func TestSpotPricesArePure(t *testing.T) {
	c := newClient(t, frozen(0))
	zone := zonesOf(c.prices())[0]
	from, middle, to := day.AddDate(0, 0, -10), day.AddDate(0, 0, -4), day.AddDate(0, 0, -1)
	ask := func(from, to time.Time) []offers.SpotRow {
		return c.prices("ZoneId", zone, "StartTime", from.Format(rpc.SecondForm), "EndTime", to.Format(rpc.SecondForm))
	}
	whole := ask(from, to)
	parts := append(ask(from, middle), ask(middle, to)...)
	parts = slices.DeleteFunc(parts, func(r offers.SpotRow) bool { return r.Timestamp == middle.Format(rpc.SecondForm) })
	if !slices.Equal(whole, parts) {
		t.Errorf("%d rows in one, %d in two", len(whole), len(parts))
	}
	c.cloud.Advance(3 * time.Hour)
	if !slices.Equal(whole, ask(from, to)) {
		t.Error("the past has changed")
	}
}

func TestSpotPagesJoinUp(t *testing.T) {
	c := newClient(t, frozen(0))
	var rows []offers.SpotRow
	pages := 0
	for offset := 0; ; pages++ {
		var h history
		c.into(&h, "DescribeSpotPriceHistory", "InstanceType", "ecs.g7.large", "NetworkType", "vpc",
			"StartTime", day.Add(-market.HistoryKept).Format(rpc.SecondForm), "Offset", strconv.Itoa(offset))
		if h.Currency != "CNY" {
			t.Errorf("currency %q", h.Currency)
		}
		rows = append(rows, h.SpotPrices.SpotPriceType...)
		if h.NextOffset == 0 {
			break
		}
		if h.NextOffset != offset+1000 || len(h.SpotPrices.SpotPriceType) != 1000 {
			t.Fatalf("after offset %d: %d rows, next %d", offset, len(h.SpotPrices.SpotPriceType), h.NextOffset)
		}
		offset = h.NextOffset
	}
	seen := map[offers.SpotRow]bool{}
	for _, r := range rows {
		if seen[r] {
			t.Errorf("twice: %+v", r)
		}
		seen[r] = true
	}
	if pages == 0 {
		t.Error("a month of the largest region fits one page: the test shows nothing")
	}
	if got := c.prices("Offset", "100000"); len(got) != 0 {
		t.Errorf("%d rows far behind the end", len(got))
	}
}

func TestSpotVariants(t *testing.T) {
	c := newClient(t, frozen(0))
	linux, windows, unprotected := c.prices()[0], c.prices("OSType", "windows")[0], c.prices("SpotDuration", "0")[0]
	if windows.SpotPrice <= linux.SpotPrice || windows.OriginPrice <= linux.OriginPrice {
		t.Errorf("windows %+v, linux %+v", windows, linux)
	}
	if unprotected.SpotPrice >= linux.SpotPrice {
		t.Errorf("without protected hour %v, with %v", unprotected.SpotPrice, linux.SpotPrice)
	}
	if rows := c.prices("NetworkType", "classic"); len(rows) != 0 {
		t.Errorf("%d rows of a classic network", len(rows))
	}
	if rows := c.prices("EndTime", day.Add(time.Hour).Format(rpc.SecondForm)); rows[len(rows)-1].Timestamp != day.Format(rpc.SecondForm) {
		t.Errorf("the future is told: %+v", rows[len(rows)-1])
	}
}

func TestSpotRefusals(t *testing.T) {
	c := newClient(t, frozen(0))
	at := func(d time.Duration) string { return day.Add(d).Format(rpc.SecondForm) }
	for _, test := range []struct {
		args []string
		code string
	}{
		{[]string{"InstanceType", ""}, "MissingParameter"},
		{[]string{"NetworkType", ""}, "MissingParameter"},
		{[]string{"RegionId", ""}, "MissingParameter"},
		{[]string{"RegionId", "cn-atlantis"}, "InvalidParams.RegionId"},
		{[]string{"InstanceType", "ecs.none"}, "InvalidParams.InstanceType"},
		{[]string{"NetworkType", "wifi"}, "InvalidParams.NetworkType"},
		{[]string{"ZoneId", "Zone H!"}, "InvalidParams.ZoneId"},
		{[]string{"ZoneId", "cn-beijing-h"}, "InvalidZoneId.NotFound"},
		{[]string{"Offset", "-1"}, "InvalidParams.Offset"},
		{[]string{"Offset", "ten"}, "InvalidParams.Offset"},
		{[]string{"StartTime", "yesterday"}, "InvalidParams.StartTime"},
		{[]string{"EndTime", "today"}, "InvalidParams.EndTime"},
		{[]string{"StartTime", at(-31 * 24 * time.Hour)}, "InvalidParams.StartTime"},
		{[]string{"StartTime", at(-time.Hour), "EndTime", at(-2 * time.Hour)}, "InvalidParams.StartTime"},
		{[]string{"OSType", "plan9"}, "InvalidParameter"},
		{[]string{"SpotDuration", "7"}, "InvalidParameter"},
	} {
		args := append([]string{"InstanceType", "ecs.g7.large", "NetworkType", "vpc"}, test.args...)
		if a := c.call("DescribeSpotPriceHistory", args...); a.status != 400 || a.Code != test.code {
			t.Errorf("%v: %d %s, want 400 %s", test.args, a.status, a.Code, test.code)
		}
	}
}

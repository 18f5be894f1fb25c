package market

import (
	"testing"
	"time"

	"ecsdeck/ecsapi/catalog"
	"ecsdeck/ecsapi/ecssim/hash"
)

func TestSpotPricesVary(t *testing.T) {
	day := time.Date(2026, 3, 14, 9, 26, 53, 0, time.UTC)
	zone := hash.Of(catalog.Zones("cn-hangzhou")[0].ID)
	changes, bursts, lowest, highest, all, busiest := 0, 0, 1.0, 0.0, 0, 0
	for n := range catalog.InstanceTypes() {
		s := SpotSeries(7, zone, &catalog.InstanceTypes()[n], 1)
		if s.Origin < 0.4 {
			continue // a tick is too coarse to tell
		}
		all++
		steps := s.Between(day.Add(-HistoryKept).Unix(), day.Unix())
		changes += len(steps) - 2
		busiest = max(busiest, len(steps)-2)
		for _, p := range steps {
			lowest, highest = min(lowest, p.Price/s.Origin), max(highest, p.Price/s.Origin)
		}
		for d := range int64(30) {
			if _, to, _ := s.burst(day.Unix()/DaySeconds - d); to > 0 {
				bursts++
			}
		}
	}
	if daily := float64(changes) / float64(all) / 30; daily < 5 || daily > 7 {
		t.Errorf("%.1f changes a day", daily)
	}
	if busiest < 15*30 {
		t.Errorf("no type changes far more often than others: at most %d times in a month", busiest)
	}
	if lowest < 0.095 || lowest > 0.15 || highest < 0.6 || highest > 1.001 {
		t.Errorf("prices from %.2f to %.2f of on-demand", lowest, highest)
	}
	if share := float64(bursts) / float64(30*all); share < 0.03 || share > 0.12 {
		t.Errorf("bursts on %.2f of the days", share)
	}
}

package ecssim

import (
	"slices"
	"strconv"
	"testing"
	"time"

	"ecsdeck/ecsapi/catalog"
	"ecsdeck/ecsapi/ecssim/compute"
	"ecsdeck/ecsapi/ecssim/market"
	"ecsdeck/ecsapi/ecssim/world"
)

// locks are the reasons an instance is locked for.
func locks(i compute.WireInstance) (reasons []string) {
	for _, l := range i.OperationLocks.LockReason {
		reasons = append(reasons, l.LockReason)
	}
	return reasons
}

// life steps the clock by half minutes and tells when an instance was first
// seen locked as Recycling and when it was gone; zero when it was not.
func (s *shop) life(id string, span time.Duration) (locked, gone time.Time) {
	s.t.Helper()
	for end := s.cloud.Now().Add(span); s.cloud.Now().Before(end); s.cloud.Advance(30 * time.Second) {
		i, listed := s.find(id)
		switch {
		case !listed:
			return locked, s.cloud.Now()
		case locked.IsZero() && slices.Contains(locks(i), world.LockRecycling):
			locked = s.cloud.Now()
		}
	}
	return locked, gone
}

// volatile is a type whose price goes above what it is now within hours that
// begin and end so many hours from now, and not before.
func (s *shop) volatile(from, to int) string {
	s.t.Helper()
	now := s.cloud.Now().Unix()
	return s.typeWith(func(l world.Cell, stock int) bool {
		if stock == 0 || market.Scarce(l.Type) {
			return false
		}
		series := s.region.SpotSeries(l.Zone, l.Type)
		price := series.At(now)
		above := func(from, to int) bool {
			steps := series.Between(now+int64(from)*3600, now+int64(to)*3600)
			return slices.ContainsFunc(steps, func(s market.Step) bool { return s.Price > price })
		}
		lasting := func() bool { // long enough for a check
			steps := series.Between(now+int64(from)*3600, now+int64(to)*3600)
			for n := range steps[1:] {
				if steps[n].Price > price && steps[n+1].At-steps[n].At > 600 {
					return true
				}
			}
			return false
		}
		return !above(0, from) && lasting()
	})
}

func (s *shop) bid(typ string, more ...string) string {
	s.t.Helper()
	return s.one(append(more, "InstanceType", typ, "SpotStrategy", world.SpotPriceLimit, "SpotPriceLimit", strconv.FormatFloat(s.marketPrice(typ), 'f', 3, 64))...)
}

func TestReclaimWhenThePricePassesTheLimit(t *testing.T) {
	s := newShop(t, frozen(NoInstances))
	typ := s.volatile(2, 12)
	id := s.bid(typ)
	created := s.cloud.Now()
	s.cloud.Advance(3 * time.Second)
	locked, gone := s.life(id, 13*time.Hour)
	if locked.IsZero() || gone.IsZero() || locked.Sub(created) < 2*time.Hour {
		t.Fatalf("created %s, locked %s, gone %s", created, locked, gone)
	}
	if notice := gone.Sub(locked); notice < 4*time.Minute || notice > 6*time.Minute {
		t.Errorf("gone %s after it was locked", notice)
	}
	c := world.Cell{Zone: s.place.Zone, Type: &catalog.InstanceTypes()[slices.IndexFunc(catalog.InstanceTypes(), func(t catalog.InstanceType) bool { return t.ID == typ })]}
	series := s.region.SpotSeries(c.Zone, c.Type)
	if before, after := series.At(created.Unix()), series.At(locked.Unix()); after <= before {
		t.Errorf("locked at a price of %v with a limit of %v", after, before)
	}
	// The same machine, whoever looks how often: one look at the end tells the same.
	again := newShop(t, frozen(NoInstances))
	same := again.bid(typ)
	again.cloud.Advance(locked.Sub(created) + time.Minute)
	if i, listed := again.find(same); !listed || !slices.Equal(locks(i), []string{world.LockRecycling}) || same != id {
		t.Errorf("%s, locked %v", same, locks(i))
	}
}

// In its protected hour an instance is not taken, whatever the price does.
func TestProtectedHour(t *testing.T) {
	s := newShop(t, frozen(NoInstances))
	typ := s.volatile(0, 1)
	id := s.bid(typ)
	s.cloud.Advance(3 * time.Second)
	if locked, _ := s.life(id, 59*time.Minute); !locked.IsZero() {
		t.Errorf("locked at %s", locked)
	}
}

func TestReclaimByHandAndByStop(t *testing.T) {
	s := newShop(t, frozen(NoInstances))
	typ := s.sold(10)
	dies := s.one("InstanceType", typ, "SpotStrategy", world.SpotAsPriceGo)
	stays := s.one("InstanceType", typ, "SpotStrategy", world.SpotAsPriceGo, "SpotInterruptionBehavior", "Stop")
	s.settled()
	s.region.Lock(s.cloud.Now())
	for _, id := range []string{dies, stays} {
		s.region.Reclaim(s.region.ByID[id], s.cloud.Now().Add(time.Minute))
	}
	s.region.Unlock()
	if i, _ := s.find(dies); len(locks(i)) != 0 {
		t.Errorf("locked too early: %v", locks(i))
	}
	s.cloud.Advance(time.Minute)
	for _, id := range []string{dies, stays} {
		i, _ := s.find(id)
		if !slices.Equal(locks(i), []string{world.LockRecycling}) || i.Status != world.Running {
			t.Errorf("%s %v", i.Status, locks(i))
		}
		expect(t, s.call("StopInstance", "InstanceId", id), 403, "InstanceLockedForSecurity")
	}
	if n := len(s.instances("LockReason", world.LockRecycling)); n != 2 {
		t.Errorf("%d found by their lock", n)
	}
	s.cloud.Advance(4*time.Minute + 59*time.Second)
	if _, listed := s.find(dies); !listed {
		t.Error("gone early")
	}
	s.cloud.Advance(time.Second)
	if _, listed := s.find(dies); listed {
		t.Error("not gone after five minutes")
	}
	i, _ := s.find(stays)
	if i.Status != world.Stopped || i.StoppedMode != world.StopCharging || len(locks(i)) != 0 {
		t.Errorf("%s %s %v", i.Status, i.StoppedMode, locks(i))
	}
	if a := s.call("StartInstance", "InstanceId", stays); a.status != 200 {
		t.Error(a.body)
	}
}

// Over three days some of a fleet's spot instances are taken back, nothing else.
func TestReclaimsOfAFleet(t *testing.T) {
	c := newClient(t, frozen(3000))
	before := map[string]compute.WireInstance{}
	for number := 1; number <= 12; number++ {
		for _, i := range c.instances("PageNumber", strconv.Itoa(number)) {
			before[i.InstanceId] = i
		}
	}
	spots, gone := 0, 0
	c.cloud.Advance(72 * time.Hour)
	c.total()
	for id, i := range before {
		if i.SpotStrategy != world.NoSpot {
			spots++
		}
		if _, listed := c.find(id); listed {
			continue
		}
		switch {
		case i.SpotStrategy != world.NoSpot:
			gone++
		case i.AutoReleaseTime == "" && i.InstanceChargeType == "PostPaid":
			t.Errorf("%s is gone: %+v", id, i)
		}
	}
	if gone < spots/50 || gone > spots/2 {
		t.Errorf("%d of %d spot instances were taken back in three days", gone, spots)
	}
}

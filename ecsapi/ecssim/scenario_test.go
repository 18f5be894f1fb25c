package ecssim

import (
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"ecsdeck/ecsapi/ecssim/compute"
	"ecsdeck/ecsapi/ecssim/world"
)

// census counts the instances of all regions that fit.
func (c *client) census(fits func(i compute.WireInstance) bool) (ids []string) {
	c.t.Helper()
	for _, r := range c.cloud.world.Regions {
		for page := 1; ; page++ {
			list := c.instances("RegionId", r.ID, "PageNumber", strconv.Itoa(page))
			for _, i := range list {
				if fits(i) {
					ids = append(ids, i.InstanceId)
				}
			}
			if len(list) < 100 {
				break
			}
		}
	}
	return ids
}

func held(reason string) func(i compute.WireInstance) bool {
	return func(i compute.WireInstance) bool {
		return slices.ContainsFunc(i.OperationLocks.LockReason, func(l world.WireLock) bool { return l.LockReason == reason })
	}
}

func play(t *testing.T, c *Cloud, story string) {
	t.Helper()
	if w := control(c, "POST", "/_sim/scenario", story); w.Code != 200 {
		t.Fatalf("%s: %s", story, w.Body)
	}
}

func TestSpotStorm(t *testing.T) {
	c := newClient(t, frozen(1200))
	play(t, c.cloud, `{"name":"spot-storm"}`)
	hit := c.census(held(world.LockRecycling))
	if len(hit) != 12 {
		t.Fatalf("%d instances are being taken back", len(hit))
	}
	same := newClient(t, frozen(1200))
	play(t, same.cloud, `{"name":"spot-storm"}`)
	if !slices.Equal(same.census(held(world.LockRecycling)), hit) {
		t.Error("the same seed has other victims")
	}
	c.cloud.Advance(4*time.Minute + 59*time.Second)
	if left := c.census(held(world.LockRecycling)); len(left) != 12 {
		t.Errorf("%d left just before the five minutes are over", len(left))
	}
	c.cloud.Advance(time.Second)
	if left := c.census(func(i compute.WireInstance) bool { return slices.Contains(hit, i.InstanceId) }); len(left) != 0 {
		t.Errorf("%d left after five minutes", len(left))
	}
}

func TestSpotStormFromTheStart(t *testing.T) {
	cfg := Config{Seed: 7, Instances: 400, Regions: 3, Now: day, Frozen: true}
	calm := newClient(t, New(cfg))
	cfg.Scenario = SpotStorm
	c := newClient(t, New(cfg))
	most, seen := 0, map[string]bool{}
	for range 11 { // every lock lasts five minutes
		now := c.census(held(world.LockRecycling))
		for _, id := range now {
			seen[id] = true
		}
		most = max(most, len(now))
		c.cloud.Advance(150 * time.Second)
	}
	calm.cloud.Advance(11 * 150 * time.Second)
	spared := 0
	for _, id := range calm.census(func(compute.WireInstance) bool { return true }) {
		if seen[id] {
			spared++
		}
	}
	if spared < 12-2 || spared > 12 || most > 6 {
		t.Errorf("the storm took %d, up to %d at once", spared, most)
	}
}

func TestBrownOut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cloud := New(Config{Instances: 600, Frozen: true})
		h, c := overPipes(t, cloud), newClient(t, cloud)
		play(t, cloud, `{"name":"brown-out"}`)
		answered := func(region string) (n int) {
			for range 50 {
				if status, _, err := post(t.Context(), h, c, "DescribeZones", "RegionId", region); err == nil && status == 200 {
					n++
				}
			}
			return n
		}
		if n := answered("cn-hangzhou"); n != 50 {
			t.Errorf("another region answered %d of 50", n)
		}
		begin := time.Now()
		if n := answered("cn-shanghai"); n < 5 || n > 35 || time.Since(begin) < 50*time.Second {
			t.Errorf("the region answered %d of 50 in %v", n, time.Since(begin))
		}
		<-time.After(brownOutLasts)
		if n := answered("cn-shanghai"); n != 50 {
			t.Errorf("afterwards it answered %d of 50", n)
		}
	})
}

func TestExpiryWave(t *testing.T) {
	c := newClient(t, frozen(1200))
	soon := func(i compute.WireInstance) bool {
		return i.ExpiredTime >= "2026-03-14" && i.ExpiredTime < "2026-03-17"
	}
	before := len(c.census(soon))
	play(t, c.cloud, `{"name":"expiry-wave"}`)
	hit := c.census(soon)
	if n := len(hit) - before; n < 35 || n > 40 {
		t.Errorf("%d more expire within three days", n)
	}
	expired := len(c.census(held(world.LockFinancial)))
	c.cloud.Advance(72 * time.Hour)
	if n := len(c.census(held(world.LockFinancial))) - expired; n < 35 {
		t.Errorf("%d more are expired three days later", n)
	}
}

func TestStockShortage(t *testing.T) {
	c := newClient(t, frozen(1200))
	economical := c.census(func(i compute.WireInstance) bool {
		return i.Status == world.Stopped && i.StoppedMode == world.StopCharging && i.SpotStrategy == world.NoSpot && len(i.OperationLocks.LockReason) == 0
	})
	play(t, c.cloud, `{"name":"stock-shortage"}`)
	start := func() (code map[string]int) {
		code = map[string]int{}
		for _, id := range economical {
			code[c.call("StartInstance", "RegionId", "", "InstanceId", id).Code]++
		}
		return code
	}
	if got := start(); got["OperationDenied.NoStock"] != len(economical) || len(economical) < 5 {
		t.Errorf("starting %d gives %v", len(economical), got)
	}
	c.cloud.Advance(shortageLasts)
	if got := start(); got[""] == 0 {
		t.Errorf("six hours later starting them gives %v", got)
	}
}

func TestHostileNames(t *testing.T) {
	c := newClient(t, frozen(1200))
	before := map[string]string{}
	c.census(func(i compute.WireInstance) bool { before[i.InstanceId] = i.InstanceName; return false })
	play(t, c.cloud, `{"name":"hostile-names"}`)
	var names []string
	seen := map[string]bool{}
	hit := c.census(func(i compute.WireInstance) bool {
		if i.InstanceName == before[i.InstanceId] {
			return false
		}
		seen[i.InstanceName] = true
		names = append(names, i.InstanceName, i.Description)
		for _, tag := range i.Tags.Tag {
			names = append(names, tag.TagKey, tag.TagValue)
		}
		return true
	})
	if len(hit) < 80 || len(hit) > 200 || len(seen) < 20 {
		t.Errorf("%d instances have %d names", len(hit), len(seen))
	}
	for _, nasty := range []string{"\x1b[", "\x1b]52", "\n", "\x00", "\u202e", "\u200b", "家族", "\u009b"} {
		if !slices.ContainsFunc(names, func(s string) bool { return strings.Contains(s, nasty) }) {
			t.Errorf("no text holds %q", nasty)
		}
	}
	for _, name := range names {
		if n := len([]rune(name)); n > 128 {
			t.Errorf("a text of %d characters, which ECS doesn't allow", n)
		}
	}
}

func TestStoriesOfOneRegion(t *testing.T) {
	c := newClient(t, frozen(1200))
	play(t, c.cloud, `{"name":"spot-storm","region":"cn-beijing"}`)
	all := c.census(held(world.LockRecycling))
	if here := c.instances("RegionId", "cn-beijing", "LockReason", world.LockRecycling); len(here) != len(all) || len(here) == 0 {
		t.Errorf("%d hit in the region, %d in all", len(here), len(all))
	}
}

// A storm over a fleet without spot instances, and every story over nothing.
func TestStoriesOverNothing(t *testing.T) {
	for _, name := range Scenarios() {
		c := newClient(t, New(Config{Instances: NoInstances, Now: day, Frozen: true, Regions: 1, Scenario: name}))
		c.cloud.ClearFaults()
		if n := c.total(); n != 0 {
			t.Errorf("%s made %d instances", name, n)
		}
	}
	defer func() {
		if p, _ := recover().(string); !strings.Contains(p, "spot-storm") {
			t.Errorf("an unknown scenario: %q", p)
		}
	}()
	New(Config{Scenario: "doomsday"})
}

package ecssim

import (
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode"

	"ecsdeck/ecsapi/ecssim/world"
)

// everything is the concatenation of all pages of all regions.
func everything(c *client) string {
	c.t.Helper()
	var b strings.Builder
	for _, r := range c.cloud.world.Regions {
		for number := 1; ; number++ {
			a := c.call("DescribeInstances", "RegionId", r.ID, "PageSize", "100", "PageNumber", strconv.Itoa(number))
			b.WriteString(a.body)
			if strings.Contains(a.body, `"Instance":[]`) {
				break
			}
		}
	}
	return b.String()
}

func TestSameSeedSameFleetByteForByte(t *testing.T) {
	fleet := func(seed uint64, now time.Time) string {
		return everything(newClient(t, New(Config{Seed: seed, Instances: 600, Now: now, Frozen: true})))
	}
	first := fleet(42, day)
	if fleet(42, day) != first {
		t.Error("the same seed gave another fleet")
	}
	if fleet(42, day.Add(5*time.Hour)) != first {
		t.Error("the same seed gave another fleet later that day")
	}
	if fleet(43, day) == first {
		t.Error("another seed gave the same fleet")
	}
}

func TestFleetIsBelievable(t *testing.T) {
	const size = 5000
	c := New(Config{Instances: size, Now: day, Frozen: true})
	counts := map[string]int{}
	ids, addresses := map[string]bool{}, map[world.Addr]bool{}
	n, empty, small := 0, 0, 0
	for _, r := range c.world.Regions {
		switch {
		case len(r.List) == 0:
			empty++
		case len(r.List) <= 3:
			small++
		}
		for _, i := range r.List {
			n++
			ids[i.ID] = true
			for _, a := range []world.Addr{i.PublicIP, i.EIP} {
				if a != 0 && addresses[a] {
					t.Errorf("public address %s is given twice", a)
				}
				addresses[a] = true
			}
			if strings.ContainsFunc(i.Name, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
				counts["chinese"]++
			}
			counts[i.Status]++
			counts[i.ChargeType()]++
			counts[i.Spot]++
			if i.Lock != "" {
				counts["locked"]++
			}
			if i.Mode == world.StopCharging {
				counts["economical"]++
			}
			if i.Protected {
				counts["protected"]++
			}
			if !i.Release.IsZero() {
				counts["releasing"]++
			}
			if i.PublicIP != 0 || i.EIP != 0 {
				counts["public"]++
			}
			if len(i.Tags) >= 3 {
				counts["tagged"]++
			}
			if i.Created.After(day) || i.Created.Before(day.AddDate(-2, 0, -1)) {
				t.Errorf("%s was created %s", i.ID, i.Created)
			}
			if i.Started.Before(i.Created) {
				t.Errorf("%s was started before it was created", i.ID)
			}
			if n := len([]rune(i.Name)); n < 2 || n > 128 {
				t.Errorf("a name of %d characters: %s", n, i.Name)
			}
			if i.Prepaid && i.Lock == "" && (i.Expires.Before(day.Add(12*time.Hour)) || i.Expires.After(day.AddDate(1, 0, 2))) {
				t.Errorf("%s expires %s", i.ID, i.Expires)
			}
		}
	}
	if n != size || len(ids) != size {
		t.Fatalf("%d instances with %d ids", n, len(ids))
	}
	if share := len(c.world.ByID["cn-hangzhou"].List); share < size/4 || share > size/2 {
		t.Errorf("%d in cn-hangzhou", share)
	}
	if empty == 0 || small == 0 {
		t.Errorf("%d regions empty, %d with one to three", empty, small)
	}
	for what, percent := range map[string][2]float64{
		"chinese": {25, 42}, world.Running: {86, 94}, world.Stopped: {6, 12}, "PrePaid": {20, 30},
		world.SpotAsPriceGo: {6, 12}, world.SpotPriceLimit: {4, 9}, "locked": {0.2, 2}, "economical": {1, 5},
		"protected": {1, 6}, "releasing": {0.5, 3}, "public": {28, 40}, "tagged": {75, 95},
	} {
		if got := float64(counts[what]) * 100 / size; got < percent[0] || got > percent[1] {
			t.Errorf("%.1f %% %s, want %v", got, what, percent)
		}
	}
}

func TestConfigDefaults(t *testing.T) {
	c := New(Config{})
	n := 0
	for _, r := range c.world.Regions {
		n += len(r.List)
	}
	if n != DefaultInstances || len(c.world.Regions) != DefaultRegions || c.world.Seed != DefaultSeed {
		t.Errorf("%d instances, %d regions, seed %d", n, len(c.world.Regions), c.world.Seed)
	}
	if late := time.Since(c.Now()); late < -time.Second || late > time.Minute {
		t.Errorf("virtual time is %s", c.Now())
	}
	if n := len(New(Config{Regions: 1000, Instances: NoInstances}).world.Regions); n != 35 {
		t.Errorf("%d regions when asked for 1000", n)
	}
}

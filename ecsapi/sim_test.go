package ecsapi

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"ecsdeck/ecsapi/ecssim"
)

// fleet reads all instances of all regions.
func fleet(t *testing.T, c *Client) []*Instance {
	t.Helper()
	regions, err := c.Regions(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	var all []*Instance
	for _, r := range regions {
		part, err := c.Instances(context.Background(), Query{Region: r.ID})
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, part...)
	}
	return all
}

func TestFleet(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, cloud := simulate(t, ecssim.Config{Instances: 700, Now: time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)}, Options{Version: "1.2"})
		regions, err := c.Regions(context.Background())
		if err != nil || len(regions) != 28 {
			t.Fatalf("%d regions, %v", len(regions), err)
		}
		for _, r := range regions {
			if r.ID == "" || r.Name == "" || r.NameZH == "" || r.Name == r.NameZH || r.Endpoint == "" {
				t.Errorf("region %+v", r)
			}
		}
		all := fleet(t, c)
		if len(all) != 700 {
			t.Fatalf("%d instances", len(all))
		}
		seen := map[string]int{}
		for _, i := range all {
			if i.ID == "" || i.Name == "" || i.Zone == "" || i.Type == "" || i.CPU < 1 || i.MemoryMiB < 512 || i.Image == "" ||
				i.OS == "" || i.Status == "" || i.Created.IsZero() || i.VPC == "" || i.PrivateIP() == "" || len(i.SecurityGroups) == 0 {
				t.Fatalf("incomplete: %+v", i)
			}
			if (i.ChargeType == PrePaid) == i.Expires.IsZero() {
				t.Errorf("%s %s expires %v", i.ID, i.ChargeType, i.Expires)
			}
			if i.SpotStrategy == SpotWithPriceLimit && i.SpotPriceLimit <= 0 {
				t.Errorf("%s has no price limit", i.ID)
			}
			seen[string(i.Status)]++
			seen[i.ChargeType]++
			seen[i.SpotStrategy]++
		}
		for _, s := range []string{"Running", "Stopped", PrePaid, PostPaid, SpotAsPriceGo, SpotWithPriceLimit} {
			if seen[s] == 0 {
				t.Errorf("no instance is %s", s)
			}
		}
		if off := c.Now().Sub(cloud.Now()).Abs(); off > 2*time.Second {
			t.Errorf("cloud time is off by %v", off)
		}
		if skew, known := c.Skew(); !known || skew < 24*time.Hour {
			t.Errorf("skew %v", skew)
		}

		// A few of them again, by id, with strangers among them.
		big := all[0]
		ids := []InstanceID{"i-unknown", big.ID, big.ID}
		for _, i := range all {
			if i.Region == big.Region {
				ids = append(ids, i.ID)
			}
		}
		some, err := c.Instances(context.Background(), Query{Region: big.Region, IDs: ids})
		if err != nil || len(some) != len(ids)-3 {
			t.Errorf("by id: %d of %d, %v", len(some), len(ids), err)
		}
		none, err := c.Instances(context.Background(), Query{Region: big.Region, IDs: []InstanceID{}})
		if err != nil || len(none) != 0 {
			t.Errorf("no ids gave %d instances, %v", len(none), err)
		}
		zones, err := c.Zones(context.Background(), big.Region)
		if err != nil || len(zones) == 0 || zones[0].Region != big.Region || zones[0].Name == "" || len(zones[0].Types) == 0 {
			t.Errorf("zones %+v, %v", zones, err)
		}
		running, err := c.Instances(context.Background(), Query{Region: big.Region, Status: Running})
		if err != nil || len(running) == 0 || slices.ContainsFunc(running, func(i *Instance) bool { return i.Status != Running }) {
			t.Errorf("running: %d, %v", len(running), err)
		}
		from := c.Now()
		expiring, err := c.Instances(context.Background(), Query{Region: big.Region, ExpiresFrom: from, ExpiresTo: from.AddDate(1, 0, 0)})
		if err != nil || len(expiring) == 0 || slices.ContainsFunc(expiring, func(i *Instance) bool { return i.Expires.IsZero() }) {
			t.Errorf("expiring: %d, %v", len(expiring), err)
		}
	})
}

func TestPagesArriveInParallel(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, cloud := simulate(t, ecssim.Config{Instances: 2000, Regions: 1, Latency: time.Second}, Options{Credentials: Credentials{}})
		regions, err := c.Regions(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		cloud.ResetStats()
		start := time.Now()
		var first time.Duration
		got := map[InstanceID]bool{}
		err = c.InstancePages(context.Background(), Query{Region: regions[0].ID}, func(part []*Instance, total int) {
			if first == 0 {
				first = time.Since(start)
			}
			if total != 2000 {
				t.Errorf("total %d", total)
			}
			for _, i := range part {
				if got[i.ID] {
					t.Errorf("%s came twice", i.ID)
				}
				got[i.ID] = true
			}
		})
		if err != nil || len(got) != 2000 {
			t.Fatalf("%d instances in pages, %v", len(got), err)
		}
		if first != time.Second || time.Since(start) != 3*time.Second { // the first, then 19 by sixteens
			t.Errorf("first rows after %v, all after %v", first, time.Since(start))
		}
		if s := cloud.Stats(); s.Calls["DescribeInstances"] != 20 || s.PeakInFlight != parallel {
			t.Errorf("%d calls, %d at once", s.Calls["DescribeInstances"], s.PeakInFlight)
		}
	})
}

func TestActions(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, cloud := simulate(t, ecssim.Config{Instances: 400, Regions: 3}, Options{})
		all := fleet(t, c)
		region := all[0].Region
		var running, stopped []InstanceID
		for _, i := range all {
			if i.Region == region && i.Lock() == "" {
				switch i.Status {
				case Running:
					running = append(running, i.ID)
				case Stopped:
					stopped = append(stopped, i.ID)
				}
			}
		}
		mixed := []InstanceID{running[0], stopped[0], "i-unknown", running[1]}
		outcomes, err := c.Stop(context.Background(), region, mixed, StopOptions{})
		if err != nil || len(outcomes) != 4 {
			t.Fatalf("%+v, %v", outcomes, err)
		}
		for n, o := range outcomes {
			accepted := n == 0 || n == 3
			if o.ID != mixed[n] || o.RequestID == "" || (o.Err == nil) != accepted {
				t.Errorf("outcome %d: %+v", n, o)
			}
			if accepted && (o.From != Running || o.To != Stopping) {
				t.Errorf("%s from %s to %s", o.ID, o.From, o.To)
			}
		}
		if e := outcomes[1].Err; e.Kind != KindState || e.Code != "IncorrectInstanceStatus" || e.MayHaveApplied {
			t.Errorf("a stopped one: %#v", e)
		}
		if e := outcomes[2].Err; e.Kind != KindNotFound {
			t.Errorf("an unknown one: %#v", e)
		}
		cloud.Advance(10 * time.Minute)
		halted, _ := c.Instances(context.Background(), Query{Region: region, IDs: running[:2], Status: Stopped})
		if len(halted) != 2 {
			t.Errorf("%d of 2 stopped", len(halted))
		}
		if o, err := c.Start(context.Background(), region, stopped[:1]); err != nil || o[0].Err != nil || o[0].To != Starting {
			t.Errorf("start: %+v, %v", o, err)
		}
		if o, err := c.Reboot(context.Background(), region, running[2:3], true); err != nil || o[0].Err != nil {
			t.Errorf("reboot: %+v, %v", o, err)
		}
		if o, err := c.Start(context.Background(), region, nil); err != nil || o != nil {
			t.Errorf("nothing: %+v, %v", o, err)
		}
		var e *Error
		if _, err := c.Start(context.Background(), region, make([]InstanceID, 101)); !errors.As(err, &e) || e.Kind != KindInvalid {
			t.Errorf("101: %v", err)
		}
	})
}

func TestSpotPrices(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, _ := simulate(t, ecssim.Config{Instances: 400, Regions: 3, Now: time.Date(2026, 3, 20, 0, 0, 0, 0, time.UTC)}, Options{})
		all := fleet(t, c)
		spot := all[slices.IndexFunc(all, (*Instance).Spot)]
		from, to := c.Now().AddDate(0, 0, -29), c.Now()
		prices, err := c.SpotPrices(context.Background(), spot.Region, spot.Type, from, to)
		if err != nil || len(prices) == 0 {
			t.Fatalf("%d prices, %v", len(prices), err)
		}
		zones := map[ZoneID]bool{}
		for _, p := range prices {
			zones[p.Zone] = true
			if p.Type != spot.Type || p.Price <= 0 || p.Origin < p.Price || p.Currency == "" || p.At.Before(from.Add(-time.Second)) || p.At.After(to.Add(time.Second)) {
				t.Fatalf("price %+v", p)
			}
		}
		if !zones[spot.Zone] {
			t.Errorf("no prices in %s, where one runs: %v", spot.Zone, zones)
		}
		if pages := c.Calls().Recent(99); len(prices) > 1000 && pages[1].API != "DescribeSpotPriceHistory" {
			t.Errorf("%d prices came in one page", len(prices))
		}
		var e *Error
		if _, err := c.SpotPrices(context.Background(), spot.Region, "ecs.none", from, to); !errors.As(err, &e) || e.Kind != KindInvalid {
			t.Errorf("an unknown type: %v", err)
		}
	})
}

func TestKeys(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		operator, readOnly := ecssim.New(ecssim.Config{Instances: 50, Regions: 1}).Keys()
		for _, tt := range []struct {
			id, secret string
			kind       Kind
			hint       string
		}{
			{operator.ID, "wrong", KindCredentials, "The secret does not belong to this access key."},
			{"LTAIunknownunknown", "wrong", KindCredentials, "This access key does not exist."},
			{readOnly.ID, readOnly.Secret, "", ""},
		} {
			c, _ := simulate(t, ecssim.Config{Instances: 50, Regions: 1}, Options{Credentials: Credentials{KeyID: tt.id, Secret: tt.secret}})
			_, err := c.Regions(context.Background())
			var e *Error
			if errors.As(err, &e) && (e.Kind != tt.kind || string(e.Hint()) != tt.hint) || (err == nil) != (tt.kind == "") {
				t.Errorf("%s: %v, hint %q", tt.id, err, e.Hint())
			}
			if tt.kind == "" {
				all := fleet(t, c)
				if _, err := c.Stop(context.Background(), all[0].Region, []InstanceID{all[0].ID}, StopOptions{}); !errors.As(err, &e) || e.Kind != KindForbidden || e.MayHaveApplied {
					t.Errorf("a key that may only read: %v", err)
				}
			}
		}
	})
}

// Every fault the simulated cloud knows, on a third of all calls: the fleet is
// complete in the end, or its error is a classified one.
func TestFaults(t *testing.T) {
	for _, kind := range []string{ecssim.FaultHTTP500, ecssim.FaultHTTP503, ecssim.FaultCut, ecssim.FaultReset, ecssim.FaultMalformed, ecssim.FaultSlow, ecssim.FaultJitter} {
		t.Run(kind, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c, cloud := simulate(t, ecssim.Config{Instances: 1000, Regions: 1}, Options{})
				regions, _ := c.Regions(context.Background())
				if err := cloud.Inject(ecssim.Fault{Kind: kind, P: 0.3, Delay: 3 * time.Second}); err != nil {
					t.Fatal(err)
				}
				for range 20 {
					all, err := c.Instances(context.Background(), Query{Region: regions[0].ID})
					if err == nil && len(all) == 1000 {
						return
					}
					var e *Error
					if !errors.As(err, &e) || !e.Retry() || len(all) >= 1000 {
						t.Fatalf("%d instances, %v", len(all), err)
					}
				}
				t.Error("never complete in 20 tries")
			})
		})
	}
}

// A limit of the real kind: so many calls a minute. A sweep that needs more
// than one minute allows is finished, not begun again and again.
func TestSweepUnderALimit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		key := Credentials{KeyID: "LTAI-sim-operator", Secret: "sim-operator-secret"}
		cloud := ecssim.New(ecssim.Config{Instances: 5000, Regions: 1})
		var mu sync.Mutex
		minute, used, refused := int64(0), 0, 0
		c := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			mu.Lock()
			if now := time.Now().Unix() / 60; now != minute {
				minute, used = now, 0
			}
			used++
			over := used > 30
			if over {
				refused++
			}
			mu.Unlock()
			if over {
				refusal(w, 400, "Throttling.User", "Request was denied due to user flow control.")
				return
			}
			cloud.ServeHTTP(w, r)
		}), Options{Credentials: key})
		regions, err := c.Regions(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		start := time.Now()
		all, err := c.Instances(context.Background(), Query{Region: regions[0].ID})
		if err != nil || len(all) != 5000 {
			t.Fatalf("%d instances, %v", len(all), err)
		}
		if took := time.Since(start); took > 3*time.Minute || refused > 20 {
			t.Errorf("took %v with %d calls refused", took, refused)
		}
	})
}

// The design's probe: 800 calls of three seconds each cost the test nothing.
func TestManyCallsInFakeTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, cloud := simulate(t, ecssim.Config{Instances: 50, Latency: 3 * time.Second}, Options{})
		var wg sync.WaitGroup
		for n := range 8 {
			wg.Go(func() {
				for m := range 100 {
					if _, err := c.Instances(context.Background(), Query{Region: RegionID([]string{"cn-hangzhou", "cn-beijing"}[m%2])}); err != nil {
						t.Error(n, err)
					}
				}
			})
		}
		start := time.Now()
		wg.Wait()
		if took := time.Since(start); took != 5*time.Minute || cloud.Stats().Calls["DescribeInstances"] != 800 {
			t.Errorf("%v calls took %v", cloud.Stats().Calls, took)
		}
		if got := c.Calls().PerMinute(); got < 150 || got > 170 {
			t.Errorf("%d calls a minute", got)
		}
	})
}

func TestUserAgent(t *testing.T) {
	var agent string
	c := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { agent = fmt.Sprint(r.Header) }), Options{Version: "1.2.3"})
	c.failureOf(call{api: "DescribeInstances", region: "r", timeout: time.Minute})
	if want := "ecsdeck/1.2.3"; !containsAll(agent, want) {
		t.Errorf("%s without %s", agent, want)
	}
}

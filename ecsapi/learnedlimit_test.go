package ecsapi

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"ecsdeck/ecsapi/ecssim"
	"ecsdeck/ecsapi/randtest"
	"ecsdeck/ecsapi/ratelimit"
)

// asked makes n calls of a region at once and returns when each had its answer, from now.
func asked(t *testing.T, c *Client, n int) []time.Duration {
	t.Helper()
	start := time.Now()
	var mu sync.Mutex
	var wg sync.WaitGroup
	var when []time.Duration
	for range n {
		wg.Go(func() {
			if _, err := c.VSwitches(context.Background(), "cn-hangzhou", "vpc-1"); err != nil {
				t.Error(err)
			}
			mu.Lock()
			when = append(when, time.Since(start))
			mu.Unlock()
		})
	}
	wg.Wait()
	slices.Sort(when)
	return when
}

// nextRun is a client that goes on with what another one learned.
func nextRun(t *testing.T, h http.Handler, o Options, known []ratelimit.Kept) *Client {
	t.Helper()
	c := serve(t, h, o)
	c.Limits().Learn(known)
	return c
}

// limitOf is what is kept of the API that asked calls.
func limitOf(t *testing.T, c *Client) ratelimit.Kept {
	t.Helper()
	for _, k := range c.Limits().Kept() {
		if k.API == "DescribeVSwitches" {
			return k
		}
	}
	return ratelimit.Kept{}
}

// atOnce is how many calls of the API that asked calls may leave now.
func atOnce(c *Client) int { return c.Spare("DescribeVSwitches", "cn-hangzhou") }

// The first run stays within what is always allowed. Half of what passed in a minute may leave
// at once in the next one, and no minute has more than passed.
func TestPassedCallsAreLearned(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cloud := ecssim.New(ecssim.Config{Instances: ecssim.NoInstances})
		key, _ := cloud.Keys()
		o := Options{Credentials: Credentials{KeyID: key.ID, Secret: key.Secret}}
		c := nextRun(t, cloud, o, nil)
		if when := asked(t, c, 410); when[99] != 0 || when[100] != 200*time.Millisecond || when[409] != 62*time.Second {
			t.Errorf("the first run: the 100th after %v, the 101st after %v, the 410th after %v", when[99], when[100], when[409])
		}
		known := c.Limits().Kept()
		if len(known) != 1 || known[0].Passed < 395 || known[0].Passed > 400 {
			t.Fatalf("learned %+v", known)
		}
		b := nextRun(t, cloud, o, known)
		if n := atOnce(b); n != known[0].Passed/2 {
			t.Errorf("then %d at once, of %d that passed", n, known[0].Passed)
		}
		if n := b.Spare("DescribeVSwitches", "cn-beijing"); n != known[0].Passed/2 {
			t.Errorf("in another region %d at once", n)
		}
		if n := b.Spare("DescribeZones", "cn-hangzhou"); n != 100 {
			t.Errorf("of another API %d at once", n)
		}
		when := asked(t, b, 300)
		if at := known[0].Passed / 2; when[at-1] != 0 || when[at] != 200*time.Millisecond {
			t.Errorf("the %dth after %v, the next after %v", at, when[at-1], when[at])
		}
		for _, fixed := range []Budget{{Burst: 60}, {PerSecond: 2}, {Most: 60}} {
			o := o
			o.Budget = fixed
			if n, most := atOnce(nextRun(t, cloud, o, known)), max(fixed.Burst, fixed.Most, int(fixed.PerSecond*50)); n != most {
				t.Errorf("%+v: %d at once", fixed, n)
			}
		}
	})
}

// A day takes a tenth, until only the start is left.
func TestLearnedLimitDecays(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := nextRun(t, http.NotFoundHandler(), Options{}, []ratelimit.Kept{{API: "DescribeVSwitches", Day: "2000-01-01", Passed: 600, Share: 1}})
		for day, want := range []int{300, 270, 243, 218} {
			if n := atOnce(c); n != want {
				t.Errorf("day %d: %d at once, want %d", day, n, want)
			}
			pass(24 * time.Hour)
		}
		if pass(20 * 24 * time.Hour); atOnce(c) != 100 {
			t.Errorf("after weeks %d at once", atOnce(c))
		}
		if k := limitOf(t, c); k.API != "" {
			t.Errorf("kept %+v", k)
		}
	})
}

// The day's first throttling halves what was learned, the next ones of that day do not, and
// nothing that passes on that day counts. Days give it back.
func TestThrottlingHalves(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cloud := ecssim.New(ecssim.Config{Instances: ecssim.NoInstances})
		key, _ := cloud.Keys()
		o := Options{Credentials: Credentials{KeyID: key.ID, Secret: key.Secret}}
		c := nextRun(t, cloud, o, []ratelimit.Kept{{API: "DescribeVSwitches", Day: "2000-01-01", Passed: 800, Share: 1}})
		throttled := func() {
			t.Helper()
			if err := cloud.Inject(ecssim.Fault{Action: "DescribeVSwitches", Kind: ecssim.FaultThrottle, Delay: time.Second, Times: 1}); err != nil {
				t.Fatal(err)
			}
			if _, err := c.VSwitches(context.Background(), "cn-hangzhou", "vpc-1"); AsError(err).Kind != KindThrottled {
				t.Fatal(err)
			}
			pass(time.Second)
			if asked(t, c, 1); len(c.Limits().Kept()) != 1 {
				t.Fatal("nothing to keep")
			}
			pass(time.Minute)
		}
		for n := range 2 {
			if throttled(); atOnce(c) != 200 || c.Spare("DescribeVSwitches", "cn-beijing") != 200 {
				t.Errorf("throttling %d: %d at once", n+1, atOnce(c))
			}
		}
		asked(t, c, 500)
		if k := limitOf(t, c); k.Passed != 800 || k.Share != .5 || k.Throttled != "2000-01-01" {
			t.Errorf("kept %+v", k)
		}
		later := nextRun(t, cloud, o, c.Limits().Kept())
		if n := atOnce(later); n != 200 {
			t.Errorf("the next run: %d at once", n)
		}
		pass(24 * time.Hour)
		if n := atOnce(later); n != 216 { // 0.9 of 400, of which 0.6
			t.Errorf("the next day: %d at once", n)
		}
		if throttled(); atOnce(c) != 108 {
			t.Errorf("throttled again: %d at once", atOnce(c))
		}
		for range 10 {
			pass(24 * time.Hour)
			throttled()
		}
		if n := atOnce(c); n != 20 {
			t.Errorf("throttled each day: %d at once", n)
		}
		start := time.Now()
		if asked(t, c, 25); time.Since(start) != 5*time.Second {
			t.Errorf("5 above that took %v", time.Since(start))
		}
	})
}

// A limit that is told is in force at once, narrower or wider than the start.
func TestToldLimit(t *testing.T) {
	for limit, want := range map[int]int{4000: 1000, 400: 100, 40: 10, 3: 1, 1: 1, 1_000_000: 1000} {
		synctest.Test(t, func(t *testing.T) {
			cloud := ecssim.New(ecssim.Config{Instances: ecssim.NoInstances, Limits: ecssim.Limits{"*": {Calls: limit, Per: time.Minute}}, LimitHeader: true})
			key, _ := cloud.Keys()
			o := Options{Credentials: Credentials{KeyID: key.ID, Secret: key.Secret}}
			c := nextRun(t, cloud, o, nil)
			asked(t, c, 1)
			if n := atOnce(c); n != want-1 {
				t.Errorf("told %d a minute: %d at once are left, want %d", limit, n, want-1)
			}
			if n := c.Spare("DescribeVSwitches", "cn-beijing"); n != want {
				t.Errorf("told %d a minute: %d at once in another region", limit, n)
			}
			later := nextRun(t, cloud, o, c.Limits().Kept())
			if n := atOnce(later); n != want {
				t.Errorf("the next run: %d at once, want %d", n, want)
			}
			if pass(8 * 24 * time.Hour); atOnce(later) != 100 {
				t.Errorf("a week later: %d at once", atOnce(later))
			}
		})
	}
}

// Where others in the account used most of a limit, half of what is left is left to them.
func TestWhatOthersLeaveIsShared(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cloud := ecssim.New(ecssim.Config{Instances: ecssim.NoInstances, Limits: ecssim.Limits{"*": {Calls: 400, Per: time.Minute}}, LimitHeader: true})
		key, _ := cloud.Keys()
		o := Options{Credentials: Credentials{KeyID: key.ID, Secret: key.Secret}, Budget: Budget{Burst: 300}}
		c, other := nextRun(t, cloud, o, nil), nextRun(t, cloud, o, nil)
		asked(t, c, 1)
		if n := atOnce(c); n != 99 {
			t.Errorf("alone %d at once", n)
		}
		cloud.SetLimitHeader(false)
		asked(t, other, 280)
		cloud.SetLimitHeader(true)
		asked(t, c, 1)
		if n := atOnce(c); n != 59 { // of 118
			t.Errorf("%d at once are left of 118", n)
		}
	})
}

// The cloud counts its limit in windows; the client knows neither where they begin nor who else
// calls. Whatever is asked for, no stretch as long as a window has more than half of the limit
// from when it was told on, and what a person does is never behind what is read.
func TestNeverMoreThanHalfOfATold(t *testing.T) {
	rng := randtest.New(t)
	for range 10 {
		limit := ecssim.Limits{"*": {Calls: 2 + rng.IntN(200), Per: []time.Duration{time.Minute, time.Hour}[rng.IntN(2)]}}["*"]
		synctest.Test(t, func(t *testing.T) {
			var mu sync.Mutex
			var came []time.Time
			cloud := ecssim.New(ecssim.Config{Instances: ecssim.NoInstances, Limits: ecssim.Limits{"*": limit}, LimitHeader: true})
			key, _ := cloud.Keys()
			c := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				mu.Lock()
				came = append(came, time.Now())
				mu.Unlock()
				cloud.ServeHTTP(w, r)
			}), Options{Credentials: Credentials{KeyID: key.ID, Secret: key.Secret}})
			ctx, cancel := context.WithTimeout(context.Background(), 3*limit.Per)
			defer cancel()
			ask := func(p Priority) error {
				_, err := c.VSwitches(WithPriority(ctx, p), "cn-hangzhou", "vpc-1")
				return err
			}
			if err := ask(PriorityRefresh); err != nil {
				t.Fatal(err)
			}
			var wg sync.WaitGroup
			for ctx.Err() == nil {
				for range rng.IntN(limit.Calls) {
					p := PriorityPoll + Priority(rng.IntN(4))
					wg.Go(func() { ask(p) })
				}
				select {
				case <-ctx.Done():
				case <-time.After(time.Duration(rng.Int64N(int64(limit.Per)))):
				}
			}
			wg.Wait()
			if n := cloud.Stats().Calls["DescribeVSwitches"]; int(n) < limit.Calls/2 {
				t.Errorf("%v: only %d calls in three windows", limit, n)
			}
			for i, from := range came {
				n := slices.IndexFunc(came[i:], func(at time.Time) bool { return at.Sub(from) >= limit.Per })
				if n < 0 {
					n = len(came) - i
				}
				if n > limit.Calls/2 {
					t.Fatalf("%v: %d calls within a window from %v on", limit, n, from)
				}
			}
		})
	}
}

// Writes leave before reads of the same API, whatever they were called with.
func TestWritesLeaveBeforeReads(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		var order []string
		c := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			mu.Lock()
			order = append(order, r.URL.Query().Get("DryRun"))
			mu.Unlock()
			refusal(w, 404, "InvalidInstanceId.NotFound", "no")
		}), Options{Budget: Budget{Burst: 1, PerSecond: 1}})
		k := call{api: "RunInstances", region: "r", timeout: time.Second, params: params{"DryRun": "true"}}
		w := k
		w.write, w.params = true, params{"DryRun": "false"}
		var wg sync.WaitGroup
		for _, one := range []call{k, k, k, w, w} {
			wg.Go(func() { do[instancesAnswer](WithPriority(context.Background(), PriorityPrices), c, one) })
			synctest.Wait()
		}
		wg.Wait()
		if got := strings.Join(order, " "); got != "true false false true true" {
			t.Errorf("left in the order %s", got)
		}
	})
}

// What is learned is saved some seconds later and at the end, and not when nothing moved.
func TestLimitsAreSaved(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cloud := ecssim.New(ecssim.Config{Instances: ecssim.NoInstances})
		key, _ := cloud.Keys()
		c := serve(t, cloud, Options{Credentials: Credentials{KeyID: key.ID, Secret: key.Secret}})
		var saved atomic.Int32
		c.KeepLimits(func() { saved.Add(1) })
		asked(t, c, 90)
		if pass(time.Minute); saved.Load() != 0 {
			t.Errorf("saved %d times for nothing", saved.Load())
		}
		asked(t, c, 390) // in 58 seconds
		if pass(time.Minute); saved.Load() < 1 || saved.Load() > 4 {
			t.Errorf("saved %d times while it grew", saved.Load())
		}
		saved.Store(0)
		if pass(time.Hour); saved.Load() != 0 {
			t.Errorf("saved %d times at rest", saved.Load())
		}
		if err := cloud.Inject(ecssim.Fault{Action: "*", Kind: ecssim.FaultThrottle, Times: 1}); err != nil {
			t.Fatal(err)
		}
		c.VSwitches(context.Background(), "cn-hangzhou", "vpc-1")
		if c.Close(); saved.Load() != 1 {
			t.Errorf("saved %d times at the end", saved.Load())
		}
	})
}

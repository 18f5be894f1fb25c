package ecssim

import (
	"encoding/json"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"ecsdeck/ecsapi/ecssim/market"
	"ecsdeck/ecsapi/ecssim/rpc"
	"ecsdeck/ecsapi/ecssim/world"
)

func TestBuckets(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cloud := New(Config{Instances: NoInstances, Limits: Limits{"DescribeZones": {Calls: 3, Per: time.Minute}}})
		c := newClient(t, cloud)
		<-time.After(50 * time.Second) // into a minute
		calls := func(n int, args ...string) (allowed int) {
			for range n {
				switch a := c.call("DescribeZones", args...); {
				case a.status == 200:
					allowed++
				case a.status != 400 || a.Code != "Throttling.User":
					t.Fatal(a.body)
				}
			}
			return allowed
		}
		if got := calls(5); got != 3 {
			t.Errorf("%d calls of 3 a minute", got)
		}
		if got := calls(1, "RegionId", "cn-beijing"); got != 1 {
			t.Error("another region is throttled too")
		}
		if a := c.call("DescribeInstances"); a.status != 200 {
			t.Error("another action is throttled too")
		}
		c.key = rpc.ReadOnlyKey
		if got := calls(1); got != 0 {
			t.Error("the other key has limits of its own")
		}
		<-time.After(10 * time.Second)
		if got := calls(5); got != 3 {
			t.Errorf("%d calls in the next minute", got)
		}

		// What is refused before costs nothing.
		<-time.After(time.Minute)
		c.key.Secret = "wrong"
		for range 5 {
			c.call("DescribeZones")
		}
		c.key = rpc.OperatorKey
		if got := calls(5); got != 3 {
			t.Errorf("%d calls after some with a wrong secret", got)
		}
	})
}

func TestLimitsOverControl(t *testing.T) {
	c := newClient(t, frozen(0))
	limits := func() map[string]string {
		m := map[string]string{}
		if err := json.Unmarshal(control(c.cloud, "GET", "/_sim/throttle", "").Body.Bytes(), &m); err != nil {
			t.Fatal(err)
		}
		return m
	}
	if got := limits(); got["*"] != "60000/60(s)" || len(got) != 1 {
		t.Errorf("at first %v", got)
	}
	if w := control(c.cloud, "POST", "/_sim/throttle", `{"DescribeRegions":"1/86400(s)"}`); w.Code != 200 {
		t.Error(w.Body)
	}
	if got := limits(); got["DescribeRegions"] != "1/86400(s)" || got["*"] != "60000/60(s)" {
		t.Errorf("then %v", got)
	}
	if a, b := c.call("DescribeRegions"), c.call("DescribeRegions"); a.status != 200 || b.Code != "Throttling.User" {
		t.Errorf("1 a day: %s then %s", a.body, b.body)
	}
	control(c.cloud, "DELETE", "/_sim/throttle", "")
	if a := c.call("DescribeRegions"); a.status != 200 {
		t.Errorf("limits taken away: %s", a.body)
	}
}

// An account makes 5,000 instances a minute, whatever the regions.
func TestCreationsOfAMinute(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newShop(t, New(Config{Seed: 7, Instances: NoInstances, Now: day}))
		call := func(more ...string) answer {
			kind := s.typeWith(func(l world.Cell, stock int) bool { return stock >= 100 && !market.Scarce(l.Type) })
			return s.call("RunInstances", s.goods(append(more, "InstanceType", kind, "Amount", "100",
				"InstanceChargeType", "PrePaid", "Period", "1")...)...)
		}
		for n := range 50 {
			if a := call(); a.status != 200 {
				t.Fatalf("call %d: %s", n, a.body)
			}
		}
		if a := call("DryRun", "true"); a.Code != "DryRunOperation" {
			t.Errorf("a dry run creates nothing: %s", a.body)
		}
		before := s.cloud.Balance()
		if a := call(); a.status != 400 || a.Code != "Throttling.User" || s.cloud.Balance() != before {
			t.Errorf("the 5,001st: %s", a.body)
		}
		<-time.After(time.Minute)
		if a := call(); a.status != 200 {
			t.Errorf("in the next minute: %s", a.body)
		}
	})
}

// Where it is wanted, what the limits refuse says when it goes again, and then
// it does.
func TestRetryAfter(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cloud := New(Config{Instances: NoInstances, Limits: Limits{"DescribeZones": {Calls: 1, Per: time.Minute}}})
		c := newClient(t, cloud)
		<-time.After(41*time.Second + 500*time.Microsecond) // into a minute
		c.call("DescribeZones")
		if a := c.call("DescribeZones"); a.Code != "Throttling.User" || len(a.header.Values("x-acs-retry-after")) > 0 {
			t.Errorf("unasked: %v", a.header)
		}
		if w := control(cloud, "POST", "/_sim/throttle", `{"retry_after":true}`); w.Code != 200 || cloud.Limits()["DescribeZones"].Calls != 1 {
			t.Errorf("%s, limits %v", w.Body, cloud.Limits())
		}
		a := c.call("DescribeZones")
		wait, err := strconv.Atoi(a.header.Get("x-acs-retry-after"))
		if a.Code != "Throttling.User" || err != nil || wait != 19_000 {
			t.Fatalf("%s %v", a.body, a.header)
		}
		if a := c.call("DescribeRegions"); a.status != 200 || len(a.header.Values("x-acs-retry-after")) > 0 {
			t.Errorf("a call that is let in: %v", a.header)
		}
		<-time.After(time.Duration(wait) * time.Millisecond)
		if a := c.call("DescribeZones"); a.status != 200 {
			t.Errorf("after %d ms: %s", wait, a.body)
		}
		for _, bad := range []string{`{"retry_after":"yes"}`, `{"retry_after":true,"DescribeNothing":"1/1(s)"}`, `[]`} {
			if w := control(cloud, "POST", "/_sim/throttle", bad); w.Code != 400 {
				t.Errorf("%s: %d", bad, w.Code)
			}
		}
		if got := control(cloud, "GET", "/_sim/throttle", "").Body.String(); !strings.Contains(got, `"retry_after":true`) {
			t.Error(got)
		}
		control(cloud, "DELETE", "/_sim/throttle", "")
		if cloud.RetryAfter() {
			t.Error("still on after DELETE")
		}
	})
}

// Where it is wanted, each answer tells the limit of its action and what is left of it.
func TestLimitHeader(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const header = "x-ratelimit-user-api"
		cloud := New(Config{Instances: NoInstances, Limits: Limits{"DescribeZones": {Calls: 2, Per: time.Minute}}})
		c := newClient(t, cloud)
		<-time.After(41*time.Second + 500*time.Microsecond) // into a minute
		if a := c.call("DescribeZones"); len(a.header.Values(header)) > 0 {
			t.Errorf("unasked: %v", a.header)
		}
		if w := control(cloud, "POST", "/_sim/throttle", `{"limit_header":true}`); w.Code != 200 || cloud.Limits()["DescribeZones"].Calls != 2 {
			t.Errorf("%s, limits %v", w.Body, cloud.Limits())
		}
		for _, want := range []string{"Limit:2,Remain:0,TimeLeft:18999", "Limit:2,Remain:0,TimeLeft:18999"} { // let in, refused
			if a := c.call("DescribeZones"); a.header.Get(header) != want {
				t.Errorf("%d: %q, want %q", a.status, a.header.Get(header), want)
			}
		}
		if a := c.call("DescribeZones", "RegionId", "cn-beijing"); a.header.Get(header) != "Limit:2,Remain:1,TimeLeft:18999" {
			t.Errorf("another region: %q", a.header.Get(header))
		}
		if a := c.call("DescribeNothing"); len(a.header.Values(header)) > 0 {
			t.Errorf("no action: %v", a.header)
		}
		if got := control(cloud, "GET", "/_sim/throttle", "").Body.String(); !strings.Contains(got, `"limit_header":true`) {
			t.Error(got)
		}
		if control(cloud, "DELETE", "/_sim/throttle", ""); cloud.LimitHeader() {
			t.Error("still on after DELETE")
		}
	})
}

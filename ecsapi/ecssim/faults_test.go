package ecssim

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"ecsdeck/ecsapi/ecssim/world"
	"ecsdeck/ecsapi/pipenet"
)

// overPipes serves a cloud inside a synctest bubble and returns a client of it.
func overPipes(t *testing.T, c *Cloud) *http.Client {
	l := pipenet.Listen()
	srv := &http.Server{Handler: c}
	go srv.Serve(l)
	tr := &http.Transport{DialContext: l.Dial}
	t.Cleanup(func() {
		tr.CloseIdleConnections()
		srv.Close()
	})
	return &http.Client{Transport: tr}
}

// post makes a signed call over a connection.
func post(ctx context.Context, h *http.Client, c *client, action string, args ...string) (status int, body []byte, err error) {
	p := c.params(action, pairs(args))
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://ecs/?"+encodeQuery(p), nil)
	if err != nil {
		return 0, nil, err
	}
	resp, err := h.Do(r)
	if err != nil {
		return 0, nil, err
	}
	defer resp.Body.Close()
	body, err = io.ReadAll(resp.Body)
	return resp.StatusCode, body, err
}

func TestSpeedAndLatencyInABubble(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cloud := New(Config{Instances: 600, Speed: 10, Latency: 3 * time.Second})
		h, c := overPipes(t, cloud), newClient(t, cloud)
		id := c.some(1, world.Running)[0] // straight to the handler, but as slow
		begin := time.Now()
		if status, body, err := post(t.Context(), h, c, "StopInstance", "InstanceId", id); status != 200 {
			t.Fatalf("%d %s %v", status, body, err)
		}
		if took := time.Since(begin); took != 3*time.Second {
			t.Errorf("a call took %v", took)
		}
		// 40 virtual seconds are 4 of the wall clock: the next answer but one
		// finds the instance stopped.
		post(t.Context(), h, c, "DescribeRegions")
		if i, _ := c.find(id); i.Status != world.Stopped {
			t.Errorf("%s after some 75 virtual seconds", i.Status)
		}
	})
}

func TestLatencyEndsWithTheClient(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cloud := New(Config{Instances: NoInstances, Latency: time.Hour})
		h, c := overPipes(t, cloud), newClient(t, cloud)
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		begin := time.Now()
		if _, _, err := post(ctx, h, c, "DescribeRegions"); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("error %v", err)
		}
		synctest.Wait()
		if took := time.Since(begin); took != time.Second {
			t.Errorf("gave up after %v", took)
		}
		cloud.stats.mu.Lock()
		defer cloud.stats.mu.Unlock()
		if cloud.stats.inFlight != 0 {
			t.Errorf("%d calls still held after the client went away", cloud.stats.inFlight)
		}
	})
}

func TestEachKindOfFault(t *testing.T) {
	for _, test := range []struct {
		kind  string
		delay time.Duration
		done  bool // whether the write is carried out
		check func(status int, body []byte, err error, took time.Duration) bool
	}{
		{FaultLatency, 2 * time.Second, true, func(status int, _ []byte, _ error, took time.Duration) bool {
			return status == 200 && took == 2*time.Second
		}},
		{FaultJitter, 2 * time.Second, true, func(status int, _ []byte, _ error, took time.Duration) bool {
			return status == 200 && took > 0 && took < 2*time.Second
		}},
		{FaultThrottle, 0, false, func(status int, body []byte, _ error, _ time.Duration) bool {
			return status == 400 && strings.Contains(string(body), `"Throttling.User"`)
		}},
		{FaultHTTP500, 0, false, func(status int, body []byte, _ error, _ time.Duration) bool {
			return status == 500 && strings.Contains(string(body), `"InternalError"`)
		}},
		{FaultHTTP503, 0, false, func(status int, body []byte, _ error, _ time.Duration) bool {
			return status == 503 && strings.Contains(string(body), `"ServiceUnavailable"`)
		}},
		{FaultReset, 0, false, func(status int, _ []byte, err error, _ time.Duration) bool {
			return status == 0 && err != nil
		}},
		{FaultCut, 0, true, func(status int, body []byte, err error, _ time.Duration) bool {
			return status == 200 && errors.Is(err, io.ErrUnexpectedEOF) && len(body) > 0
		}},
		{FaultMalformed, 0, true, func(status int, body []byte, err error, _ time.Duration) bool {
			return status == 200 && err == nil && len(body) > 0 && !json.Valid(body)
		}},
		{FaultSlow, 20 * time.Second, true, func(status int, body []byte, _ error, took time.Duration) bool {
			return status == 200 && json.Valid(body) && took.Round(time.Millisecond) == 20*time.Second
		}},
		{FaultLostAnswer, 0, true, func(status int, _ []byte, err error, _ time.Duration) bool {
			return status == 0 && err != nil
		}},
		{FaultExpiredToken, 0, false, func(status int, body []byte, _ error, _ time.Duration) bool {
			return status == 400 && strings.Contains(string(body), `"InvalidSecurityToken.Expired"`)
		}},
		{FaultSkew, 0, false, func(status int, body []byte, _ error, _ time.Duration) bool {
			return status == 400 && strings.Contains(string(body), `"InvalidTimeStamp.Expired"`)
		}},
		{FaultSkew, time.Minute, true, func(status int, _ []byte, _ error, _ time.Duration) bool {
			return status == 200 // within what is tolerated
		}},
	} {
		synctest.Test(t, func(t *testing.T) {
			cloud := New(Config{Instances: 600, Frozen: true})
			h, c := overPipes(t, cloud), newClient(t, cloud)
			id := c.some(1, world.Running)[0]
			fault := Fault{Action: "StopInstance", Region: "cn-hangzhou", Kind: test.kind, Delay: test.delay}
			if err := cloud.Inject(fault); err != nil {
				t.Fatal(err)
			}
			begin := time.Now()
			status, body, err := post(t.Context(), h, c, "StopInstance", "InstanceId", id)
			if took := time.Since(begin); !test.check(status, body, err, took) {
				t.Errorf("%s: %d %s %v after %v", test.kind, status, body, err, took)
			}
			if i, _ := c.find(id); (i.Status == world.Stopping) != test.done {
				t.Errorf("%s: left the instance %s", test.kind, i.Status)
			}
			for _, other := range [][]string{{"DescribeRegions"}, {"StopInstance", "RegionId", "cn-beijing", "InstanceId", "i-none"}} {
				begin = time.Now()
				status, _, err := post(t.Context(), h, c, other[0], other[1:]...)
				if err != nil || status >= 500 || time.Since(begin) > 0 {
					t.Errorf("%s hit %v too: %d %v", test.kind, other, status, err)
				}
			}
		})
	}
}

func TestFaultsWearOff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cloud := New(Config{Instances: NoInstances})
		h, c := overPipes(t, cloud), newClient(t, cloud)
		status := func() int {
			s, _, _ := post(t.Context(), h, c, "DescribeRegions")
			return s
		}
		if err := cloud.Inject(Fault{Kind: FaultHTTP503, For: time.Minute}); err != nil {
			t.Fatal(err)
		}
		if got := status(); got != 503 {
			t.Errorf("in force: %d", got)
		}
		<-time.After(time.Minute)
		if got := status(); got != 200 {
			t.Errorf("a minute later: %d", got)
		}
		if err := cloud.Inject(Fault{Kind: FaultHTTP500}); err != nil {
			t.Fatal(err)
		}
		if got := status(); got != 500 {
			t.Errorf("in force: %d", got)
		}
		cloud.ClearFaults()
		if got := status(); got != 200 {
			t.Errorf("cleared: %d", got)
		}
	})
}

func TestFaultsHitTheirShare(t *testing.T) {
	c := newClient(t, frozen(0))
	if err := c.cloud.Inject(Fault{Kind: FaultThrottle, P: 0.25}); err != nil {
		t.Fatal(err)
	}
	hit := 0
	for range 1000 {
		if c.call("DescribeRegions").Code == "Throttling.User" {
			hit++
		}
	}
	if hit < 200 || hit > 300 {
		t.Errorf("%d of 1000 calls throttled at p 0.25", hit)
	}
}

func TestControlPaths(t *testing.T) {
	c := newClient(t, frozen(1200))
	id := c.some(1, world.Running)[0]
	c.cloud.ResetStats()
	c.call("DescribeRegions", "RegionId", "")
	c.call("DescribeInstances")
	c.call("DescribeInstances", "RegionId", "cn-beijing")
	c.call("StopInstance", "InstanceId", id, "DryRun", "true")
	c.call("StopInstance", "InstanceId", id)
	c.call("FlyToTheMoon")
	var s Stats
	if err := json.Unmarshal(control(c.cloud, "GET", "/_sim/stats", "").Body.Bytes(), &s); err != nil {
		t.Fatal(err)
	}
	if s.Calls["DescribeInstances"] != 2 || s.Calls["StopInstance"] != 1 || s.DryRunCalls["StopInstance"] != 1 ||
		s.Calls["FlyToTheMoon"] != 1 || s.ByRegion["cn-beijing"] != 1 || s.ByRegion["cn-hangzhou"] != 4 ||
		s.Errors["InvalidAction.NotFound"] != 1 || s.PeakInFlight != 1 || s.BytesOut < 1000 {
		t.Errorf("stats %+v", s)
	}
	control(c.cloud, "POST", "/_sim/stats/reset", "")
	if s := c.cloud.Stats(); len(s.Calls) != 0 || s.BytesOut != 0 {
		t.Errorf("after a reset: %+v", s)
	}

	if w := control(c.cloud, "POST", "/_sim/clock", `{"advance":"90s"}`); w.Code != 200 || !c.cloud.Now().Equal(day.Add(90*time.Second)) {
		t.Errorf("%d %s, now %s", w.Code, w.Body, c.cloud.Now())
	}
	if i, _ := c.find(id); i.Status != world.Stopped {
		t.Errorf("90 s after the stop: %s", i.Status)
	}

	if w := control(c.cloud, "POST", "/_sim/faults", `[{"action":"*","region":"cn-beijing","kind":"http500","for":"60s"}]`); w.Code != 200 {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	if a := c.call("DescribeInstances", "RegionId", "cn-beijing"); a.status != 500 {
		t.Errorf("with a fault: %d", a.status)
	}
	if a := c.call("DescribeInstances"); a.status != 200 {
		t.Errorf("in another region: %d", a.status)
	}
	control(c.cloud, "DELETE", "/_sim/faults", "")
	if a := c.call("DescribeInstances", "RegionId", "cn-beijing"); a.status != 200 {
		t.Errorf("faults cleared: %d", a.status)
	}
}

func TestControlRefusals(t *testing.T) {
	c := frozen(0)
	for _, test := range []struct {
		method, path, body string
		status             int
		says               string
	}{
		{"POST", "/_sim/clock", `{"advance":"soon"}`, 400, "soon"},
		{"POST", "/_sim/clock", `{"advance":"-1h"}`, 400, "-1h"},
		{"POST", "/_sim/clock", `not json`, 400, "body"},
		{"POST", "/_sim/faults", `[{"kind":"boredom"}]`, 400,
			"latency, jitter, throttle, http500, http503, reset, cut, malformed, slow, lost-answer, stale, shift, expired-token, skew, error, empty, short"},
		{"POST", "/_sim/faults", `[{"kind":"latency"}]`, 400, "ms"},
		{"POST", "/_sim/faults", `[{"kind":"throttle","p":0}]`, 400, "p is 0"},
		{"POST", "/_sim/faults", `[{"kind":"throttle","p":1.5}]`, 400, "p is 1.5"},
		{"POST", "/_sim/faults", `[{"kind":"throttle","for":"a while"}]`, 400, "a while"},
		{"POST", "/_sim/faults", `[{"kind":"throttle","probability":1}]`, 400, "probability"},
		{"POST", "/_sim/faults", `[{"kind":"throttle"},{"kind":"gremlins"}]`, 400, "fault 2"},
		{"POST", "/_sim/faults", `[{"kind":"error"}]`, 400, "has a code"},
		{"POST", "/_sim/faults", `[{"kind":"http500","code":"X"}]`, 400, "has a code"},
		{"POST", "/_sim/faults", `[{"kind":"error","code":"X","status":200}]`, 400, "status is 200"},
		{"POST", "/_sim/faults", `[{"kind":"throttle","done":true}]`, 400, "done go with kind error"},
		{"POST", "/_sim/faults", `[{"kind":"empty","rows":1}]`, 400, "rows goes with kind short"},
		{"POST", "/_sim/faults", `[{"kind":"throttle","times":-1}]`, 400, "times is -1"},
		{"POST", "/_sim/scenario", `{"name":"doomsday"}`, 400, "spot-storm, brown-out, expiry-wave, stock-shortage, hostile-names"},
		{"POST", "/_sim/scenario", `{"name":"spot-storm","region":"mars"}`, 400, "mars"},
		{"POST", "/_sim/throttle", `{"FlyToTheMoon":"1/1(s)"}`, 400, "FlyToTheMoon"},
		{"POST", "/_sim/throttle", `{"*":"many"}`, 400, "200/60(s)"},
		{"POST", "/_sim/throttle", `{"*":"0/60(s)"}`, 400, "0/60(s)"},
		{"POST", "/_sim/key", `{"for":"-1s"}`, 400, "-1s"},
		{"GET", "/_sim/credentials?for=soon", "", 400, "soon"},
		{"GET", "/_sim/nothing", "", 404, "/_sim/nothing"},
		{"PUT", "/_sim/stats", "", 404, "PUT"},
	} {
		w := control(c, test.method, test.path, test.body)
		var e struct{ Error string }
		if err := json.Unmarshal(w.Body.Bytes(), &e); err != nil || w.Code != test.status || !strings.Contains(e.Error, test.says) {
			t.Errorf("%s %s %s: %d %s", test.method, test.path, test.body, w.Code, w.Body)
		}
	}
	if a := newClient(t, c).call("DescribeRegions"); a.status != 200 {
		t.Error("a refused list of faults left one in force")
	}
}

func TestControlIsForThisMachine(t *testing.T) {
	c := frozen(0)
	for remote, want := range map[string]int{
		"127.0.0.1:1": 200, "[::1]:1": 200, "pipe": 200,
		"192.0.2.1:1": 403, "10.0.0.8:22": 403, "localhost.evil.example:1": 403, "": 403,
	} {
		r := httptest.NewRequest("GET", "/_sim/stats", nil)
		r.RemoteAddr, r.Host = remote, "127.0.0.1:8080"
		w := httptest.NewRecorder()
		c.ServeHTTP(w, r)
		if w.Code != want {
			t.Errorf("from %q: %d, want %d", remote, w.Code, want)
		}
	}
}

// A web page in a browser of this machine can send a request here, and by a name of its
// own read the answer: the first must do nothing, the second tell nothing.
func TestControlIsForNoWebPage(t *testing.T) {
	c := frozen(0)
	for _, test := range []struct {
		host   string
		header [2]string
		want   int
	}{
		{"127.0.0.1:8080", [2]string{}, 200}, {"127.0.0.1", [2]string{}, 200}, {"localhost:8080", [2]string{}, 200}, {"LOCALHOST", [2]string{}, 200},
		{"[::1]:8080", [2]string{}, 200}, {"[::1]", [2]string{}, 200}, {"127.8.9.1:1", [2]string{}, 200},
		{"localhost:8080", [2]string{"Origin", "http://localhost:8080"}, 200}, {"localhost:8080", [2]string{"Sec-Fetch-Site", "same-origin"}, 200},
		{"localhost:8080", [2]string{"Sec-Fetch-Site", "none"}, 200}, // typed into the address line
		{"evil.example:8080", [2]string{}, 403}, {"localhost.evil.example", [2]string{}, 403}, {"127.0.0.1.evil.example", [2]string{}, 403},
		{"evil.example", [2]string{"Sec-Fetch-Site", "same-origin"}, 403}, {"192.168.1.5:8080", [2]string{}, 403}, {"0.0.0.0:8080", [2]string{}, 403}, {"", [2]string{}, 403},
		{"localhost:8080", [2]string{"Origin", "http://evil.example"}, 403}, {"localhost:8080", [2]string{"Origin", "null"}, 403},
		{"localhost:8080", [2]string{"Origin", "http://localhost:3000"}, 403}, {"127.0.0.1:8080", [2]string{"Sec-Fetch-Site", "cross-site"}, 403},
		{"127.0.0.1:8080", [2]string{"Sec-Fetch-Site", "same-site"}, 403},
	} {
		for _, ask := range [][3]string{{"GET", "/_sim/credentials", ""}, {"POST", "/_sim/clock", `{"advance":"1h"}`}} {
			before := c.Now()
			r := httptest.NewRequest(ask[0], ask[1], strings.NewReader(ask[2]))
			r.RemoteAddr, r.Host = "127.0.0.1:4711", test.host
			if test.header[0] != "" {
				r.Header.Set(test.header[0], test.header[1])
			}
			w := httptest.NewRecorder()
			c.ServeHTTP(w, r)
			if w.Code != test.want || w.Code != 200 && (!c.Now().Equal(before) || strings.Contains(w.Body.String(), "Secret")) {
				t.Errorf("%s %s, host %q, %q: %d, want %d: %s", ask[0], ask[1], test.host, test.header, w.Code, test.want, w.Body)
			}
		}
	}
}

// A body that never comes holds no connection, and an answer that takes long is not cut off.
func TestBodyThatNeverComes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, wire := New(Config{Instances: 1, Regions: 1, Latency: time.Minute}), pipenet.Listen()
		server := &http.Server{Handler: c}
		go server.Serve(wire)
		defer server.Close()
		for _, path := range []string{"/", "/_sim/clock"} {
			conn, err := wire.Dial(t.Context(), "", "")
			if err != nil {
				t.Fatal(err)
			}
			begun := time.Now()
			fmt.Fprintf(conn, "POST %s HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000\r\n\r\nAction=", path)
			answer, _ := io.ReadAll(conn)
			if took := time.Since(begun); took < bodyWait || took > bodyWait+time.Second || !strings.HasPrefix(string(answer), "HTTP/1.1 400 ") {
				t.Errorf("%s: after %v: %s", path, took, answer)
			}
		}
		client := &http.Client{Transport: &http.Transport{DialContext: wire.Dial}}
		defer client.CloseIdleConnections()
		resp, err := client.PostForm("http://127.0.0.1/", url.Values{"Action": {"DescribeRegions"}}) // unsigned
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != 400 {
			t.Error(resp.Status)
		}
	})
}

// Readers, writers and the clock at once, for the race detector.
func TestManyAtOnce(t *testing.T) {
	cloud := New(Config{Instances: 600, Regions: 3, Now: day, Speed: 1000})
	ids := newClient(t, cloud).some(20, world.Running)
	var wg sync.WaitGroup
	for n := range 8 {
		wg.Go(func() {
			c := newClient(t, cloud)
			for k := range 10 {
				switch n % 4 {
				case 0:
					c.call("DescribeInstances", "PageSize", "100", "PageNumber", "1")
				case 1:
					c.call("RebootInstances", batch(ids, "BatchOptimization", "SuccessFirst")...)
				case 2:
					c.call("StopInstance", "InstanceId", ids[k])
				case 3:
					cloud.Advance(time.Minute)
					cloud.Stats()
				}
			}
		})
	}
	wg.Wait()
	cloud.Advance(time.Hour)
	c := newClient(t, cloud)
	for n, id := range ids {
		i, ok := c.find(id)
		if ok && i.Status != world.Running && i.Status != world.Stopped {
			t.Errorf("instance %d rests as %s", n, i.Status)
		}
	}
}

func TestThrottledForAWhile(t *testing.T) {
	cloud := frozen(0)
	c := newClient(t, cloud)
	inject := func(f Fault) answer {
		t.Helper()
		cloud.ClearFaults()
		if err := cloud.Inject(f); err != nil {
			t.Fatal(err)
		}
		return c.call("DescribeZones")
	}
	if a := inject(Fault{Kind: FaultThrottle, Delay: 1500 * time.Millisecond}); a.Code != "Throttling.User" || a.header.Get("x-acs-retry-after") != "1500" {
		t.Errorf("%s %v", a.Code, a.header)
	}
	if a := inject(Fault{Kind: FaultThrottle}); a.Code != "Throttling.User" || a.header.Get("x-acs-retry-after") != "" {
		t.Errorf("not asked for: %s %v", a.Code, a.header)
	}
}

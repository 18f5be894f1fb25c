package engine

import (
	"context"
	"errors"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/ecssim"
	"ecsdeck/ecsapi/fleet"
)

func TestFirstLoadStreams(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, setup{sim: ecssim.Config{Instances: 10_000, Latency: 50 * time.Millisecond}})
		bell := w.Subscribe()
		defer bell.Close()
		begin := time.Now()
		w.Start(context.Background())

		var first, partly time.Duration
		for !w.Snapshot().Complete {
			<-bell.C
			s := w.Snapshot()
			if first == 0 && s.Counts.Total > 0 {
				first = time.Since(begin)
			}
			for _, r := range s.Regions {
				if n := len(r.Instances); n > 0 && n < r.Total && r.Loading && !r.Complete {
					partly = time.Since(begin)
				}
			}
		}
		took := time.Since(begin)
		t.Logf("first rows after %v, all after %v", first, took)
		if first > 260*time.Millisecond {
			t.Errorf("first rows after %v, want three round trips and a publication", first)
		}
		if took > 1500*time.Millisecond {
			t.Errorf("all after %v, want 1.5 s", took)
		}
		if partly == 0 {
			t.Error("no region showed rows before its last page")
		}

		s := w.Snapshot()
		if len(s.Regions) != 28 || s.Counts.Total != 10_000 || s.CallsPerMinute == 0 {
			t.Errorf("%d regions, %+v, %d calls", len(s.Regions), s.Counts, s.CallsPerMinute)
		}
		var sum fleet.Counts
		for _, r := range s.Regions {
			sum.Add(r.Counts)
			if len(r.Instances) != r.Total || r.Loading || r.Err != nil || r.Read.IsZero() || r.Name == "" || r.NameZH == "" {
				t.Errorf("%s: %d of %d, loading %v, error %v, read %v, %q %q", r.ID, len(r.Instances), r.Total, r.Loading, r.Err, r.Read, r.Name, r.NameZH)
			}
			for _, in := range r.Instances {
				if got, ok := s.Instance(in.ID); !ok || got != in {
					t.Fatalf("%s is not found by its id", in.ID)
				}
			}
		}
		if sum != s.Counts {
			t.Errorf("regions sum to %+v, the snapshot says %+v", sum, s.Counts)
		}
	})
}

func TestFailingRegionCostsOnlyItself(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, setup{})
		w.cloud.Inject(ecssim.Fault{Region: "cn-shanghai", Kind: ecssim.FaultHTTP500})
		s := w.load()
		for _, r := range s.Regions {
			if bad := r.ID == "cn-shanghai"; bad != (r.Err != nil) || bad == r.Complete {
				t.Errorf("%s: error %v, complete %v", r.ID, r.Err, r.Complete)
			}
		}
		r, _ := s.Region("cn-shanghai")
		if r.Err.Kind != ecsapi.KindServer || !r.RetryAt.After(time.Now()) || s.Complete {
			t.Errorf("%v, retry at %v, complete %v", r.Err, r.RetryAt, s.Complete)
		}

		w.cloud.ClearFaults()
		begin := time.Now()
		w.until("recovery", func(s *fleet.Snapshot) bool { return s.Complete })
		if d := time.Since(begin); d > 30*time.Second {
			t.Errorf("recovered after %v", d)
		}
		if r, _ := w.Snapshot().Region("cn-shanghai"); r.Err != nil || !r.RetryAt.IsZero() || len(r.Instances) == 0 {
			t.Errorf("after recovery: error %v, retry at %v, %d instances", r.Err, r.RetryAt, len(r.Instances))
		}
	})
}

// A throttled region is waited for: a list without it would be taken for the
// whole. Only a context that ends sooner makes it a failure.
func TestLoadedWaitsOutAThrottling(t *testing.T) {
	for _, c := range []struct {
		name  string
		fault ecssim.Fault
		limit time.Duration
		all   bool
	}{
		{"of a region", ecssim.Fault{Action: "DescribeInstances", Region: "cn-shanghai", For: 3 * time.Minute}, time.Hour, true},
		{"of the list", ecssim.Fault{Action: "DescribeRegions", For: time.Minute}, time.Hour, true},
		{"that outlasts the context", ecssim.Fault{Action: "DescribeInstances", Region: "cn-shanghai"}, 10 * time.Second, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t, setup{})
				c.fault.Kind = ecssim.FaultThrottle
				w.cloud.Inject(c.fault)
				ctx, stop := context.WithTimeout(t.Context(), c.limit)
				defer stop()
				begin := time.Now()
				w.Start(t.Context())
				s, err := w.Loaded(ctx)
				if err != nil || s.Complete != c.all || !c.all && time.Since(begin) > time.Second {
					t.Errorf("complete %v, %v after %v", s.Complete, err, time.Since(begin))
				}
			})
		})
	}
}

// A region that counts without end costs only itself.
func TestInvalidRegionCostsOnlyItself(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, setup{sim: ecssim.Config{Regions: 3}})
		w.setEdit(func(r *http.Request, answer map[string]any) {
			if listing(r) && r.URL.Query().Get("RegionId") == "cn-hangzhou" {
				answer["TotalCount"] = int64(9e18)
			}
		})
		for _, r := range w.load().Regions {
			if bad := r.ID == "cn-hangzhou"; bad != (r.Err != nil) || bad == r.Complete || bad && r.Err.Kind != ecsapi.KindAnswer {
				t.Errorf("%s: error %v, complete %v", r.ID, r.Err, r.Complete)
			}
		}
	})
}

func TestRefreshRetriesAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, setup{sim: ecssim.Config{Regions: 3, Instances: 60}})
		w.cloud.Inject(ecssim.Fault{Region: "cn-shanghai", Kind: ecssim.FaultHTTP500})
		w.load()
		pass(10 * time.Minute) // the pauses between retries have grown
		w.cloud.ClearFaults()
		w.Refresh("cn-shanghai")
		begin := time.Now()
		w.until("recovery", func(s *fleet.Snapshot) bool { return s.Complete })
		if d := time.Since(begin); d > time.Second {
			t.Errorf("recovered %v after Refresh", d)
		}
	})
}

func TestEndpointKilledAndBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, setup{})
		before := w.load()
		w.kill()
		pass(empty * SeenWithin(240))
		s := w.Snapshot()
		for _, r := range s.Regions {
			old, _ := before.Region(r.ID)
			if r.Err == nil || r.Err.Kind != ecsapi.KindNetwork || len(r.Instances) != len(old.Instances) {
				t.Errorf("%s while the endpoint is gone: error %v, %d of %d rows", r.ID, r.Err, len(r.Instances), len(old.Instances))
			}
			if age := s.At.Sub(r.Read); age < 3*time.Minute || age > 5*time.Minute {
				t.Errorf("%s: the data says it is %v old", r.ID, age)
			}
		}

		w.serve()
		begin := time.Now()
		w.until("recovery", func(s *fleet.Snapshot) bool {
			for _, r := range s.Regions {
				if r.Err != nil {
					return false
				}
			}
			return true
		})
		if d := time.Since(begin); d > 40*time.Second {
			t.Errorf("recovered after %v", d)
		}
	})
}

func TestRegionsCannotBeListed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, setup{client: ecsapi.Options{Credentials: ecsapi.Credentials{KeyID: "LTAI-sim-operator", Secret: "wrong"}}})
		w.Start(context.Background())
		s, err := w.Loaded(context.Background())
		var e *ecsapi.Error
		if !errors.As(err, &e) || e.Kind != ecsapi.KindCredentials || s.RegionsErr != e {
			t.Errorf("Loaded: %v; the snapshot says %v", err, s.RegionsErr)
		}
	})
}

func TestListOfRegionsIsRetried(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, setup{sim: ecssim.Config{Instances: 500}})
		w.cloud.Inject(ecssim.Fault{Action: "DescribeRegions", Kind: ecssim.FaultHTTP503, For: time.Minute})
		w.Start(context.Background())
		if _, err := w.Loaded(context.Background()); err == nil {
			t.Fatal("Loaded without a list of regions")
		}
		s := w.until("the fleet", func(s *fleet.Snapshot) bool { return s.Complete })
		if s.RegionsErr != nil || s.Counts.Total != 500 {
			t.Errorf("%v, %d instances", s.RegionsErr, s.Counts.Total)
		}
	})
}

func TestScope(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, setup{regions: []ecsapi.RegionID{"cn-beijing", "xx-nowhere"}})
		s := w.load()
		if len(s.Regions) != 2 || s.Regions[0].ID != "cn-beijing" || !s.Regions[0].Complete {
			t.Fatalf("regions: %+v", s.Regions)
		}
		if err := s.Regions[1].Err; err == nil || err.Kind != ecsapi.KindNotFound {
			t.Errorf("a region that isn't there: %v", err)
		}
		w.Refresh()
		pass(10 * time.Minute)
		for _, c := range w.calls("DescribeInstances") {
			if r := c.values["RegionId"]; r != "cn-beijing" {
				t.Fatalf("asked %s", r)
			}
		}
	})
}

func TestScopeNeedsNoList(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, setup{regions: []ecsapi.RegionID{"cn-beijing"}})
		w.cloud.Inject(ecssim.Fault{Action: "DescribeRegions", Kind: ecssim.FaultHTTP500})
		s := w.load()
		if s.RegionsErr == nil || s.Counts.Total == 0 || !s.Complete {
			t.Errorf("list %v, %d instances, complete %v", s.RegionsErr, s.Counts.Total, s.Complete)
		}
	})
}

func TestEmptyFleet(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, setup{sim: ecssim.Config{Instances: ecssim.NoInstances}})
		if s := w.load(); !s.Complete || s.Counts.Total != 0 || !s.Regions[0].Known {
			t.Errorf("complete %v, %+v", s.Complete, s.Counts)
		}
	})
}

func TestCloseBeforeAndWithoutStart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, setup{})
		w.Close()
		w.Close()
		w.Start(context.Background())
		if _, err := w.Loaded(context.Background()); !errors.Is(err, ErrClosed) {
			t.Errorf("Loaded of a closed engine: %v", err)
		}
	})
}

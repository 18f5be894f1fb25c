package engine

import (
	"testing"
	"testing/synctest"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/ecssim"
	"ecsdeck/ecsapi/fleet"
)

const (
	stockAPI = "DescribeAvailableResource"
	typesAPI = "DescribeInstanceTypes"
)

func TestStock(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, setup{sim: small})
		w.WantStock("cn-hangzhou") // before the engine runs
		w.Start(t.Context())
		s := w.until("stock and types", func(s *fleet.Snapshot) bool { return s.SpotStock["cn-hangzhou"] != nil && s.Types != nil })
		for _, c := range w.calls(stockAPI) {
			if v := c.values; v["SpotStrategy"] != ecsapi.SpotAsPriceGo || v["DestinationResource"] != "InstanceType" || v["InstanceChargeType"] != "PostPaid" {
				t.Errorf("asked for %v", v)
			}
		}
		offers, err := w.client.Offers(t.Context(), ecsapi.OfferQuery{
			Region: "cn-hangzhou", SpotStrategy: ecsapi.SpotAsPriceGo,
		})
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		for _, o := range offers {
			if got := s.SpotStock["cn-hangzhou"][o.Value][o.Zone]; got != o.Stock {
				t.Errorf("%s in %s: %s, want %s", o.Value, o.Zone, got, o.Stock)
			}
			if s.Types[o.Value] == nil {
				t.Errorf("nothing is known of %s", o.Value)
			}
		}
		for _, zones := range s.SpotStock["cn-hangzhou"] {
			n += len(zones)
		}
		if n != len(offers) || len(s.SpotStockErr) > 0 || s.TypesErr != nil {
			t.Errorf("%d of %d places, failures %v and %v", n, len(offers), s.SpotStockErr, s.TypesErr)
		}
		if g := s.Types["ecs.g6.large"]; g.CPU != 2 || g.MemoryMiB != 8192 || g.Family != "ecs.g6" || g.Arch != "X86" {
			t.Errorf("%+v", g)
		}

		w.reset()
		pass(10 * time.Minute)
		if n := len(w.calls(stockAPI)); n < 9 || n > 11 {
			t.Errorf("%d reads in ten minutes", n)
		}
		w.SetFocus(false)
		pass(2 * time.Minute)
		w.reset()
		pass(10 * time.Minute)
		if n := len(w.calls(stockAPI)); n != 0 {
			t.Errorf("%d reads while nobody looks", n)
		}
		w.SetFocus(true)
		pass(time.Second)
		if n := len(w.calls(stockAPI)); n != 1 {
			t.Errorf("%d reads once somebody looks again", n)
		}
		w.WantStock()
		w.reset()
		pass(10 * time.Minute)
		if n := len(w.calls(stockAPI)); n != 0 {
			t.Errorf("%d reads that nobody wants", n)
		}
		w.WantStock("cn-hangzhou")
		pass(time.Minute)
		if n := len(w.calls(typesAPI)); n != 0 {
			t.Errorf("the types were read again, %d calls", n)
		}
	})
}

// TestStockFails: each part by itself, and it comes back.
func TestStockFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, setup{sim: ecssim.Config{Regions: 2, Instances: ecssim.NoInstances}})
		w.load()
		w.cloud.Inject(ecssim.Fault{Action: stockAPI, Region: "cn-hangzhou", Kind: ecssim.FaultHTTP503, For: time.Minute},
			ecssim.Fault{Action: typesAPI, Kind: ecssim.FaultHTTP500, For: 30 * time.Second})
		w.WantStock("cn-hangzhou", "cn-shanghai")
		s := w.until("failures", func(s *fleet.Snapshot) bool {
			return s.SpotStockErr["cn-hangzhou"] != nil && s.TypesErr != nil && s.SpotStock["cn-shanghai"] != nil
		})
		if len(s.SpotStockErr) != 1 || s.Types != nil || s.SpotStock["cn-hangzhou"] != nil {
			t.Errorf("failures %v, types %v, stock %v", s.SpotStockErr, s.Types, s.SpotStock)
		}
		w.until("all of it", func(s *fleet.Snapshot) bool {
			return len(s.SpotStockErr) == 0 && s.TypesErr == nil && s.SpotStock["cn-hangzhou"] != nil && s.Types != nil
		})
		// A failure takes nothing away.
		w.cloud.Inject(ecssim.Fault{Action: stockAPI, Kind: ecssim.FaultHTTP503, For: 10 * time.Minute})
		s = w.until("failures", func(s *fleet.Snapshot) bool { return len(s.SpotStockErr) == 2 })
		if len(s.SpotStock["cn-hangzhou"]) == 0 || len(s.SpotStock["cn-shanghai"]) == 0 {
			t.Error("what was known is gone")
		}
		w.cloud.ClearFaults()
		w.Refresh()
		began := time.Now()
		w.until("stock", func(s *fleet.Snapshot) bool { return len(s.SpotStockErr) == 0 })
		if took := time.Since(began); took > time.Second {
			t.Errorf("asked for, it came after %v", took)
		}
	})
}

// TestStockIsDroppedOnLeave: its call ends, and it is no failure.
func TestStockIsDroppedOnLeave(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, setup{sim: small})
		w.load()
		w.cloud.Inject(ecssim.Fault{Action: stockAPI, Kind: ecssim.FaultLatency, Delay: 10 * time.Second})
		w.WantStock("cn-hangzhou")
		pass(time.Second)
		w.WantStock()
		pass(time.Hour)
		if s := w.Snapshot(); len(s.SpotStockErr) > 0 || len(s.SpotStock) > 0 || len(w.calls(stockAPI)) != 1 {
			t.Errorf("failures %v, %d calls", s.SpotStockErr, len(w.calls(stockAPI)))
		}
		w.cloud.ClearFaults()
		w.WantStock("cn-hangzhou")
		w.WantStock()
		w.WantStock("cn-hangzhou")
		w.until("stock", func(s *fleet.Snapshot) bool { return s.SpotStock["cn-hangzhou"] != nil })
	})
}

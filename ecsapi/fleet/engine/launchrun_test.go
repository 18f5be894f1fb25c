package engine

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/ecssim"
	"ecsdeck/ecsapi/fleet"
)

// TestThreeHundred: one order over three regions, one of them short of stock.
func TestThreeHundred(t *testing.T) {
	for _, any := range []bool{true, false} {
		t.Run(fmt.Sprint("any stock ", any), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t, setup{sim: ecssim.Config{Latency: 50 * time.Millisecond}})
				w.load()
				regions := []ecsapi.RegionID{"cn-hangzhou", "cn-beijing", "cn-shanghai"}
				o, short := w.shortOf(regions...)
				o.Launch.Name, o.AnyStock = "web-[1,3]", any
				o.Launch.BandwidthOut = 5

				before := w.Snapshot().Counts.Total
				w.reset()
				id := w.begin(w.PlanOrder(o))
				w.until("the first ones", func(s *fleet.Snapshot) bool {
					j, ok := s.Job(id)
					if !ok {
						return false
					}
					n := j.Counts.Sent + j.Counts.Done
					if got := s.Counts.Total - before; got != n {
						t.Errorf("%d rows more with %d created", got, n)
					}
					return n > 0
				})
				j, err := w.WaitJob(t.Context(), id)
				if err != nil {
					t.Fatal(err)
				}
				if n := j.Counts.Done + j.Counts.Failed; n != 300 || j.Counts.Done < 200 || any == (j.Counts.Done == 200) {
					t.Errorf("%+v", j.Counts)
				}
				for _, it := range byOutcome(j.Items, fleet.Failed) {
					if it.Region != short || it.Err.Kind != ecsapi.KindStock || it.ID != "" || it.Err.RequestID == "" {
						t.Errorf("%+v %v", it, it.Err)
					}
				}
				seen := map[string]bool{}
				for k, it := range j.Items {
					if it.Outcome == fleet.Done && (it.Now != ecsapi.Running || it.Address == "" || it.RequestID == "") {
						t.Errorf("%+v", it)
					}
					if want := fmt.Sprintf("web-%03d", k+1); it.Outcome == fleet.Failed && it.Name != want {
						t.Errorf("%s should be %s", it.Name, want)
					}
					seen[it.Name] = true
				}
				if len(seen) != 300 {
					t.Errorf("%d names", len(seen))
				}
				w.agrees(j, regions...)
				s := w.until("all rows", func(s *fleet.Snapshot) bool { return s.Counts.Total == before+j.Counts.Done })
				for _, it := range byOutcome(j.Items, fleet.Done) {
					if in, ok := s.Instance(it.ID); !ok || in.Status != ecsapi.Running || in.Name != it.Name {
						t.Errorf("the row of %s: %+v", it.ID, in)
					}
				}
				if n := len(w.calls(ecsapi.RunInstances)); n != 3 {
					t.Errorf("%d calls", n)
				}
				for _, c := range w.calls(ecsapi.RunInstances) {
					if c.values["Tag.1.Key"] != fleet.PlanTag || c.values["Tag.1.Value"] == "" || c.values["ClientToken"] == "" {
						t.Errorf("sent %v", c.values)
					}
				}
			})
		})
	}
}

// shortOf is an order of a hundred in each of the regions, one of which can't
// have them all.
func (w *world) shortOf(regions ...ecsapi.RegionID) (fleet.Order, ecsapi.RegionID) {
	w.t.Helper()
	for _, t := range w.Offers(w.t.Context(), fleet.OffersQuery{Region: regions[0]}).Types {
		if t.CPU > 16 || t.GPU > 0 {
			continue
		}
		for k := range regions {
			o := fleet.Order{Launch: ecsapi.Launch{Type: t.ID}}
			for i, r := range regions {
				if p, ok := w.place(r, t.ID, i != k); ok {
					o.Places = append(o.Places, p)
				}
			}
			if len(o.Places) == len(regions) {
				return o, regions[k]
			}
		}
	}
	w.t.Fatal("there is enough of everything")
	return fleet.Order{}, ""
}

// TestBeyondAHundred: 250 in one place are three calls, numbered through, and
// 100 ids make a read.
func TestBeyondAHundred(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, setup{sim: ecssim.Config{Regions: 1}})
		w.load()
		o := w.order("cn-hangzhou")
		o.Places[0].Amount = 250
		p := w.Prepare(t.Context(), w.PlanOrder(o))
		if p.Calls != 3 || p.N() != 250 || p.Open {
			t.Errorf("%+v", p)
		}
		w.reset()
		id := w.begin(p)
		w.until("all of them", func(s *fleet.Snapshot) bool { return len(s.Jobs) > 0 && s.Jobs[0].Counts.Queued == 0 })
		pass(6 * time.Second) // nothing runs sooner
		rounds := map[time.Time]int{}
		for _, c := range w.calls("DescribeInstances") {
			switch n := len(jsonIDs(c.values["InstanceIds"])); n {
			case 0:
				continue // the region's own reads
			case 100, 50:
			default:
				t.Errorf("a read of %d ids", n)
			}
			rounds[c.at]++
		}
		t.Log("reads a round:", rounds)
		for _, n := range rounds {
			if n != 3 || len(rounds) > 5 {
				t.Errorf("rounds of %v reads in 6 s, want 3 each", rounds)
				break
			}
		}
		j := w.finish(id, fleet.JobCounts{Done: 250})
		for k, it := range j.Items {
			if want := fmt.Sprintf("web-%03d", k+1); it.Name != want {
				t.Errorf("%s, want %s", it.Name, want)
			}
		}
		w.agrees(j, "cn-hangzhou")
		var names []string
		for _, c := range w.calls(ecsapi.RunInstances) {
			names = append(names, c.values["InstanceName"])
		}
		if got := strings.Join(names, " "); len(names) != 3 || !strings.Contains(got, "web-[101,3]") {
			t.Error(got)
		}
	})
}

package model_test

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/ecssim"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/randtest"
)

// faults are all kinds, each as likely as it is bearable for a day.
func faults() []ecssim.Fault {
	return []ecssim.Fault{
		{Kind: ecssim.FaultJitter, Delay: 2 * time.Second},
		{Kind: ecssim.FaultLatency, Delay: 5 * time.Second, P: 0.05},
		{Kind: ecssim.FaultThrottle, P: 0.1},
		{Kind: ecssim.FaultHTTP500, P: 0.1},
		{Kind: ecssim.FaultHTTP503, P: 0.1},
		{Kind: ecssim.FaultReset, P: 0.1},
		{Kind: ecssim.FaultCut, P: 0.1},
		{Kind: ecssim.FaultMalformed, P: 0.1},
		{Kind: ecssim.FaultSlow, Delay: 20 * time.Second, P: 0.05},
		{Kind: ecssim.FaultLostAnswer, P: 0.1},
		{Kind: ecssim.FaultStale, Delay: 5 * time.Second, P: 0.1},
		{Kind: ecssim.FaultShift, P: 0.1},
		{Kind: ecssim.FaultExpiredToken, P: 0.02},
		{Kind: ecssim.FaultSkew, P: 0.02},
		{Kind: ecssim.FaultError, Code: "OperationConflict", Status: 409, P: 0.1},
		{Kind: ecssim.FaultEmpty, P: 0.02},
		{Kind: ecssim.FaultShort, P: 0.05},
	}
}

// resources is what the deck holds: the heap in MB after a collection, and open files in
// a directory.
func resources(dir string) (heap float64, files int) {
	runtime.GC()
	runtime.GC() // what pools held
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	const fds = "/proc/self/fd" // elsewhere than on Linux none are counted
	entries, _ := os.ReadDir(fds)
	for _, e := range entries {
		if to, err := os.Readlink(filepath.Join(fds, e.Name())); err == nil && strings.HasPrefix(to, dir) {
			files++
		}
	}
	return float64(m.HeapAlloc) / (1 << 20), files
}

// TestDeckWeathersADay: a day on which everything goes wrong at some time, again and
// again, with twenty jobs. In the end the screen shows what the endpoint has, each job says
// what became of its instances, and the deck holds no more than in the morning. A
// goroutine left behind fails the bubble.
func TestDeckWeathersADay(t *testing.T) {
	if testing.Short() {
		t.Skip("a long test of what is on screen")
	}
	// It runs by itself: the heap is that of all tests.
	random, journal := randtest.New(t), t.TempDir()
	run(t, setup{w: 200, h: 50, sim: ecssim.Config{Instances: 30, Regions: 2, Seed: random.Uint64()}, journal: journal}, func(r *rig) {
		var jobs []fleet.JobID
		actions := []fleet.Action{fleet.ActionStop, fleet.ActionStart, fleet.ActionReboot, fleet.ActionTag, fleet.ActionRename}
		submit := func() bool {
			var ids []ecsapi.InstanceID
			for _, g := range r.engine.Snapshot().Regions {
				for _, in := range g.Instances {
					ids = append(ids, in.ID)
				}
			}
			random.Shuffle(len(ids), func(i, k int) { ids[i], ids[k] = ids[k], ids[i] })
			options := fleet.ActionOptions{Name: fmt.Sprint("web-", len(jobs)), Tags: []ecsapi.Tag{{Key: "day", Value: fmt.Sprint(len(jobs))}}}
			p := r.engine.Plan(actions[random.IntN(len(actions))], ids[:min(len(ids), 5)], options)
			if p.N() == 0 {
				return false
			}
			id, err := r.engine.Submit(p)
			if err != nil {
				t.Fatal(err)
			}
			jobs = append(jobs, id)
			return true
		}
		var heap float64
		var files int
		for hour := range 24 {
			if hour == 2 {
				r.term.bytes() // which it keeps
				heap, files = resources(journal)
			}
			for range 3 {
				sort := faults()
				f := sort[random.IntN(len(sort))]
				f.For = time.Duration(1+random.IntN(20)) * time.Minute
				if err := r.cloud.Inject(f); err != nil {
					t.Fatal(err)
				}
				r.pass(time.Duration(random.IntN(10)) * time.Minute)
				if len(jobs) < 20 {
					submit()
				}
			}
			r.pass(time.Duration(random.IntN(40)) * time.Minute)
		}
		for len(jobs) < 20 {
			submit()
			r.pass(time.Minute)
		}
		r.cloud.ClearFaults()
		r.pass(15 * time.Minute)

		operator, _ := r.cloud.Keys()
		plain, err := ecsapi.New(ecsapi.Options{Credentials: ecsapi.Credentials{KeyID: operator.ID, Secret: operator.Secret}, Endpoint: "http://127.0.0.1", Dial: r.dial})
		if err != nil {
			t.Fatal(err)
		}
		defer plain.Close()
		total, running := 0, 0
		for _, g := range r.engine.Snapshot().Regions {
			list, err := plain.Instances(r.t.Context(), ecsapi.Query{Region: g.ID})
			if err != nil {
				t.Fatal(err)
			}
			for _, in := range list {
				if total++; in.Status == ecsapi.Running {
					running++
				}
				status := string(in.Status)
				if len(in.Locks) > 0 { // which is shown in its place
					status = "▲"
				}
				r.see(in.PrivateIP(), status, string(in.Zone)) // a name may be cut
			}
		}
		r.see("ecsdeck", fmt.Sprintf("%d instances", total), fmt.Sprintf("● %d running", running), " old")
		for _, id := range jobs {
			j, ok := r.engine.Snapshot().Job(id)
			if !ok || !j.Over() {
				t.Errorf("job %d: %+v", id, j)
			}
		}
		t.Logf("%d jobs", len(jobs))
		synctest.Wait()
		r.term.bytes()
		if now, open := resources(journal); now > heap+2 || open > files {
			t.Errorf("%.1f MB and %d files, in the morning %.1f MB and %d", now, open, heap, files)
		} else {
			t.Logf("%.1f MB and %d files, in the morning %.1f MB and %d", now, open, heap, files)
		}
	})
}

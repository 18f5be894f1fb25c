package engine

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"testing"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
)

// still50k is an engine that holds 50,000 instances in 28 regions, half of them
// in the first, and reads nothing.
func still50k(b *testing.B) *Engine {
	b.Helper()
	c, err := ecsapi.New(ecsapi.Options{Credentials: ecsapi.Credentials{KeyID: "k", Secret: "s"}})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(c.Close)
	e := New(Options{Client: c})
	e.mu.Lock()
	defer e.mu.Unlock()
	for i := range 28 {
		r := e.newRegion(ecsapi.Region{ID: ecsapi.RegionID(fmt.Sprint("cn-region-", i))})
		n := 925
		if i == 0 {
			n = 50_000 - 27*925
		}
		e.apply(r, made(r.ID, n), e.nextReadSeq())
		e.regions = append(e.regions, r)
	}
	return e
}

func made(region ecsapi.RegionID, n int) []*ecsapi.Instance {
	list := make([]*ecsapi.Instance, n)
	for i := range list {
		list[i] = &ecsapi.Instance{
			ID: ecsapi.InstanceID(fmt.Sprintf("i-%s%017d", region, i)), Name: fmt.Sprintf("web-%05d", i), Region: region,
			Zone: ecsapi.ZoneID(region + "-h"), Type: "ecs.g7.large", CPU: 2, MemoryMiB: 8192, Status: ecsapi.Running,
			PrivateIPs: []string{"10.0.0.1"}, SecurityGroups: []string{"sg-1"},
			Tags: []ecsapi.Tag{{Key: "team", Value: "pay"}, {Key: "env", Value: "prod"}},
		}
	}
	return list
}

// BenchmarkPublish publishes a fleet of 50,000 after one row of the biggest
// region changed.
func BenchmarkPublish(b *testing.B) {
	e := still50k(b)
	e.publish()
	r := e.regions[0]
	on, off := *r.rows[7], *r.rows[7]
	off.Status = ecsapi.Stopped
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		in := &on
		if i%2 == 0 {
			in = &off
		}
		e.mu.Lock()
		e.apply(r, []*ecsapi.Instance{in}, e.nextReadSeq())
		e.mu.Unlock()
		e.publish()
	}
}

// BenchmarkSweep takes over a region of 25,000 in which nothing changed.
func BenchmarkSweep(b *testing.B) {
	e := still50k(b)
	r := e.regions[0]
	again := made(r.ID, len(r.rows))
	b.ReportAllocs()
	for b.Loop() {
		e.mu.Lock()
		e.apply(r, again, e.nextReadSeq())
		e.mu.Unlock()
	}
	if r.rows[0] == again[0] {
		b.Fatal("unchanged instances were replaced")
	}
}

// BenchmarkSince asks for what changed in the last ten of 256 publications.
func BenchmarkSince(b *testing.B) {
	e := still50k(b)
	e.publish()
	r := e.regions[0]
	for i := range maxPublications {
		e.mu.Lock()
		for k := range 20 {
			e.recent.note(r.rows[i*20+k].ID)
		}
		e.mu.Unlock()
		e.publish()
	}
	rev := e.Snapshot().Rev - 10
	b.ReportAllocs()
	for b.Loop() {
		if _, ids := e.Since(rev); len(ids) != 200 {
			b.Fatal(len(ids))
		}
	}
}

// BenchmarkInstance finds an instance of the last region by its id.
func BenchmarkInstance(b *testing.B) {
	e := still50k(b)
	e.publish()
	s := e.Snapshot()
	id := s.Regions[27].Instances[900].ID
	for b.Loop() {
		if _, ok := s.Instance(id); !ok {
			b.Fatal("not found")
		}
	}
}

// BenchmarkPlan plans for all of 50,000 instances.
func BenchmarkPlan(b *testing.B) {
	e := still50k(b)
	e.publish()
	var ids []ecsapi.InstanceID
	for _, r := range e.Snapshot().Regions {
		for _, in := range r.Instances {
			ids = append(ids, in.ID)
		}
	}
	rand.New(rand.NewPCG(1, 2)).Shuffle(len(ids), func(i, j int) { ids[i], ids[j] = ids[j], ids[i] })
	b.ReportAllocs()
	for b.Loop() {
		if p := e.Plan(fleet.ActionStop, ids, fleet.ActionOptions{}); len(p.Targets) != 50_000 {
			b.Fatal(len(p.Targets))
		}
	}
}

// BenchmarkWhileSweeping does what a screen does at each change while sweeps
// of 25,000 rows are taken over and published, and reports how many in a
// million took longer than 2 ms: those whose thread the machine took away.
func BenchmarkWhileSweeping(b *testing.B) {
	e := still50k(b)
	r := e.regions[0]
	again := made(r.ID, len(r.rows))
	stop, over := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(over)
		for {
			select {
			case <-stop:
				return
			default:
			}
			e.locked(func() {
				e.asked.take()
				e.apply(r, again, e.nextReadSeq())
			})
			e.publish()
		}
	}()
	var rev uint64
	n, long := 0, 0
	for b.Loop() {
		begin := time.Now()
		s, _ := e.Since(rev)
		e.Pending()
		e.Refresh()
		if n++; time.Since(begin) > 2*time.Millisecond {
			long++
		}
		rev = s.Rev
	}
	close(stop)
	<-over
	b.ReportMetric(1e6*float64(long)/float64(n), "long/million")
}

// BenchmarkHold measures what the engine adds to each instance it holds:
// slices, index and a snapshot.
func BenchmarkHold(b *testing.B) {
	list := made("cn-region-0", 50_000)
	var m0, m1 runtime.MemStats
	for b.Loop() {
		c, err := ecsapi.New(ecsapi.Options{Credentials: ecsapi.Credentials{KeyID: "k", Secret: "s"}})
		if err != nil {
			b.Fatal(err)
		}
		runtime.GC()
		runtime.ReadMemStats(&m0)
		e := New(Options{Client: c})
		r := e.newRegion(ecsapi.Region{ID: "cn-region-0"})
		for i := 0; i < len(list); i += 100 {
			e.apply(r, list[i:i+100], readSeq{n: 1})
		}
		e.regions = []*region{r}
		e.publish()
		runtime.GC()
		runtime.ReadMemStats(&m1)
		b.ReportMetric(float64(m1.HeapAlloc-m0.HeapAlloc)/50_000, "B/instance")
		runtime.KeepAlive(e)
		c.Close()
	}
	runtime.KeepAlive(list)
}

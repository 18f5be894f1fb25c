package store

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"ecsdeck/ecsapi/spot"
)

// month is an answer to a question for 30 days: 8 zones with 300 changes each.
func month(r *rand.Rand, key Key, to time.Time) Update {
	u := Update{Key: key, From: to.AddDate(0, 0, -30), To: to, Currency: "CNY", Zones: map[string][]spot.Sample{}}
	for z := range 8 {
		var samples []spot.Sample
		for range 300 {
			at := u.From.Add(time.Duration(r.Int64N(30*day)) * time.Second)
			samples = append(samples, spot.Sample{At: at, Price: spot.Price(1000 * (100 + r.Int64N(400))), Origin: 1_200_000})
		}
		u.Zones[fmt.Sprintf("cn-hangzhou-%c", 'b'+z)] = samples
	}
	return u
}

// region is what a region of 90 types tells.
func region(n int, to time.Time) []Update {
	r := rand.New(rand.NewPCG(1, 2))
	var all []Update
	for i := range n {
		all = append(all, month(r, Key{"cn-hangzhou", fmt.Sprintf("ecs.g%d.large", i), "vpc"}, to))
	}
	return all
}

func filled(tb testing.TB, n int) (dir string) {
	dir = tb.TempDir()
	s := New(dir)
	for _, u := range region(n, epoch) {
		s.Append(u)
	}
	s.Close()
	if !s.Note().IsZero() {
		tb.Fatal(s.Note().String())
	}
	return dir
}

// BenchmarkLoad is one key of 90. Budget: 5 ms.
func BenchmarkLoad(b *testing.B) {
	s := New(filled(b, 90))
	defer s.Close()
	key := Key{"cn-hangzhou", "ecs.g7.large", "vpc"}
	b.ReportAllocs()
	for b.Loop() {
		h := s.Load(b.Context(), key, epoch.AddDate(0, 0, -30), epoch)
		if len(h.Zones) != 8 {
			b.Fatal(s.Note().String(), len(h.Zones))
		}
	}
}

// BenchmarkOpen opens a file of 90 keys, 30 days each, looks through it, and reads one of them.
func BenchmarkOpen(b *testing.B) {
	dir := filled(b, 90)
	i, _ := os.Stat(filepath.Join(dir, FileName))
	key := Key{"cn-hangzhou", "ecs.g7.large", "vpc"}
	for b.Loop() {
		s := New(dir)
		s.Load(b.Context(), key, epoch.AddDate(0, 0, -1), epoch)
		s.Close()
	}
	b.ReportMetric(float64(i.Size())/1e6, "MB")
}

// BenchmarkWrite is a refresh of 90 keys in one transaction, the disk's part included.
func BenchmarkWrite(b *testing.B) {
	dir := filled(b, 90)
	s := New(dir)
	s.Load(b.Context(), Key{}, epoch, epoch)
	defer s.Close()
	to := epoch
	r := rand.New(rand.NewPCG(3, 4))
	for b.Loop() {
		from := to.Add(-10 * time.Minute)
		to = to.Add(5 * time.Minute)
		for i := range 90 {
			u := Update{Key{"cn-hangzhou", fmt.Sprintf("ecs.g%d.large", i), "vpc"}, from, to, "CNY", map[string][]spot.Sample{}}
			for z := range 8 {
				p := spot.Price(1000 * (100 + r.Int64N(2)))
				u.Zones[fmt.Sprintf("cn-hangzhou-%c", 'b'+z)] = []spot.Sample{{At: from, Price: p, Origin: 1_200_000}, {At: to, Price: p, Origin: 1_200_000}}
			}
			s.Append(u)
		}
		s.flush()
	}
	i, _ := os.Stat(filepath.Join(dir, FileName))
	b.ReportMetric(float64(i.Size())/1e6, "MB")
}

// What an open store holds is the file's, not the heap's.
func TestOpenStoreIsSmall(t *testing.T) {
	dir := filled(t, 30)
	heap := func() int64 {
		runtime.GC()
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return int64(m.HeapAlloc)
	}
	before := heap()
	s := New(dir)
	defer s.Close()
	if h := s.Load(t.Context(), Key{"cn-hangzhou", "ecs.g7.large", "vpc"}, epoch.AddDate(0, 0, -30), epoch); len(h.Zones) != 8 {
		t.Fatalf("%d zones, %s", len(h.Zones), s.Note().String())
	}
	held := heap() - before
	t.Logf("%d KB", held/1000)
	if held > 300_000 {
		t.Errorf("an open store holds %d KB", held/1000)
	}
	runtime.KeepAlive(s)
}

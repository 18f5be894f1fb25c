package store

import (
	"bytes"
	"errors"
	"maps"
	"math"
	"slices"
	"testing"

	"ecsdeck/ecsapi/randtest"
	"ecsdeck/ecsapi/spot"
)

// unpacked is a chunk as pack takes it.
func unpacked(chunk []byte, d int64) (map[string][]point, error) {
	zones := map[string][]point{}
	err := unpack(chunk, d, func(zone []byte, p point) { zones[string(zone)] = append(zones[string(zone)], p) })
	return zones, err
}

func TestChunk(t *testing.T) {
	r := randtest.New(t)
	for range 500 {
		d := r.Int64N(latest / day)
		zones := map[string][]point{}
		for z := range r.IntN(10) {
			points := make([]point, 1+r.IntN(40))
			for i := range points {
				points[i] = point{d*day + r.Int64N(day), 1 + spot.Price(r.Int64N(1_000_000)), spot.Price(r.Int64N(2)) * 1_200_000}
				if r.IntN(50) == 0 {
					points[i].price, points[i].origin = math.MaxInt64, math.MaxInt64
				}
			}
			slices.SortFunc(points, func(a, b point) int { return at(a, b.at) })
			zones["zone-"+string(rune('a'+z))] = slices.CompactFunc(points, func(a, b point) bool { return a.at == b.at })
		}
		chunk := pack(zones, d)
		got, err := unpacked(chunk, d)
		if err != nil || !maps.EqualFunc(got, zones, slices.Equal) {
			t.Fatalf("%v, got %v, want %v", err, got, zones)
		}
		if len(chunk) > 0 {
			if _, err := unpacked(chunk[:r.IntN(len(chunk)-1)+1], d); err != nil && !errors.Is(err, errBroken) {
				t.Fatalf("cut short: %v", err)
			}
		}
	}
}

// A change takes five bytes or so.
func TestChunkIsSmall(t *testing.T) {
	var points []point
	for i := range int64(100) {
		points = append(points, point{i * 800, spot.Price(240_000 + i%2*3000), 1_200_000})
	}
	if n := len(pack(map[string][]point{"cn-hangzhou-h": points}, 0)); n > 520 {
		t.Errorf("100 changes take %d bytes", n)
	}
}

func TestChecksum(t *testing.T) {
	key, value := []byte("key"), []byte("value")
	whole := checksummed(key, value)
	if got, err := verify(key, whole); err != nil || !bytes.Equal(got, value) {
		t.Errorf("got %q, %v", got, err)
	}
	if _, err := verify([]byte("kex"), whole); !errors.Is(err, errBroken) {
		t.Errorf("under another key: %v", err)
	}
	for i := range whole {
		for bit := range 8 {
			other := bytes.Clone(whole)
			other[i] ^= 1 << bit
			if _, err := verify(key, other); !errors.Is(err, errBroken) {
				t.Errorf("bit %d of byte %d is another one: %v", bit, i, err)
			}
		}
		if _, err := verify(key, whole[:i]); !errors.Is(err, errBroken) {
			t.Errorf("%d bytes: %v", i, err)
		}
	}
}

// FuzzChunk holds that a chunk of any bytes is either refused or one that pack makes.
func FuzzChunk(f *testing.F) {
	f.Add(pack(map[string][]point{"cn-hangzhou-h": {{20_000 * day, 240_000, 1_200_000}, {20_000*day + 86_399, 360_000, 0}}, "i": {{20_000*day + 1, 1, 0}}}, 20_000), int64(20_000))
	f.Add([]byte{}, int64(0))
	f.Add([]byte("\x01a\x01\x00\x02"), int64(0))
	f.Add([]byte("\x01a\x01\x80\x00\x02"), int64(0))
	f.Add([]byte("\x01b\x01\x00\x02\x01a\x01\x00\x02"), int64(0))
	f.Add([]byte("\x01a\x02\x00\x02\x00\x02"), int64(1))
	f.Add([]byte("\x01a\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01\x00\x02"), int64(1))
	f.Add([]byte("\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01a"), int64(1))
	f.Add([]byte("\x00\x01\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01\x02"), int64(latest/day))
	f.Add([]byte("\x00\x01\x01\xfe\xff\xff\xff\xff\xff\xff\xff\xff\x01\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"), int64(7))
	f.Fuzz(func(t *testing.T, chunk []byte, d int64) {
		d = min(max(0, d), latest/day)
		zones, err := unpacked(chunk, d)
		if err != nil {
			if !errors.Is(err, errBroken) {
				t.Fatal(err)
			}
			return
		}
		for zone, points := range zones {
			for i, p := range points {
				if p.at < d*day || p.at >= (d+1)*day || i > 0 && points[i-1].at >= p.at || p.price <= 0 || p.origin < 0 {
					t.Fatalf("%s: %v", zone, points)
				}
			}
		}
		if again := pack(zones, d); !bytes.Equal(again, chunk) {
			t.Fatalf("%x comes back as %x", chunk, again)
		}
	})
}

// FuzzCoverage holds the same of what was asked.
func FuzzCoverage(f *testing.F) {
	f.Add((&coverage{"CNY", []interval{{100, 200}, {300, 300}}}).encode())
	f.Add([]byte{})
	f.Add([]byte{0})
	f.Add([]byte("\x00\x00\x00\x01\x01"))
	f.Add([]byte("\x00\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01\x01"))
	f.Fuzz(func(t *testing.T, b []byte) {
		a, err := decodeCoverage(b)
		if err != nil {
			if !errors.Is(err, errBroken) {
				t.Fatal(err)
			}
			return
		}
		for i, s := range a.intervals {
			if s.from < 0 || s.to < s.from || s.to > latest || i > 0 && a.intervals[i-1].to+1 >= s.from {
				t.Fatalf("intervals %v", a.intervals)
			}
		}
		if again := a.encode(); !bytes.Equal(again, b) {
			t.Fatalf("%x comes back as %x", b, again)
		}
	})
}

// Intervals are held against single seconds.
func TestCoverage(t *testing.T) {
	r := randtest.New(t)
	for range 2000 {
		const span = 40
		var a coverage
		var known [span + 1]bool
		for range r.IntN(8) {
			s := interval{from: r.Int64N(span)}
			s.to = s.from + r.Int64N(span-s.from)
			a.add(s)
			for i := s.from; i <= s.to; i++ {
				known[i] = true
			}
			if before := r.Int64N(span); r.IntN(3) == 0 {
				a.forget(before)
				clear(known[:before])
			}
		}
		var got [span + 1]bool
		for i, s := range a.intervals {
			if s.to < s.from || i > 0 && s.from <= a.intervals[i-1].to+1 {
				t.Fatalf("intervals %v", a.intervals)
			}
			for j := s.from; j <= s.to; j++ {
				got[j] = true
			}
		}
		if got != known {
			t.Fatalf("got %v, want %v", a.intervals, known)
		}
		in := interval{from: r.Int64N(span)}
		in.to = in.from + r.Int64N(span-in.from)
		last := in.to
		for last >= in.from && !known[last] {
			last--
		}
		s, ok := a.latest(in)
		if ok != (last >= in.from) || ok && (s.from > last || s.to < last) {
			t.Fatalf("latest in %v of %v: %v, %v", in, a.intervals, s, ok)
		}
		if a.covers(in.from, in.to) != !slices.Contains(known[in.from:in.to+1], false) {
			t.Fatalf("%v of %v is covered: %v", in, a.intervals, a.covers(in.from, in.to))
		}
	}
}

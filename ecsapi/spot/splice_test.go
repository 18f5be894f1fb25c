package spot

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"ecsdeck/ecsapi/randtest"
)

func at(s int64) time.Time { return time.Unix(s, 0).UTC() }

// steps makes a series of up to n samples in [from, to], in any order, with prices and on-demand prices that often repeat.
func steps(r *rand.Rand, n int, from, to int64) []Sample {
	var samples []Sample
	for range r.IntN(n + 1) {
		samples = append(samples, Sample{at(from + r.Int64N(to-from+1)), Price(1+r.Int64N(3)) * 1111, Price(r.Int64N(2)) * 9999})
	}
	return samples
}

// held is the sample in force at a time, by looking through samples that need no order; without a price if none is.
func held(samples []Sample, at time.Time) (s Sample) {
	for _, x := range samples {
		if !x.At.After(at) && !x.At.Before(s.At) {
			s = x
		}
	}
	return s
}

func before(samples []Sample, at time.Time) []Sample {
	return slices.DeleteFunc(slices.Clone(samples), func(s Sample) bool { return !s.At.Before(at) })
}

func after(samples []Sample, at time.Time) []Sample {
	return slices.DeleteFunc(slices.Clone(samples), func(s Sample) bool { return !s.At.After(at) })
}

// spliced is the price at a time after an answer of [from, to] to a series of known samples.
func spliced(known, answer []Sample, from, to, at time.Time) Sample {
	told := held(answer, to).Price > 0
	if at.Before(from) {
		s := held(known, at)
		if s.Price == 0 && told {
			s = held(answer, at)
		}
		return s
	}
	middle := held(known, to)
	if told {
		middle = held(before(known, from), to)
		if s := held(answer, at); s.Price > 0 && !at.After(to) {
			middle = s
		}
		if s := held(answer, to); at.After(to) {
			middle = s
		}
	}
	if !at.After(to) {
		if !told {
			return held(known, at)
		}
		return middle
	}
	if s := held(append(after(known, to), after(answer, to)...), at); s.Price > 0 {
		return s
	}
	return middle
}

func TestSplice(t *testing.T) {
	r := randtest.New(t)
	for range 2000 {
		const span = 60
		s := NewSeries(steps(r, 12, epoch, epoch+span))
		// More than once, so that what a splice left out is missed by no later one.
		for range 1 + r.IntN(3) {
			from := epoch + r.Int64N(span)
			to := from + r.Int64N(epoch+span-from)
			// Rows from before, and of the future, are among those of the answer.
			answer := steps(r, 8, max(epoch, from-r.Int64N(9)), to+r.Int64N(9))
			known := slices.Collect(s.All())
			next := s.Splice(at(from), at(to), answer)
			if again := slices.Collect(s.All()); !slices.Equal(again, known) {
				t.Fatal("splicing changed the series it began with")
			}
			s = next
			for x := int64(epoch - 1); x <= epoch+span+10; x++ {
				got, _ := s.At(at(x))
				want := spliced(known, answer, at(from), at(to), at(x))
				if got.Price != want.Price || got.Origin != want.Origin {
					t.Fatalf("known %v, told %v of %d to %d: at %d %v, want %v", known, answer, from, to, x, got, want)
				}
			}
			sound(t, s)
			if told := held(answer, at(to)); told.Price > 0 {
				terseButForTheLast(t, s)
			}
		}
	}
}

// sound holds what is true of any series.
func sound(t *testing.T, s Series) {
	t.Helper()
	for i, p := range s.points {
		if p.price <= 0 || p.origin < 0 || i > 0 && s.points[i-1].at >= p.at {
			t.Fatalf("no series: %v", s)
		}
	}
}

func terseButForTheLast(t *testing.T, s Series) {
	t.Helper()
	for i := 1; i < len(s.points)-1; i++ {
		if a, b := s.points[i-1], s.points[i]; a.price == b.price && a.origin == b.origin {
			t.Fatalf("sample %d repeats the one before: %v", i, s)
		}
	}
}

// Being asked every few minutes, each time again of the last ten, gives the prices of one answer to all of it, and
// statistics to the last digit.
func TestSplicingOnIsLikeAskingOnce(t *testing.T) {
	r := randtest.New(t)
	for range 200 {
		const span = 2000
		truth := NewSeries(append(steps(r, 40, epoch, epoch+span), Sample{at(epoch), 1111, 9999}))
		// As the cloud does it: a row at each end, changes in between.
		answer := func(from, to int64) []Sample {
			first, _ := truth.At(at(from))
			last, _ := truth.At(at(to))
			first.At, last.At = at(from), at(to)
			rows := []Sample{first}
			for s := range truth.Trim(at(from + 1)).All() {
				if s.At.Before(at(to)) && s.At.After(at(from)) && rows[len(rows)-1].Price != s.Price {
					rows = append(rows, s)
				}
			}
			rows = append(rows, last)
			r.Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
			return rows
		}
		// One with a single on-demand price, as the rows are of changes of price.
		for i := range truth.points {
			truth.points[i].origin = 9999
		}
		var s Series
		to := epoch + r.Int64N(200)
		s = s.Splice(at(epoch), at(to), answer(epoch, to))
		for to < epoch+span {
			from := max(epoch, to-r.Int64N(20))
			to = min(to+1+r.Int64N(300), epoch+span)
			s = s.Splice(at(from), at(to), answer(from, to))
		}
		from := epoch + r.Int64N(span-1)
		once, now := NewSeries(answer(from, to)), at(to)
		got := s.Trim(at(from))
		if got.Current(now) != once.Current(now) {
			t.Fatalf("now\ngot  %+v\nwant %+v", got.Current(now), once.Current(now))
		}
		if got.Window(at(from), now).Stats() != once.Window(at(from), now).Stats() {
			t.Fatalf("got  %+v\nwant %+v", got.Window(at(from), now).Stats(), once.Window(at(from), now).Stats())
		}
		if got.Len() != once.Len() {
			t.Fatalf("got  %v\nwant %v", got, once)
		}
	}
}

func TestSpliceOfNothing(t *testing.T) {
	s := NewSeries(reference)
	known := slices.Collect(s.All())
	from, to := day(26, 12, 0, 0), day(28, 12, 0, 0)
	nonsense := []Sample{{At: day(27, 0, 0, 0)}, {day(27, 0, 0, 0), -1, 0}, {time.Time{}, 5, 0}}
	for what, got := range map[string]Series{
		"nothing":                s.Splice(from, to, nil),
		"nonsense":               s.Splice(from, to, nonsense),
		"a time that ends first": s.Splice(to, from, reference),
		"no time":                s.Splice(time.Time{}, to, reference),
		"no end":                 s.Splice(from, latest, reference),
	} {
		if got := slices.Collect(got.All()); !slices.Equal(got, known) {
			t.Errorf("%s: %v", what, got)
		}
	}
	// One wild stamp takes away nothing of what comes between.
	wild := append(slices.Clone(reference[:4]), Sample{latest, 7, 0})
	got := s.Splice(reference[0].At, reference[3].At, wild)
	if last, _ := got.Last(); got.Len() != len(reference) || last.Price != 7 {
		t.Errorf("with a stamp of 2262: %v", got)
	}
	if got := (Series{}).Splice(from, to, reference[:1]); got.Len() != 1 {
		t.Errorf("a row from before is all that is known: %v", got)
	}
}

// A change that the cloud lists late stands where it belongs, and one that it takes back is gone.
func TestSpliceOfLatePrices(t *testing.T) {
	s := NewSeries([]Sample{{at(epoch), 5, 0}, {at(epoch + 590), 5, 0}})
	s = s.Splice(at(epoch+300), at(epoch+900), []Sample{{at(epoch + 300), 5, 0}, {at(epoch + 580), 7, 0}, {at(epoch + 900), 7, 0}})
	if got, _ := s.At(at(epoch + 600)); got.Price != 7 || s.Len() != 3 {
		t.Errorf("late: %v", s)
	}
	s = s.Splice(at(epoch+570), at(epoch+960), []Sample{{at(epoch + 570), 5, 0}, {at(epoch + 960), 5, 0}})
	if got, _ := s.At(at(epoch + 600)); got.Price != 5 || s.Len() != 2 {
		t.Errorf("taken back: %v", s)
	}
}

func TestTrim(t *testing.T) {
	r := randtest.New(t)
	for range 2000 {
		const span = 30
		s := NewSeries(steps(r, 8, epoch, epoch+span))
		known := slices.Collect(s.All())
		from := epoch - 2 + r.Int64N(span+4)
		got := s.Trim(at(from))
		sound(t, got)
		for x := int64(epoch - 3); x <= epoch+span+3; x++ {
			want, _ := s.At(at(x))
			if x < from {
				want = Sample{}
			}
			if p, _ := got.At(at(x)); p.Price != want.Price || p.Origin != want.Origin {
				t.Fatalf("%v from %d on: at %d %v, want %v", known, from, x, p, want)
			}
		}
		if !slices.Equal(slices.Collect(s.All()), known) {
			t.Fatal("trimming changed the series it began with")
		}
		if !slices.Equal(NewSeries(slices.Collect(got.All())).points, got.points) {
			t.Fatalf("%v is not made of its samples", got)
		}
	}
	if got := NewSeries(reference).Trim(latest.Add(1)); got.Len() != 0 {
		t.Errorf("from the end of time on: %v", got)
	}
}

func TestAllStops(t *testing.T) {
	n := 0
	for range NewSeries(reference).All() {
		if n++; n == 3 {
			break
		}
	}
	if n != 3 {
		t.Errorf("%d samples", n)
	}
}

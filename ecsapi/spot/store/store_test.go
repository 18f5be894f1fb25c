package store

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"go.etcd.io/bbolt"

	"ecsdeck/ecsapi/randtest"
	"ecsdeck/ecsapi/spot"
)

var (
	key   = Key{"cn-hangzhou", "ecs.g7.large", "vpc"}
	epoch = time.Date(2026, 3, 14, 9, 26, 53, 0, time.UTC)
)

func hours(n float64) time.Time { return epoch.Add(time.Duration(n * float64(time.Hour))) }

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// answer makes an update of one zone of samples such as "hour price".
func answer(from, to float64, samples ...string) Update {
	u := Update{key, hours(from), hours(to), "CNY", map[string][]spot.Sample{}}
	for _, text := range samples {
		var at float64
		var price int64
		if _, err := fmt.Sscan(text, &at, &price); err != nil {
			panic(err)
		}
		u.Zones["h"] = append(u.Zones["h"], spot.Sample{At: hours(at), Price: spot.Price(price), Origin: 1000})
	}
	return u
}

// describe gives a history of one zone in the same way, with what it is known of.
func describe(h History) string {
	if h.From.IsZero() {
		return "nothing"
	}
	text := fmt.Sprintf("%v..%v", h.From.Sub(epoch).Hours(), h.To.Sub(epoch).Hours())
	for s := range h.Zones["h"].All() {
		text += fmt.Sprintf(", %v %d", s.At.Sub(epoch).Hours(), s.Price)
	}
	return text
}

// keeping appends updates one after the other, each with a store of its own.
func keeping(t *testing.T, updates ...Update) (dir string) {
	t.Helper()
	dir = t.TempDir()
	for _, u := range updates {
		s := New(dir)
		s.Append(u)
		s.Close()
		if note := s.Note().String(); note != "" {
			t.Fatal(note)
		}
	}
	return dir
}

func loaded(t *testing.T, dir string, key Key, from, to time.Time) History {
	t.Helper()
	s := New(dir)
	defer s.Close()
	h := s.Load(t.Context(), key, from, to)
	if note := s.Note().String(); note != "" {
		t.Fatal(note)
	}
	return h
}

func TestHistory(t *testing.T) {
	first := answer(0, 48, "0 5", "20 7", "30 7", "48 7")
	for _, c := range []struct {
		what     string
		updates  []Update
		from, to float64
		want     string
	}{
		{"nothing", nil, 0, 48, "nothing"},
		{"all", []Update{first}, 0, 48, "0..48, 0 5, 20 7, 48 7"},
		{"more than is known", []Update{first}, -10, 60, "0..48, 0 5, 20 7, 48 7"},
		{"a part, with what was in force", []Update{first}, 10, 40, "10..40, 10 5, 20 7, 30 7"},
		{"a part, with what was in force for days", []Update{first}, 40, 45, "40..45, 40 7"},
		{"before", []Update{first}, -10, -1, "nothing"},
		{"after", []Update{first}, 49, 60, "nothing"},
		{"backwards", []Update{first}, 40, 10, "nothing"},
		{"what is new", []Update{first, answer(47.5, 50, "47.5 7", "49 9", "50 9")}, 0, 60, "0..50, 0 5, 20 7, 49 9, 50 9"},
		{"a price that is listed late", []Update{first, answer(47, 50, "47 7", "47.5 9", "50 9")}, 0, 60, "0..50, 0 5, 20 7, 47.5 9, 50 9"},
		{"one that is taken back", []Update{first, answer(19, 50, "19 5", "50 5")}, 0, 60, "0..50, 0 5, 50 5"},
		{"an answer of nothing", []Update{first, answer(47, 50)}, 0, 60, "0..50, 0 5, 20 7, 48 7"},
		{"older prices", []Update{first, answer(-24, 0.5, "-24 3", "-3 5", "0.5 5")}, -40, 60, "-24..48, -24 3, -3 5, 20 7, 48 7"},
		{"a gap", []Update{first, answer(60, 61, "60 7", "61 7")}, 0, 70, "60..61, 60 7, 61 7"},
		{"before the gap", []Update{first, answer(60, 61, "60 7", "61 7")}, 0, 59, "0..48, 0 5, 20 7, 48 7"},
		{"after the gap of a day, once more", []Update{answer(0, 1, "0 7", "1 7"), answer(3, 4, "3 7", "4 7"), answer(3.5, 5, "3.5 7", "5 7")}, 0, 70, "3..5, 3 7, 5 7"},
		{"a gap that is filled", []Update{first, answer(60, 61, "60 7", "61 9"), answer(47, 60, "47 7", "50 8", "60 7")}, 0, 70, "0..61, 0 5, 20 7, 50 8, 60 7, 61 9"},
		{"rows from before and after", []Update{answer(0, 10, "-100 4", "-50 5", "5 6", "11 9", "1000000 7")}, -200, 2000000, "0..10, 0 5, 5 6"},
		{"impossible rows", []Update{answer(0, 10, "0 5", "3 0", "4 -5", "5 6", "5 8")}, 0, 10, "0..10, 0 5, 5 8"},
		{"a time that ends first", []Update{answer(10, 0, "0 5")}, 0, 10, "nothing"},
		{"a zone that is not told of for a month", []Update{first, {key, hours(48), hours(48 + 31*24), "CNY", nil}}, 0, 10000, "0..792"},
	} {
		h := loaded(t, keeping(t, c.updates...), key, hours(c.from), hours(c.to))
		if got := describe(h); got != c.want {
			t.Errorf("%s:\ngot  %s\nwant %s", c.what, got, c.want)
		}
		if c.want != "nothing" && h.Currency != "CNY" {
			t.Errorf("%s: currency %q", c.what, h.Currency)
		}
	}
}

// A zone that is not in an answer of thirty days is not on sale; that one of a day lacks it may be a whim.
func TestZoneThatIsGone(t *testing.T) {
	i := answer(24, 24+720, "24 5")
	i.Zones = map[string][]spot.Sample{"i": i.Zones["h"]}
	day := i
	day.From = day.To.Add(-24 * time.Hour)
	for what, c := range map[string]struct {
		u    Update
		want []string
	}{"thirty days": {i, []string{"i"}}, "a day": {day, []string{"h", "i"}}} {
		h := loaded(t, keeping(t, answer(0, 730, "0 5", "100 6", "730 6"), c.u), key, hours(24), hours(2000))
		if got := slices.Sorted(maps.Keys(h.Zones)); !slices.Equal(got, c.want) {
			t.Errorf("after an answer of %s: zones %v", what, got)
		}
	}
}

func TestAgrees(t *testing.T) {
	h := loaded(t, keeping(t, answer(0, 48, "0 5", "20 7", "30 7", "48 7")), key, hours(0), hours(100))
	without := answer(47, 50, "47 7", "49 9")
	without.Zones["h"][0].Origin = 0
	dollars := answer(47, 50, "47 7")
	dollars.Currency = "USD"
	dear := answer(47, 50, "47 7")
	dear.Zones["h"][0].Origin = 2000
	i := answer(10, 30, "10 9")
	i.Zones = map[string][]spot.Sample{"i": i.Zones["h"]}
	for what, c := range map[string]struct {
		u    Update
		want bool
	}{
		"the same":                   {answer(0, 48, "0 5", "20 7"), true},
		"on from there":              {answer(47, 50, "47 7", "49 9"), true},
		"without an on-demand price": {without, true},
		"another on-demand price":    {dear, false},
		"another currency":           {dollars, false},
		"another price":              {answer(47, 50, "47 8"), false},
		"another later":              {answer(47, 50, "47 7", "47.5 8"), false},
		"a change that it lacks":     {answer(10, 50, "10 5", "50 5"), false},
		"at the last moment":         {answer(48, 50, "48 8"), false},
		"after it":                   {answer(49, 50, "49 8"), true},
		"before it":                  {answer(-5, -1, "-5 8"), true},
		"at the first moment":        {answer(-5, 0, "-5 8", "0 8"), false},
		"of another zone":            {i, true},
		"of nothing":                 {answer(10, 30), true},
	} {
		if got := h.Agrees(c.u); got != c.want {
			t.Errorf("%s: %v", what, got)
		}
	}
	if !(History{}).Agrees(answer(10, 30, "10 5")) {
		t.Error("what is not known agrees with anything")
	}
}

// Impossible times are left out, and cost nothing that is known.
func TestImpossibleTimes(t *testing.T) {
	s := New(t.TempDir())
	defer s.Close()
	s.Append(answer(0, 1, "0 5"))
	for _, u := range []Update{
		{From: time.Time{}, To: hours(1)},
		{From: hours(0), To: time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)},
		{From: time.Time{}, To: time.Time{}},
	} {
		u.Key, u.Zones = key, answer(0, 1, "0 9").Zones
		s.Append(u)
	}
	long := answer(0, 1, "0 9")
	long.Type = strings.Repeat("x", 300)
	s.Append(long)
	long = answer(0.5, 2, "0.5 6", "2 6")
	long.Zones[strings.Repeat("x", 300)] = long.Zones["h"]
	s.Append(long)
	s.Close()
	h := loaded(t, filepath.Dir(s.path), key, hours(-1000), hours(1000))
	if got := describe(h); got != "0..2, 0 5, 0.5 6, 2 6" || len(h.Zones) != 1 || !s.Note().IsZero() {
		t.Errorf("got %s of %d zones, %s", got, len(h.Zones), s.Note().String())
	}
}

func TestKeysAreApart(t *testing.T) {
	keys := []Key{{"a", "bc", "vpc"}, {"ab", "c", "vpc"}, {"a", "bc", "classic"}, {"", "", ""}, {"a", "bc\x00", "vpc"}}
	dir := t.TempDir()
	s := New(dir)
	for i, k := range keys {
		u := answer(0, 1, fmt.Sprint("0 ", i+1))
		u.Key = k
		s.Append(u)
	}
	s.Close()
	for i, k := range keys {
		if got, want := describe(loaded(t, dir, k, hours(0), hours(1))), fmt.Sprint("0..1, 0 ", i+1); got != want {
			t.Errorf("%v: %s, want %s", k, got, want)
		}
	}
}

// Prices in another currency are other prices.
func TestOtherCurrency(t *testing.T) {
	dollars := answer(47, 50, "47 1", "50 1")
	dollars.Currency = "USD"
	silent := answer(49, 51, "49 1", "51 2")
	silent.Currency = ""
	older := answer(-1, 47, "40 2")
	older.Currency, older.Zones = "USD", map[string][]spot.Sample{"i": older.Zones["h"]}
	h := loaded(t, keeping(t, answer(0, 48, "0 5", "20 7"), dollars, silent, older), key, hours(-10), hours(100))
	if got := describe(h); got != "-1..51, 47 1, 51 2" || h.Currency != "USD" {
		t.Errorf("got %s %s", got, h.Currency)
	}
}

// What is older than 400 days goes, by the clock that is behind.
func TestForgets(t *testing.T) {
	now := time.Now().UTC().Truncate(time.Second)
	ago := func(days int) time.Time { return now.AddDate(0, 0, -days) }
	update := func(from, to time.Time, price spot.Price) Update {
		return Update{key, from, to, "CNY", map[string][]spot.Sample{"h": {{At: from, Price: price}, {At: to, Price: price + 1}}}}
	}
	s := New(t.TempDir())
	defer s.Close()
	for days := 500; days > 0; days -= 20 {
		s.Append(update(ago(days), ago(days-20), spot.Price(days)))
	}
	s.Close()
	h := loaded(t, filepath.Dir(s.path), key, ago(1000), now)
	if !h.From.Equal(ago(400)) || !h.To.Equal(now) {
		t.Errorf("known %v to %v", h.From, h.To)
	}
	if n := h.Zones["h"].Len(); n != 21 {
		t.Errorf("%d samples", n)
	}
	days := func() (n int) {
		s := New(filepath.Dir(s.path))
		defer s.Close()
		s.Load(t.Context(), key, now, now)
		must(t, s.db.View(func(tx *bbolt.Tx) error { n = tx.Bucket(chunks).Stats().KeyN; return nil }))
		return n
	}
	if n := days(); n > 24 {
		t.Errorf("chunks of %d days", n)
	}
	// A cloud that says it is the year 2200 takes nothing away.
	s = New(filepath.Dir(s.path))
	s.Append(update(time.Date(2200, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2200, 1, 2, 0, 0, 0, 0, time.UTC), 1))
	s.Close()
	h = loaded(t, filepath.Dir(s.path), key, ago(1000), now)
	if !h.From.Equal(ago(400)) || h.Zones["h"].Len() != 21 {
		t.Errorf("known from %v, %d samples", h.From, h.Zones["h"].Len())
	}
}

// truth is what the cloud could tell: the prices of zones over some days, in minutes.
type truth map[string]spot.Series

func newTruth(r *rand.Rand, minutes int64) truth {
	w := truth{}
	for z := range 3 {
		samples := []spot.Sample{{At: epoch, Price: 5, Origin: 20}}
		for range r.IntN(60) {
			samples = append(samples, spot.Sample{At: minute(r.Int64N(minutes)), Price: spot.Price(1 + r.IntN(4)), Origin: spot.Price(20 + r.IntN(20)/19)})
		}
		w[fmt.Sprintf("zone-%d", z)] = spot.NewSeries(samples)
	}
	return w
}

func minute(n int64) time.Time { return epoch.Add(time.Duration(n) * time.Minute) }

// tell is the answer to a question for a time: the changes, and a row at each end.
func (w truth) tell(from, to int64) Update {
	u := Update{key, minute(from), minute(to), "CNY", map[string][]spot.Sample{}}
	for zone, series := range w {
		first, _ := series.At(u.From)
		last, _ := series.At(u.To)
		first.At, last.At = u.From, u.To
		samples := []spot.Sample{last, first}
		for s := range series.All() {
			if s.At.After(u.From) && s.At.Before(u.To) {
				samples = append(samples, s)
			}
		}
		u.Zones[zone] = samples
	}
	return u
}

// Answers in any order, some of them over again, over stores opened anew: what is loaded is the truth, of the time that was
// asked last without a gap.
func TestLoadedIsWhatWasTold(t *testing.T) {
	r := randtest.New(t)
	for range 25 {
		const span = 6 * 24 * 60
		w := newTruth(r, span)
		dir := t.TempDir()
		// A moment at each even place, and what lies between two of them at the odd one: two
		// answers that end a minute apart leave a gap.
		var known [2*span + 1]bool
		last := int64(0)
		for range 1 + r.IntN(5) {
			s := New(dir)
			for range 1 + r.IntN(6) {
				from := r.Int64N(span)
				if r.IntN(3) == 0 {
					from = min(last+r.Int64N(3), span-1) // where one ended, or a minute later
				}
				to := from + r.Int64N(min(span-from, 2000))
				last = to
				s.Append(w.tell(from, to))
				for i := 2 * from; i <= 2*to; i++ {
					known[i] = true
				}
			}
			s.Close()
			s = New(dir)
			for range 8 {
				from := r.Int64N(span)
				to := from + r.Int64N(span-from+1)
				h := s.Load(t.Context(), key, minute(from), minute(to))
				compare(t, w, h, known[:], from, to)
			}
			s.Close()
			if !s.Note().IsZero() {
				t.Fatal(s.Note().String())
			}
		}
	}
}

func compare(t *testing.T, w truth, h History, known []bool, from, to int64) {
	t.Helper()
	for to >= from && !known[2*to] {
		to--
	}
	first := to
	for first > from && known[2*first-1] {
		first--
	}
	if to < from {
		if !h.From.IsZero() || len(h.Zones) > 0 {
			t.Fatalf("%s of nothing", describe(h))
		}
		return
	}
	if !h.From.Equal(minute(first)) || !h.To.Equal(minute(to)) || len(h.Zones) != len(w) {
		t.Fatalf("known %v to %v of %d zones, want %v to %v", h.From, h.To, len(h.Zones), minute(first), minute(to))
	}
	for zone, series := range w {
		got := h.Zones[zone]
		for x := first; x <= to; x++ {
			a, _ := got.At(minute(x))
			b, _ := series.At(minute(x))
			if a.Price != b.Price || a.Origin != b.Origin {
				t.Fatalf("%s at minute %d of %d to %d: %v, want %v", zone, x, first, to, a, b)
			}
		}
		if s, _ := got.First(); !s.At.Equal(minute(first)) {
			t.Fatalf("the first sample is %v", s)
		}
	}
}

package cli

import (
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"ecsdeck/ecsapi/randtest"
	"ecsdeck/ecsapi/spot/store"
	"ecsdeck/ui/cli/shell"
	spotcli "ecsdeck/ui/cli/spot"
)

// anew runs a command for which nothing was read before.
func (w *world) anew(args ...string) result {
	w.Helper()
	env := w.env
	env.Environ = append(slices.Clone(env.Environ), "ECSDECK_STATE="+w.TempDir())
	return run(w.T, env, args...)
}

// histories is how many pages of price history a command asks for.
func (w *world) histories(command func()) int64 {
	w.ResetStats()
	command()
	return w.Stats().Calls["DescribeSpotPriceHistory"]
}

// What was read before is not read again, and the output is the same to the last
// digit as without it.
func TestSpotReadsWhatIsNew(t *testing.T) {
	config := small
	config.Now, config.Frozen = time.Date(2026, 3, 14, 9, 26, 53, 0, time.UTC), true
	simulate(t, config, func(w *world) {
		in := []string{"spot", "--region", "cn-hangzhou", "--type", "ecs.g7.large", "--type", "ecs.c7.large"}
		full := []string{"--window", "1h", "--window", "72h", "--window", "30d", "--bid", "0.12", "--availability", "95", "--availability", "99", "--job", "6h", "--resample", "24"}
		const whatever = -1
		same := func(calls int64, args ...string) {
			w.Helper()
			args = append(slices.Clone(in), args...)
			var kept result
			if n := w.histories(func() { kept = w.run(args...).ended(shell.StatusDone) }); n != calls && calls != whatever {
				w.Errorf("%v %q: %d calls, want %d", w.Now(), args, n, calls)
			}
			if fresh := w.anew(args...).ended(shell.StatusDone); kept.out != fresh.out || kept.err != "" {
				w.Fatalf("%v %q:\ngot  %s\nwant %s\nstandard error: %s", w.Now(), args, clip(kept.out), clip(fresh.out), kept.err)
			}
		}
		same(2, "--window", "24h", "-o", "json")
		same(whatever, "--window", "20d", "-o", "json")
		// Of each type what comes before, and the last minutes.
		same(4, append(full, "-o", "json")...)
		for _, passes := range []time.Duration{0, time.Second, 3 * time.Minute, 10 * time.Minute, 26 * time.Hour, 9 * 24 * time.Hour} {
			w.Advance(passes)
			same(2, append(full, "-o", "json")...)
		}
		same(2, append(full, "-o", "csv")...)
		same(2, "--window", "7d")
		same(2, "--window", "1h", "--history", "20d..10d", "-o", "json")
		same(2, "--window", "24h", "--history", "2026-03-10..2026-03-20 12:00", "-o", "json")
		same(2, "--window", "24h", "--zone", "cn-hangzhou-h", "-o", "json")
		// After a gap, which stays one until somebody asks.
		w.Advance(40 * 24 * time.Hour)
		same(2, "--window", "1h", "-o", "json")
		w.Advance(20 * 24 * time.Hour)
		same(2, "--window", "1h", "-o", "json")
		same(4, append(full, "-o", "json")...)
		same(2, append(full, "-o", "json")...)
	})
}

// A history that has no place takes nothing away but itself.
func TestSpotWithoutItsHistory(t *testing.T) {
	config := small
	config.Now, config.Frozen = time.Date(2026, 3, 14, 9, 26, 53, 0, time.UTC), true
	simulate(t, config, func(w *world) {
		args := []string{"spot", "--region", "cn-hangzhou", "--type", "ecs.g7.large", "--type", "ecs.c7.large", "--window", "30d", "-o", "json"}
		want := w.run(args...).ended(shell.StatusDone).out
		dir := filepath.Join(w.env.Home, ".local", "state", "ecsdeck", "127.0.0.1%3A80", "account-1000000000000001")
		deck := store.New(dir)
		if h := deck.Load(w.Context(), store.Key{Region: "cn-hangzhou", Type: "ecs.g7.large", Network: "vpc"}, config.Now.AddDate(0, 0, -30), config.Now); len(h.Zones) == 0 || !deck.Note().IsZero() {
			w.Fatalf("kept %+v, %s", h, deck.Note())
		}
		r := w.run(args...).ended(shell.StatusDone, "ecsdeck: another ecsdeck keeps the price history; this one forgets at its end what it reads\n")
		if r.out != want || strings.Count(r.err, "\n") != 1 {
			w.Errorf("while a deck has it: %s%s", r.err, clip(r.out))
		}
		deck.Close()
		if r := w.run(args...).ended(shell.StatusDone); r.out != want || r.err != "" {
			w.Errorf("once the deck is gone: %s%s", r.err, clip(r.out))
		}
		w.env.Environ = append(w.env.Environ, "ECSDECK_STATE=/dev/null")
		if r := w.run(args...).ended(shell.StatusDone, "the price history can't be kept: "); r.out != want || strings.Count(r.err, "\n") != 1 {
			w.Errorf("where nothing can be kept: %s%s", r.err, clip(r.out))
		}
	})
}

// What another simulated cloud told under the same name is not taken for what
// this one would tell.
func TestSpotOfAnotherCloud(t *testing.T) {
	state := t.TempDir()
	seed := randtest.Seed(t)
	for n := range uint64(4) {
		config := small
		config.Now, config.Frozen, config.Seed = time.Date(2026, 3, 14, 9, 26, 53, 0, time.UTC), true, seed+n
		simulate(t, config, func(w *world) {
			fresh := w.env
			w.env.Environ = append(slices.Clone(w.env.Environ), "ECSDECK_STATE="+state)
			for _, window := range []string{"72h", "30d", "1h", "30d"} {
				args := []string{"spot", "--region", "cn-hangzhou", "--type", "ecs.g7.large", "--window", window, "-o", "json"}
				if got, want := w.run(args...).ended(shell.StatusDone).out, run(w.T, fresh, args...).ended(shell.StatusDone).out; got != want {
					w.Errorf("seed %d, %s:\ngot  %s\nwant %s", config.Seed, window, clip(got), clip(want))
				}
				fresh.Home = w.TempDir()
			}
		})
	}
}

// Prices that the cloud lists late, or takes back, are those that are told.
func TestSpotOfLatePrices(t *testing.T) {
	state := t.TempDir()
	tell := func(now string, steps ...string) (records []spotcli.Record) {
		answering(t, now, priceRows("cn-hangzhou-h", "1.2", steps...), func(w *world) {
			w.env.Environ = append(w.env.Environ, "ECSDECK_STATE="+state)
			records = read[[]spotcli.Record](w.run("spot", "--region", "cn-hangzhou", "--type", "ecs.g7.large", "--window", "24h", "-o", "json").ended(shell.StatusDone))
		})
		return records
	}
	const first, last = "2017-09-28T06:28:55Z 0.24", "2017-09-29T06:28:55Z 0.24"
	if s := tell("2017-09-29T06:28:55Z", first, "2017-09-29T06:00:00Z 0.36", "2017-09-29T06:25:00Z 0.24", last)[0]; s.Rows != 4 || *s.Windows[0].Changes != 2 {
		t.Errorf("at first: %+v", s)
	}
	// The same, minutes later: what comes out is as if it had been asked for once.
	s := tell("2017-09-29T06:33:55Z", "2017-09-28T06:33:55Z 0.24", "2017-09-29T06:00:00Z 0.36", "2017-09-29T06:27:00Z 0.3", "2017-09-29T06:33:55Z 0.3")[0]
	if s.Rows != 4 || s.Current.Price.String() != "0.3" || s.Current.Previous.String() != "0.36" || s.Current.Held.String() != strconv.Itoa(6*60+55) || *s.Windows[0].Changes != 2 {
		t.Errorf("with a late price: %+v, %+v", s, s.Current)
	}
	if x := s.Windows[0]; x.Coverage.String() != "1" || x.Max.String() != "0.36" || x.Bids[0].Excursions == nil {
		t.Errorf("with a late price: %+v", x)
	}
}

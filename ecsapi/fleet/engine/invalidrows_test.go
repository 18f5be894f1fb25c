package engine

import (
	"cmp"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/fleet/spotdata"
	"ecsdeck/ecsapi/randtest"
)

// row is one of DescribeSpotPriceHistory.
type row = map[string]any

// priceRows has the rows of each answer about a type changed.
func (w *world) priceRows(typ string, change func(rows []row) []row) {
	w.setEdit(func(r *http.Request, answer map[string]any) {
		prices, ok := answer["SpotPrices"].(map[string]any)
		if q := r.URL.Query(); !ok || q.Get("Action") != priceAPI || q.Get("InstanceType") != typ {
			return
		}
		var rows []row
		for _, v := range prices["SpotPriceType"].([]any) {
			rows = append(rows, v.(row))
		}
		prices["SpotPriceType"] = change(rows)
	})
}

// full is a page that others follow.
func full(rows []row) bool { return len(rows) == 1000 }

// with is a row with other values.
func with(r row, pairs ...any) row {
	r = maps.Clone(r)
	for i := 0; i < len(pairs); i += 2 {
		r[pairs[i].(string)] = pairs[i+1]
	}
	return r
}

// rowAt is the time of a row.
func rowAt(r row) time.Time {
	at, _ := time.Parse(time.RFC3339, r["Timestamp"].(string))
	return at
}

// TestInvalidRows: what can't be a price is left out and counted, and what
// can comes out as if nothing had been between.
func TestInvalidRows(t *testing.T) {
	long(t)
	between := func(pairs ...any) func([]row) []row {
		return func(rows []row) (out []row) {
			for _, good := range rows {
				at := rowAt(good).Add(time.Minute).Format(time.RFC3339)
				out = append(out, good, with(with(good, "Timestamp", at), pairs...))
			}
			return out
		}
	}
	random := randtest.New(t)
	for name, tt := range map[string]struct {
		change  func(rows []row) []row
		invalid bool
	}{
		"NaN":               {between("SpotPrice", "NaN"), true},
		"endless":           {between("SpotPrice", "Inf"), true},
		"negative":          {between("SpotPrice", -0.2), true},
		"zero":              {between("SpotPrice", 0), true},
		"missing":           {between("SpotPrice", nil), true},
		"a million":         {between("SpotPrice", 1e6), true},
		"of no number":      {between("SpotPrice", "cheap"), true},
		"no time":           {between("Timestamp", "soon"), true},
		"no zone":           {between("ZoneId", ""), true},
		"another type":      {between("InstanceType", "ecs.c6.large"), true},
		"before time began": {between("Timestamp", "1066-10-14T09:00:00Z"), true},
		"the future":        {between("Timestamp", "2399-01-01T00:00:00Z", "SpotPrice", 9), true},
		"of tomorrow": {func(rows []row) []row {
			last := rows[len(rows)-1]
			if full(rows) {
				return rows
			}
			return append(rows, with(last, "Timestamp", rowAt(last).Add(20*time.Hour).Format(time.RFC3339), "SpotPrice", 9))
		}, true},
		"in any order": {func(rows []row) []row {
			random.Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
			return rows
		}, false},
		"backwards": {func(rows []row) []row { slices.Reverse(rows); return rows }, false},
		"repeated":  {func(rows []row) []row { return slices.Concat(rows, rows, rows, rows, rows, rows, rows, rows) }, false},
		"of another century": {func(rows []row) []row {
			for _, good := range slices.Clone(rows) {
				rows = append(rows, with(good, "Timestamp", "1975-01-01T00:00:00Z", "SpotPrice", 9))
			}
			return rows
		}, false},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t, setup{sim: small})
				w.load()
				keys := typesOf("ecs.g6.large", "ecs.r6.large")
				w.priceRows(keys[0].Type, tt.change)
				w.WantSpot(keys[:1])
				w.priced(keys[0])
				w.WantHistory(keys)
				w.fill(keys, spotdata.HistoryWindow)
				pass(12 * time.Minute)
				s := w.Snapshot()
				p := s.Spot[keys[0]]
				if p.Err != nil || p.InvalidRows > 0 != tt.invalid {
					t.Errorf("error %v, %d invalid", p.Err, p.InvalidRows)
				}
				if other := s.Spot[keys[1]]; other.InvalidRows > 0 || other.Err != nil {
					t.Errorf("beside it: error %v, %d invalid", other.Err, other.InvalidRows)
				}
				w.setEdit(nil)
				w.sameAsAnew(p, keys[0])
				for zone, series := range p.Zones {
					if first, _ := series.First(); first.At.Before(p.From) {
						t.Errorf("%s begins at %v, before the %v that were asked for", zone, first.At, p.From)
					}
					if now := series.Current(w.client.Now()); !now.OK || now.IgnoredFuture > 0 {
						t.Errorf("%s now: %+v", zone, now)
					}
				}
			})
		})
	}
}

// TestNothingButInvalidRows: nothing is known then, and nothing is made up.
func TestNothingButInvalidRows(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, setup{sim: small})
		w.load()
		keys := typesOf("ecs.g6.large")
		w.priceRows(keys[0].Type, func(rows []row) []row {
			for i := range rows {
				rows[i]["SpotPrice"] = -1
			}
			return rows
		})
		w.WantHistory(keys)
		s, _ := w.fill(keys, spotdata.HistoryWindow)
		if p := s.Spot[keys[0]]; len(p.Zones) > 0 || p.InvalidRows == 0 || p.Err != nil || p.Currency != "CNY" {
			t.Errorf("%d zones, %d invalid, error %v, in %q", len(p.Zones), p.InvalidRows, p.Err, p.Currency)
		}
		// On-demand prices that are none are unknown; the price is not.
		w.priceRows(keys[0].Type, func(rows []row) []row {
			for i := range rows {
				rows[i]["OriginPrice"] = []any{-1, 0, "NaN", 1e12}[i%4]
			}
			return rows
		})
		pass(6 * time.Minute)
		p := w.Snapshot().Spot[keys[0]]
		if len(p.Zones) == 0 || p.InvalidRows > 0 {
			t.Errorf("%d zones, %d invalid", len(p.Zones), p.InvalidRows)
		}
		for zone, series := range p.Zones {
			if now := series.Current(w.client.Now()); !now.OK || now.Origin != 0 {
				t.Errorf("%s: %+v", zone, now)
			}
		}
	})
}

// TestAHistoryFromTheFuture: a price stamped a little ahead of the clock counts
// when its time has come, unless the cloud has thought better of it by then.
func TestAHistoryFromTheFuture(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, setup{sim: small})
		w.load()
		keys := typesOf("ecs.g6.large")
		w.priceRows(keys[0].Type, func(rows []row) []row {
			last := rows[len(rows)-1]
			if full(rows) {
				return rows
			}
			return append(rows, with(last, "Timestamp", rowAt(last).Add(10*time.Minute).Format(time.RFC3339), "SpotPrice", 9))
		})
		w.WantHistory(keys)
		s, _ := w.fill(keys, spotdata.HistoryWindow)
		ahead := 0
		for _, series := range s.Spot[keys[0]].Zones {
			now := series.Current(s.At)
			ahead += now.IgnoredFuture
			if now.Price == 9*1_000_000 {
				t.Error("a price of the future is in force")
			}
		}
		if p := s.Spot[keys[0]]; ahead != 1 || p.InvalidRows > 0 {
			t.Errorf("%d ahead, %d invalid", ahead, p.InvalidRows)
		}
		w.setEdit(nil)
		pass(20 * time.Minute)
		w.sameAsAnew(w.Snapshot().Spot[keys[0]], keys[0])
	})
}

// TestTypesWithoutPrices: a type that does not exist, one that the region does
// not sell, a zone that tells nothing: each is said of itself alone.
func TestTypesWithoutPrices(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, setup{sim: small})
		w.load()
		sold := map[string]bool{}
		zones, err := w.client.Zones(t.Context(), "cn-hangzhou")
		if err != nil {
			t.Fatal(err)
		}
		for _, z := range zones {
			for _, typ := range z.Types {
				sold[typ] = true
			}
		}
		types, err := w.client.Types(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		i := slices.IndexFunc(types, func(t ecsapi.InstanceType) bool { return !sold[t.ID] })
		keys := typesOf("ecs.none", types[i].ID, "ecs.g6.large")
		silent := ""
		w.priceRows("ecs.g6.large", func(rows []row) []row {
			silent = cmp.Or(silent, rows[0]["ZoneId"].(string))
			return slices.DeleteFunc(rows, func(r row) bool { return r["ZoneId"] == silent })
		})
		w.WantHistory(keys)
		w.fill(keys[1:], spotdata.HistoryWindow)
		s := w.until("the failure", func(s *fleet.Snapshot) bool { return s.Spot[keys[0]].Err != nil })
		if p := s.Spot[keys[0]]; p.Err.Kind != ecsapi.KindInvalid || !strings.Contains(p.Err.Code, "InstanceType") || !p.Read.IsZero() || len(p.Zones) > 0 {
			t.Errorf("a type that does not exist: %+v", p)
		}
		if p := s.Spot[keys[1]]; p.Err != nil || p.Zones == nil || len(p.Zones) > 0 || p.Loading {
			t.Errorf("a type that is not sold: %+v", p)
		}
		p := s.Spot[keys[2]]
		if _, told := p.Zones[ecsapi.ZoneID(silent)]; told || len(p.Zones) == 0 || p.Err != nil {
			t.Errorf("beside them: %d zones, error %v", len(p.Zones), p.Err)
		}
	})
}

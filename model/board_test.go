package model_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/charmbracelet/colorprofile"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/ecssim"
	"ecsdeck/ecsapi/spot"
	"ecsdeck/model/deck"
)

// board opens the spot board and waits until all prices are there: three
// minutes, so that the screen is the same each time.
func (r *rig) board() {
	r.t.Helper()
	at := time.Now()
	r.press("p")
	r.pass(3*time.Minute - time.Since(at))
	if r.line("Spot · ") == "" || r.line(" types read") != "" {
		r.t.Fatalf("the board is not read:\n%s", r.screen())
	}
}

// answer lets a func answer what it wants to of the calls of an API.
func answer(api string, with func(w http.ResponseWriter, q url.Values, next http.Handler, r *http.Request)) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if q := r.URL.Query(); q.Get("Action") == api {
				with(w, q, next, r)
				return
			}
			next.ServeHTTP(w, r)
		})
	}
}

// refuse answers as the cloud does when something is not allowed.
func refuse(w http.ResponseWriter, status int, code, message string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(map[string]string{"RequestId": "0E0", "Code": code, "Message": message})
}

// few has the cloud sell a few types as spot instances: all 143 take more than a
// second to read, and few tests are about so many.
func few(next http.Handler) http.Handler {
	return answer("DescribeAvailableResource", func(w http.ResponseWriter, q url.Values, next http.Handler, req *http.Request) {
		if q.Get("SpotStrategy") == "" || q.Get("SpotStrategy") == "NoSpot" {
			next.ServeHTTP(w, req)
			return
		}
		edit(w, next, req, func(a map[string]any) {
			for _, zone := range list(a, "AvailableZones", "AvailableZone") {
				for _, kind := range list(zone, "AvailableResources", "AvailableResource") {
					held := kind["SupportedResources"].(map[string]any)
					held["SupportedResource"] = slices.DeleteFunc(held["SupportedResource"].([]any), func(r any) bool {
						id := r.(map[string]any)["Value"].(string)
						return !strings.HasPrefix(id, "ecs.g7.") && !strings.HasPrefix(id, "ecs.c7.")
					})
				}
			}
		})
	})(next)
}

// list is what stands in a list of an answer, which always has two names.
func list(a map[string]any, outer, inner string) (out []map[string]any) {
	in, _ := a[outer].(map[string]any)
	all, _ := in[inner].([]any)
	for _, v := range all {
		out = append(out, v.(map[string]any))
	}
	return out
}

// edit changes what the cloud answers.
func edit(w http.ResponseWriter, next http.Handler, req *http.Request, change func(map[string]any)) {
	rec := httptest.NewRecorder()
	next.ServeHTTP(rec, req)
	var a map[string]any
	body := rec.Body.Bytes()
	if rec.Code == http.StatusOK && json.Unmarshal(body, &a) == nil {
		change(a)
		body, _ = json.Marshal(a)
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(rec.Code)
	w.Write(body)
}

// small is a region with few instances, of few types.
var small = ecssim.Config{Regions: 1, Instances: 30}

var oneRegion = ecssim.Config{Regions: 1}

const hangzhou = ecsapi.RegionID("cn-hangzhou")

func TestBoardScreens(t *testing.T) {
	long(t)
	for _, s := range sizes {
		t.Run(fmt.Sprintf("%dx%d", s[0], s[1]), func(t *testing.T) {
			short := func(d *deck.Deps) { d.Account.KeyTail = "8fQ2" } // so that the header has room, however many calls it tells of
			run(t, setup{w: s[0], h: s[1], sim: oneRegion, deps: short}, func(r *rig) {
				r.board()
				r.golden(fmt.Sprintf("board-%dx%d", s[0], s[1]), `\d+ min│`)
				r.press("w", "w", "/", "vcpu:4-8 stock:yes", "enter", "v", "t", "r", "space", "j", "space")
				r.golden(fmt.Sprintf("board-30d-%dx%d", s[0], s[1]), `\d+ min│`)
			})
		})
	}
}

// The figures on screen are those of the prices as the cloud tells them.
func TestBoardTellsTheCloudsPrices(t *testing.T) {
	long(t)
	run(t, setup{w: 240, h: 40, sim: small, handler: few}, func(r *rig) {
		r.board()
		r.press("/", "type:g7.xlarge stock:yes,no", "enter", "w")
		now := r.client.Now()
		rows, err := r.client.SpotPrices(r.t.Context(), hangzhou, "ecs.g7.xlarge", now.AddDate(0, 0, -30), now)
		if err != nil {
			t.Fatal(err)
		}
		samples := map[ecsapi.ZoneID][]spot.Sample{}
		for _, p := range rows {
			samples[p.Zone] = append(samples[p.Zone], spot.Sample{At: p.At, Price: p.Price, Origin: p.Origin})
		}
		if len(samples) < 2 {
			t.Fatalf("prices of %d zones", len(samples))
		}
		for zone, list := range samples {
			s := spot.NewSeries(list)
			from := now.Add(-7 * 24 * time.Hour)
			c, st, bid := s.Current(now), s.Window(from, now).Stats(), s.Window(from, now).Levels().Suggest(95)
			r.see("g7.xlarge", " "+strings.TrimPrefix(string(zone), "cn-hangzhou-")+" ", c.Price.Fixed(3), c.Origin.Fixed(3), st.Min.Fixed(3), st.Max.Fixed(3), bid.Bid.Fixed(3))
		}
		r.see("7 DAYS", "AVG/CPU▲", "BID 95%", "RUN 6H")
		r.press("v", "t")
		r.see("BID 99%", "RUN 24H")
	})
}

func TestBoardSortsAndKeepsTheCursor(t *testing.T) {
	long(t)
	run(t, setup{sim: small, handler: few}, func(r *rig) {
		r.board()
		r.press("j", "j", "j")
		under := strings.Fields(r.line("▌"))[1:3]
		r.pass(11 * time.Minute) // prices move on, and rows with them
		if now := strings.Fields(r.line("▌"))[1:3]; !slices.Equal(now, under) {
			t.Errorf("the cursor was on %v and is on %v", under, now)
		}
		r.press("<")
		r.see("OFF▲") // the column to the left
		r.press("o")
		r.see("OFF▼")
		if r.line("▌", "90%") == "" {
			t.Errorf("the best is not on top:\n%s", r.screen())
		}
	})
}

func TestBoardFilterLine(t *testing.T) {
	long(t)
	run(t, setup{sim: oneRegion}, func(r *rig) {
		r.board()
		r.press("/", "vcpu:>=lots", "enter")
		r.see("this is no number; accepted: 4, >=4, <0.5, 2-8")
		r.press("\x15", "g7 vcpu:8", "enter")
		r.see("Spot · cn-hangzhou", "g7 vcpu:8 ─ ", " of 958")
		r.see("g7.2xlarge")
		r.notSee("g7.large")
		r.press("/", "\x15", "sto", "tab", "y", "tab", "enter")
		r.see("stock:yes ─ ")
		r.press("/", "\x15", "type:nothing")
		r.see("No row matches the filter type:nothing.")
		r.press("esc")
		r.see("stock:yes ─ ")
		r.press("esc")
		r.see("958 rows")
		r.press("esc")
		r.notSee("Spot · cn-hangzhou ·")
	})
}

// What fails is said in its rows and summed up, and a key tries again.
func TestBoardSaysWhatFails(t *testing.T) {
	var mu sync.Mutex
	broken := true
	handler := answer("DescribeSpotPriceHistory", func(w http.ResponseWriter, q url.Values, next http.Handler, req *http.Request) {
		mu.Lock()
		bad := broken && strings.HasPrefix(q.Get("InstanceType"), "ecs.c7.")
		mu.Unlock()
		if bad {
			refuse(w, http.StatusServiceUnavailable, "ServiceUnavailable", "The request has failed due to a temporary failure of the server.")
			return
		}
		next.ServeHTTP(w, req)
	})
	run(t, setup{sim: oneRegion, handler: handler}, func(r *rig) {
		r.board()
		r.see("of 143 types failed: ServiceUnavailable, retry in ", "f5 now")
		r.press("/", "c7.large", "enter")
		r.see("c7.large", "ServiceUnavailable, retry in ", "stock")
		r.press("esc")
		mu.Lock()
		broken = false
		mu.Unlock()
		r.press("\x1b[15~") // f5
		r.see("reading the prices of ", " types again")
		r.pass(15 * time.Second)
		r.notSee("types failed")
		r.press("/", "c7.large", "enter")
		r.notSee("ServiceUnavailable")
	})
}

func TestBoardOfAnAccountThatMayNotAsk(t *testing.T) {
	denied := func(w http.ResponseWriter, _ url.Values, _ http.Handler, _ *http.Request) {
		refuse(w, http.StatusForbidden, "Forbidden.RAM", "User not authorized to operate on the specified resource.")
	}
	handler := func(next http.Handler) http.Handler {
		return answer("DescribeSpotAdvice", denied)(answer("DescribeAvailableResource", denied)(next))
	}
	run(t, setup{sim: oneRegion, handler: handler}, func(r *rig) {
		r.board()
		r.see("! what is sold as spot can't be read: Forbidden.RAM")
		r.see("! reclaim rates can't be read: Forbidden.RAM")
		r.see("AVG/CPU▲") // the account's own types are there all the same
		r.see("▌", "100%")
		r.notSee("● stock")
	})
}

// Rows that can't be prices are left out, and a zone that has none says so.
func TestBoardOfAbsurdPrices(t *testing.T) {
	long(t)
	handler := answer("DescribeSpotPriceHistory", func(w http.ResponseWriter, q url.Values, next http.Handler, req *http.Request) {
		rec := httptest.NewRecorder()
		next.ServeHTTP(rec, req)
		var a map[string]any
		if q.Get("InstanceType") != "ecs.g7.large" || json.Unmarshal(rec.Body.Bytes(), &a) != nil || a["SpotPrices"] == nil {
			w.WriteHeader(rec.Code)
			w.Write(rec.Body.Bytes())
			return
		}
		rows := a["SpotPrices"].(map[string]any)["SpotPriceType"].([]any)
		var kept []any
		for i, row := range rows {
			row := row.(map[string]any)
			switch row["ZoneId"] {
			case "cn-hangzhou-h":
				continue // nothing of this zone
			case "cn-hangzhou-k":
				row["SpotPrice"] = -1
			case "cn-hangzhou-j":
				row["Timestamp"] = "2999-01-01T00:00:00Z"
			}
			if i%3 == 0 {
				kept = append(kept, row)
			}
			kept = append(kept, row)
		}
		a["SpotPrices"].(map[string]any)["SpotPriceType"] = kept
		w.Header().Set("Content-Type", "application/json")
		json.NewEncoder(w).Encode(a)
	})
	run(t, setup{sim: small, handler: func(next http.Handler) http.Handler { return handler(few(next)) }}, func(r *rig) {
		r.board()
		r.see("1 type has rows that can't be prices, left out: ecs.g7.large")
		r.press("/", "type:g7.large", "enter")
		r.see("g7.large", " h ", "no price in this zone")
		r.see("g7.large", " k ", "no price in this zone")
		r.see("g7.large", " j ", "no price in this zone") // all of its rows are of another century
		r.see("g7.large", " i ", "100%")
	})
}

// Who looks at rows far below sees their prices before those that were next.
func TestBoardReadsWhatIsInSightFirst(t *testing.T) {
	var mu sync.Mutex
	var asked []string
	handler := answer("DescribeSpotPriceHistory", func(w http.ResponseWriter, q url.Values, next http.Handler, req *http.Request) {
		mu.Lock()
		if kind := q.Get("InstanceType"); !slices.Contains(asked, kind) {
			asked = append(asked, kind)
		}
		mu.Unlock()
		next.ServeHTTP(w, req)
	})
	run(t, setup{h: 24, w: 80, sim: ecssim.Config{Regions: 1, Latency: 800 * time.Millisecond}, handler: handler}, func(r *rig) {
		r.press("p")
		r.pass(4 * time.Second)
		r.press("G")
		last := strings.Fields(r.line("▌"))[1]
		mu.Lock()
		before := len(asked)
		mu.Unlock()
		if before > 100 {
			t.Fatalf("%d types were asked for in the first seconds", before)
		}
		r.pass(2 * time.Second)
		mu.Lock()
		at := slices.Index(asked, "ecs."+last)
		mu.Unlock()
		if at < 0 || at > before+20 {
			t.Errorf("%s, which is in sight, is number %d; %d were asked for before", last, at, before)
		}
	})
}

// Nothing is read any more of what nobody looks at.
func TestBoardStopsReadingWhenItIsLeft(t *testing.T) {
	run(t, setup{w: 80, h: 24, sim: ecssim.Config{Regions: 1, Latency: 300 * time.Millisecond}}, func(r *rig) {
		r.press("p")
		r.pass(2 * time.Second)
		r.press("esc")
		r.pass(time.Second)
		apis := []string{"DescribeSpotPriceHistory", "DescribeSpotAdvice", "DescribeAvailableResource"}
		var before []int64
		for _, api := range apis {
			before = append(before, r.calls(api))
		}
		r.pass(10 * time.Minute)
		for i, api := range apis {
			if now := r.calls(api); now != before[i] {
				t.Errorf("%s: %d calls more", api, now-before[i])
			}
		}
	})
}

func TestBoardOfAnotherRegion(t *testing.T) {
	long(t)
	run(t, setup{sim: ecssim.Config{Regions: 3, Instances: 60}, handler: few}, func(r *rig) {
		r.press("p")
		r.pass(time.Minute)
		r.see("Spot · cn-hangzhou", "one of 3 regions")
		r.press("space", "s")
		r.see("Spot prices of which region?")
		r.see("SPOT", "INSTANCES")
		r.press("beijing", "enter")
		r.pass(time.Minute)
		r.see("Spot · cn-beijing", "1 marked (1 hidden)")
		r.see("▌", "100%")
	})
}

// A move of the cursor costs a thin line no more than elsewhere.
func TestBytesOfTheBoard(t *testing.T) {
	long(t)
	const move = 120
	for _, s := range sizes {
		t.Run(fmt.Sprintf("%dx%d", s[0], s[1]), func(t *testing.T) {
			run(t, setup{w: s[0], h: s[1], sim: small, handler: few}, func(r *rig) {
				r.board()
				r.press("j")
				r.term.bytes()
				var moves []int
				for range 9 {
					r.press("j")
					moves = append(moves, r.term.bytes())
				}
				slices.Sort(moves)
				t.Logf("cursor move: %d B", moves)
				most := move
				if s[0] >= 120 {
					most = 200 // with the sign that follows at the row's end
				}
				if moves[4] > most {
					t.Errorf("cursor moves: %d bytes, budget %d", moves, most)
				}
				r.pass(30 * time.Second)
				r.term.bytes()
				r.pass(time.Minute)
				t.Logf("idle minute: %d B", r.term.bytes())
			})
		})
	}
}

func TestBoardWithoutColours(t *testing.T) {
	long(t)
	run(t, setup{w: 200, h: 50, sim: oneRegion, profile: colorprofile.ASCII}, func(r *rig) {
		r.board()
		r.press("space")
		r.see("✓")
		r.see("▌")
		r.see("▲", "● stock")
		r.press("/", "stock:no", "enter")
		r.see("○ out")
	})
}

func TestTheSmallestBoard(t *testing.T) {
	long(t)
	run(t, setup{w: 40, h: 10, sim: oneRegion}, func(r *rig) {
		r.board()
		r.engine.Refresh() // or it is chance whether the age leaves room for the counts
		r.pass(time.Second)
		r.golden("board-40x10")
	})
}

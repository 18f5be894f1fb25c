package model_test

import (
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strconv"
	"testing"
	"time"

	"ecsdeck/ecsapi"
)

// chinese gives every instance a Chinese name: rows with wide runes are where
// a renderer repaints too much.
func chinese(next http.Handler) http.Handler { return named("订单服务$1")(next) }

// named gives every instance a name; $1 in it is the last part of its own.
func named(name string) func(http.Handler) http.Handler {
	own := regexp.MustCompile(`"InstanceName":"[^"]*?(-\w+)?"`)
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			rec := httptest.NewRecorder()
			next.ServeHTTP(rec, r)
			body := own.ReplaceAll(rec.Body.Bytes(), []byte(`"InstanceName":"`+name+`"`))
			for k, v := range rec.Header() {
				w.Header()[k] = v
			}
			w.Header().Set("Content-Length", strconv.Itoa(len(body)))
			w.WriteHeader(rec.Code)
			bytes.NewReader(body).WriteTo(w)
		})
	}
}

// Every byte crosses somebody's thin line. The budgets hold with Chinese names
// on every row.
func TestBytesToTheTerminal(t *testing.T) {
	long(t)
	const idle, row, move = 3000, 400, 120
	for _, s := range sizes {
		t.Run(fmt.Sprintf("%dx%d", s[0], s[1]), func(t *testing.T) {
			run(t, setup{w: s[0], h: s[1], handler: chinese}, func(r *rig) {
				r.see("订单服务")
				r.press("j")
				r.pass(2 * time.Minute)
				r.term.bytes()
				// What else the header says in the same moment belongs to the idle
				// minute; the median move is without it.
				var moves []int
				for range 9 {
					r.press("j")
					moves = append(moves, r.term.bytes())
				}
				slices.Sort(moves)
				t.Logf("cursor move: %d B", moves)
				most := move
				if s[0] >= 200 {
					most = 200 // with the sign that follows at the row's end
				}
				if moves[4] > most {
					t.Errorf("cursor moves: %d bytes, budget %d", moves, most)
				}

				r.pass(10 * time.Minute)
				r.term.bytes()
				r.pass(time.Minute)
				got := r.term.bytes()
				t.Logf("idle minute: %d B", got)
				if got > idle {
					t.Errorf("an idle minute: %d bytes, budget %d", got, idle)
				}

				at := r.engine.Snapshot().Regions[2].Instances[0] // cn-beijing has some
				for _, g := range r.engine.Snapshot().Regions {
					for _, i := range g.Instances {
						if i.Name == at.Name && i.Status == ecsapi.Running {
							at = i
						}
					}
				}
				r.press("/", "id:"+string(at.ID), "enter")
				r.pass(7 * time.Second)
				if _, err := r.client.Stop(r.t.Context(), at.Region, []ecsapi.InstanceID{at.ID}, ecsapi.StopOptions{}); err != nil {
					t.Fatal(err)
				}
				r.term.bytes()
				r.engine.Refresh(at.Region)
				r.pass(time.Second)
				r.see("Stopping")
				got = r.term.bytes()
				t.Logf("row change: %d B", got)
				if got > row {
					t.Errorf("a row's change: %d bytes, budget %d", got, row)
				}
			})
		})
	}
}

package ecsapi

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// pager is a cloud of numbered instances that pages in one odd way.
type pager struct {
	mu    sync.Mutex
	ids   []int
	size  int // of its pages, which is answered; 0 is 100, and not told
	calls []string
	// before, if set, is called with each request, and may change ids or
	// answer itself by returning true.
	before func(p *pager, q url.Values, w http.ResponseWriter) bool
}

func (p *pager) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	q := r.URL.Query()
	p.calls = append(p.calls, cmp.Or(q.Get("PageNumber"), "t"+q.Get("NextToken")))
	if p.before != nil && p.before(p, q, w) {
		return
	}
	from, next, total := 0, "", len(p.ids)
	if n, _ := strconv.Atoi(q.Get("PageNumber")); n > 0 || q.Has("InstanceIds") {
		from = (max(n, 1) - 1) * cmp.Or(p.size, 100)
	} else {
		from, _ = strconv.Atoi(q.Get("NextToken"))
		if from+100 < len(p.ids) {
			next = strconv.Itoa(from + 100)
		}
		total = 0
	}
	p.answer(w, from, next, total)
}

func (p *pager) answer(w http.ResponseWriter, from int, next string, total int) {
	list := []map[string]any{}
	for _, n := range p.ids[min(from, len(p.ids)):min(from+cmp.Or(p.size, 100), len(p.ids))] {
		list = append(list, map[string]any{"InstanceId": fmt.Sprintf("i-%04d", n), "Status": "Running"})
	}
	w.Header().Set("Content-Type", "application/json")
	json.NewEncoder(w).Encode(map[string]any{"RequestId": "R", "TotalCount": total, "PageSize": p.size, "NextToken": next, "Instances": map[string]any{"Instance": list}})
}

func upTo(n int) []int {
	ids := make([]int, n)
	for i := range ids {
		ids[i] = i
	}
	return ids
}

// sweepOf reads all and fails on doubles.
func sweepOf(t *testing.T, c *Client) map[InstanceID]bool {
	t.Helper()
	pages := map[InstanceID]bool{}
	all, err := c.instances(context.Background(), &Query{Region: "r"}, func(part []*Instance, _ int) {
		for _, i := range part {
			if pages[i.ID] {
				t.Errorf("%s came twice in pages", i.ID)
			}
			pages[i.ID] = true
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	got := map[InstanceID]bool{}
	for _, i := range all {
		if got[i.ID] {
			t.Errorf("%s is there twice", i.ID)
		}
		got[i.ID] = true
		if !pages[i.ID] {
			t.Errorf("%s was in no page", i.ID)
		}
	}
	return got
}

func TestPages(t *testing.T) {
	for _, tt := range []struct {
		name  string
		n     int
		calls int
	}{
		{"empty", 0, 1}, {"one page", 100, 1}, {"one more", 101, 2}, {"many", 950, 10},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := &pager{ids: upTo(tt.n)}
				if got := sweepOf(t, serve(t, p, Options{})); len(got) != tt.n || len(p.calls) != tt.calls {
					t.Errorf("%d instances in calls %v", len(got), p.calls)
				}
			})
		})
	}
}

func TestEmptyRegionIsTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, told := serve(t, &pager{}, Options{}), 0
		c.InstancePages(context.Background(), Query{Region: "r"}, func(part []*Instance, total int) { told++ })
		if told != 1 {
			t.Errorf("told %d times", told)
		}
	})
}

// An instance of the first page is released while the others are read: all
// that follow move up by one, and one slips from page 3 to page 2, which was
// read before. It must not be missing.
func TestReleasedWhilePaging(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		second := 0
		p := &pager{ids: upTo(350), before: func(p *pager, q url.Values, w http.ResponseWriter) bool {
			if q.Get("PageNumber") == "2" {
				second++
			}
			if len(p.ids) == 350 && second == 1 && q.Get("PageNumber") != "2" {
				p.ids = p.ids[1:]
			}
			return false
		}}
		got := sweepOf(t, serve(t, p, Options{}))
		for n := 1; n < 350; n++ {
			if id := InstanceID(fmt.Sprintf("i-%04d", n)); !got[id] {
				t.Errorf("%s is missing after calls %v", id, p.calls)
			}
		}
		if len(p.calls) > 8 {
			t.Errorf("calls %v", p.calls)
		}
	})
}

// The list moves in both rounds, and what one of them missed the other had.
func TestBothRoundsAreJoined(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &pager{ids: upTo(150), before: func(p *pager, q url.Values, w http.ResponseWriter) bool {
			switch len(p.calls) {
			case 2: // between the pages of the first round
				p.ids = append(p.ids, 900)
			case 4: // and of the second: the 100th slips to the page that was read
				p.ids = p.ids[1:]
			}
			return false
		}}
		if got := sweepOf(t, serve(t, p, Options{})); !got["i-0100"] || !got["i-0900"] || len(p.calls) != 4 {
			t.Errorf("%d instances in calls %v", len(got), p.calls)
		}
	})
}

func TestCountThatNeverHolds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &pager{ids: upTo(300), before: func(p *pager, q url.Values, w http.ResponseWriter) bool {
			p.ids = append(p.ids, 1000+len(p.calls))
			return false
		}}
		if got := sweepOf(t, serve(t, p, Options{})); len(got) < 300 || len(p.calls) > 9 {
			t.Errorf("%d instances, calls %v", len(got), p.calls)
		}
	})
}

func TestPageNumberRefused(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &pager{ids: upTo(250), before: func(p *pager, q url.Values, w http.ResponseWriter) bool {
			if q.Has("PageNumber") {
				refusal(w, 400, "InvalidParameter", "The specified parameter PageNumber is not supported.")
				return true
			}
			return false
		}}
		c := serve(t, p, Options{})
		if got := sweepOf(t, c); len(got) != 250 || strings.Join(p.calls, " ") != "1 t t100 t200" {
			t.Errorf("%d instances in calls %q", len(got), p.calls)
		}
		p.calls = nil
		if got := sweepOf(t, c); len(got) != 250 || strings.Join(p.calls, " ") != "t t100 t200" {
			t.Errorf("then %d instances in calls %q", len(got), p.calls)
		}
	})
}

func TestPageNumberIgnored(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &pager{ids: upTo(250), before: func(p *pager, q url.Values, w http.ResponseWriter) bool {
			if q.Has("PageNumber") {
				p.answer(w, 0, "", len(p.ids))
				return true
			}
			return false
		}}
		if got := sweepOf(t, serve(t, p, Options{})); len(got) != 250 {
			t.Errorf("%d instances in calls %q", len(got), p.calls)
		}
	})
}

func TestTokensInACircle(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &pager{ids: upTo(250), before: func(p *pager, q url.Values, w http.ResponseWriter) bool {
			if q.Has("PageNumber") {
				refusal(w, 400, "InvalidParameter.PageNumber", "no")
			} else {
				p.answer(w, 0, "100", 0)
			}
			return true
		}}
		c := serve(t, p, Options{})
		all, err := c.Instances(context.Background(), Query{Region: "r"})
		if e, ok := errors.AsType[*Error](err); !ok || e.Kind != KindAnswer || len(all) != 100 || len(p.calls) > 4 {
			t.Errorf("%d instances, %v in calls %v", len(all), err, p.calls)
		}
	})
}

// A region that counts without end, forwards or backwards, is an error of its
// own and costs neither memory nor calls.
func TestImpossibleCounts(t *testing.T) {
	for _, total := range []int{9e18, maxRows + 1, -5} {
		synctest.Test(t, func(t *testing.T) {
			p := &pager{ids: upTo(10), before: func(p *pager, q url.Values, w http.ResponseWriter) bool {
				p.answer(w, 0, "", total)
				return true
			}}
			var e *Error
			if _, err := serve(t, p, Options{}).Instances(t.Context(), Query{Region: "r"}); !errors.As(err, &e) || e.Kind != KindAnswer || len(p.calls) != 1 {
				t.Errorf("a count of %d: %v in %d calls", total, err, len(p.calls))
			}
		})
	}
}

func TestTokensWithoutEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &pager{ids: upTo(1), before: func(p *pager, q url.Values, w http.ResponseWriter) bool {
			p.answer(w, 0, fmt.Sprint("t", len(p.calls)), 0)
			return true
		}}
		c := serve(t, p, Options{Budget: Budget{Burst: 1e6}})
		c.byToken.Store(true)
		var e *Error
		if _, err := c.Instances(t.Context(), Query{Region: "r"}); !errors.As(err, &e) || e.Kind != KindAnswer || len(p.calls) > maxRows/MaxBatch {
			t.Errorf("%v in %d calls", err, len(p.calls))
		}
	})
}

// The offset of the next page of prices must grow, and reach an end.
func TestOffsetsWithoutEnd(t *testing.T) {
	for name, next := range map[string]func(offset int) int{
		"stands still": func(offset int) int { return min(offset+1000, 2000) },
		"goes back":    func(offset int) int { return 2000 - offset/2 },
		"grows":        func(offset int) int { return offset + 1 },
		"jumps":        func(offset int) int { return 9e18 },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				calls := 0
				c := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					calls++
					offset, _ := strconv.Atoi(r.URL.Query().Get("Offset"))
					fmt.Fprintf(w, `{"RequestId":"R","NextOffset":%d,"SpotPrices":{"SpotPriceType":[
						{"ZoneId":"r-a","InstanceType":"t","Timestamp":"2026-01-02T03:04:05Z","SpotPrice":0.1,"OriginPrice":1}]}}`, next(offset))
				}), Options{Budget: Budget{Burst: 1e6}})
				var e *Error
				rows, err := c.SpotPrices(t.Context(), "r", "t", time.Time{}, time.Time{})
				if !errors.As(err, &e) || e.Kind != KindAnswer || len(rows) != calls || calls > maxPricePages {
					t.Errorf("%d rows, %v in %d calls", len(rows), err, calls)
				}
			})
		})
	}
}

func TestPartOfAFailedSweep(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &pager{ids: upTo(300), before: func(p *pager, q url.Values, w http.ResponseWriter) bool {
			if q.Get("PageNumber") == "3" {
				refusal(w, 403, "Forbidden.RAM", "no")
				return true
			}
			return false
		}}
		all, err := serve(t, p, Options{}).Instances(context.Background(), Query{Region: "r"})
		if e, ok := errors.AsType[*Error](err); !ok || e.Kind != KindForbidden || len(all) < 100 || len(all) > 200 {
			t.Errorf("%d instances, %v", len(all), err)
		}
	})
}

func containsAll(s string, parts ...string) bool {
	for _, p := range parts {
		if !strings.Contains(s, p) {
			return false
		}
	}
	return true
}

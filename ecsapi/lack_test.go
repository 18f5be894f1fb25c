package ecsapi

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"testing"
	"testing/synctest"

	"ecsdeck/ecsapi/ecssim"
)

// lacks checks that an error says how many rows came of those counted.
func lacks(t *testing.T, err error, came, told int) {
	t.Helper()
	var e *Error
	if !errors.As(err, &e) || e.Kind != KindAnswer || !e.Retry() || e.Lack == nil || e.Lack.Received != came || e.Lack.Counted != told || e.Hint() != hintLacking {
		t.Errorf("got %v, want %d of %d", err, came, told)
	}
}

// An answer that has fewer rows than it counts is not an empty region, nor does
// it say that an instance is gone, whatever was asked.
func TestAnswersThatLackRows(t *testing.T) {
	for _, fault := range []ecssim.Fault{{Kind: ecssim.FaultEmpty}, {Kind: ecssim.FaultShort}, {Kind: ecssim.FaultShort, Rows: 7}} {
		t.Run(fmt.Sprint(fault.Kind, fault.Rows), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c, cloud := simulate(t, ecssim.Config{Instances: 90, Regions: 1}, Options{})
				regions, err := c.Regions(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				region := regions[0].ID
				all, err := c.Instances(t.Context(), Query{Region: region})
				if err != nil || len(all) != 90 {
					t.Fatalf("%d instances, %v", len(all), err)
				}
				running := 0
				for _, i := range all {
					if i.Status == Running {
						running++
					}
				}
				fault.Action = "DescribeInstances"
				for name, q := range map[string]struct {
					query Query
					told  int
				}{
					"all":     {Query{Region: region}, 90},
					"running": {Query{Region: region, Status: Running}, running},
					"by ids":  {Query{Region: region, IDs: idsOf(all[:40])}, 40},
				} {
					cloud.Inject(fault)
					came := q.told - max(1, fault.Rows)
					if fault.Kind == ecssim.FaultEmpty {
						came = 0
					}
					cloud.ResetStats()
					rows, err := c.Instances(t.Context(), q.query)
					lacks(t, err, came, q.told)
					if n := cloud.Stats().Calls["DescribeInstances"]; len(rows) != came || n != 2 {
						t.Errorf("%s: %d rows in %d calls", name, len(rows), n)
					}
					cloud.ClearFaults()

					once := fault
					once.Times = 1
					cloud.Inject(once)
					if rows, err := c.Instances(t.Context(), q.query); err != nil || len(rows) != q.told {
						t.Errorf("%s, asked again: %d rows, %v", name, len(rows), err)
					}
				}
			})
		})
	}
}

func idsOf(list []*Instance) (ids []InstanceID) {
	for _, i := range list {
		ids = append(ids, i.ID)
	}
	return ids
}

// Pages without rows are no reason to believe that the cloud looks at no page
// numbers and to go by token, where counts mean nothing.
func TestPagesWithoutRows(t *testing.T) {
	for _, told := range []int{250, 1_000_000} {
		synctest.Test(t, func(t *testing.T) {
			p := &pager{ids: upTo(100), before: func(p *pager, q url.Values, w http.ResponseWriter) bool {
				from := 0
				if n := q.Get("PageNumber"); n != "1" && n != "" {
					from = 100
				}
				p.answer(w, from, "", told)
				return true
			}}
			rows, err := serve(t, p, Options{}).Instances(t.Context(), Query{Region: "r"})
			if lacks(t, err, 100, told); len(rows) != 100 || len(p.calls) > 2*(parallel+2) { // two passes, each over at the first empty page
				t.Errorf("%d rows in %d calls", len(rows), len(p.calls))
			}
		})
	}
}

// By token a count means nothing, unless it was told by number before.
func TestCountsByToken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &pager{ids: upTo(100), before: func(p *pager, q url.Values, w http.ResponseWriter) bool {
			p.answer(w, 0, "", 250) // each page is the first one, by token too
			return true
		}}
		c := serve(t, p, Options{})
		_, err := c.Instances(t.Context(), Query{Region: "r"})
		if lacks(t, err, 100, 250); c.byToken.Load() {
			t.Error("tokens are trusted from here on")
		}
		c.byToken.Store(true)
		if rows, err := c.Instances(t.Context(), Query{Region: "r"}); err != nil || len(rows) != 100 {
			t.Errorf("%d rows, %v", len(rows), err)
		}
	})
}

// Pages smaller than those asked for are followed to the last one.
func TestSmallerPages(t *testing.T) {
	for _, size := range []int{50, 7, 1} {
		synctest.Test(t, func(t *testing.T) {
			p := &pager{ids: upTo(99), size: size}
			c := serve(t, p, Options{Budget: Budget{Burst: 1000}})
			if got := sweepOf(t, c); len(got) != 99 || len(p.calls) != (99+size-1)/size {
				t.Errorf("by %d: %d instances in calls %v", size, len(got), p.calls)
			}
			var ids []InstanceID
			for n := range 99 {
				ids = append(ids, InstanceID(fmt.Sprintf("i-%04d", n)))
			}
			if rows, err := c.Instances(t.Context(), Query{Region: "r", IDs: ids}); err != nil || len(rows) != 99 {
				t.Errorf("by %d and ids: %d rows, %v", size, len(rows), err)
			}
		})
	}
}

// A count that is too small, or none, hides nothing.
func TestCountTooSmall(t *testing.T) {
	for _, told := range []int{0, 10} {
		synctest.Test(t, func(t *testing.T) {
			p := &pager{ids: upTo(350), before: func(p *pager, q url.Values, w http.ResponseWriter) bool {
				var n int
				fmt.Sscan(q.Get("PageNumber"), &n)
				p.answer(w, (n-1)*100, "", told)
				return true
			}}
			if got := sweepOf(t, serve(t, p, Options{})); len(got) != 350 || len(p.calls) > 8 {
				t.Errorf("a count of %d: %d instances in calls %v", told, len(got), p.calls)
			}
		})
	}
}

// Of a read by ids, rows that nobody asked for count for nothing, and those that
// the cloud does not count are missing without an error.
func TestForeignRows(t *testing.T) {
	for body, want := range map[string]struct {
		rows  int
		whole bool
	}{
		`{"RequestId":"R","TotalCount":1,"Instances":{"Instance":[{"InstanceId":"i-1"}]}}`:                        {1, true},
		`{"RequestId":"R","TotalCount":0,"Instances":{"Instance":[]}}`:                                            {0, true},
		`{"RequestId":"R","TotalCount":2,"Instances":{"Instance":[{"InstanceId":"i-1"}]}}`:                        {1, false},
		`{"RequestId":"R","TotalCount":2,"Instances":{"Instance":[{"InstanceId":"i-1"},{"InstanceId":""}]}}`:      {1, false},
		`{"RequestId":"R","TotalCount":2,"Instances":{"Instance":[{"InstanceId":"i-1"},{"InstanceId":"i-9"}]}}`:   {1, true},
		`{"RequestId":"R","TotalCount":417,"Instances":{"Instance":[{"InstanceId":"i-8"},{"InstanceId":"i-9"}]}}`: {0, false},
		`{"RequestId":"R","TotalCount":417,"Instances":{"Instance":[{"InstanceId":"i-1"},{"InstanceId":"i-2"}]}}`: {2, true},
		`{"RequestId":"R","TotalCount":2,"Instances":{"Instance":[{"InstanceId":"i-1"},{"InstanceId":"i-1"}]}}`:   {1, false},
		`{"RequestId":"R","TotalCount":2,"Instances":{"Instance":[{"InstanceId":"i-1"},"x"]}}`:                    {1, false},
		`{"RequestId":"R","TotalCount":2,"PageSize":100}`:                                                         {0, false},
		`{"RequestId":"R","TotalCount":0,"PageSize":100}`:                                                         {0, true},
	} {
		synctest.Test(t, func(t *testing.T) {
			c := serve(t, answers(200, "application/json", body), Options{})
			rows, err := c.Instances(t.Context(), Query{Region: "r", IDs: []InstanceID{"i-1", "i-2"}})
			if len(rows) != want.rows || (err == nil) != want.whole {
				t.Errorf("%s: %d rows, %v", body, len(rows), err)
			}
		})
	}
}

// What else is listed is counted as well.
func TestOtherListsThatLackRows(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newShop(t, ecssim.Config{Instances: 300, Regions: 2}, Options{})
		ids := s.run(10, subscribed)
		disks, err := s.c.Disks(s.ctx, s.region, ids[:1])
		s.must(err)
		copied, err := s.c.CreateSnapshot(s.ctx, s.region, disks[0].ID, "", "t")
		s.must(err)
		for action, read := range map[string]func() (int, error){
			"DescribeImages":                     func() (int, error) { l, err := s.c.Images(s.ctx, ImageQuery{Region: s.region}); return len(l), err },
			"DescribeVSwitches":                  func() (int, error) { l, err := s.c.VSwitches(s.ctx, s.region, ""); return len(l), err },
			"DescribeSecurityGroups":             func() (int, error) { l, err := s.c.SecurityGroups(s.ctx, s.region, ""); return len(l), err },
			"DescribeKeyPairs":                   func() (int, error) { l, err := s.c.KeyPairs(s.ctx, s.region); return len(l), err },
			"DescribeDisks":                      func() (int, error) { l, err := s.c.Disks(s.ctx, s.region, ids[:1]); return len(l), err },
			"DescribeSnapshots":                  func() (int, error) { l, err := s.c.Snapshots(s.ctx, s.region, []string{copied}); return len(l), err },
			"DescribeInstanceAutoRenewAttribute": func() (int, error) { l, err := s.c.AutoRenewals(s.ctx, s.region, ids); return len(l), err },
		} {
			n, err := read()
			if err != nil || n == 0 {
				t.Fatalf("%s: %d, %v", action, n, err)
			}
			s.must(s.cloud.Inject(ecssim.Fault{Action: action, Kind: ecssim.FaultShort}))
			came, err := read()
			if lacks(t, err, n-1, n); came != n-1 {
				t.Errorf("%s: %d of %d came", action, came, n)
			}
			s.cloud.ClearFaults()
			s.must(s.cloud.Inject(ecssim.Fault{Action: action, Kind: ecssim.FaultEmpty, Times: 1}))
			if again, err := read(); err != nil || again != n {
				t.Errorf("%s, asked again: %d of %d, %v", action, again, n, err)
			}
			s.cloud.ClearFaults()
		}

		// Of many machines all the region's disks are read, by token.
		s.run(90)
		all, err := s.c.Instances(s.ctx, Query{Region: s.region})
		s.must(err)
		s.must(s.cloud.Inject(ecssim.Fault{Action: "DescribeDisks", Kind: ecssim.FaultShort}))
		var e *Error
		if _, err := s.c.Disks(s.ctx, s.region, idsOf(all)); !errors.As(err, &e) || e.Lack == nil || e.Lack.Received >= e.Lack.Counted {
			t.Errorf("the disks of %d machines: %v", len(all), err)
		}
		s.cloud.ClearFaults()

		s.must(s.cloud.Inject(ecssim.Fault{Action: "DescribeRegions", Kind: ecssim.FaultEmpty}))
		if regions, err := s.c.Regions(s.ctx); !errors.As(err, &e) || e.Kind != KindAnswer {
			t.Errorf("%d regions, %v", len(regions), err)
		}
	})
}

package model

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/keymap"
	"ecsdeck/model/deck"
	"ecsdeck/model/plan"
	"ecsdeck/ui/text"
)

// benchFleet is a snapshot of n instances in 28 regions, a third of them with
// Chinese names.
func benchFleet(n int) *fleet.Snapshot {
	rnd := rand.New(rand.NewPCG(1, 2))
	names := []string{"web-%04d", "batch-spot-%03d", "订单服务-%02d", "k8s-node-%05d", "支付网关-%03d", "db-main-%d"}
	types := []string{"ecs.g7.large", "ecs.c7.2xlarge", "ecs.r7.xlarge", "ecs.hfc7.large"}
	statuses := []ecsapi.Status{ecsapi.Running, ecsapi.Running, ecsapi.Running, ecsapi.Running, ecsapi.Stopped, ecsapi.Stopping}
	now := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	s := &fleet.Snapshot{Rev: 1, At: now, Complete: true}
	for g := range 28 {
		region := ecsapi.RegionID(fmt.Sprintf("cn-region-%d", g))
		st := &fleet.RegionState{Region: ecsapi.Region{ID: region}, Known: true, Complete: true, Read: now}
		for i := g; i < n; i += 28 {
			st.Instances = append(st.Instances, &ecsapi.Instance{
				ID:         ecsapi.InstanceID(fmt.Sprintf("i-bp1%017d", i)),
				Name:       fmt.Sprintf(names[rnd.IntN(len(names))], rnd.IntN(9999)),
				Region:     region,
				Zone:       ecsapi.ZoneID(fmt.Sprintf("%s-%c", region, 'a'+rune(rnd.IntN(6)))),
				Type:       types[rnd.IntN(len(types))],
				CPU:        2,
				MemoryMiB:  8192,
				Status:     statuses[rnd.IntN(len(statuses))],
				ChargeType: ecsapi.PostPaid,
				PrivateIPs: []string{fmt.Sprintf("10.%d.%d.%d", g, i>>8&255, i&255)},
				Created:    now.Add(-time.Duration(rnd.IntN(1e6)) * time.Minute),
				Tags:       []ecsapi.Tag{{Key: "env", Value: "prod"}, {Key: "team", Value: "pay"}},
			})
		}
		st.Total = len(st.Instances)
		st.Counts = fleet.Counts{Total: st.Total, Running: st.Total}
		s.Counts.Total += st.Total
		s.Regions = append(s.Regions, st)
	}
	return s
}

func benchRoot(b *testing.B, n int) *root {
	b.Helper()
	p, err := text.New("en")
	if err != nil {
		b.Fatal(err)
	}
	r := newRoot(context.Background(), deck.Deps{Text: p, Keys: keymap.Default(), ThemeName: "dark", Now: time.Now})
	r.Snap = benchFleet(n)
	r.regions.apply()
	r.w, r.h = 200, 50
	r.instances.ordered = nil // nobody is there to ask for prices
	r.instances.take(benchOrder(b, r.Snap).after(noOrder()), true)
	r.zones.apply(r.instances.order)
	return r
}

// BenchmarkKeyToView is a cursor key to the finished View at 200x50. Budget:
// 2 ms, flat in the fleet's size.
func BenchmarkKeyToView(b *testing.B) {
	for _, n := range []int{1_000, 50_000, 200_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			r := benchRoot(b, n)
			down := tea.KeyPressMsg{Code: 'j', Text: "j"}
			b.ReportAllocs()
			for b.Loop() {
				r.Update(down)
				_ = r.View()
			}
		})
	}
}

// BenchmarkKeysToView are other keys to the finished View: they too are flat in the fleet's
// size, but for the one that marks all of it.
func BenchmarkKeysToView(b *testing.B) {
	for _, keys := range []string{"G g", "ctrl+f", "space", "* *", "* space"} {
		for _, n := range []int{1_000, 50_000, 200_000} {
			b.Run(fmt.Sprintf("%s/%d", keys, n), func(b *testing.B) {
				r := benchRoot(b, n)
				var presses []tea.KeyPressMsg
				for _, k := range strings.Fields(keys) {
					press := tea.KeyPressMsg{Code: rune(k[0]), Text: k}
					switch k {
					case "space":
						press = tea.KeyPressMsg{Code: tea.KeySpace, Text: " "}
					case "ctrl+f":
						press = tea.KeyPressMsg{Code: 'f', Mod: tea.ModCtrl}
					}
					presses = append(presses, press)
				}
				if keys == "* space" { // many are marked already
					r.Update(presses[0])
					presses = presses[1:]
				}
				for b.Loop() {
					for _, press := range presses {
						r.Update(press)
						_ = r.View()
					}
				}
			})
		}
	}
}

// BenchmarkPlanKeyToView is a letter of the word to the finished View of a plan
// for the whole fleet. Budget: 2 ms, as for any key.
func BenchmarkPlanKeyToView(b *testing.B) {
	for _, n := range []int{1_000, 50_000, 200_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			r := benchRoot(b, n)
			whole := &fleet.Plan{Action: fleet.ActionRelease, Disks: map[ecsapi.InstanceID][]ecsapi.Disk{}}
			for _, g := range r.Snap.Regions {
				whole.Targets = append(whole.Targets, g.Instances...)
				whole.Regions = append(whole.Regions, fleet.RegionCount{Region: g.ID, N: len(g.Instances)})
				for _, i := range g.Instances {
					whole.Disks[i.ID] = []ecsapi.Disk{{ID: "d-1", SizeGiB: 40, DeleteWithInstance: true}}
				}
			}
			r.Cover(&plan.Dialog{Deck: r.Deck, Prepared: plan.Prepare(whole)})
			letter := tea.KeyPressMsg{Code: 'r', Text: "r"}
			for b.Loop() {
				r.Update(letter)
				_ = r.View()
			}
		})
	}
}

// BenchmarkFilter is a live filter, off the loop: the first letters over all instances, and
// one more letter over what these left. Budget: 20 ms at 200,000.
func BenchmarkFilter(b *testing.B) {
	for _, n := range []int{50_000, 200_000} {
		q := benchOrder(b, benchFleet(n))
		first := q.after(noOrder())
		q.texts = newSearchable(first)
		for _, src := range []string{"e", "eb", "web", "订", "status:stopped", "status:stopped w", "tag:env=prod !zone:a ip:10.3."} {
			expr, err := fleet.Instances.ParseLive(src)
			if err != nil {
				b.Fatal(err)
			}
			q := q
			q.expr = expr
			b.Run(fmt.Sprintf("%d/%s", n, src), func(b *testing.B) {
				for b.Loop() {
					q.after(first)
				}
			})
			more := q
			more.expr, _ = fleet.Instances.ParseLive(src + " b")
			b.Run(fmt.Sprintf("%d/%s b", n, src), func(b *testing.B) {
				last := q.after(first)
				for b.Loop() {
					more.after(last)
				}
			})
		}
	}
}

// BenchmarkFilterTree is each kind of term over 50,000 instances, as the deck looks for it.
// Budget: 20 ms.
func BenchmarkFilterTree(b *testing.B) {
	q := benchOrder(b, benchFleet(50_000))
	first := q.after(noOrder())
	q.texts = newSearchable(first)
	var ids []string
	for _, i := range first.all[:1000] {
		ids = append(ids, string(i.ID))
	}
	for name, src := range map[string]string{
		"and":        "web and status:running zone:a",
		"or":         "web or status:stopped or 支付",
		"not":        "not (web or status:stopped)",
		"equals":     "name!=web-0001",
		"comparison": "vcpu>=4 or created<30d",
		"date":       "created>2026-01-01 age<1y",
		"regex":      "name~^web-[0-9]+$",
		"regex-any":  `name~"[0-9]{3}[13579]$"`, // no text that it must have
		"ids":        strings.Join(ids, "\n"),
		"tags":       "tag:env~^pr or tag:team!=pay",
	} {
		expr, err := fleet.Instances.Parse(src)
		if err != nil {
			b.Fatal(err)
		}
		q := q
		q.expr = expr
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				q.after(first)
			}
		})
	}
}

// benchOrder asks for the instances by their name.
func benchOrder(b *testing.B, s *fleet.Snapshot) orderQuery {
	return orderQuery{snap: s, now: s.At, sorts: []sortColumn{{column: orderColumns(b)[0]}}}
}

// BenchmarkFilterPrepared lays out the texts that the letters of a filter are looked for in.
func BenchmarkFilterPrepared(b *testing.B) {
	for _, n := range []int{50_000, 200_000} {
		q := benchOrder(b, benchFleet(n))
		first := q.after(noOrder())
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for b.Loop() {
				newSearchable(first)
			}
		})
	}
}

// BenchmarkSort orders 50,000 instances by each kind of column. Budget: 60 ms.
func BenchmarkSort(b *testing.B) {
	q := benchOrder(b, benchFleet(50_000))
	first := q.after(noOrder())
	for _, c := range orderColumns(b) {
		b.Run(c.Key, func(b *testing.B) {
			q.sorts = []sortColumn{{c, true}}
			for b.Loop() {
				q.after(first)
			}
		})
	}
	b.Run("zone, name", func(b *testing.B) {
		c := orderColumns(b)
		q.sorts = []sortColumn{{c[5], true}, {c[0], false}}
		for b.Loop() {
			q.after(first)
		}
	})
}

// BenchmarkPublication takes over a snapshot in which a few rows have changed, and one in
// which none has.
func BenchmarkPublication(b *testing.B) {
	for _, n := range []int{1_000, 50_000, 200_000} {
		for _, changed := range []int{0, 1, 100} {
			s := benchFleet(n)
			last := benchOrder(b, s).after(noOrder())
			now := *s
			now.Rev, now.Regions = 2, slices.Clone(s.Regions)
			for k := range changed {
				g := *now.Regions[k%len(now.Regions)]
				g.Instances = slices.Clone(g.Instances)
				i := *g.Instances[k/len(now.Regions)]
				i.Status = ecsapi.Starting
				g.Instances[k/len(now.Regions)] = &i
				now.Regions[k%len(now.Regions)] = &g
			}
			next := last.orderQuery
			next.snap = &now
			b.Run(fmt.Sprintf("%d/%d", n, changed), func(b *testing.B) {
				for b.Loop() {
					next.after(last)
				}
			})
		}
	}
}

package model

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/randtest"
	"ecsdeck/ecsapi/spot"
	"ecsdeck/model/deck"
	"ecsdeck/ui/text"
)

// orderWorld is a fleet that changes at random, as the engine publishes it.
type orderWorld struct {
	*rand.Rand
	next int
	now  time.Time
	snap *fleet.Snapshot
}

func (w *orderWorld) pick(s ...string) string { return s[w.IntN(len(s))] }

func (w *orderWorld) instance(region ecsapi.RegionID) *ecsapi.Instance {
	w.next++
	i := &ecsapi.Instance{
		ID:     ecsapi.InstanceID(fmt.Sprintf("i-%s%d", w.pick("a", "b", "bp1"), w.next)),
		Region: region, Zone: ecsapi.ZoneID(string(region) + w.pick("-a", "-b", "-c")),
	}
	w.change(i)
	return i
}

// change draws anew what can change of an instance; much of it is equal to that of others.
func (w *orderWorld) change(i *ecsapi.Instance) {
	day := func() time.Time {
		if w.IntN(4) == 0 {
			return time.Time{}
		}
		return w.now.Add(time.Duration(w.IntN(40)-20) * time.Hour)
	}
	i.Name = w.pick("", "web-1", "web-01", "web-2", "Web-10", "web-10a", "web-", "WEB", "db7x8", "db7x10", "订单-3", "订单-12", "00", "a0b", "a00b")
	i.Type = w.pick("ecs.g7.large", "ecs.g7.2xlarge", "ecs.g7.10xlarge", "")
	i.CPU, i.MemoryMiB = w.IntN(3)*2, w.IntN(3)*2048
	i.Status = []ecsapi.Status{ecsapi.Running, ecsapi.Stopped, ecsapi.Stopping, "Odd"}[w.IntN(4)]
	i.Locks = nil
	if w.IntN(5) == 0 {
		i.Locks = []ecsapi.Lock{{Reason: w.pick(ecsapi.LockRecycling, ecsapi.LockFinancial)}}
	}
	i.PrivateIPs, i.PublicIPs = nil, nil
	if w.IntN(3) > 0 {
		i.PrivateIPs = []string{fmt.Sprintf("10.0.%d.%d", w.IntN(3), w.IntN(20))}
	}
	i.ChargeType = w.pick(ecsapi.PostPaid, ecsapi.PrePaid)
	i.SpotStrategy, i.SpotPriceLimit = ecsapi.NoSpot, 0
	if i.ChargeType == ecsapi.PostPaid && w.IntN(2) == 0 {
		i.SpotStrategy, i.SpotPriceLimit = ecsapi.SpotWithPriceLimit, spot.Price(w.IntN(4)*100_000)
	}
	i.Created, i.Expires, i.AutoRelease = day(), day(), day()
	i.Tags = []ecsapi.Tag{{Key: "env", Value: w.pick("prod", "test")}}
}

// step publishes another snapshot.
func (w *orderWorld) step() {
	w.now = w.now.Add(time.Minute)
	s := &fleet.Snapshot{Rev: w.snap.Rev + 1, At: w.now, Complete: true, Spot: w.snap.Spot}
	if w.IntN(10) == 0 {
		s.Spot = map[fleet.SpotKey]*fleet.SpotState{}
		for _, g := range w.snap.Regions {
			k := &fleet.SpotState{Read: w.now, Zones: map[ecsapi.ZoneID]spot.Series{}}
			for _, z := range []string{"-a", "-b"} {
				price := spot.Price(50_000 + w.IntN(4)*50_000)
				k.Zones[ecsapi.ZoneID(string(g.ID)+z)] = spot.NewSeries([]spot.Sample{{At: w.now.Add(-time.Hour), Price: price, Origin: 1_000_000}})
			}
			s.Spot[fleet.SpotKey{Region: g.ID, Type: "ecs.g7.large"}] = k
		}
	}
	for _, g := range w.snap.Regions {
		if w.IntN(3) > 0 {
			s.Regions = append(s.Regions, g)
			continue
		}
		if w.IntN(30) == 0 {
			continue // the region went
		}
		st := *g
		st.Err = nil
		if w.IntN(6) == 0 {
			st.Err = &ecsapi.Error{Code: "x"}
		}
		rows := slices.Clone(g.Instances)
		if w.IntN(3) == 0 {
			rows = slices.DeleteFunc(rows, func(*ecsapi.Instance) bool { return w.IntN(20) == 0 })
		}
		for n, i := range rows {
			if w.IntN(15) == 0 {
				in := *i
				w.change(&in)
				rows[n] = &in
			}
		}
		for range []int{0, 0, 1, 3, 60}[w.IntN(5)] {
			rows = append(rows, w.instance(g.ID))
		}
		st.Instances, st.Index = rows, fleet.NewIndex(rows, nil)
		s.Regions = append(s.Regions, &st)
	}
	if len(s.Regions) < 4 && w.IntN(3) == 0 {
		id := ecsapi.RegionID(fmt.Sprintf("cn-%d", s.Rev))
		s.Regions = append(s.Regions, &fleet.RegionState{Region: ecsapi.Region{ID: id}, Index: fleet.NewIndex(nil, nil)})
	}
	w.snap = s
}

// orderColumns are the columns of the instances, in English.
func orderColumns(t testing.TB) []column {
	printer, err := text.New("en")
	if err != nil {
		t.Fatal(err)
	}
	return columns(&deck.Deck{Deps: deck.Deps{Text: printer}})
}

// comparing is what a column sorts by, said once more and plainly.
func comparing(q orderQuery, key string) (compare func(a, b *ecsapi.Instance) int, unknown func(*ecsapi.Instance) bool) {
	never := func(*ecsapi.Instance) bool { return false }
	natural := func(of func(*ecsapi.Instance) string) func(a, b *ecsapi.Instance) int {
		return func(a, b *ecsapi.Instance) int { return deck.CompareNatural(of(a), of(b)) }
	}
	switch key {
	case "name":
		return natural(deck.Label), never
	case "status":
		return func(a, b *ecsapi.Instance) int { return cmp.Compare(rank(a), rank(b)) }, never
	case "type":
		return natural(func(i *ecsapi.Instance) string { return i.Type }), never
	case "cpu":
		return func(a, b *ecsapi.Instance) int { return a.CPU - b.CPU }, func(i *ecsapi.Instance) bool { return i.CPU == 0 }
	case "memory":
		return func(a, b *ecsapi.Instance) int { return a.MemoryMiB - b.MemoryMiB }, func(i *ecsapi.Instance) bool { return i.MemoryMiB == 0 }
	case "zone":
		return func(a, b *ecsapi.Instance) int { return cmp.Compare(a.Zone, b.Zone) }, never
	case "private":
		return natural((*ecsapi.Instance).PrivateIP), func(i *ecsapi.Instance) bool { return i.PrivateIP() == "" }
	case "public":
		return natural((*ecsapi.Instance).PublicIP), func(i *ecsapi.Instance) bool { return i.PublicIP() == "" }
	case "charge":
		return func(a, b *ecsapi.Instance) int { return cmp.Compare(charge(a), charge(b)) }, never
	case "spot":
		room := func(i *ecsapi.Instance) float64 { v, _ := fleet.Headroom(q.snap, q.now, i); return v }
		return func(a, b *ecsapi.Instance) int { return cmp.Compare(room(a), room(b)) },
			func(i *ecsapi.Instance) bool { _, ok := fleet.Headroom(q.snap, q.now, i); return !ok }
	case "expires":
		end := func(i *ecsapi.Instance) time.Time { at, _ := deck.EndOf(i); return at }
		return func(a, b *ecsapi.Instance) int {
			return cmp.Or(deck.Btoi(b.Recycling())-deck.Btoi(a.Recycling()), end(a).Compare(end(b)))
		}, func(i *ecsapi.Instance) bool { return end(i).IsZero() && !i.Recycling() }
	case "age":
		return func(a, b *ecsapi.Instance) int { return b.Created.Compare(a.Created) }, func(i *ecsapi.Instance) bool { return i.Created.IsZero() }
	case "id":
		return func(a, b *ecsapi.Instance) int { return cmp.Compare(a.ID, b.ID) }, never
	}
	panic(key)
}

// plainly makes the rows from nothing, and the counts beside them.
func (w *orderWorld) plainly(q orderQuery) (rows []*ecsapi.Instance, counts fleet.Counts, zones map[ecsapi.ZoneID]int, types map[fleet.SpotKey][2]int) {
	zones, types = map[ecsapi.ZoneID]int{}, map[fleet.SpotKey][2]int{}
	for _, g := range q.snap.Regions {
		if !q.scope.Has(g.ID) {
			continue
		}
		for _, i := range g.Instances {
			zones[i.Zone]++
			if q.scope.Zone != "" && i.Zone != q.scope.Zone {
				continue
			}
			counts.Add(fleet.CountsOf(i))
			k := fleet.SpotKey{Region: i.Region, Type: i.Type}
			types[k] = [2]int{types[k][0] + deck.Btoi(i.Spot()), types[k][1] + deck.Btoi(!i.Spot())}
			if q.matches(q.expr)(i) {
				rows = append(rows, i)
			}
		}
	}
	compare, unknown := comparing(q, q.column.Key)
	slices.SortFunc(rows, func(a, b *ecsapi.Instance) int {
		if d := deck.Btoi(unknown(a)) - deck.Btoi(unknown(b)); d != 0 || unknown(a) {
			return cmp.Or(d, cmp.Compare(a.ID, b.ID))
		}
		v := compare(a, b)
		if q.desc {
			v = -v
		}
		return cmp.Or(v, cmp.Compare(a.ID, b.ID))
	})
	return rows, counts, zones, types
}

// An order made from the one before is the one that would be made from nothing, whatever of
// the fleet, the scope, the filter and the sort order has changed since.
func TestOrderFromTheLastOne(t *testing.T) {
	w := &orderWorld{Rand: randtest.New(t), now: time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC), snap: &fleet.Snapshot{}}
	columns := orderColumns(t)
	for range 200 {
		last, q := noOrder(), orderQuery{column: columns[0]}
		source := ""
		for step := range 25 {
			if w.IntN(3) > 0 || step == 0 {
				w.step()
			}
			q.snap, q.now = w.snap, w.now
			switch w.IntN(8) {
			case 0:
				q.column, q.desc = columns[w.IntN(len(columns))], w.IntN(2) == 0
			case 1:
				q.scope = deck.Scope{}
				if len(w.snap.Regions) > 0 && w.IntN(3) > 0 {
					q.scope.Regions = []ecsapi.RegionID{w.snap.Regions[w.IntN(len(w.snap.Regions))].ID}
					if w.IntN(2) == 0 {
						q.scope.Zone = ecsapi.ZoneID(string(q.scope.Regions[0]) + "-a")
					}
				}
			case 2:
				source = ""
			case 3, 4, 5:
				source += w.pick("w", "e", "b", "-", "1", "0", " ", " status:running", " !web", " charge:spot", "订",
					" or web", " or ", " -(web or status:stopped)", " (b or 订) ", " name~w.b", " age>1h", " room<20", " status!=running", " and ")
			}
			if e, err := fleet.Instances.ParseLive(source); err == nil {
				q.expr = e
			}
			if w.IntN(6) == 0 && step > 0 {
				q.texts = newSearchable(last)
			}
			q.wanted = ecsapi.InstanceID(fmt.Sprintf("i-a%d", w.IntN(w.next+1)))

			o := q.after(last)
			rows, counts, zones, types := w.plainly(q)
			if !slices.Equal(o.rows, rows) {
				t.Fatalf("%q by %s: %d rows in another order than the %d there are", source, q.column.Key, len(o.rows), len(rows))
			}
			if o.counts != counts || o.total != counts.Total {
				t.Fatalf("it counts %+v, there are %+v", o.counts, counts)
			}
			if at := slices.IndexFunc(rows, func(i *ecsapi.Instance) bool { return i.ID == q.wanted }); o.cursor != at {
				t.Fatalf("%s is at %d, not at %d", q.wanted, at, o.cursor)
			}
			if len(o.zones) != len(zones) || slices.ContainsFunc(o.zones, func(z zoneCount) bool { return zones[z.id] != z.n }) {
				t.Fatalf("the zones are %v, not %v", zones, o.zones)
			}
			asSpot := 0
			for n, k := range o.spots {
				asSpot += deck.Btoi(types[k][0] > 0)
				if before, now := types[o.spots[max(0, n-1)]], types[k]; slices.Compare(before[:], now[:]) < 0 {
					t.Fatalf("%v comes after %v, and more run of it", k, o.spots[n-1])
				}
			}
			if len(o.spots) != len(types) || o.runAsSpot != asSpot {
				t.Fatalf("%d types, %d as spot; there are %d and %d", len(o.spots), o.runAsSpot, len(types), asSpot)
			}
			var gone []ecsapi.InstanceID
			for _, g := range last.snap.Regions {
				for _, i := range g.Instances {
					if _, there := w.snap.Instance(i.ID); !there {
						gone = append(gone, i.ID)
					}
				}
			}
			slices.Sort(gone)
			slices.Sort(o.gone)
			if !slices.Equal(gone, o.gone) {
				t.Fatalf("%v are gone, it says %v", gone, o.gone)
			}
			last = o
		}
	}
}

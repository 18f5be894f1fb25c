package model

import (
	"bytes"
	"cmp"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/randtest"
	"ecsdeck/ecsapi/spot"
	"ecsdeck/model/deck"
	"ecsdeck/ui/term"
	"ecsdeck/ui/text"
)

// orderWorld is a fleet that changes at random, as the engine publishes it.
type orderWorld struct {
	*rand.Rand
	next int
	now  time.Time
	snap *fleet.Snapshot

	since map[ecsapi.InstanceID]changingSince
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
	i.Tags = []ecsapi.Tag{{Key: w.pick("env", "Owner"), Value: w.pick("prod", "test")}}
	i.OS, i.Image, i.HostName = w.pick("", "CentOS 7", "CentOS 10"), w.pick("", "m-1", "m-2"), w.pick("", "h1", "h02")
	i.VPC, i.VSwitch, i.KeyPair, i.ResourceGroup = w.pick("", "vpc-1"), w.pick("", "vsw-1"), w.pick("", "key"), w.pick("", "rg-1")
	i.SecurityGroups = [][]string{nil, {"sg-1"}, {"sg-1", "sg-2"}}[w.IntN(3)]
	i.Description, i.GPU, i.DeletionProtection = w.pick("", "of nobody"), w.IntN(2), w.IntN(2) == 0
	i.Started = day()
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
	s.Jobs, s.AutoRenewals = w.snap.Jobs, w.snap.AutoRenewals
	if all := s.Regions; len(all) > 0 && w.IntN(5) == 0 {
		j := &fleet.Job{Created: w.now, Ended: w.now}
		for _, i := range all[w.IntN(len(all))].Instances {
			if w.IntN(4) == 0 {
				j.Items = append(j.Items, fleet.Item{ID: i.ID, Outcome: []fleet.Outcome{fleet.Failed, fleet.Unknown, fleet.Done, fleet.Cancelled}[w.IntN(4)]})
			}
		}
		s.Jobs = append([]*fleet.Job{j}, s.Jobs[:min(4, len(s.Jobs))]...)
	}
	if w.IntN(6) == 0 {
		s.AutoRenewals = map[ecsapi.InstanceID]ecsapi.AutoRenewal{}
		for _, g := range s.Regions {
			for _, i := range g.Instances {
				if w.IntN(2) == 0 {
					s.AutoRenewals[i.ID] = ecsapi.AutoRenewal{On: w.IntN(2) == 0, Never: w.IntN(5) == 0}
				}
			}
		}
	}
	w.snap = s

	since := map[ecsapi.InstanceID]changingSince{}
	for _, g := range s.Regions {
		for _, i := range g.Instances {
			switch before, seen := w.since[i.ID]; {
			case !i.Status.Changing():
			case seen && before.status == i.Status:
				since[i.ID] = before
			default:
				since[i.ID] = changingSince{i.Status, w.now}
			}
		}
	}
	w.since = since
}

type changingSince struct {
	status ecsapi.Status
	at     time.Time
}

// problems are those that there are, found from nothing.
func (w *orderWorld) problems() map[ecsapi.InstanceID]fleet.ProblemSet {
	f := &fleet.ProblemFinder{
		Now: w.now, Failed: fleet.FailedJobs(w.snap.Jobs, w.now), Changing: map[ecsapi.InstanceID]time.Time{}, Renewals: w.snap.AutoRenewals,
	}
	for id, s := range w.since {
		f.Changing[id] = s.at
	}
	sets := map[ecsapi.InstanceID]fleet.ProblemSet{}
	for _, g := range w.snap.Regions {
		for _, i := range g.Instances {
			if set := f.Of(i); set != 0 {
				sets[i.ID] = set
			}
		}
	}
	return sets
}

// orderColumns are the columns of the instances, in English.
func orderColumns(t testing.TB) []column {
	printer, err := text.New("en")
	if err != nil {
		t.Fatal(err)
	}
	d := &deck.Deck{Deps: deck.Deps{Text: printer}}
	all := columns(d, &deck.Namesakes{})
	tag, _ := tagColumn(d, "tag:env")
	return append(all, tag)
}

// comparing is what a column sorts by, said once more and plainly.
func comparing(q orderQuery, key string) (compare func(a, b *ecsapi.Instance) int, unknown func(*ecsapi.Instance) bool) {
	never := func(*ecsapi.Instance) bool { return false }
	natural := func(of func(*ecsapi.Instance) string) func(a, b *ecsapi.Instance) int {
		return func(a, b *ecsapi.Instance) int { return term.CompareNatural(of(a), of(b)) }
	}
	switch key {
	case "name":
		return natural(deck.Label), never
	case "status":
		return func(a, b *ecsapi.Instance) int { return cmp.Compare(rank(a), rank(b)) }, never
	case "type":
		return natural(func(i *ecsapi.Instance) string { return i.Type }), never
	case "vcpu":
		return func(a, b *ecsapi.Instance) int { return a.CPU - b.CPU }, func(i *ecsapi.Instance) bool { return i.CPU == 0 }
	case "mem":
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
	case "gpu":
		return func(a, b *ecsapi.Instance) int { return a.GPU - b.GPU }, func(i *ecsapi.Instance) bool { return i.GPU == 0 }
	case "protected":
		return func(_, _ *ecsapi.Instance) int { return 0 }, func(i *ecsapi.Instance) bool { return !i.DeletionProtection }
	}
	if of := map[string]func(*ecsapi.Instance) time.Time{
		"created":     func(i *ecsapi.Instance) time.Time { return i.Created },
		"started":     func(i *ecsapi.Instance) time.Time { return i.Started },
		"autorelease": func(i *ecsapi.Instance) time.Time { return i.AutoRelease },
	}[key]; of != nil {
		return func(a, b *ecsapi.Instance) int { return of(a).Compare(of(b)) }, func(i *ecsapi.Instance) bool { return of(i).IsZero() }
	}
	of := map[string]func(*ecsapi.Instance) string{
		"region": func(i *ecsapi.Instance) string { return string(i.Region) },
		"family": func(i *ecsapi.Instance) string {
			name, _, _ := strings.Cut(strings.TrimPrefix(i.Type, "ecs."), ".")
			return name
		},
		"os":    func(i *ecsapi.Instance) string { return i.OS },
		"image": func(i *ecsapi.Instance) string { return i.Image },
		"host":  func(i *ecsapi.Instance) string { return i.HostName },
		"ipv6": func(i *ecsapi.Instance) string {
			all := slices.Concat(i.PublicIPs, i.PrivateIPs)
			if at := slices.IndexFunc(all, func(s string) bool { return strings.Contains(s, ":") }); at >= 0 {
				return all[at]
			}
			return ""
		},
		"vpc":     func(i *ecsapi.Instance) string { return i.VPC },
		"vswitch": func(i *ecsapi.Instance) string { return i.VSwitch },
		"sg": func(i *ecsapi.Instance) string {
			if n := len(i.SecurityGroups); n > 1 {
				return fmt.Sprintf("%s +%d", i.SecurityGroups[0], n-1)
			}
			return strings.Join(i.SecurityGroups, "")
		},
		"keypair":     func(i *ecsapi.Instance) string { return i.KeyPair },
		"group":       func(i *ecsapi.Instance) string { return i.ResourceGroup },
		"description": func(i *ecsapi.Instance) string { return i.Description },
		"owner":       func(i *ecsapi.Instance) string { v, _ := i.Tag("Owner"); return v },
		"tag:env":     func(i *ecsapi.Instance) string { v, _ := i.Tag("env"); return v },
	}[key]
	return natural(of), func(i *ecsapi.Instance) bool { return of(i) == "" }
}

// plainly makes the rows from nothing, and the counts beside them.
func (w *orderWorld) plainly(q orderQuery) (rows []*ecsapi.Instance, counts fleet.Counts, zones map[ecsapi.ZoneID]int, types map[fleet.SpotKey][2]int) {
	zones, types = map[ecsapi.ZoneID]int{}, map[fleet.SpotKey][2]int{}
	about := &fleet.Context{Snap: q.snap, Now: q.now, Problems: w.problems()}
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
			if q.expr.Match(fleet.Subject{Instance: i, Context: about}) {
				rows = append(rows, i)
			}
		}
	}
	var compares []func(a, b *ecsapi.Instance) int
	var unknowns []func(*ecsapi.Instance) bool
	for _, by := range q.sorts {
		compare, unknown := comparing(q, by.Key)
		compares, unknowns = append(compares, compare), append(unknowns, unknown)
	}
	slices.SortFunc(rows, func(a, b *ecsapi.Instance) int {
		for n, by := range q.sorts {
			compare, unknown := compares[n], unknowns[n]
			v := deck.Btoi(unknown(a)) - deck.Btoi(unknown(b))
			if v == 0 && !unknown(a) {
				if v = compare(a, b); by.desc {
					v = -v
				}
			}
			if v != 0 {
				return v
			}
		}
		return cmp.Compare(a.ID, b.ID)
	})
	return rows, counts, zones, types
}

// An order made from the one before is the one that would be made from nothing, whatever of
// the fleet, the scope, the filter and the sort order has changed since.
func TestOrderFromTheLastOne(t *testing.T) {
	w := &orderWorld{Rand: randtest.New(t), now: time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC), snap: &fleet.Snapshot{}}
	columns := orderColumns(t)
	for range 60 {
		last, q := noOrder(), orderQuery{sorts: []sortColumn{{column: columns[0]}}}
		w.since = nil // as much as the order knows
		source := ""
		for step := range 25 {
			if w.IntN(3) > 0 || step == 0 {
				w.step()
			}
			q.snap, q.now = w.snap, w.now
			switch w.IntN(8) {
			case 0:
				q.sorts = nil
				for range 1 + w.IntN(3) {
					q.sorts = append(q.sorts, sortColumn{columns[w.IntN(len(columns))], w.IntN(2) == 0})
				}
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
					" or web", " or ", " -(web or status:stopped)", " (b or 订) ", " name~w.b", " age>1h", " room<20", " status!=running", " and ",
					" problem:any", " !problem:locked", " expires<9h")
			}
			if e, err := fleet.Instances.ParseLive(source); err == nil {
				q.expr = e
			}
			if w.IntN(6) == 0 && step > 0 {
				q.texts = newSearchable(last)
			}
			q.wanted = ecsapi.InstanceID(fmt.Sprintf("i-a%d", w.IntN(w.next+1)))

			if w.IntN(5) == 0 {
				q.plain = !q.plain
			}
			q.wall = q.now

			o := q.after(last)
			rows, counts, zones, types := w.plainly(q)
			if sets := w.problems(); !maps.Equal(o.problems.sets, sets) {
				maps.DeleteFunc(sets, func(id ecsapi.InstanceID, set fleet.ProblemSet) bool { return set == o.problems.sets[id] })
				t.Fatalf("there are other problems: %v", sets)
			} else if !q.plain {
				before := func(i *ecsapi.Instance) (rank int, end int64) {
					if sets[i.ID] == 0 {
						return 1000, 0
					}
					if rank = urgency(sets[i.ID], i); rank >= locks {
						at, _ := deck.EndOf(i)
						end = at.Unix()
					}
					return rank, end
				}
				slices.SortStableFunc(rows, func(a, b *ecsapi.Instance) int {
					ra, ea := before(a)
					rb, eb := before(b)
					return cmp.Or(cmp.Compare(ra, rb), cmp.Compare(ea, eb))
				})
			}
			var shown fleet.Counts
			for _, i := range rows {
				shown.Add(fleet.CountsOf(i))
			}
			if o.shown != shown {
				t.Fatalf("it counts %+v of the rows, there are %+v", o.shown, shown)
			}
			if !slices.Equal(o.rows, rows) {
				t.Fatalf("%q by %s: %d rows in another order than the %d there are", source, sortNames(q.sorts), len(o.rows), len(rows))
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

func sortNames(sorts []sortColumn) string {
	var names []string
	for _, s := range sorts {
		names = append(names, fmt.Sprintf("%s desc=%t", s.Key, s.desc))
	}
	return strings.Join(names, ", ")
}

// Keys of more than one column are in the order of their parts, whatever bytes these have.
func TestKeysOfColumns(t *testing.T) {
	r := randtest.New(t)
	type row struct {
		part  [3][]byte
		known [3]bool
	}
	for range 200 {
		rows := make([]row, 40)
		for n := range rows {
			for k := range rows[n].part {
				rows[n].known[k] = r.IntN(5) > 0
				for range r.IntN(4) {
					rows[n].part[k] = append(rows[n].part[k], []byte{0, 1, 254, 255}[r.IntN(4)])
				}
			}
		}
		desc := [3]bool{r.IntN(2) == 0, r.IntN(2) == 0, r.IntN(2) == 0}
		keyOf := func(w row) (key []byte) {
			for k := range w.part {
				key = appendPart(key, func(dst []byte, _ *ecsapi.Instance) ([]byte, bool) {
					return append(dst, w.part[k]...), w.known[k]
				}, desc[k], nil)
			}
			return key
		}
		for _, a := range rows {
			for _, b := range rows {
				want := 0
				for k := range a.part {
					v := deck.Btoi(b.known[k]) - deck.Btoi(a.known[k])
					if v == 0 && a.known[k] {
						if v = bytes.Compare(a.part[k], b.part[k]); desc[k] {
							v = -v
						}
					}
					if want = cmp.Or(want, v); want != 0 {
						break
					}
				}
				if got := bytes.Compare(keyOf(a), keyOf(b)); got != want {
					t.Fatalf("%v and %v, desc %v: %d, want %d", a, b, desc, got, want)
				}
			}
		}
	}
}

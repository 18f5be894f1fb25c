package world

import (
	"cmp"
	"container/heap"
	"fmt"
	"slices"
	"strings"
	"time"

	"ecsdeck/ecsapi/catalog"
)

// RegionState is a region as it is written.
type RegionState struct {
	ID      string    `json:"id"`
	Index   int       `json:"index"` // its public addresses follow from it
	Short   time.Time `json:"nothing_in_stock_until,omitzero"`
	Quota   [2]int    `json:"quota"` // instances, vCPUs
	Made    int       `json:"made"`
	Public  int       `json:"public_addresses"`
	Copies  uint64    `json:"snapshots_begun"`
	Invoked uint64    `json:"commands_run"`

	Zones       []zoneState     `json:"zones"` // that differ from what seed and catalogue say
	VPCs        []vpcState      `json:"vpcs"`
	Taken       []takenState    `json:"taken_from_stock"`
	Instances   []instanceState `json:"instances"`
	Gone        []instanceState `json:"gone"` // whose disks or snapshots are still there
	Kept        []diskState     `json:"kept_disks"`
	Snapshots   []snapshotState `json:"snapshots"`
	Invocations []Invocation    `json:"commands"`
	Past        []Event         `json:"past_events"`

	live, dead []Instance // what is written as Instances and Gone
}

type zoneState struct {
	ID    string   `json:"id"`
	Own   bool     `json:"own,omitempty"` // the catalogue lacks it
	Added []string `json:"sells_too,omitempty"`
}

type vpcState struct {
	ID       string        `json:"id"`
	Security []string      `json:"security_groups"`
	Switches []switchState `json:"vswitches"`
}

type switchState struct {
	ID   string `json:"id"`
	Zone string `json:"zone"`
	Base Addr   `json:"base"`
	Used int    `json:"used"`
}

type takenState struct {
	Zone string `json:"zone"`
	Type string `json:"type"`
	N    int    `json:"n"`
}

// state copies a region. The caller holds the lock, and everything that is due was done.
func (r *Region) state() RegionState {
	s := RegionState{
		ID: r.ID, Index: r.index, Short: r.short, Quota: [2]int{r.Quota.Instances, r.Quota.Cpus},
		Made: r.Made, Public: r.public, Copies: r.Copies, Invoked: r.Invoked,
		live: r.spare[:0],
	}
	if cap(s.live) < len(r.ByID) {
		s.live = make([]Instance, 0, len(r.ByID)+len(r.ByID)/8)
	}
	for _, z := range r.Zones {
		if z.own || len(z.added) > 0 {
			s.Zones = append(s.Zones, zoneState{z.ID, z.own, z.added})
		}
	}
	for _, v := range r.VPCs {
		w := vpcState{ID: v.ID, Security: v.Security}
		for _, sw := range v.Switches {
			w.Switches = append(w.Switches, switchState{sw.ID, sw.Zone.ID, sw.Base, sw.Used})
		}
		s.VPCs = append(s.VPCs, w)
	}
	for l, n := range r.taken {
		if n != 0 {
			s.Taken = append(s.Taken, takenState{l.Zone.ID, l.Type.ID, n})
		}
	}
	slices.SortFunc(s.Taken, func(a, b takenState) int {
		return cmp.Or(strings.Compare(a.Zone, b.Zone), strings.Compare(a.Type, b.Type))
	})
	for _, i := range r.List {
		s.live = append(s.live, *i)
	}
	for _, i := range r.Fresh {
		if r.ByID[i.ID] == i {
			s.live = append(s.live, *i)
		}
	}
	r.spare = s.live
	r.stateAround(&s)
	return s
}

// Write writes a region, an instance on each line.
func (r RegionState) Write(s *Writer) {
	s.Raw("{")
	s.comma = false
	s.Field("id", r.ID)
	s.Field("index", r.Index)
	if !r.Short.IsZero() {
		s.Field("nothing_in_stock_until", r.Short)
	}
	s.Field("quota", r.Quota)
	s.Field("made", r.Made)
	s.Field("public_addresses", r.Public)
	s.Field("snapshots_begun", r.Copies)
	s.Field("commands_run", r.Invoked)
	Values(s, "zones", r.Zones)
	Values(s, "vpcs", r.VPCs)
	Values(s, "taken_from_stock", r.Taken)
	instances := func(i Instance) { s.value(i.state()) }
	List(s, "instances", r.live, instances)
	List(s, "gone", r.dead, instances)
	Values(s, "kept_disks", r.Kept)
	Values(s, "snapshots", r.Snapshots)
	Values(s, "commands", r.Invocations)
	Values(s, "past_events", r.Past)
	s.Raw("}")
}

// loadRegion builds a region from its state.
func (c *Cloud) loadRegion(s *RegionState) (*Region, error) {
	at := slices.IndexFunc(catalog.Regions(), func(r catalog.Region) bool { return r.ID == s.ID })
	if at < 0 || c.ByID[s.ID] != nil {
		return nil, fmt.Errorf("there is no such region, or it is there twice")
	}
	r := c.newRegion(catalog.Regions()[at], s.Index)
	r.short, r.Quota, r.Made, r.public = s.Short, Quota{s.Quota[0], s.Quota[1]}, s.Made, s.Public
	r.Copies, r.Invoked = s.Copies, s.Invoked
	if err := r.loadPlaces(s); err != nil {
		return nil, err
	}
	if err := r.loadFleet(s); err != nil {
		return nil, err
	}
	r.loadAround(s)
	return r, nil
}

// loadPlaces builds networks, what the zones sell too, and what was taken from the zones.
func (r *Region) loadPlaces(s *RegionState) error {
	for _, w := range s.Zones {
		z := r.zoneOf(w.ID)
		for _, id := range w.Added {
			if !z.sellToo(id) {
				return fmt.Errorf("zone %.40q sells %.40q, which is no type", w.ID, id)
			}
		}
	}
	for _, w := range s.VPCs {
		v := &VPC{ID: w.ID, Security: w.Security}
		if len(w.Switches) == 0 {
			return fmt.Errorf("VPC %.40q has no vSwitch", w.ID)
		}
		for _, sw := range w.Switches {
			z := r.zone(sw.Zone)
			if z == nil {
				return fmt.Errorf("vSwitch %.40q is in zone %.40q, which is not there", sw.ID, sw.Zone)
			}
			v.Switches = append(v.Switches, &VSwitch{ID: sw.ID, VPC: v, Zone: z, Base: sw.Base, Used: sw.Used})
		}
		r.VPCs = append(r.VPCs, v)
	}
	for _, w := range s.Taken {
		z, t := r.zone(w.Zone), r.Cloud.Types.ByID(w.Type)
		if z == nil || t == nil {
			return fmt.Errorf("%.40q in %.40q is taken from stock, and is not there", w.Type, w.Zone)
		}
		r.taken[Cell{Zone: z, Type: t}] = w.N
	}
	return nil
}

// farthestDue is how long ago something can be due that was not done: nothing
// was when the state was saved, and what an editor wrote has to be caught up on.
const farthestDue = 365 * 24 * time.Hour

// loadFleet builds the instances and their agenda.
func (r *Region) loadFleet(s *RegionState) error {
	places := map[string]*VSwitch{}
	for _, v := range r.VPCs {
		for _, sw := range v.Switches {
			places[sw.ID] = sw
		}
	}
	all := make([]Instance, len(s.Instances))
	type turn struct {
		i  *Instance
		at int
	}
	var agenda []turn
	for n := range s.Instances {
		i := &all[n]
		if err := s.Instances[n].load(i, r, places); err != nil {
			return err
		}
		if r.ByID[i.ID] != nil {
			return fmt.Errorf("instance %.40q is there twice", i.ID)
		}
		r.ByID[i.ID] = i
		if i.booked = i.Holds(); i.Hidden {
			r.Fresh = append(r.Fresh, i)
		} else {
			r.List = append(r.List, i)
		}
		switch next := i.next(); {
		case next.IsZero():
		case next.Before(r.Cloud.Now().Add(-farthestDue)):
			return fmt.Errorf("instance %.40q: something was due at %s, too long ago", i.ID, next.Format(time.RFC3339))
		default:
			agenda = append(agenda, turn{i, s.Instances[n].Turn})
		}
	}
	slices.SortFunc(r.List, newer)
	// In the order it was: what is due at one moment comes in the same order.
	slices.SortStableFunc(agenda, func(a, b turn) int { return a.at - b.at })
	for n, t := range agenda {
		t.i.Slot = n
		r.agenda = append(r.agenda, t.i)
	}
	heap.Init(&r.agenda)

	gone := make(map[string]*Instance, len(s.Gone))
	for n := range s.Gone {
		i := &Instance{}
		if err := s.Gone[n].load(i, r, places); err != nil {
			return err
		}
		gone[i.ID] = i
	}
	return r.loadDisks(s, gone)
}

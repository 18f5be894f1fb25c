package ecssim

import (
	"cmp"
	"container/heap"
	"fmt"
	"slices"
	"strings"
	"time"

	"ecsdeck/ecsapi/catalog"
)

// regionState is a region as it is written.
type regionState struct {
	ID      string    `json:"id"`
	Index   int       `json:"index"` // its public addresses follow from it
	Short   time.Time `json:"nothing_in_stock_until,omitzero"`
	Quota   [2]int    `json:"quota"` // instances, vCPUs
	Made    int       `json:"made"`
	Public  int       `json:"public_addresses"`
	Copies  uint64    `json:"snapshots_begun"`
	Invoked uint64    `json:"commands_run"`

	Zones       []zoneState       `json:"zones"` // that differ from what seed and catalogue say
	VPCs        []vpcState        `json:"vpcs"`
	Taken       []takenState      `json:"taken_from_stock"`
	Instances   []instanceState   `json:"instances"`
	Gone        []instanceState   `json:"gone"` // whose disks or snapshots are still there
	Kept        []diskState       `json:"kept_disks"`
	Snapshots   []snapshotState   `json:"snapshots"`
	Invocations []invocationState `json:"commands"`
	Past        []eventState      `json:"past_events"`

	live, dead []instance // what is written as Instances and Gone
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
	Base addr   `json:"base"`
	Used int    `json:"used"`
}

type takenState struct {
	Zone string `json:"zone"`
	Type string `json:"type"`
	N    int    `json:"n"`
}

// state copies a region. The caller holds the lock, and everything that is due
// was done.
func (r *region) state() regionState {
	s := regionState{
		ID: r.ID, Index: r.index, Short: r.short, Quota: [2]int{r.quota.instances, r.quota.cpus},
		Made: r.made, Public: r.public, Copies: r.copies, Invoked: r.invoked,
		live: r.spare[:0],
	}
	if cap(s.live) < len(r.byID) {
		s.live = make([]instance, 0, len(r.byID)+len(r.byID)/8)
	}
	for _, z := range r.zones {
		if z.own || len(z.added) > 0 {
			s.Zones = append(s.Zones, zoneState{z.ID, z.own, z.added})
		}
	}
	for _, v := range r.vpcs {
		w := vpcState{ID: v.ID, Security: v.security}
		for _, sw := range v.switches {
			w.Switches = append(w.Switches, switchState{sw.ID, sw.zone.ID, sw.base, sw.used})
		}
		s.VPCs = append(s.VPCs, w)
	}
	for l, n := range r.taken {
		if n != 0 {
			s.Taken = append(s.Taken, takenState{l.zone.ID, l.Type.ID, n})
		}
	}
	slices.SortFunc(s.Taken, func(a, b takenState) int {
		return cmp.Or(strings.Compare(a.Zone, b.Zone), strings.Compare(a.Type, b.Type))
	})
	for _, i := range r.list {
		s.live = append(s.live, *i)
	}
	for _, i := range r.fresh {
		if r.byID[i.ID] == i {
			s.live = append(s.live, *i)
		}
	}
	r.spare = s.live
	r.stateAround(&s)
	return s
}

func (r regionState) write(s *stateWriter) {
	s.raw("{")
	s.comma = false
	s.field("id", r.ID)
	s.field("index", r.Index)
	if !r.Short.IsZero() {
		s.field("nothing_in_stock_until", r.Short)
	}
	s.field("quota", r.Quota)
	s.field("made", r.Made)
	s.field("public_addresses", r.Public)
	s.field("snapshots_begun", r.Copies)
	s.field("commands_run", r.Invoked)
	values(s, "zones", r.Zones)
	values(s, "vpcs", r.VPCs)
	values(s, "taken_from_stock", r.Taken)
	instances := func(i instance) { s.value(i.state()) }
	list(s, "instances", r.live, instances)
	list(s, "gone", r.dead, instances)
	values(s, "kept_disks", r.Kept)
	values(s, "snapshots", r.Snapshots)
	values(s, "commands", r.Invocations)
	values(s, "past_events", r.Past)
	s.raw("}")
}

// loadRegion builds a region from its state.
func (c *world) loadRegion(s *regionState) (*region, error) {
	at := slices.IndexFunc(catalog.Regions(), func(r catalog.Region) bool { return r.ID == s.ID })
	if at < 0 || c.byID[s.ID] != nil {
		return nil, fmt.Errorf("there is no such region, or it is there twice")
	}
	r := &region{
		Region: catalog.Regions()[at], cloud: c, index: s.Index, short: s.Short, quota: quota{s.Quota[0], s.Quota[1]},
		made: s.Made, public: s.Public, copies: s.Copies, invoked: s.Invoked,
		byID: make(map[string]*instance, len(s.Instances)), taken: map[cell]int{},
	}
	if err := r.loadPlaces(s); err != nil {
		return nil, err
	}
	if err := r.loadFleet(s); err != nil {
		return nil, err
	}
	return r, r.loadAround(s)
}

// loadPlaces builds zones and networks, and what was taken from the zones.
func (r *region) loadPlaces(s *regionState) error {
	draw := &seeder{seed: r.cloud.seed, all: r.cloud.types}
	for _, z := range catalog.Zones(r.ID) {
		r.zones = append(r.zones, draw.zone(z))
	}
	for _, w := range s.Zones {
		z := r.zone(w.ID)
		if z == nil {
			z = draw.zone(ownZone(r, w.ID))
			z.own = true
			r.zones = append(r.zones, z)
		}
		for _, id := range w.Added {
			if !z.sellToo(id) {
				return fmt.Errorf("zone %.40q sells %.40q, which is no type", w.ID, id)
			}
		}
	}
	for _, w := range s.VPCs {
		v := &VPC{ID: w.ID, security: w.Security}
		if len(w.Switches) == 0 {
			return fmt.Errorf("VPC %.40q has no vSwitch", w.ID)
		}
		for _, sw := range w.Switches {
			z := r.zone(sw.Zone)
			if z == nil {
				return fmt.Errorf("vSwitch %.40q is in zone %.40q, which is not there", sw.ID, sw.Zone)
			}
			v.switches = append(v.switches, &vswitch{ID: sw.ID, VPC: v, zone: z, base: sw.Base, used: sw.Used})
		}
		r.vpcs = append(r.vpcs, v)
	}
	for _, w := range s.Taken {
		z, t := r.zone(w.Zone), r.cloud.types.byID(w.Type)
		if z == nil || t == nil {
			return fmt.Errorf("%.40q in %.40q is taken from stock, and is not there", w.Type, w.Zone)
		}
		r.taken[cell{zone: z, Type: t}] = w.N
	}
	return nil
}

// farthestDue is how long ago something can be due that was not done: nothing
// was when the state was saved, and what an editor wrote has to be caught up on.
const farthestDue = 365 * 24 * time.Hour

// loadFleet builds the instances and their agenda.
func (r *region) loadFleet(s *regionState) error {
	places := map[string]*vswitch{}
	for _, v := range r.vpcs {
		for _, sw := range v.switches {
			places[sw.ID] = sw
		}
	}
	all := make([]instance, len(s.Instances))
	type turn struct {
		i  *instance
		at int
	}
	var agenda []turn
	for n := range s.Instances {
		i := &all[n]
		if err := s.Instances[n].load(i, r, places); err != nil {
			return err
		}
		if r.byID[i.ID] != nil {
			return fmt.Errorf("instance %.40q is there twice", i.ID)
		}
		r.byID[i.ID] = i
		if i.booked = i.holds(); i.hidden {
			r.fresh = append(r.fresh, i)
		} else {
			r.list = append(r.list, i)
		}
		switch next := i.next(); {
		case next.IsZero():
		case next.Before(r.cloud.Now().Add(-farthestDue)):
			return fmt.Errorf("instance %.40q: something was due at %s, too long ago", i.ID, next.Format(time.RFC3339))
		default:
			agenda = append(agenda, turn{i, s.Instances[n].Turn})
		}
	}
	slices.SortFunc(r.list, newer)
	// In the order it was: what is due at one moment comes in the same order.
	slices.SortStableFunc(agenda, func(a, b turn) int { return a.at - b.at })
	for n, t := range agenda {
		t.i.slot = n
		r.agenda = append(r.agenda, t.i)
	}
	heap.Init(&r.agenda)

	gone := make(map[string]*instance, len(s.Gone))
	for n := range s.Gone {
		i := &instance{}
		if err := s.Gone[n].load(i, r, places); err != nil {
			return err
		}
		gone[i.ID] = i
	}
	return r.loadDisks(s, gone)
}

package world

import (
	"regexp"
	"strings"

	"ecsdeck/ecsapi/catalog"
	"ecsdeck/ecsapi/ecssim/hash"
	"ecsdeck/ecsapi/ecssim/market"
)

// Zone is a zone and what it sells.
type Zone struct {
	catalog.Zone
	hash  uint64
	types Types    // of the cloud
	Sells []bool   // by index into types
	added []string // ids of types that it sells because the fleet has them there
	own   bool     // the catalogue lacks it
}

// addZone adds a zone and draws what it sells. Old and rare families are on sale in fewer zones.
func (r *Region) addZone(info catalog.Zone) *Zone {
	all := r.Cloud.Types
	z := &Zone{Zone: info, hash: hash.Of(info.ID), types: all, Sells: make([]bool, len(all))}
	for n, t := range all {
		chance := 0.9
		switch {
		case market.Scarce(&t):
			chance = 0.4
		case t.Generation != "ecs-6":
			chance = 0.7
		}
		z.Sells[n] = hash.Unit(hash.Mix(r.Cloud.Seed, z.hash, hash.Of(t.Family))) < chance
	}
	r.Zones = append(r.Zones, z)
	return z
}

// zoneOf is a zone by its id, one of the region's own when the catalogue lacks it.
func (r *Region) zoneOf(id string) *Zone {
	z := r.zone(id)
	if z == nil {
		letter := strings.ToUpper(id[max(len(id)-1, 0):])
		z = r.addZone(catalog.Zone{ID: id, NameZH: "可用区" + letter, Type: "AvailabilityZone"})
		z.own = true
	}
	return z
}

// ZoneForm is what a zone id looks like.
var ZoneForm = regexp.MustCompile(`^[a-z0-9-]{1,64}$`)

// SellsType is whether a type is on sale in the zone at all.
func (z *Zone) SellsType(t *catalog.InstanceType) bool {
	n := z.types.Index(t.ID)
	return n >= 0 && z.Sells[n]
}

// sellToo puts a type on sale in the zone; false means that there is no such type.
func (z *Zone) sellToo(id string) bool {
	n := z.types.Index(id)
	if n >= 0 && !z.Sells[n] {
		z.Sells[n], z.added = true, append(z.added, id)
	}
	return n >= 0
}

// ZonesOf are the zones a call may mean that names one or none: without a name all
// of them, none when there is no such zone.
func (r *Region) ZonesOf(id string) []*Zone {
	if id == "" {
		return r.Zones
	}
	if z := r.zone(id); z != nil {
		return []*Zone{z}
	}
	return nil
}

// zone is a zone of the region, nil for none.
func (r *Region) zone(id string) *Zone {
	for _, z := range r.Zones {
		if z.ID == id {
			return z
		}
	}
	return nil
}

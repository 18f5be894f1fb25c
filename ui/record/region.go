package record

import (
	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
)

// Region is a region.
type Region struct {
	ID        string  `json:"id"`
	Name      string  `json:"name"`
	NameZH    *string `json:"name_zh"`
	Endpoint  *string `json:"endpoint"`
	Instances *int    `json:"instances"`
	Error     *string `json:"error"`
}

// NewRegion is a region, and how many of its instances are counted.
func NewRegion(r *fleet.RegionState, counted func(*ecsapi.Instance) bool) Region {
	rec := Region{ID: string(r.ID), Name: r.Name, NameZH: Known(r.NameZH), Endpoint: Known(r.Endpoint)}
	if r.Complete {
		rec.Instances = new(int)
		for _, in := range r.Instances {
			if counted(in) {
				*rec.Instances++
			}
		}
	}
	if r.Err != nil {
		rec.Error = Known(r.Err.Error())
	}
	return rec
}

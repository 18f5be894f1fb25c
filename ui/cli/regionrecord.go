package cli

import (
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ui/cli/shell"
)

type regionRecord struct {
	ID        string  `json:"id"`
	Name      string  `json:"name"`
	NameZH    *string `json:"name_zh"`
	Endpoint  *string `json:"endpoint"`
	Instances *int    `json:"instances"`
	Error     *string `json:"error"`
}

func newRegionRecord(r *fleet.RegionState, match *shell.FilterFlags) regionRecord {
	rec := regionRecord{
		ID:       string(r.ID),
		Name:     r.Name,
		NameZH:   shell.Known(r.NameZH),
		Endpoint: shell.Known(r.Endpoint),
	}
	if r.Complete {
		n := 0
		for _, in := range r.Instances {
			if match.Matches(in) {
				n++
			}
		}
		rec.Instances = &n
	}
	if r.Err != nil {
		text := r.Err.Error()
		rec.Error = &text
	}
	return rec
}

type zoneRecord struct {
	ID        string   `json:"id"`
	Region    string   `json:"region"`
	Instances *int     `json:"instances"`
	Types     []string `json:"types"`
}

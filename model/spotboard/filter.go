package spotboard

import (
	"strings"

	"ecsdeck/ecsapi/filter"
	"ecsdeck/model/deck"
)

// words are the region's own words for a field that begin with prefix.
func (p *Board) words(f filter.Field, prefix string) []string {
	found := map[string]bool{}
	for _, key := range p.list.keys {
		typ := strings.TrimPrefix(key.Type, "ecs.")
		switch f {
		case filter.Type:
			found[typ] = true
		case filter.Family:
			if k := p.Snap.Types[key.Type]; k != nil {
				found[strings.TrimPrefix(k.Family, "ecs.")] = true
			}
		}
	}
	if f == filter.Zone {
		for _, types := range p.Snap.SpotStock[p.region] {
			for z := range types {
				found[deck.ZoneLetter(p.region, z)] = true
			}
		}
	}
	return deck.WithPrefix(found, prefix)
}

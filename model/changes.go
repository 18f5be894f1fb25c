package model

import (
	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
)

// changes are the rows that one snapshot has and another has not. A row that changed is both
// removed, as it was, and added, as it is.
type changes struct {
	removed, added []*ecsapi.Instance
}

func (c *changes) none() bool { return len(c.removed)+len(c.added) == 0 }

// changesBetween compares two snapshots. Regions share the rows that did not change, and keep
// their order: of a fleet in which little changed this looks at pointers alone.
func changesBetween(old, now *fleet.Snapshot) (c changes) {
	for _, g := range now.Regions {
		if was, ok := old.Region(g.ID); ok {
			c.region(was.Instances, g)
		} else {
			c.added = append(c.added, g.Instances...)
		}
	}
	for _, g := range old.Regions {
		if _, ok := now.Region(g.ID); !ok {
			c.removed = append(c.removed, g.Instances...)
		}
	}
	return c
}

func (c *changes) region(old []*ecsapi.Instance, g *fleet.RegionState) {
	now := g.Instances
	if len(old) == len(now) && (len(old) == 0 || &old[0] == &now[0]) {
		return
	}
	at := 0
	for _, was := range old {
		switch {
		case at < len(now) && now[at] == was:
			at++
		case at < len(now) && now[at].ID == was.ID:
			c.removed, c.added = append(c.removed, was), append(c.added, now[at])
			at++
		default: // it is gone, and what comes after it has moved up
			c.removed = append(c.removed, was)
		}
	}
	c.added = append(c.added, now[at:]...)
}

// only are the changes of some rows.
func (c changes) only(keep func(*ecsapi.Instance) bool) (kept changes) {
	for _, i := range c.removed {
		if keep(i) {
			kept.removed = append(kept.removed, i)
		}
	}
	for _, i := range c.added {
		if keep(i) {
			kept.added = append(kept.added, i)
		}
	}
	return kept
}

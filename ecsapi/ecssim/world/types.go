package world

import "ecsdeck/ecsapi/catalog"

// Types are the instance types there are in a cloud.
type Types []catalog.InstanceType

// Index is the place of a type, -1 for none.
func (all Types) Index(id string) int {
	for n := range all {
		if all[n].ID == id {
			return n
		}
	}
	return -1
}

// ByID is a type, nil for none.
func (all Types) ByID(id string) *catalog.InstanceType {
	if n := all.Index(id); n >= 0 {
		return &all[n]
	}
	return nil
}

// ImageByID is an image of the catalogue, nil for none.
func ImageByID(id string) *catalog.Image {
	images := catalog.Images()
	for n := range images {
		if images[n].ID == id {
			return &images[n]
		}
	}
	return nil
}

// ArchitectureOf is the architecture of images a type runs.
func ArchitectureOf(t *catalog.InstanceType) string {
	if t.Architecture == "ARM" {
		return "arm64"
	}
	return "x86_64"
}

package shell

import "ecsdeck/ecsapi/catalog"

// CatalogTypes are the instance types to offer a shell, which waits for no
// cloud.
func CatalogTypes() []string {
	var ids []string
	for _, t := range catalog.InstanceTypes() {
		ids = append(ids, t.ID)
	}
	return ids
}

// CatalogImages are the public images to offer a shell, which waits for no cloud.
func CatalogImages() []string {
	var ids []string
	for _, i := range catalog.Images() {
		ids = append(ids, i.ID)
	}
	return ids
}

// CatalogRegions are the regions to offer a shell, which waits for no cloud.
func CatalogRegions() []string {
	var ids []string
	for _, r := range catalog.Regions() {
		ids = append(ids, r.ID)
	}
	return ids
}

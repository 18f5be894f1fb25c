package shell

import "ecsdeck/ecsapi/catalog"

// CatalogTypes are the instance types to offer a shell, which waits for no cloud.
func CatalogTypes() []string {
	return IDs(catalog.InstanceTypes(), func(t catalog.InstanceType) string { return t.ID })
}

// CatalogImages are the public images to offer a shell.
func CatalogImages() []string {
	return IDs(catalog.Images(), func(i catalog.Image) string { return i.ID })
}

// CatalogRegions are the regions to offer a shell.
func CatalogRegions() []string {
	return IDs(catalog.Regions(), func(r catalog.Region) string { return r.ID })
}

// IDs are the ids of a list.
func IDs[T any](list []T, id func(T) string) []string {
	out := make([]string, len(list))
	for i, v := range list {
		out[i] = id(v)
	}
	return out
}

package ecssim

import "ecsdeck/ecsapi/catalog"

// era is a stretch of time, some hours long, through which the stock of a cell
// is replenished to the same level.
type era struct {
	number     uint64
	begin, end int64 // seconds since 1970
	level      int   // machines on offer
}

// localDisks is whether machines of a type have disks of their own, which nobody
// can take along.
func localDisks(t *catalog.InstanceType) bool {
	return t.Category == "Local SSDs" || t.Category == "Big data"
}

// scarce is whether there are never many of a type.
func scarce(t *catalog.InstanceType) bool { return t.GPUs > 0 || localDisks(t) }

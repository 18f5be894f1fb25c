package market

import (
	"math"

	"ecsdeck/ecsapi/catalog"
	"ecsdeck/ecsapi/ecssim/hash"
)

// Era is a stretch of time, some hours long, through which the stock of a type
// in a zone is replenished to the same level.
type Era struct {
	Number     uint64
	Begin, End int64 // seconds since 1970
	Level      int   // machines on offer
}

// LocalDisks is whether machines of a type have disks of their own, which nobody can take along.
func LocalDisks(t *catalog.InstanceType) bool {
	return t.Category == "Local SSDs" || t.Category == "Big data"
}

// Scarce is whether there are never many of a type.
func Scarce(t *catalog.InstanceType) bool { return t.GPUs > 0 || LocalDisks(t) }

// EraAt is the era of a type in a zone at a moment, in seconds since 1970.
func EraAt(seed, zone uint64, t *catalog.InstanceType, at int64) Era {
	key := hash.Mix(seed, zone, hash.Of(t.ID), 'q')
	length := int64(4*3600 + key%(4*3600))
	n := FloorDiv(at, length)
	e := Era{Number: uint64(n), Begin: n * length, End: (n + 1) * length}
	h := hash.Mix(key, e.Number)
	most, empty := 3000.0, 0.03
	if Scarce(t) {
		most, empty = 60, 0.12
	}
	if hash.Unit(h) < empty {
		return e
	}
	// Large machines are fewer: those of 8 vCPUs set the scale.
	least := most / 40
	level := least * math.Pow(most/least, hash.Unit(hash.Mix(h, 1)))
	e.Level = max(int(level*8/max(float64(t.CPU), 8)), 1)
	return e
}

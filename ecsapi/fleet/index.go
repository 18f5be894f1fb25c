package fleet

import (
	"sync"

	"ecsdeck/ecsapi"
)

// Index finds an instance's place in its region. The engine and the snapshots
// share one: an instance keeps its place for as long as the index lives, so an
// old snapshot only has to check that the place is within its slice. When an
// instance goes, the region gets a new index and old snapshots keep the old.
type Index struct {
	mu    sync.RWMutex
	place map[ecsapi.InstanceID]int32
}

func NewIndex(rows []*ecsapi.Instance) *Index {
	x := &Index{place: make(map[ecsapi.InstanceID]int32, len(rows))}
	for i, in := range rows {
		x.place[in.ID] = int32(i)
	}
	return x
}

func (x *Index) Find(id ecsapi.InstanceID) (int, bool) {
	if x == nil {
		return 0, false
	}
	x.mu.RLock()
	defer x.mu.RUnlock()
	i, ok := x.place[id]
	return int(i), ok
}

func (x *Index) Add(id ecsapi.InstanceID, i int) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.place[id] = int32(i)
}

package fleet

import (
	"sync"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/message"
	"ecsdeck/ecsapi/spot"
)

// Snapshot is the whole picture at one moment. Nothing reachable from it ever
// changes; what did not change is shared with the snapshots before and after.
type Snapshot struct {
	Rev uint64    // grows with each publication; the first is 1
	At  time.Time // cloud time of the publication

	Regions    []*RegionState // in the cloud's order; scoped regions the cloud doesn't list come last
	RegionsErr *ecsapi.Error  // why the list of regions could not be read

	Jobs []*Job // newest first

	// Spot are the prices that were wanted, see Engine.WantSpot and
	// Engine.WantHistory. HistoryNote says what is amiss with keeping them on
	// disk, "" if nothing is.
	Spot        map[SpotKey]*SpotState
	HistoryNote message.Text

	// Advice is what the cloud says of spot instances' last thirty days, see
	// Engine.WantAdvice: nil for a key that was not read, empty for one that it
	// knows nothing of. AdviceErr says why a region's could not be read.
	Advice    map[SpotKey]map[ecsapi.ZoneID]Advice
	AdviceErr map[ecsapi.RegionID]*ecsapi.Error

	// SpotStock is what each region's zones have of the types as spot instances
	// at the going price, see Engine.WantStock: nothing for what a zone does not
	// sell. SpotStockErr says why a region's could not be read.
	SpotStock    map[ecsapi.RegionID]map[string]map[ecsapi.ZoneID]ecsapi.Stock
	SpotStockErr map[ecsapi.RegionID]*ecsapi.Error

	// Types are all instance types there are, by their ids, once Engine.WantStock
	// asked; nil before they were read. TypesErr says why they could not be.
	Types    map[string]*ecsapi.InstanceType
	TypesErr *ecsapi.Error

	// Reclaims are the spot instances that the cloud announced to take back in
	// this session, newest first. WatchErr says why a region with spot instances
	// can't be watched.
	Reclaims []*Reclaim
	WatchErr map[ecsapi.RegionID]*ecsapi.Error

	// AutoRenewals are those that were wanted and read, see
	// Engine.WantAutoRenewals; AutoRenewalsErr says why a region's could not.
	AutoRenewals    map[ecsapi.InstanceID]ecsapi.AutoRenewal
	AutoRenewalsErr map[ecsapi.RegionID]*ecsapi.Error

	Counts         Counts // sums over the regions
	CallsPerMinute int
	Complete       bool // the regions are known and each was read to its last page
}

// Counts counts instances by what the screen tells apart. Locked counts
// instances with an operation lock, whatever their status, so the last four
// need not sum to Total.
type Counts struct {
	Total, Running, Stopped, Changing, Locked int
}

// Add adds the counts of other instances.
func (c *Counts) Add(o Counts) {
	c.Total += o.Total
	c.Running += o.Running
	c.Stopped += o.Stopped
	c.Changing += o.Changing
	c.Locked += o.Locked
}

// Count adds an instance n times; -1 takes it out again.
func (c *Counts) Count(in *ecsapi.Instance, n int) {
	c.Total += n
	switch {
	case in.Status == ecsapi.Running:
		c.Running += n
	case in.Status == ecsapi.Stopped:
		c.Stopped += n
	case in.Status.Changing():
		c.Changing += n
	}
	if len(in.Locks) > 0 {
		c.Locked += n
	}
}

// CountsOf counts one instance.
func CountsOf(in *ecsapi.Instance) Counts {
	var c Counts
	c.Count(in, 1)
	return c
}

// RegionState is what is known of one region.
type RegionState struct {
	ecsapi.Region

	// Instances keep their order from snapshot to snapshot; new ones come last.
	// An error never takes them away.
	Instances []*ecsapi.Instance
	Total     int // as the cloud told it; more than len(Instances) while pages arrive
	Counts    Counts

	Known    bool // some answer came
	Complete bool // all pages were read at least once
	// Loading: a read is in flight that somebody waits for, that is the first
	// one, one asked for with Refresh, or a retry. Routine reads don't set it.
	Loading bool
	Read    time.Time // cloud time of the last read of the row that is oldest, see ReadAt; zero before all were read once

	Err     *ecsapi.Error // why the last read failed; nil after a complete read
	RetryAt time.Time     // wall time of the next try when Err is set; zero: no more tries unasked

	Zones    []ecsapi.Zone // once wanted, see Engine.WantZones
	ZonesErr *ecsapi.Error

	Index *Index
}

// SpotKey names the spot prices of an instance type in all zones of a region.
type SpotKey struct {
	Region ecsapi.RegionID
	Type   string
}

// SpotState is what is known of the prices of a SpotKey. An error takes nothing
// away.
type SpotState struct {
	Zones       map[ecsapi.ZoneID]spot.Series
	From        time.Time     // cloud time from which on prices were read
	Read        time.Time     // … up to which; zero if they never were
	Err         *ecsapi.Error // why the last read failed
	RetryAt     time.Time     // wall time of the next try when Err is set
	Loading     bool          // the first read, one of older prices, or a retry, is in flight or waits for its turn
	Currency    string        // of the prices, such as "CNY"; "" when the cloud didn't tell
	InvalidRows int           // rows of the last read that can't be prices and were left out
}

// Advice is what the cloud says of a type's last thirty days as a spot instance
// in a zone.
type Advice struct {
	InterruptionRate float64 // percent of the instances that were taken back; NaN if unknown
	Desc             string  // the band it lies in, such as "0-3%"
	AvgDiscount      int     // the mean price in percent of the on-demand price; 0 if unknown
}

// Instance finds an instance by its id.
func (s *Snapshot) Instance(id ecsapi.InstanceID) (*ecsapi.Instance, bool) {
	for _, r := range s.Regions {
		if in, ok := r.Instance(id); ok {
			return in, true
		}
	}
	return nil, false
}

// Region finds a region by its id.
func (s *Snapshot) Region(id ecsapi.RegionID) (*RegionState, bool) {
	for _, r := range s.Regions {
		if r.ID == id {
			return r, true
		}
	}
	return nil, false
}

// Job finds a job by its id.
func (s *Snapshot) Job(id JobID) (*Job, bool) {
	for _, j := range s.Jobs {
		if j.ID == id {
			return j, true
		}
	}
	return nil, false
}

// Instance finds an instance of the region by its id.
func (r *RegionState) Instance(id ecsapi.InstanceID) (*ecsapi.Instance, bool) {
	i, ok := r.Index.Find(id)
	if !ok || i >= len(r.Instances) || r.Instances[i].ID != id {
		return nil, false
	}
	return r.Instances[i], true
}

// ReadAt is the cloud time of the last read of an instance of the region: how old its row is.
// Unlike all else here it moves on, with each read that brings nothing new. Zero if there
// is no such instance.
func (r *RegionState) ReadAt(id ecsapi.InstanceID) time.Time { return r.Index.readAt(id) }

// Index finds an instance's place in its region, and when it was read. The engine and the
// snapshots share one: an instance keeps its place for as long as the index lives, so an
// old snapshot only has to check that the place is within its slice. When an
// instance goes, the region gets a new index and old snapshots keep the old.
type Index struct {
	mu    sync.RWMutex
	place map[ecsapi.InstanceID]int32
	read  []int64 // by place, in nanoseconds of Unix
}

// NewIndex makes an index of rows, each at its place among them. read are the cloud times of
// their last reads, in nanoseconds of Unix; nil if nobody asks for them.
func NewIndex(rows []*ecsapi.Instance, read []int64) *Index {
	x := &Index{place: make(map[ecsapi.InstanceID]int32, len(rows)), read: read}
	for i, in := range rows {
		x.place[in.ID] = int32(i)
	}
	return x
}

// Find is the place of an instance, and whether it has one.
func (x *Index) Find(id ecsapi.InstanceID) (int, bool) {
	if x == nil {
		return 0, false
	}
	x.mu.RLock()
	defer x.mu.RUnlock()
	i, ok := x.place[id]
	return int(i), ok
}

func (x *Index) readAt(id ecsapi.InstanceID) time.Time {
	if x == nil {
		return time.Time{}
	}
	x.mu.RLock()
	defer x.mu.RUnlock()
	i, ok := x.place[id]
	if !ok || int(i) >= len(x.read) {
		return time.Time{}
	}
	return time.Unix(0, x.read[i]).UTC()
}

// Add gives an instance, read at a time in nanoseconds of Unix, the next place.
func (x *Index) Add(id ecsapi.InstanceID, read int64) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.place[id] = int32(len(x.read))
	x.read = append(x.read, read)
}

// Read notes that the instance at a place was read again.
func (x *Index) Read(place int, at int64) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.read[place] = at
}

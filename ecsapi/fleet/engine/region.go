package engine

import (
	"maps"
	"slices"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/fleet/task"
)

// region is the engine's own state of a region, guarded by the engine's mutex.
type region struct {
	fleet.RegionState // but for what is made when published: Instances, which are those of then, and ZonesErr

	rows     []*ecsapi.Instance
	seqs     []readSeq                       // for each row, the read it is from
	gone     map[ecsapi.InstanceID]departure // dropped of late; earlier reads don't bring them back
	spots    int                             // spot instances
	leaving  int                             // instances announced to be taken back
	changing map[ecsapi.InstanceID]time.Time // wall time since when

	// absent are the rows that a sweep or a read by ids lacked, with the wall time
	// of the first such read by ids, zero before it.
	absent map[ecsapi.InstanceID]time.Time

	swept     time.Time // wall time of the last complete listing
	sweptFrom time.Time // wall time when that began
	counted   time.Time // wall time of the last count
	rounded   time.Time // wall time of the last read of the oldest rows
	zonesRead bool
	unlisted  bool // asked for by hand, unknown to the cloud

	sweep, confirm, zoning task.Reading
	counting, round        task.Task // of a region that is not small, see [Engine.plan]
	poll, watch            task.Task
	fresh                  fresh
	watching               watching
	renewing               renewing

	dirty, rowsDirty bool
	state            *fleet.RegionState // as published
}

// departure is the read that had an instance dropped, by its number, and the wall time of that.
type departure struct {
	n  uint64
	at time.Time
}

// departedFor is how long a departure is known: no answer is longer on its way, not even one
// of many calls of which the last had to wait for the limit.
const departedFor = 10 * time.Minute

// newRegion makes a region that is to be read at once.
func (e *Engine) newRegion(info ecsapi.Region) *region {
	now := time.Now()
	r := &region{
		RegionState: fleet.RegionState{Region: info, Loading: true, Index: fleet.NewIndex(nil, nil)},

		changing: map[ecsapi.InstanceID]time.Time{},
		gone:     map[ecsapi.InstanceID]departure{},
		absent:   map[ecsapi.InstanceID]time.Time{},
		renewing: renewing{wanted: map[ecsapi.InstanceID]bool{}},
		watch:    task.Task{Due: now.Add(task.Jitter(watchPause))},
		dirty:    true,
	}
	r.sweep.Due = now
	if e.zoned[info.ID] {
		r.zoning.Due = now
	}
	return r
}

// publish returns the state for a snapshot, the last one if nothing changed.
func (r *region) publish() *fleet.RegionState {
	if !r.dirty && !r.rowsDirty && r.state != nil {
		return r.state
	}
	if r.rowsDirty {
		r.Instances = slices.Clone(r.rows)
	}
	st := r.RegionState
	st.Total, st.ZonesErr = max(r.Total, len(r.rows)), r.zoning.Err
	r.state, r.dirty, r.rowsDirty = &st, false, false
	return r.state
}

func (r *region) setLoading(on bool) {
	if r.Loading != on {
		r.Loading, r.dirty = on, true
	}
}

// apply takes over instances from the read numbered seq. A row that a later
// read brought stays: pages of a long sweep may arrive after the poll that saw
// an instance stop. An instance that didn't change keeps its pointer.
func (e *Engine) apply(r *region, part []*ecsapi.Instance, seq readSeq) {
	now := time.Now()
	for _, in := range part {
		i, ok := r.Index.Find(in.ID)
		if ok && r.seqs[i].n <= seq.n && len(r.absent) > 0 {
			delete(r.absent, in.ID)
		}
		switch {
		case !ok && r.gone[in.ID].n > seq.n:
			continue
		case !ok:
			e.noteReclaim(r, in, readSeq{}, seq)
			r.Index.Add(in.ID, seq.at)
			r.rows = append(r.rows, in)
			r.seqs = append(r.seqs, seq)
			r.count(in, 1, now)
		case r.seqs[i].n > seq.n:
			continue
		case same(r.rows[i], in):
			if r.leaving > 0 {
				e.noteReclaim(r, r.rows[i], r.seqs[i], seq)
			}
			r.noteRowRead(i, seq)
			continue
		default:
			e.noteReclaim(r, in, r.seqs[i], seq)
			r.count(r.rows[i], -1, now)
			r.rows[i] = in
			r.noteRowRead(i, seq)
			r.count(in, 1, now)
		}
		r.rowsDirty = true
		e.recent.note(in.ID)
	}
	if r.rowsDirty {
		e.changed()
	}
	if len(r.changing) > 0 {
		r.poll.Want(now.Add(task.Jitter(e.pollPause(r))))
	}
	if r.watched() {
		r.watch.Want(now.Add(task.Jitter(watchPause)))
	}
}

func (r *region) noteRowRead(i int, seq readSeq) {
	r.seqs[i] = seq
	r.Index.Read(i, seq.at)
}

// noteRead notes how old the region's oldest row is now. With none, it is as old as the read
// that said so.
func (r *region) noteRead(seq readSeq) {
	oldest := seq.at
	for i := range r.seqs {
		oldest = min(oldest, r.seqs[i].at)
	}
	r.Read, r.dirty = time.Unix(0, oldest).UTC(), true
}

// count adds a row to the sums, or with n = -1 takes it out.
func (r *region) count(in *ecsapi.Instance, n int, now time.Time) {
	r.Counts.Count(in, n)
	if in.Spot() {
		r.spots += n
	}
	if n > 0 && in.Status.Changing() {
		if _, ok := r.changing[in.ID]; !ok {
			r.changing[in.ID] = now
		}
	} else if n > 0 {
		delete(r.changing, in.ID)
	}
}

// mark gives a row the status that the answer to an action told. It counts as
// a read made now, so that answers asked for before don't undo it.
func (e *Engine) mark(r *region, id ecsapi.InstanceID, s ecsapi.Status) {
	i, ok := r.Index.Find(id)
	if !ok || s == "" || r.rows[i].Status == s {
		return
	}
	in := *r.rows[i]
	in.Status = s
	now := e.nextReadSeq()
	now.at = r.seqs[i].at // whether it is locked was read then
	e.apply(r, []*ecsapi.Instance{&in}, now)
}

// drop removes the rows among ids that no read since seq brought. Old
// snapshots keep the old index.
func (e *Engine) drop(r *region, ids []ecsapi.InstanceID, seq readSeq) {
	now := time.Now()
	gone := make(map[ecsapi.InstanceID]bool, len(ids))
	for _, id := range ids {
		if i, ok := r.Index.Find(id); ok && r.seqs[i].n < seq.n {
			gone[id] = true
			r.gone[id] = departure{seq.n, now}
			delete(r.absent, id)
		}
	}
	if len(gone) == 0 {
		return
	}
	maps.DeleteFunc(r.gone, func(_ ecsapi.InstanceID, d departure) bool { return now.Sub(d.at) > departedFor })
	rows, seqs, read := r.rows[:0], r.seqs[:0], make([]int64, 0, len(r.rows))
	for i, in := range r.rows {
		if gone[in.ID] {
			r.count(in, -1, now)
			delete(r.changing, in.ID)
			e.recent.note(in.ID)
			e.reclaimed(r, in.ID)
			continue
		}
		rows, seqs, read = append(rows, in), append(seqs, r.seqs[i]), append(read, r.seqs[i].at)
	}
	clear(r.rows[len(rows):])
	r.rows, r.seqs = rows, seqs
	r.Index = fleet.NewIndex(rows, read)
	r.Total = max(r.Total-len(gone), len(rows))
	r.rowsDirty = true
	e.changed()
}

// same reports whether two answers tell the same of an instance. Fields that
// change most often come first.
func same(a, b *ecsapi.Instance) bool {
	return a == b ||
		a.Status == b.Status && a.ID == b.ID && a.Name == b.Name &&
			a.Region == b.Region && a.Zone == b.Zone &&
			a.StoppedMode == b.StoppedMode && slices.Equal(a.Locks, b.Locks) &&
			a.Started.Equal(b.Started) && a.Expires.Equal(b.Expires) &&
			a.AutoRelease.Equal(b.AutoRelease) && a.Created.Equal(b.Created) &&
			slices.Equal(a.PublicIPs, b.PublicIPs) && slices.Equal(a.PrivateIPs, b.PrivateIPs) &&
			a.Type == b.Type && a.CPU == b.CPU && a.MemoryMiB == b.MemoryMiB && a.GPU == b.GPU &&
			a.Image == b.Image && a.OS == b.OS && a.HostName == b.HostName && a.KeyPair == b.KeyPair &&
			a.Elastic == b.Elastic && a.ElasticBandwidth == b.ElasticBandwidth &&
			a.DeletionProtection == b.DeletionProtection && a.ChargeType == b.ChargeType &&
			a.SpotStrategy == b.SpotStrategy && a.SpotPriceLimit == b.SpotPriceLimit &&
			a.VPC == b.VPC && a.VSwitch == b.VSwitch && slices.Equal(a.SecurityGroups, b.SecurityGroups) && a.NetworkInterfaces == b.NetworkInterfaces &&
			a.BandwidthOut == b.BandwidthOut && a.ResourceGroup == b.ResourceGroup &&
			a.Description == b.Description && a.Odd == b.Odd && slices.Equal(a.Tags, b.Tags)
}

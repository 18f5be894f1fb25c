package engine

import (
	"slices"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/fleet/task"
)

// region is the engine's own state of a region, guarded by the engine's mutex.
type region struct {
	info ecsapi.Region

	rows     []*ecsapi.Instance
	seqs     []readSeq                    // for each row, the read it is from
	gone     map[ecsapi.InstanceID]uint64 // dropped since the last sweep began; earlier reads don't bring them back
	index    *fleet.Index
	counts   fleet.Counts
	spots    int                             // spot instances
	leaving  int                             // instances announced to be taken back
	changing map[ecsapi.InstanceID]time.Time // wall time since when
	moved    time.Time                       // wall time of the last change of a row

	// absent are the rows that a sweep or a read by ids lacked, with the wall time
	// of the first such read by ids, zero before it.
	absent      map[ecsapi.InstanceID]time.Time
	unconfirmed int // reads of them that failed in a row

	total                    int
	known, complete, loading bool
	swept                    time.Time // wall time of the last complete read
	read                     time.Time // the same in cloud time
	err                      *ecsapi.Error
	retryAt                  time.Time
	fails                    int // reads that failed in a row
	zones                    []ecsapi.Zone
	zonesRead                bool
	unlisted                 bool // asked for by hand, unknown to the cloud

	sweep, poll, watch, confirm task.Task
	zoning                      task.Reading
	watching                    watching
	renewing                    renewing

	dirty, rowsDirty bool
	state            *fleet.RegionState // as published
}

// newRegion makes a region that is to be read at once.
func (e *Engine) newRegion(info ecsapi.Region) *region {
	now := time.Now()
	r := &region{
		info:     info,
		index:    fleet.NewIndex(nil),
		changing: map[ecsapi.InstanceID]time.Time{},
		gone:     map[ecsapi.InstanceID]uint64{},
		absent:   map[ecsapi.InstanceID]time.Time{},
		moved:    now,
		loading:  true,
		sweep:    task.Task{Due: now},
		watch:    task.Task{Due: now.Add(task.Jitter(watchPause))},
		dirty:    true,
	}
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
	st := &fleet.RegionState{
		Region: r.info, Total: max(r.total, len(r.rows)), Counts: r.counts,
		Known: r.known, Complete: r.complete, Loading: r.loading, Read: r.read,
		Err: r.err, RetryAt: r.retryAt, Zones: r.zones, ZonesErr: r.zoning.Err,
		Index: r.index,
	}
	if r.rowsDirty {
		st.Instances = slices.Clone(r.rows)
	} else if r.state != nil {
		st.Instances = r.state.Instances
	}
	r.state, r.dirty, r.rowsDirty = st, false, false
	return st
}

func (r *region) setLoading(on bool) {
	if r.loading != on {
		r.loading, r.dirty = on, true
	}
}

// apply takes over instances from the read numbered seq. A row that a later
// read brought stays: pages of a long sweep may arrive after the poll that saw
// an instance stop. An instance that didn't change keeps its pointer.
func (e *Engine) apply(r *region, part []*ecsapi.Instance, seq readSeq) {
	now := time.Now()
	for _, in := range part {
		i, ok := r.index.Find(in.ID)
		if ok && r.seqs[i].n <= seq.n && len(r.absent) > 0 {
			delete(r.absent, in.ID)
		}
		switch {
		case !ok && r.gone[in.ID] > seq.n:
			continue
		case !ok:
			e.noteReclaim(r, in, readSeq{}, seq)
			r.index.Add(in.ID, len(r.rows))
			r.rows = append(r.rows, in)
			r.seqs = append(r.seqs, seq)
			r.count(in, 1, now)
		case r.seqs[i].n > seq.n:
			continue
		case same(r.rows[i], in):
			if r.leaving > 0 {
				e.noteReclaim(r, r.rows[i], r.seqs[i], seq)
			}
			r.seqs[i] = seq
			continue
		default:
			e.noteReclaim(r, in, r.seqs[i], seq)
			r.count(r.rows[i], -1, now)
			r.rows[i], r.seqs[i] = in, seq
			r.count(in, 1, now)
		}
		r.moved, r.rowsDirty = now, true
		e.recent.note(in.ID)
	}
	if len(r.changing) > 0 {
		r.poll.Want(now.Add(task.Jitter(e.pollPause(r))))
	}
	if r.watched() {
		r.watch.Want(now.Add(task.Jitter(watchPause)))
	}
}

// count adds a row to the sums, or with n = -1 takes it out.
func (r *region) count(in *ecsapi.Instance, n int, now time.Time) {
	r.counts.Count(in, n)
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
	i, ok := r.index.Find(id)
	if !ok || s == "" || r.rows[i].Status == s {
		return
	}
	in := *r.rows[i]
	in.Status = s
	now := e.nextReadSeq()
	now.at = r.seqs[i].at // whether it is locked was read then
	e.apply(r, []*ecsapi.Instance{&in}, now)
}

// unseen lists the rows that no read since seq brought.
func (r *region) unseen(seq readSeq) []ecsapi.InstanceID {
	var out []ecsapi.InstanceID
	for i, t := range r.seqs {
		if t.n < seq.n {
			out = append(out, r.rows[i].ID)
		}
	}
	return out
}

// drop removes the rows among ids that no read since seq brought. Old
// snapshots keep the old index.
func (e *Engine) drop(r *region, ids []ecsapi.InstanceID, seq readSeq) {
	now := time.Now()
	gone := make(map[ecsapi.InstanceID]bool, len(ids))
	for _, id := range ids {
		if i, ok := r.index.Find(id); ok && r.seqs[i].n < seq.n {
			gone[id] = true
			r.gone[id] = seq.n
			delete(r.absent, id)
		}
	}
	if len(gone) == 0 {
		return
	}
	rows, seqs := r.rows[:0], r.seqs[:0]
	for i, in := range r.rows {
		if gone[in.ID] {
			r.count(in, -1, now)
			delete(r.changing, in.ID)
			e.recent.note(in.ID)
			e.reclaimed(r, in.ID)
			continue
		}
		rows, seqs = append(rows, in), append(seqs, r.seqs[i])
	}
	clear(r.rows[len(rows):])
	r.rows, r.seqs = rows, seqs
	r.index = fleet.NewIndex(rows)
	r.total = max(r.total-len(gone), len(rows))
	r.moved, r.rowsDirty = now, true
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
			a.DeletionProtection == b.DeletionProtection && a.ChargeType == b.ChargeType &&
			a.SpotStrategy == b.SpotStrategy && a.SpotPriceLimit == b.SpotPriceLimit &&
			a.VPC == b.VPC && a.VSwitch == b.VSwitch && slices.Equal(a.SecurityGroups, b.SecurityGroups) &&
			a.BandwidthOut == b.BandwidthOut && a.ResourceGroup == b.ResourceGroup &&
			a.Description == b.Description && a.Odd == b.Odd && slices.Equal(a.Tags, b.Tags)
}

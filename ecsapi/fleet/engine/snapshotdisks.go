package engine

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/message"
	"ecsdeck/ecsapi/op"
)

const (
	copiesAtOnce = 4 // CreateSnapshot calls of a group

	copyFirst = 3 * time.Second // from the last call to the first look
	copyMost  = 15 * time.Second

	// copyStuck is how long a snapshot may go without progress. How long one
	// takes as a whole is up to the disk.
	copyStuck = 30 * time.Minute

	stepCopy    = "snapshot"
	stepRelease = "release"
)

// diskCopy is the snapshot of a disk that goes with an instance.
type diskCopy struct {
	it       *item
	disk     ecsapi.Disk
	id       string
	percent  int
	moved    time.Time // wall time of the last progress
	missing  int       // reads in a row that didn't list it
	finished bool
}

// uncopied are the items of a release whose disks must be copied first.
func (j *job) uncopied(items []*item) []*item {
	if !j.Options.Snapshot {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(items), func(it *item) bool { return it.saved })
}

// copyDisks takes a snapshot of each disk that goes with the items and waits for all
// of them. Items whose disks are safe can be released then; the others have
// failed, or were cancelled meanwhile.
func (e *Engine) copyDisks(ctx context.Context, j *job, id ecsapi.RegionID, items []*item) {
	e.step(j, stepCopy, e.having(fleet.Queued, items)...)
	disks, err := e.client.Disks(ecsapi.WithPriority(ctx, ecsapi.PriorityAction), id, idsOf(items))
	if err != nil {
		e.failUncopied(j, items, ecsapi.AsError(err))
		return
	}
	var copies []*diskCopy
	snapshot := e.Snapshot()
	of := groupBy(disks, func(d ecsapi.Disk) ecsapi.InstanceID { return d.Instance })
	for _, it := range items {
		// Every instance has a system disk: an answer without it tells too little
		// to release anything on.
		if !slices.ContainsFunc(of[it.ID], func(d ecsapi.Disk) bool { return d.System }) {
			e.failUncopied(j, []*item{it}, &ecsapi.Error{
				API: "DescribeDisks", Region: id, Kind: ecsapi.KindAnswer, Text: message.New("its disks are not listed, so none can be copied"),
			})
			continue
		}
		in, known := snapshot.Instance(it.ID)
		for _, d := range of[it.ID] {
			if d.Secured = known && in.Secured(); d.Goes() {
				copies = append(copies, &diskCopy{it: it, disk: d, moved: time.Now()})
			}
		}
	}
	slots := make(chan struct{}, copiesAtOnce)
	var wg sync.WaitGroup
	for _, c := range copies {
		slots <- struct{}{}
		wg.Go(e.guarded(func() {
			defer func() { <-slots }()
			e.beginCopy(ctx, j, id, c)
		}))
	}
	wg.Wait()
	e.awaitCopies(j, id, copies)
	e.unlessCancelled(j, items, func(it *item) { it.saved, it.Step, it.Progress = true, stepRelease, "" })
}

// unlessCancelled does something with each item that is still queued, or ends it if
// the job was cancelled.
func (e *Engine) unlessCancelled(j *job, items []*item, do func(it *item)) {
	e.locked(func() {
		if j.ctx.Err() != nil {
			do = func(it *item) { e.end(j, it, fleet.Cancelled, nil) }
		}
		for _, it := range items {
			if it.Outcome == fleet.Queued {
				do(it)
			}
		}
		e.jobChanged(j)
	})
}

// step says what is being done to items.
func (e *Engine) step(j *job, step message.Key, items ...*item) {
	e.locked(func() {
		for _, it := range items {
			it.Step, it.Progress = step, ""
		}
		e.jobChanged(j)
	})
}

// failUncopied ends items whose disks could not be copied: they are not released.
func (e *Engine) failUncopied(j *job, items []*item, err *ecsapi.Error) {
	bad, says := *err, err.Says()
	if says.IsZero() {
		says = message.Verbatim(string(err.Kind))
	}
	bad.Text, bad.Message = message.New("not released: {reason}", says), ""
	e.unlessCancelled(j, items, func(it *item) { e.end(j, it, fleet.Failed, &bad) })
}

// copyName is what the snapshots of a job are called: under a key the same each
// time, for a call with the same token must not ask for another name.
func (j *job) copyName(id ecsapi.InstanceID) string {
	which := j.Created.UTC().Format("20060102-1504")
	if j.KeyHash != "" {
		which = j.KeyHash[:12]
	}
	return "ecsdeck-" + string(id) + "-" + which
}

// beginCopy has the cloud begin a snapshot. A lost answer is asked for again
// with the same token, and a snapshot of the disk that is under way waited for.
func (e *Engine) beginCopy(ctx context.Context, j *job, id ecsapi.RegionID, c *diskCopy) {
	items, name := []*item{c.it}, j.copyName(c.it.ID)
	token := j.newToken(ecsapi.CreateSnapshot, c.disk.ID, items)
	params := []op.Param{{Name: "DiskId", Value: c.disk.ID}, {Name: "SnapshotName", Value: name}}
	call := newCall(ecsapi.CreateSnapshot, id, token, items, params)
	for t := (tries{}); ; {
		if len(e.having(fleet.Queued, items)) == 0 || j.ctx.Err() != nil {
			return // another disk of it failed, or nothing is sent any more
		}
		bad := e.write(ctx, j, call, func(ctx context.Context) (_ string, err error) {
			c.id, err = e.client.CreateSnapshot(ctx, id, c.disk.ID, name, token)
			return "", err
		})
		if bad == nil {
			return
		}
		if strings.HasSuffix(bad.Code, ".CreatingSnapshot") { // it can't be copied twice at once
			bad.Kind = ecsapi.KindBusy
		}
		if !e.again(j, items, &t, bad) {
			e.failUncopied(j, items, bad)
			return
		}
	}
}

// awaitCopies reads the snapshots until each is accomplished or its item ended.
func (e *Engine) awaitCopies(j *job, id ecsapi.RegionID, copies []*diskCopy) {
	ctx := ecsapi.WithPriority(j.ctx, ecsapi.PriorityPoll) // after Cancel nobody waits for them
	pause := copyFirst
	for {
		var ids []string
		e.locked(func() {
			for _, c := range copies {
				if !c.finished && c.it.Outcome == fleet.Queued {
					ids = append(ids, c.id)
				}
			}
		})
		if len(ids) == 0 || !wait(j.ctx, pause) {
			return
		}
		found, err := e.client.Snapshots(ctx, id, ids)
		if j.ctx.Err() != nil {
			return
		}
		bad, now := ecsapi.AsError(err), time.Now()
		e.locked(func() {
			for _, c := range copies {
				if !c.finished && c.it.Outcome == fleet.Queued {
					e.evaluateCopy(j, c, found, bad, now)
				}
			}
			e.tellProgress(j, copies)
		})
		e.recordEnds(j)
		pause = min(pause*3/2, copyMost)
		if bad != nil {
			pause = max(pause, bad.RetryAfter)
		}
	}
}

// evaluateCopy decides from one look how far a snapshot is. The mutex is held.
func (e *Engine) evaluateCopy(j *job, c *diskCopy, found []ecsapi.Snapshot, bad *ecsapi.Error, now time.Time) {
	fail := func(o fleet.Outcome, k ecsapi.Kind, why message.Key) {
		e.end(j, c.it, o, &ecsapi.Error{
			API: ecsapi.CreateSnapshot, Region: c.it.Region, Kind: k, Text: message.New(why, c.disk.ID),
		})
	}
	var s ecsapi.Snapshot
	if i := slices.IndexFunc(found, func(s ecsapi.Snapshot) bool { return s.ID == c.id }); i >= 0 {
		s, c.missing = found[i], 0
		if percent, _ := strconv.Atoi(strings.TrimSuffix(s.Progress, "%")); percent != c.percent {
			c.percent, c.moved = percent, now
		}
	} else if bad == nil {
		c.missing++
	}
	switch {
	case s.Status == "accomplished":
		c.finished, c.percent = true, 100
	case s.Status == "failed":
		fail(fleet.Failed, ecsapi.KindState, "not released: the snapshot of disk {disk} failed")
	case c.missing >= 3: // a new one may be listed a moment late
		fail(fleet.Failed, ecsapi.KindNotFound, "not released: the snapshot of disk {disk} is not listed")
	case now.Sub(c.moved) > copyStuck:
		fail(fleet.TimedOut, ecsapi.KindTimeout, "not released: the snapshot of disk {disk} makes no progress")
	}
}

// tellProgress says how far each item's snapshots are together. The mutex is
// held.
func (e *Engine) tellProgress(j *job, copies []*diskCopy) {
	sum, n := map[*item]int{}, map[*item]int{}
	for _, c := range copies {
		sum[c.it] += c.percent
		n[c.it]++
	}
	for it, n := range n {
		if text := strconv.Itoa(sum[it]/n) + "%"; it.Outcome == fleet.Queued && it.Progress != text {
			it.Progress, j.dirty = text, true
		}
	}
	e.changed()
}

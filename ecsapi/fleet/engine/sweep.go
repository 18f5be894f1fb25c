package engine

import (
	"context"
	"errors"
	"slices"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet/task"
	"ecsdeck/ecsapi/message"
)

// readList reads the list of regions. Until it answers, a scope given by hand
// is read as it is.
func (e *Engine) readList(ctx context.Context) (take func(), err error) {
	named := e.options.Regions
	list, err := e.client.Regions(ctx, named...)
	if refusal, ok := errors.AsType[*ecsapi.Error](err); ok && refusal.Kind == ecsapi.KindForbidden && len(named) > 0 {
		err = nil // who may not list regions can still name them
		for _, id := range named {
			list = append(list, ecsapi.Region{ID: id})
		}
	}
	return func() {
		if err == nil {
			e.listed = true
			e.setRegions(list)
			return
		}
		for _, id := range named {
			if e.region(id) == nil {
				e.regions = append(e.regions, e.newRegion(ecsapi.Region{ID: id}))
			}
		}
	}, err
}

// setRegions puts the regions in scope in the cloud's order. One in scope that
// the cloud doesn't list fails for good.
func (e *Engine) setRegions(list []ecsapi.Region) {
	var regions []*region
	for _, info := range list {
		if len(e.options.Regions) > 0 && !slices.Contains(e.options.Regions, info.ID) {
			continue
		}
		r := e.region(info.ID)
		if r == nil {
			r = e.newRegion(info)
		}
		r.Region, r.dirty = info, true
		regions = append(regions, r)
	}
	for _, id := range e.options.Regions {
		if slices.ContainsFunc(regions, func(r *region) bool { return r.ID == id }) {
			continue
		}
		r := e.newRegion(ecsapi.Region{ID: id})
		r.sweep, r.watch, r.zoning, r.Loading, r.unlisted = task.Reading{}, task.Task{}, task.Reading{}, false, true
		r.Err = &ecsapi.Error{
			API: "DescribeRegions", Region: id, Kind: ecsapi.KindNotFound,
			Code: "InvalidRegionId.NotFound", Text: message.New("the cloud lists no such region"),
		}
		regions = append(regions, r)
	}
	e.regions = regions
}

// readRegion lists a region's instances to the last page.
func (e *Engine) readRegion(ctx context.Context, r *region) (take func(), err error) {
	e.locked(func() {
		if r.Err != nil {
			r.setLoading(true)
			e.changed()
		}
	})
	listed, err := e.listRegion(ctx, r, nil)
	return func() {
		e.sweeping--
		r.Err, r.RetryAt = r.sweep.Err, r.sweep.Due
		if err == nil {
			r.RetryAt = time.Time{}
			listed()
		}
		r.Loading, r.dirty = r.sweep.Again, true
	}, err
}

// listRegion lists a region's instances to the last page. Rows appear, or are
// replaced, as their page arrives; the old ones stay until then. What is left to do
// after a complete listing, with the mutex held, is returned. each, if there is one, is
// told of the rows of each page.
func (e *Engine) listRegion(ctx context.Context, r *region, each func(part []*ecsapi.Instance)) (listed func(), err error) {
	seq, began := e.readSeq(), time.Now()
	page := func(part []*ecsapi.Instance, total int) {
		e.mu.Lock()
		defer e.mu.Unlock()
		e.apply(r, part, seq)
		if each != nil {
			each(part)
		}
		if !r.Known || r.Total != total {
			r.Known, r.Total, r.dirty = true, total, true
			e.changed()
		}
	}
	err = e.client.InstancePages(ctx, ecsapi.Query{Region: r.ID}, page)
	return func() {
		e.noteAbsent(r, seq)
		r.Known, r.Complete, r.Total = true, true, len(r.rows)
		r.swept, r.sweptFrom = time.Now(), began
		r.noteRead(seq)
		e.plan(r)
		e.planFresh(r)
		e.rewatch(r)
	}, err
}

// pollChanging reads the instances in transition that no job follows.
func (e *Engine) pollChanging(ctx context.Context, r *region) {
	var ids []ecsapi.InstanceID
	e.locked(func() {
		for id, since := range r.changing {
			if _, absent := r.absent[id]; !absent && e.followed[id] == 0 && time.Since(since) < pollFor {
				ids = append(ids, id)
			}
		}
	})
	slices.Sort(ids)
	_, err := e.readIDs(ecsapi.WithPriority(ctx, ecsapi.PriorityPoll), r, ids)

	e.mu.Lock()
	defer e.mu.Unlock()
	if ctx.Err() != nil {
		return
	}
	pause, bad := task.Jitter(e.pollPause(r)), ecsapi.AsError(err)
	if len(ids) > 0 {
		r.noteHealth(bad)
	}
	if bad != nil {
		pause = max(pause, bad.RetryAfter)
	}
	if len(r.changing) > 0 {
		r.poll.Due = time.Now().Add(pause)
	}
}

// noteHealth notes how a small read of the region went. Where that is news, it brings
// the next sweep forward: that one reports errors, and takes them back. A big region that
// failed once is only counted: it is listed when that fails too.
func (r *region) noteHealth(bad *ecsapi.Error) {
	switch {
	case bad != nil && bad.Retry() && r.Err == nil && !r.small() && !r.counting.Due.IsZero():
		r.counting.Sooner(time.Now())
	case bad != nil && bad.Retry() && r.Err == nil, bad == nil && r.Err != nil && r.Err.Retry():
		r.sweepSoon()
	}
}

// readZones reads the zones of a region.
func (e *Engine) readZones(ctx context.Context, r *region) (take func(), err error) {
	zones, err := e.client.Zones(ecsapi.WithPriority(ctx, ecsapi.PriorityPrices), r.ID)
	return func() {
		if r.dirty = true; err == nil {
			r.Zones, r.zonesRead = zones, true
		}
	}, err
}

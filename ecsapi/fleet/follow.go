package fleet

import (
	"cmp"
	"context"
	"slices"
	"time"

	"ecsdeck/ecsapi"
)

const (
	followFirst = time.Second // from the send to the first read
	followMost  = 5 * time.Second

	// followFor is how long an accepted item may take, in wall time: a cloud
	// whose clock stands still must not keep a job open.
	followFor = 10 * time.Minute

	// noEffect ends an item that was accepted and shows no sign. By then a
	// start time, which is told to the minute, has had its turn.
	noEffect = 65 * time.Second
)

// follow reads the accepted items of a region, 100 a call, with growing pauses
// until each came to an end and no more can come.
func (e *Engine) follow(ctx context.Context, j *job, id ecsapi.RegionID, items []*item, sent, all <-chan struct{}) {
	timer := time.NewTimer(time.Hour)
	defer timer.Stop()
	var next time.Time // of the next read; zero: none planned
	pause := followFirst
	for {
		open := e.open(items)
		if len(open) == 0 && all == nil {
			return
		}
		switch {
		case len(open) == 0:
			next = time.Time{}
			timer.Stop()
		case next.IsZero():
			next = time.Now().Add(pause)
			timer.Reset(pause)
		}
		select {
		case <-ctx.Done():
			return
		case <-all:
			all = nil
		case <-sent:
			pause = followFirst
			if soon := time.Now().Add(pause); next.After(soon) {
				next = soon
				timer.Reset(pause)
			}
		case <-timer.C:
			err := e.look(ctx, j, id, open)
			pause = min(pause*3/2, followMost)
			if next = (time.Time{}); err != nil && err.RetryAfter > pause {
				next = time.Now().Add(err.RetryAfter)
				timer.Reset(err.RetryAfter)
			}
		}
	}
}

// open lists the items that were accepted and did not end.
func (e *Engine) open(items []*item) []*item {
	e.mu.Lock()
	defer e.mu.Unlock()
	var out []*item
	for _, it := range items {
		if it.Outcome == Sent {
			out = append(out, it)
		}
	}
	return out
}

// look reads the items once and ends those that are through.
func (e *Engine) look(ctx context.Context, j *job, id ecsapi.RegionID, items []*item) *ecsapi.Error {
	ids := make([]ecsapi.InstanceID, len(items))
	for i, it := range items {
		ids[i] = it.ID
	}
	turn := e.turn()
	page := func(part []*ecsapi.Instance, _ int) {
		e.locked(func() { e.applyTo(id, part, turn) })
	}
	found, err := e.client.Instances(ecsapi.WithPriority(ctx, ecsapi.PriorityPoll), ecsapi.Query{Region: id, IDs: ids}, page)
	if ctx.Err() != nil {
		return nil
	}
	bad := apiError(err)
	e.locked(func() {
		if r := e.region(id); r != nil {
			e.took(r, nil, turn, bad)
		}
	})
	now, seen := time.Now(), byID(found)
	for some := range slices.Chunk(items, 1000) { // others need the mutex too
		e.locked(func() {
			for _, it := range some {
				in := seen[it.ID]
				if in != nil || bad == nil {
					e.judge(j, it, in, now)
				}
				if it.Outcome == Sent && now.Sub(it.accepted) >= followFor {
					e.end(j, it, TimedOut, bad)
				}
			}
		})
	}
	e.kick()
	return bad
}

// evidence is what a read says against an item's success. It counts only when
// two reads in a row say the same: the cloud's answers may be a moment old.
type evidence string

const (
	none  evidence = ""
	gone  evidence = "not listed"
	back  evidence = "where it was, after it was seen to move"
	quiet evidence = "never seen to move"
)

// judge decides from one look whether an item reached its end; in is nil when
// the instance was not listed.
func (e *Engine) judge(j *job, it *item, in *ecsapi.Instance, now time.Time) {
	status := ecsapi.Status("")
	if in != nil {
		status = in.Status
	}
	if it.Now != status {
		it.Now, j.dirty = status, true
		e.changed()
	}
	late := now.Sub(it.accepted) >= noEffect
	reboot := j.Action == ActionReboot
	against := none
	switch {
	case in == nil:
		against = gone
	case status.Changing():
		it.moved = true
	case status == target(j.Action) && (!reboot || it.moved || in.Started.After(it.started)):
		e.end(j, it, Done, nil)
	case reboot && status != ecsapi.Running:
		if late {
			against = back
		}
	case it.moved:
		against = back
	case late:
		against = quiet
	}
	if it.against != against {
		it.against, it.odd = against, 0
	}
	if it.odd++; it.odd < 2 {
		return
	}
	switch {
	case against == gone:
		e.end(j, it, Failed, e.fate(j, it, ecsapi.KindNotFound, "the instance is no longer listed"))
	case against == back:
		e.end(j, it, Failed, e.fate(j, it, ecsapi.KindState, "the instance went back to "+string(status)))
	case against == quiet && !reboot:
		e.end(j, it, Failed, e.fate(j, it, ecsapi.KindState, "accepted, but the instance stayed "+string(status)))
	case against == quiet && it.told:
		// It was on its way when it was accepted, and no read saw it.
		e.end(j, it, Done, nil)
	case against == quiet:
		e.end(j, it, Unknown, cmp.Or(it.cause, e.fate(j, it, ecsapi.KindState, "accepted, but the instance shows no sign of a reboot")))
	}
}

// target is the status that an action leads to.
func target(a Action) ecsapi.Status {
	if a == ActionStop {
		return ecsapi.Stopped
	}
	return ecsapi.Running
}

// fate is the error of an item that was accepted and did not get there.
func (e *Engine) fate(j *job, it *item, k ecsapi.Kind, message string) *ecsapi.Error {
	return &ecsapi.Error{API: api(j.Action), Region: it.Region, Kind: k, Message: message, RequestID: it.RequestID}
}

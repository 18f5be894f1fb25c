package engine

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/fleet/journal"
	"ecsdeck/ecsapi/op"
)

// pastPause is how often the journal is looked at for what other processes
// wrote.
const pastPause = 15 * time.Second

// mostPast is how many jobs of the journal are known, the newest. More than are
// shown: what is given again may have been given a day and many jobs ago.
const mostPast = 1000

// past is what the journal tells of other runs of the program.
type past struct {
	jobs    []*fleet.Job // newest first, without those that broke off and are examined
	dirty   bool
	read    bool               // since it was asked for last, or that failed
	waiting []fleet.DrainOrder // for that, the first time
	wanted  chan struct{}      // one slot: to be read now
}

// watchPast reads the jobs of other runs, and again when their files change.
// Those that are not finished are examined, each once.
func (e *Engine) watchPast(ctx context.Context) {
	dir := e.journal.Dir()
	seen, adopted := "", map[string]bool{}
	for {
		if now := fingerprint(dir); now != seen || e.elsewhere() {
			seen = now
			list, _, err := journal.ReadAlso(dir, mostPast, e.options.KeyHash) // its problems are the faces' to tell
			if err == nil {
				e.setPast(ctx, list, adopted)
			}
		}
		e.locked(e.drainWaiting)
		e.journal.Retry() // what it could not take, the jobs tell
		select {
		case <-ctx.Done():
			return
		case <-e.past.wanted:
		case <-time.After(pastPause):
		}
	}
}

// elsewhere reports whether another process is at work, as far as is known.
// That it died changes no file.
func (e *Engine) elsewhere() bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	return slices.ContainsFunc(e.past.jobs, func(j *fleet.Job) bool { return j.Elsewhere })
}

// fingerprint changes with the files of other processes in a directory. Files
// are named by process.
func fingerprint(dir string) string {
	files, _ := os.ReadDir(dir) // one that can't be read has none
	mine := fmt.Sprintf("-%d.", os.Getpid())
	var b strings.Builder
	for _, f := range files {
		if info, err := f.Info(); err == nil && !strings.Contains(f.Name(), mine) {
			fmt.Fprintln(&b, f.Name(), info.Size(), info.ModTime().UnixNano())
		}
	}
	return b.String()
}

// setPast shows the jobs of other runs and has those that are not finished examined.
func (e *Engine) setPast(ctx context.Context, list []journal.Job, adopted map[string]bool) {
	jobs := make([]*fleet.Job, len(list))
	for i := range list {
		jobs[i] = pastJob(&list[i])
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	own := map[string]bool{}
	for _, j := range e.jobs {
		own[j.Key] = true
	}
	e.past.jobs, e.past.dirty = nil, true
	for i := range list {
		b := &list[i]
		e.lastJob = max(e.lastJob, jobs[i].ID)
		jobs[i].Others = e.options.By.Others(b.By)
		switch {
		case own[b.Key] || adopted[b.Key]:
		case unfinished(b, jobs[i]) && jobs[i].Others == "":
			adopted[b.Key] = true
			e.examine(ctx, b, jobs[i])
		case i >= maxJobs && jobs[i].Unclaimed == "" && (jobs[i].KeyHash == "" || jobs[i].KeyHash != e.options.KeyHash): // neither shown nor of use
		default:
			e.past.jobs = append(e.past.jobs, jobs[i])
		}
	}
	e.recallDrains(e.reclaims.list...)
	e.changed()
}

// Open reports whether it is not known what became of a job of the journal, and
// the cloud may still tell. At the time clear, if it is not zero, what shows no
// effect by then was not carried out.
func Open(b *journal.Job) (open bool, clear time.Time) {
	j := pastJob(b)
	if !unfinished(b, j) {
		return false, clear
	}
	for i := range j.Items {
		it := &j.Items[i]
		switch it.Outcome {
		case fleet.Queued, fleet.Sent:
			open = open || b.State == journal.BrokenOff && !it.Sent.IsZero()
		case fleet.Unknown:
			open, clear = true, later(clear, op.ClearAt(j, it))
		case fleet.Done, fleet.Failed, fleet.TimedOut, fleet.Cancelled: // it has ended
		}
	}
	return open, clear
}

// Doubtful reports whether a job of the journal is charged for and may yet be carried out, or
// may have been without anybody knowing.
func Doubtful(b *journal.Job) bool {
	open, _ := Open(b)
	return (open || b.State == journal.Running) && op.Of(fleet.Action(b.Action)).Risk.Charged && time.Since(b.At) < tellsFor
}

// pastJob is a job of the journal as a snapshot tells it.
func pastJob(b *journal.Job) *fleet.Job {
	j := &fleet.Job{
		ID: fleet.JobID(b.Number), Key: b.Key, Action: fleet.Action(b.Action), Who: b.Who, Created: b.At, Ended: b.Ended, Currency: b.Currency,
		Past: true, Elsewhere: b.State == journal.Running, Unclaimed: b.Unclaimed, KeyHash: b.KeyHash, Asked: b.Asked,
	}
	json.Unmarshal(b.Options, &j.Options) // of another version, perhaps: what can't be read is left out
	if len(b.Order) > 0 {
		var o orderRecord
		if json.Unmarshal(b.Order, &o) == nil && o.Order != nil {
			if j.Order, j.Launches = o.Order, o.Calls; o.Calls == nil {
				j.Launches = o.Launches()
			}
		}
	}
	killed := op.Of(j.Action).Local && b.State == journal.BrokenOff
	for _, it := range b.Items {
		item := pastItem(&it)
		if killed {
			cutOff(&item)
		}
		if item.Outcome != fleet.Queued && item.Outcome != fleet.Sent {
			item.Ended = cmp.Or(b.Ended, b.At)
		}
		j.Regions = countIn(j.Regions, item.Region, 1)
		j.Counts.Count(item.Outcome)
		j.Items = append(j.Items, item)
	}
	if killed {
		j.Ended = cmp.Or(b.Ended, b.At)
	}
	for i := range b.Calls {
		c := &b.Calls[i]
		if c.Code != "" && !op.Inconclusive(c.API, c.Code) {
			continue // it was refused
		}
		for _, n := range c.Items {
			j.Items[n].Sent = c.At
		}
	}
	for _, s := range b.Skipped {
		j.Skipped = append(j.Skipped, fleet.Skip{ID: ecsapi.InstanceID(s.ID), Name: s.Name, Region: ecsapi.RegionID(s.Region), Reason: fleet.Reason(s.Reason)})
	}
	return j
}

func pastItem(it *journal.Item) fleet.Item {
	id := ecsapi.RegionID(it.Region)
	return fleet.Item{
		ID: ecsapi.InstanceID(it.ID), Name: it.Name, Region: ecsapi.RegionID(it.Region),
		From: ecsapi.Status(it.From), Now: ecsapi.Status(it.To), Outcome: cmp.Or(fleet.Outcome(it.Outcome), fleet.Queued),
		RequestID: it.RequestID, OrderID: it.OrderID, Address: it.Address, Run: it.Run, Cost: ecsapi.Price(it.Cost),
		Before: it.Before, OldExpiry: it.OldExpiry, NewExpiry: it.NewExpiry, Err: pastError("", id, it.Code, it.Message, it.RequestID),
	}
}

// pastError is an error that the journal holds, or nil: where the cloud gave no code,
// the journal has the kind.
func pastError(api string, id ecsapi.RegionID, code, text, requestID string) *ecsapi.Error {
	if code == "" && text == "" {
		return nil
	}
	bad := &ecsapi.Error{API: api, Region: id, Kind: ecsapi.KindOf(code), Code: code, Message: text, RequestID: requestID}
	if string(bad.Kind) == code {
		bad.Code = ""
	}
	return bad
}

// publishJobs puts the jobs of this run and of others into a snapshot, newest
// first, those of the last one if nothing changed.
func (e *Engine) publishJobs(s *fleet.Snapshot) {
	if !e.past.dirty && !slices.ContainsFunc(e.jobs, func(j *job) bool { return j.dirty }) {
		return
	}
	e.past.dirty = false
	s.Jobs = make([]*fleet.Job, 0, len(e.jobs)+len(e.past.jobs))
	for _, j := range e.jobs {
		s.Jobs = append(s.Jobs, j.publish())
	}
	slices.Reverse(s.Jobs)
	if room := maxJobs - len(s.Jobs); room > 0 {
		s.Jobs = append(s.Jobs, e.past.jobs[:min(room, len(e.past.jobs))]...)
	}
	slices.SortStableFunc(s.Jobs, func(a, b *fleet.Job) int { return b.Created.Compare(a.Created) })
}

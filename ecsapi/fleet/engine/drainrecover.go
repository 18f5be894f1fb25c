package engine

import (
	"cmp"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/op"
	"slices"
)

// What other runs of the program did for announcements, as the journal has it.

// drainWaiting begins what waited for the journal to be read.
func (e *Engine) drainWaiting() {
	e.past.read = true
	e.changed()
	for _, o := range e.past.waiting {
		e.drain(o)
	}
	e.past.waiting = nil
}

// recallDrains tells of announcements what other runs of the program did for
// them. The mutex is held.
func (e *Engine) recallDrains(list ...*reclaim) {
	for _, k := range list {
		var before []*drain
		for _, j := range e.past.jobs { // newest first
			i, remote := k.itemOf(j)
			if i < 0 {
				continue
			}
			it := &j.Items[i]
			d := &drain{of: k, past: true, Drain: fleet.Drain{What: whatOf(&j.Options), Remote: remote, Job: j.ID, Began: e.cloudTime(j.Created)}}
			if !it.Ended.IsZero() || j.Over() {
				endDrain(&d.Drain, j, it, e.cloudTime(cmp.Or(it.Ended, j.Ended)), true)
			}
			before = append(before, d)
		}
		for _, j := range slices.Backward(e.jobs) {
			if !j.Past { // … and being looked into
				continue
			}
			i, remote := k.itemOf(j.now())
			if i >= 0 && !slices.ContainsFunc(k.drains, func(d *drain) bool { return d.Job == j.ID }) {
				d := &drain{of: k, item: i, Drain: fleet.Drain{What: whatOf(&j.Options), Remote: remote, Job: j.ID, Began: e.cloudTime(j.Created)}}
				e.reclaims.running, before = append(e.reclaims.running, d), append(before, d)
			}
		}
		slices.Reverse(before)
		own := slices.DeleteFunc(slices.Clone(k.drains), func(d *drain) bool { return d.past })
		if len(before) > 0 || len(own) < len(k.drains) {
			k.drains = append(before, own...)
			e.touch(k)
		}
	}
}

// itemOf finds the announced instance in a job that drained it; -1 if the job
// did not.
func (k *reclaim) itemOf(j *fleet.Job) (i int, remote bool) {
	if j == nil || !op.Of(j.Action).AnswersReclaim || j.Created.Sub(k.wall).Abs() > 2*fleet.ReclaimNotice {
		return -1, false
	}
	i = slices.IndexFunc(j.Items, func(it fleet.Item) bool { return it.ID == k.Instance.ID && it.Outcome != fleet.Cancelled })
	return i, !op.Of(j.Action).Local
}

func whatOf(o *fleet.ActionOptions) string {
	return cmp.Or(op.CommandLine(o.Command), firstLine(o.Script))
}

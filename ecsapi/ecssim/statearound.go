package ecssim

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
)

// diskState names a disk by the machine it was made with.
type diskState struct {
	Of       string    `json:"of"`
	Index    int       `json:"index"`
	Detached time.Time `json:"detached,omitzero"`
}

type snapshotState struct {
	Hash        uint64      `json:"hash"`
	Name        string      `json:"name,omitempty"`
	Description string      `json:"description,omitempty"`
	Disk        diskState   `json:"disk"`
	Days        int         `json:"days,omitempty"`
	Tags        [][2]string `json:"tags,omitempty"`
	Begun       time.Time   `json:"begun"`
	Done        time.Time   `json:"done"`
	Failed      time.Time   `json:"failed,omitzero"`
}

type invocationState struct {
	ID      string        `json:"id"`
	Command string        `json:"command"`
	Name    string        `json:"name,omitempty"`
	Kind    string        `json:"kind"`
	Script  string        `json:"script"`
	User    string        `json:"user"`
	Begun   time.Time     `json:"begun"`
	Timeout time.Duration `json:"timeout"`
	Runs    []runState    `json:"runs"`
}

type runState struct {
	Instance string        `json:"instance"`
	Output   string        `json:"output,omitempty"`
	Exit     int           `json:"exit,omitempty"`
	Took     time.Duration `json:"took"`
	Began    time.Time     `json:"began"`
	Ends     time.Time     `json:"ends"`
	TimedOut bool          `json:"timed_out,omitempty"`
	Cut      time.Time     `json:"cut,omitzero"`
	Released bool          `json:"released,omitempty"`
}

func (v *invocation) state() invocationState {
	s := invocationState{
		ID: v.tid, Command: v.command, Name: text(v.name), Kind: v.kind, Script: text(v.script), User: text(v.user),
		Begun: v.begun, Timeout: v.timeout,
	}
	for _, m := range v.runs {
		s.Runs = append(s.Runs, runState{m.instance, text(m.output), m.exit, m.took, m.began, m.ends, m.timedOut, m.cut, m.released})
	}
	return s
}

func (s *invocationState) load() *invocation {
	v := &invocation{
		tid: s.ID, command: s.Command, name: untext(s.Name), kind: s.Kind, script: untext(s.Script), user: untext(s.User),
		begun: s.Begun, timeout: s.Timeout,
	}
	for _, w := range s.Runs {
		v.runs = append(v.runs, &machineRun{
			run: run{untext(w.Output), w.Exit, w.Took}, instance: w.Instance, began: w.Began, ends: w.Ends,
			timedOut: w.TimedOut, cut: w.Cut, released: w.Released, of: v,
		})
	}
	return v
}

type eventState struct {
	ID        string    `json:"id"`
	Instance  string    `json:"instance"`
	Kind      string    `json:"kind"`
	Cycle     string    `json:"cycle"`
	Published time.Time `json:"published"`
	NotBefore time.Time `json:"not_before"`
	Finish    time.Time `json:"finish,omitzero"`
	Reason    string    `json:"reason"`
}

// stateAround copies what hangs on machines, and those of them that are gone.
func (r *region) stateAround(s *regionState) {
	seen := map[string]bool{}
	ref := func(d disk) diskState {
		if i := d.with; r.byID[i.ID] != i && !seen[i.ID] {
			seen[i.ID] = true
			s.dead = append(s.dead, *i)
		}
		return diskState{d.with.ID, d.index, d.detached}
	}
	for _, d := range r.kept {
		s.Kept = append(s.Kept, ref(*d))
	}
	slices.SortFunc(s.Kept, func(a, b diskState) int {
		return cmp.Or(strings.Compare(a.Of, b.Of), a.Index-b.Index)
	})
	for _, c := range r.snapshots {
		s.Snapshots = append(s.Snapshots, snapshotState{
			c.hash, c.name, text(c.description), ref(c.disk), c.days, tagsState(c.tags), c.begun, c.done, c.failed,
		})
	}
	slices.SortFunc(s.dead, func(a, b instance) int { return strings.Compare(a.ID, b.ID) })
	for _, v := range r.invocations {
		s.Invocations = append(s.Invocations, v.state())
	}
	for _, e := range r.history {
		s.Past = append(s.Past, eventState{e.eid, e.instance, e.kind, e.cycle, e.published, e.notBefore, e.finish, e.reason})
	}
}

// loadDisks finds the disks that outlived their machines, and the snapshots.
func (r *region) loadDisks(s *regionState, gone map[string]*instance) error {
	find := func(w diskState) (disk, error) {
		i := r.byID[w.Of]
		if i == nil {
			i = gone[w.Of]
		}
		if i == nil || w.Index < 0 || w.Index >= i.diskCount() {
			return disk{}, fmt.Errorf("disk %d of %.40q is not there", w.Index, w.Of)
		}
		d := i.disk(w.Index)
		d.detached = w.Detached
		return d, nil
	}
	for _, w := range s.Kept {
		d, err := find(w)
		if err != nil {
			return err
		}
		if r.kept == nil {
			r.kept = map[string]*disk{}
		}
		r.kept[d.ID()] = &d
	}
	for _, w := range s.Snapshots {
		d, err := find(w.Disk)
		if err != nil {
			return err
		}
		c := &snapshot{
			hash: w.Hash, region: r, name: w.Name, description: untext(w.Description), disk: d, days: w.Days,
			tags: loadTags(w.Tags), begun: w.Begun, done: w.Done, failed: w.Failed,
		}
		r.snapshots = append(r.snapshots, c)
		if d.detached.IsZero() && r.byID[d.with.ID] == d.with && c.failed.IsZero() {
			d.with.tasks = append(d.with.tasks, c)
		}
	}
	return nil
}

// loadAround builds commands and past events.
func (r *region) loadAround(s *regionState) error {
	for n := range s.Invocations {
		v := s.Invocations[n].load()
		for _, m := range v.runs {
			if i := r.byID[m.instance]; i != nil && m.cut.IsZero() {
				i.tasks = append(i.tasks, m)
			}
		}
		r.invocations = append(r.invocations, v)
	}
	for _, w := range s.Past {
		r.history = append(r.history, event{w.ID, w.Instance, w.Kind, w.Cycle, w.Published, w.NotBefore, w.Finish, w.Reason})
	}
	return nil
}

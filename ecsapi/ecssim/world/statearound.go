package world

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

func (v *Invocation) state() invocationState {
	s := invocationState{
		ID: v.Tid, Command: v.Command, Name: text(v.Name), Kind: v.Kind, Script: text(v.Script), User: text(v.User),
		Begun: v.Begun, Timeout: v.Timeout,
	}
	for _, m := range v.Runs {
		s.Runs = append(s.Runs, runState{m.Instance, text(m.Output), m.Exit, m.Took, m.Began, m.Ends, m.TimedOut, m.Cut, m.released})
	}
	return s
}

func (s *invocationState) load() *Invocation {
	v := &Invocation{
		Tid: s.ID, Command: s.Command, Name: untext(s.Name), Kind: s.Kind, Script: untext(s.Script), User: untext(s.User),
		Begun: s.Begun, Timeout: s.Timeout,
	}
	for _, w := range s.Runs {
		v.Runs = append(v.Runs, &MachineRun{
			Run: Run{untext(w.Output), w.Exit, w.Took}, Instance: w.Instance, Began: w.Began, Ends: w.Ends,
			TimedOut: w.TimedOut, Cut: w.Cut, released: w.Released, Of: v,
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
func (r *Region) stateAround(s *RegionState) {
	seen := map[string]bool{}
	ref := func(d Disk) diskState {
		if i := d.With; r.ByID[i.ID] != i && !seen[i.ID] {
			seen[i.ID] = true
			s.dead = append(s.dead, *i)
		}
		return diskState{d.With.ID, d.Index, d.Detached}
	}
	for _, d := range r.Kept {
		s.Kept = append(s.Kept, ref(*d))
	}
	slices.SortFunc(s.Kept, func(a, b diskState) int {
		return cmp.Or(strings.Compare(a.Of, b.Of), a.Index-b.Index)
	})
	for _, c := range r.Snapshots {
		s.Snapshots = append(s.Snapshots, snapshotState{
			c.Hash, c.Name, text(c.Description), ref(c.Disk), c.Days, tagsState(c.Tags), c.Begun, c.Done, c.Failed,
		})
	}
	slices.SortFunc(s.dead, func(a, b Instance) int { return strings.Compare(a.ID, b.ID) })
	for _, v := range r.Invocations {
		s.Invocations = append(s.Invocations, v.state())
	}
	for _, e := range r.History {
		s.Past = append(s.Past, eventState{e.Eid, e.Instance, e.Kind, e.Cycle, e.Published, e.NotBefore, e.Finish, e.Reason})
	}
}

// loadDisks finds the disks that outlived their machines, and the snapshots.
func (r *Region) loadDisks(s *RegionState, gone map[string]*Instance) error {
	find := func(w diskState) (Disk, error) {
		i := r.ByID[w.Of]
		if i == nil {
			i = gone[w.Of]
		}
		if i == nil || w.Index < 0 || w.Index >= i.diskCount() {
			return Disk{}, fmt.Errorf("disk %d of %.40q is not there", w.Index, w.Of)
		}
		d := i.disk(w.Index)
		d.Detached = w.Detached
		return d, nil
	}
	for _, w := range s.Kept {
		d, err := find(w)
		if err != nil {
			return err
		}
		if r.Kept == nil {
			r.Kept = map[string]*Disk{}
		}
		r.Kept[d.ID()] = &d
	}
	for _, w := range s.Snapshots {
		d, err := find(w.Disk)
		if err != nil {
			return err
		}
		c := &Snapshot{
			Hash: w.Hash, Region: r, Name: w.Name, Description: untext(w.Description), Disk: d, Days: w.Days,
			Tags: loadTags(w.Tags), Begun: w.Begun, Done: w.Done, Failed: w.Failed,
		}
		r.Snapshots = append(r.Snapshots, c)
		if d.Detached.IsZero() && r.ByID[d.With.ID] == d.With && c.Failed.IsZero() {
			d.With.Tasks = append(d.With.Tasks, c)
		}
	}
	return nil
}

// loadAround builds commands and past events.
func (r *Region) loadAround(s *RegionState) {
	for n := range s.Invocations {
		v := s.Invocations[n].load()
		for _, m := range v.Runs {
			if i := r.ByID[m.Instance]; i != nil && m.Cut.IsZero() {
				i.Tasks = append(i.Tasks, m)
			}
		}
		r.Invocations = append(r.Invocations, v)
	}
	for _, w := range s.Past {
		r.History = append(r.History, Event{w.ID, w.Instance, w.Kind, w.Cycle, w.Published, w.NotBefore, w.Finish, w.Reason})
	}
}

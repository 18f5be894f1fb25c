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

// recoded is a copy of an invocation whose texts are those that code makes of them.
func (v *Invocation) recoded(code func(string) string) *Invocation {
	c := *v
	c.Name, c.Script, c.User = code(v.Name), code(v.Script), code(v.User)
	c.Runs = make([]*MachineRun, len(v.Runs))
	for n, m := range v.Runs {
		run := *cmp.Or(m, &MachineRun{}) // a state may say null
		run.Output, run.Of = code(run.Output), &c
		c.Runs[n] = &run
	}
	return &c
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
		s.Invocations = append(s.Invocations, *v.recoded(text))
	}
	s.Past = slices.Clone(r.History)
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
		v := s.Invocations[n].recoded(untext)
		for _, m := range v.Runs {
			if i := r.ByID[m.Instance]; i != nil && m.Cut.IsZero() {
				i.Tasks = append(i.Tasks, m)
			}
		}
		r.Invocations = append(r.Invocations, v)
	}
	r.History = s.Past
}

package shell

import (
	"context"
	"slices"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
)

// learnFor is how long a command waits for what its filter asks for beside the listing.
const learnFor = time.Minute

// Learn takes the fleet that the filter is asked about, reads what the filter needs and the
// listing of instances doesn't tell, and counts of how many instances it stays unknown whether
// they match. Times count from the moment now of cloud time.
func (f *FilterFlags) Learn(ctx context.Context, r *Fleet, now time.Time) {
	f.until, _ = f.deadline(now)
	var all []*ecsapi.Instance
	for _, g := range r.Snapshot.Regions {
		for _, in := range g.Instances {
			if f.soon(in) {
				all = append(all, in)
			}
		}
	}
	f.take(r.Snapshot, now, r.Name())
	lacking := fleet.LackingOf(f.expr, all, f.about)
	if lacking.Calls > 0 {
		f.take(learn(ctx, r, lacking), now, r.Name())
		lacking = fleet.LackingOf(f.expr, all, f.about)
	}
	f.Unknown = lacking.Rows
}

// NamesProblems reports whether the filter asks for problems. Of these a command that reads
// once knows all but failed jobs and what is stuck.
func (f *FilterFlags) NamesProblems() bool {
	return slices.Contains(f.expr.Fields(), fleet.FieldProblem)
}

// take takes what is known with a snapshot of a profile's fleet.
func (f *FilterFlags) take(snap *fleet.Snapshot, now time.Time, profile string) {
	f.about = &fleet.Context{Snap: snap, Now: now, Profile: profile}
	if f.NamesProblems() {
		finder := fleet.ProblemFinder{
			Now: now, Failed: fleet.FailedJobs(snap.Jobs, time.Now()), Renewals: snap.AutoRenewals,
			NoRenewals: func(g ecsapi.RegionID) bool { return snap.AutoRenewalsErr[g] != nil },
		}
		f.about.Problems = finder.All(snap)
	}
}

// learn has the engine read what is lacking, and waits until it has or can't.
func learn(ctx context.Context, r *Fleet, l fleet.Lacking) *fleet.Snapshot {
	ctx, cancel := context.WithTimeout(ctx, learnFor)
	defer cancel()
	bell := r.Engine.Subscribe()
	defer bell.Close()
	r.Engine.WantAutoRenewals(l.Renewals...)
	r.Engine.WantSpot(l.Prices)
	if l.Types != "" {
		r.Engine.WantStock(l.Types)
	}
	for {
		snap := r.Engine.Snapshot()
		if learned(snap, l) {
			return snap
		}
		select {
		case <-bell.C:
		case <-ctx.Done():
			return snap
		}
	}
}

// learned reports whether all that was lacking has been read or can't be.
func learned(s *fleet.Snapshot, l fleet.Lacking) bool {
	for _, id := range l.Renewals {
		if _, known := s.AutoRenewals[id]; known {
			continue
		}
		if i, listed := s.Instance(id); listed && s.AutoRenewalsErr[i.Region] == nil {
			return false
		}
	}
	for _, k := range l.Prices {
		if p := s.Spot[k]; p == nil || p.Read.IsZero() && p.Err == nil {
			return false
		}
	}
	return l.Types == "" || s.Types != nil || s.TypesErr != nil
}

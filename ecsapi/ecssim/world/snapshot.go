package world

import (
	"slices"
	"time"

	"ecsdeck/ecsapi/ecssim/hash"
)

// Statuses of a snapshot.
const (
	Progressing  = "progressing"
	Accomplished = "accomplished"
	Failed       = "failed"
)

// Automatic snapshots are taken every night and kept for some days.
const (
	autoHour = 18 // UTC; two in the morning of UTC+8
	autoDays = 3
)

// Snapshot is a copy of a disk, made by hand or by policy. A policy's are not
// stored: they follow from the disk and the day.
type Snapshot struct {
	Hash              uint64 // its id follows from it
	Region            *Region
	Name, Description string
	Disk              Disk
	Auto              bool
	Days              int // of retention, 0 is forever
	Tags              []Tag
	Begun, Done       time.Time
	Failed            time.Time // when its machine stopped meanwhile, zero if it didn't
}

// ID follows from the region and the hash.
func (s *Snapshot) ID() string { return "s-" + PrefixOf(s.Region.ID) + hash.Code(s.Hash, 17) }

// Made is when it was begun.
func (s *Snapshot) Made() time.Time { return s.Begun }

// interrupt spoils a snapshot that is not done yet.
func (s *Snapshot) interrupt(at time.Time, _ bool) {
	if at.Before(s.Done) {
		s.Failed = at
	}
}

// Over is whether it is done, or failed.
func (s *Snapshot) Over(now time.Time) bool { return s.Status(now) != Progressing }

// Status of a snapshot at a moment.
func (s *Snapshot) Status(now time.Time) string {
	switch {
	case !s.Failed.IsZero():
		return Failed
	case now.Before(s.Done):
		return Progressing
	}
	return Accomplished
}

// Title is what a snapshot is called; a policy names it after itself and the day.
func (s *Snapshot) Title() string {
	if s.Auto {
		return "auto2.0_" + s.Begun.Format("20060102") + "_" + s.Region.SnapshotPolicy()
	}
	return s.Name
}

// Kind is who had a snapshot taken.
func (s *Snapshot) Kind() string {
	if s.Auto {
		return "auto"
	}
	return "user"
}

// gone is whether a snapshot's retention is over.
func (s *Snapshot) gone(now time.Time) bool {
	return s.Days > 0 && !now.Before(s.Begun.AddDate(0, 0, s.Days))
}

// Snapshotted is whether a policy takes snapshots of a disk.
func (p DiskPlace) Snapshotted() bool { return hash.Mix(p.With.Hash, 'p', uint64(p.Index))%6 == 0 }

// SnapshotPolicy is the id of the region's one policy.
func (r *Region) SnapshotPolicy() string {
	return "sp-" + PrefixOf(r.ID) + hash.Code(hash.Mix(hash.Of(r.ID), 'p'), 17)
}

// Copying is how long it takes to copy a disk: ten seconds, and up to a second
// and a half for each GiB up to ten minutes.
func (d Disk) Copying(h uint64) time.Duration {
	took := 10*time.Second + time.Duration(float64(d.Size)*(0.5+hash.Unit(h))*float64(time.Second))
	return min(took, 10*time.Minute).Truncate(time.Second)
}

// Automatic are the snapshots a policy took of a disk and still keeps, newest first.
func (d Disk) Automatic(r *Region, now time.Time) []*Snapshot {
	if !d.Snapshotted() || !d.Detached.IsZero() {
		return nil
	}
	var all []*Snapshot
	y, m, day := now.Date()
	for n := range autoDays + 1 {
		at := time.Date(y, m, day-n, autoHour, 0, 0, 0, time.UTC)
		h := hash.Mix(d.With.Hash, 'a', uint64(d.Index), uint64(at.Unix()))
		at = at.Add(time.Duration(h%900) * time.Second)
		if at.After(now) || !at.After(d.With.Created) || !now.Before(at.AddDate(0, 0, autoDays)) {
			continue
		}
		all = append(all, &Snapshot{
			Hash: h, Region: r, Disk: d, Auto: true, Days: autoDays, Begun: at, Done: at.Add(d.Copying(h)),
		})
	}
	return all
}

// ForgetSnapshots drops those whose retention is over.
func (r *Region) ForgetSnapshots(now time.Time) {
	r.Snapshots = slices.DeleteFunc(r.Snapshots, func(s *Snapshot) bool { return s.gone(now) })
}

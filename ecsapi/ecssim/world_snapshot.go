package ecssim

import (
	"ecsdeck/ecsapi/ecssim/hash"
	"slices"
	"time"
)

// Statuses of a snapshot.
const (
	progressing  = "progressing"
	accomplished = "accomplished"
	failed       = "failed"
)

// Automatic snapshots are taken every night and kept for some days.
const (
	autoHour = 18 // UTC; two in the morning of UTC+8
	autoDays = 3
)

// snapshot is a copy of a disk, made by hand or by policy. A policy's are not
// stored: they follow from the disk and the day.
type snapshot struct {
	hash              uint64 // its id follows from it
	region            *region
	name, description string
	disk              disk
	auto              bool
	days              int // of retention, 0 is forever
	tags              []tag
	begun, done       time.Time
	failed            time.Time // when its machine stopped meanwhile, zero if it didn't
}

func (s *snapshot) ID() string { return "s-" + prefixOf(s.region.ID) + hash.Code(s.hash, 17) }

func (s *snapshot) Made() time.Time { return s.begun }

// interrupt spoils a snapshot that is not done yet.
func (s *snapshot) interrupt(at time.Time, _ bool) {
	if at.Before(s.done) {
		s.failed = at
	}
}

func (s *snapshot) over(now time.Time) bool { return s.status(now) != progressing }

// status of a snapshot at a moment.
func (s *snapshot) status(now time.Time) string {
	switch {
	case !s.failed.IsZero():
		return failed
	case now.Before(s.done):
		return progressing
	}
	return accomplished
}

// title is what a snapshot is called; a policy names it after itself and the day.
func (s *snapshot) title() string {
	if s.auto {
		return "auto2.0_" + s.begun.Format("20060102") + "_" + s.region.snapshotPolicy()
	}
	return s.name
}

// kind is who had a snapshot taken.
func (s *snapshot) kind() string {
	if s.auto {
		return "auto"
	}
	return "user"
}

// gone is whether a snapshot's retention is over.
func (s *snapshot) gone(now time.Time) bool {
	return s.days > 0 && !now.Before(s.begun.AddDate(0, 0, s.days))
}

// snapshotted is whether a policy takes snapshots of a disk.
func (d disk) snapshotted() bool { return snapshotted(d.with, d.index) }

func snapshotted(i *instance, index int) bool { return hash.Mix(i.hash, 'p', uint64(index))%6 == 0 }

// snapshotPolicy is the id of the region's one policy.
func (r *region) snapshotPolicy() string {
	return "sp-" + prefixOf(r.ID) + hash.Code(hash.Mix(hash.Of(r.ID), 'p'), 17)
}

// copying is how long it takes to copy a disk: ten seconds, and up to a second
// and a half for each GiB up to ten minutes.
func (d disk) copying(h uint64) time.Duration {
	took := 10*time.Second + time.Duration(float64(d.Size)*(0.5+hash.Unit(h))*float64(time.Second))
	return min(took, 10*time.Minute).Truncate(time.Second)
}

// automatic are the snapshots a policy took of a disk and still keeps, newest
// first.
func (d disk) automatic(r *region, now time.Time) []*snapshot {
	if !d.snapshotted() || !d.detached.IsZero() {
		return nil
	}
	var all []*snapshot
	y, m, day := now.Date()
	for n := range autoDays + 1 {
		at := time.Date(y, m, day-n, autoHour, 0, 0, 0, time.UTC)
		h := hash.Mix(d.with.hash, 'a', uint64(d.index), uint64(at.Unix()))
		at = at.Add(time.Duration(h%900) * time.Second)
		if at.After(now) || !at.After(d.with.created) || !now.Before(at.AddDate(0, 0, autoDays)) {
			continue
		}
		all = append(all, &snapshot{
			hash: h, region: r, disk: d, auto: true, days: autoDays, begun: at, done: at.Add(d.copying(h)),
		})
	}
	return all
}

// forgetSnapshots drops those whose retention is over.
func (r *region) forgetSnapshots(now time.Time) {
	r.snapshots = slices.DeleteFunc(r.snapshots, func(s *snapshot) bool { return s.gone(now) })
}

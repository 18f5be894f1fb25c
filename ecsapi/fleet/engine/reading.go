package engine

import (
	"slices"
	"time"

	"ecsdeck/ecsapi"
)

// reading is a task that reads something, with how its last run went.
type reading struct {
	cancellable
	err   *ecsapi.Error // why the last run failed
	fails int           // in a row
}

// note notes how a run ended. One that failed is planned anew.
func (r *reading) note(err error) {
	if r.err = ecsapi.AsError(err); r.err == nil {
		r.fails = 0
		return
	}
	r.fails++
	r.due = time.Now().Add(retryPause(r.err, r.fails))
}

// retry has a run that failed made again now.
func (r *reading) retry(now time.Time) {
	if r.err != nil {
		r.hurry(now)
	}
}

// readings are the readings of the same thing in each region.
type readings map[ecsapi.RegionID]*reading

// only stops the runs in other regions and returns the readings of these, in order.
func (m readings) only(regions []ecsapi.RegionID) []*reading {
	for id, r := range m {
		if !slices.Contains(regions, id) {
			r.again = false
			r.cancel()
		}
	}
	list := make([]*reading, len(regions))
	for i, id := range regions {
		if m[id] == nil {
			m[id] = &reading{}
		}
		list[i] = m[id]
	}
	return list
}

func (m readings) retry(now time.Time, among func(ecsapi.RegionID) bool) {
	for id, r := range m {
		if among(id) {
			r.retry(now)
		}
	}
}

// errs says of regions why the last run failed.
func (m readings) errs() map[ecsapi.RegionID]*ecsapi.Error {
	errs := map[ecsapi.RegionID]*ecsapi.Error{}
	for id, r := range m {
		if r.err != nil {
			errs[id] = r.err
		}
	}
	return errs
}

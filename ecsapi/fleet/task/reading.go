package task

import (
	"slices"
	"time"

	"ecsdeck/ecsapi"
)

// Reading is a task that reads something, with how its last run went.
type Reading struct {
	Cancellable
	Err   *ecsapi.Error // why the last run failed
	fails int           // in a row
}

// Note notes how a run ended. One that failed is planned anew.
func (r *Reading) Note(err error) {
	if r.Err = ecsapi.AsError(err); r.Err == nil {
		r.fails = 0
		return
	}
	r.fails++
	r.Due = time.Now().Add(RetryPause(r.Err, r.fails))
}

// Retry has a run that failed made again now.
func (r *Reading) Retry(now time.Time) {
	if r.Err != nil {
		r.Hurry(now)
	}
}

// Readings are the readings of the same thing in each region.
type Readings map[ecsapi.RegionID]*Reading

// Only stops the runs in other regions and returns the readings of these, in order.
func (m Readings) Only(regions []ecsapi.RegionID) []*Reading {
	for id, r := range m {
		if !slices.Contains(regions, id) {
			r.Again = false
			r.Cancel()
		}
	}
	list := make([]*Reading, len(regions))
	for i, id := range regions {
		if m[id] == nil {
			m[id] = &Reading{}
		}
		list[i] = m[id]
	}
	return list
}

// Retry has the runs that failed made again now, in some regions.
func (m Readings) Retry(now time.Time, among func(ecsapi.RegionID) bool) {
	for id, r := range m {
		if among(id) {
			r.Retry(now)
		}
	}
}

// Errs says of regions why the last run failed.
func (m Readings) Errs() map[ecsapi.RegionID]*ecsapi.Error {
	errs := map[ecsapi.RegionID]*ecsapi.Error{}
	for id, r := range m {
		if r.Err != nil {
			errs[id] = r.Err
		}
	}
	return errs
}

package ecssim

import (
	"maps"
	"sync"
)

// maxNames bounds the action and region names that are counted one by one: a
// client can make up any number of them.
const maxNames = 200

// Stats counts the calls of the API; control paths don't count. Its JSON form
// is the answer of GET /_sim/stats.
type Stats struct {
	// Calls by action. A call that carried DryRun=true counts in DryRunCalls
	// instead, so that Calls of a write tells what was really asked for.
	Calls       map[string]int64 `json:"calls"`
	DryRunCalls map[string]int64 `json:"dry_run_calls"`

	ByRegion     map[string]int64 `json:"by_region"`      // all calls, by RegionId
	Errors       map[string]int64 `json:"errors"`         // answers by error code
	PeakInFlight int              `json:"peak_in_flight"` // most calls answered at once
	BytesOut     int64            `json:"bytes_out"`      // bytes of answer bodies, as packed as they were sent
}

type stats struct {
	mu       sync.Mutex
	inFlight int
	counts   Stats
}

func (s *stats) reset() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.counts = Stats{
		Calls:        map[string]int64{},
		DryRunCalls:  map[string]int64{},
		ByRegion:     map[string]int64{},
		Errors:       map[string]int64{},
		PeakInFlight: s.inFlight,
	}
}

func (s *stats) snapshot() Stats {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := s.counts
	out.Calls = maps.Clone(out.Calls)
	out.DryRunCalls = maps.Clone(out.DryRunCalls)
	out.ByRegion = maps.Clone(out.ByRegion)
	out.Errors = maps.Clone(out.Errors)
	return out
}

func (s *stats) begin() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.inFlight++
	s.counts.PeakInFlight = max(s.counts.PeakInFlight, s.inFlight)
}

func (s *stats) end() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.inFlight--
}

// call counts a request by what it asks for, before it is judged.
func (s *stats) call(action, region string, dryRun bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if dryRun {
		count(s.counts.DryRunCalls, action)
	} else {
		count(s.counts.Calls, action)
	}
	if region != "" {
		count(s.counts.ByRegion, region)
	}
}

func (s *stats) failed(code string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	count(s.counts.Errors, code)
}

func (s *stats) wrote(n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.counts.BytesOut += int64(n)
}

// count adds one to a name, or to "other" once too many names are known.
func count(m map[string]int64, name string) {
	if _, known := m[name]; !known && (len(m) >= maxNames || len(name) > 64) {
		name = "other"
	}
	m[name]++
}

package bench

import (
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/catalog"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/fleet/spotdata"
	"ecsdeck/ecsapi/message"
)

// The spot board that is measured: the region with most zones.
const (
	boardRegion = "cn-beijing"
	boardTypes  = 145
	boardZones  = 12
)

// board measures how long it takes until prices are known of a whole board: the newest, or
// those of all days that are kept.
func (m *measurement) board(name string, limit ecsapi.Budget, known func(*fleet.Snapshot, *fleet.SpotState) bool) error {
	c, err := m.serve("--instances", "0", "--regions", "3")
	if err != nil {
		return err
	}
	e, closing, err := m.engine(c, limit)
	if err != nil {
		return err
	}
	defer closing()
	if _, err := e.Loaded(m.ctx); err != nil {
		return err
	}
	types := catalog.InstanceTypes()
	var keys []fleet.SpotKey
	for _, t := range types[:min(boardTypes, len(types))] {
		keys = append(keys, fleet.SpotKey{Region: boardRegion, Type: t.ID})
	}
	bell := e.Subscribe()
	began := time.Now()
	e.WantHistory(keys)
	timeout := time.After(loadLimit)
	for !all(e.Snapshot(), keys, known) {
		select {
		case <-bell.C:
		case <-timeout:
			return message.Errorf("not within {time}", loadLimit.String())
		case <-m.ctx.Done():
			return m.ctx.Err()
		}
	}
	m.set(name, time.Since(began).Seconds())
	return nil
}

func all(s *fleet.Snapshot, keys []fleet.SpotKey, known func(*fleet.Snapshot, *fleet.SpotState) bool) bool {
	for _, k := range keys {
		if p := s.Spot[k]; p == nil || p.Read.IsZero() || !known(s, p) {
			return false
		}
	}
	return true
}

func newest(*fleet.Snapshot, *fleet.SpotState) bool { return true }

func allDays(s *fleet.Snapshot, p *fleet.SpotState) bool {
	return !p.From.After(s.At.Add(spotdata.Overlap - spotdata.HistoryWindow))
}

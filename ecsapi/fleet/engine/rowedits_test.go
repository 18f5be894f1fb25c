package engine

import (
	"fmt"
	"maps"
	"net/http"
	"strings"
	"sync"

	"ecsdeck/ecsapi"
)

// rowEdits is what the cloud tells of instances beside the truth.
type rowEdits struct {
	mu   sync.Mutex
	rows map[string]map[string]any       // the truth as told last, by id
	edit map[string]func(map[string]any) // of the row of an id
	hide bool                            // the list by lock tells of none
}

// editRows lets the cloud tell of instances what the test says.
func (w *world) editRows() *rowEdits {
	s := &rowEdits{rows: map[string]map[string]any{}, edit: map[string]func(map[string]any){}}
	w.setEdit(func(r *http.Request, answer map[string]any) {
		s.mu.Lock()
		defer s.mu.Unlock()
		list, set := rows(answer)
		if answer["Instances"] == nil {
			return
		}
		for _, row := range list {
			id := row["InstanceId"].(string)
			s.rows[id] = maps.Clone(row)
			if f := s.edit[id]; f != nil {
				f(row)
			}
		}
		if byLock(r) {
			for id, f := range s.edit {
				row := maps.Clone(s.rows[id])
				if row == nil {
					continue
				}
				if f(row); row["RegionId"] == r.URL.Query().Get("RegionId") && strings.Contains(fmt.Sprint(row["OperationLocks"]), ecsapi.LockRecycling) {
					list = append(list, row)
				}
			}
			if s.hide {
				list = nil
			}
			answer["TotalCount"] = len(list)
			set(list)
		}
	})
	return s
}

// of has the rows of an instance told as f makes them; nil: as they are.
func (s *rowEdits) of(id ecsapi.InstanceID, f func(map[string]any)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.edit[string(id)] = f; f == nil {
		delete(s.edit, string(id))
	}
}

func (s *rowEdits) hiding(on bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.hide = on
}

// lockedAs makes rows that are locked, spelt like this, in a status.
func lockedAs(reason string, status ecsapi.Status) func(map[string]any) {
	return func(row map[string]any) {
		row["Status"] = string(status)
		row["OperationLocks"] = map[string]any{"LockReason": []any{map[string]any{"LockReason": reason}}}
	}
}

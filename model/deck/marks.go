package deck

import (
	"maps"
	"slices"

	"ecsdeck/ecsapi"
)

// Marks are the instances that the person has chosen, by id, shown or not.
type Marks = MarkSet[ecsapi.InstanceID]

// MarkSet is a set of rows that the person has marked.
type MarkSet[ID comparable] struct {
	set  map[ID]struct{}
	Rev  int  // grows with each change
	list []ID // of set; nil after a change
}

// Len is how many are marked.
func (m *MarkSet[ID]) Len() int { return len(m.set) }

// Has reports whether one is marked.
func (m *MarkSet[ID]) Has(id ID) bool {
	_, on := m.set[id]
	return on
}

// IDs lists the marks. The list is made once per change and never changed: commands may read it.
func (m *MarkSet[ID]) IDs() []ID {
	if m.list == nil && len(m.set) > 0 {
		m.list = slices.Collect(maps.Keys(m.set))
	}
	return m.list
}

// Add marks rows.
func (m *MarkSet[ID]) Add(ids ...ID) {
	if len(m.set) == 0 {
		m.set = make(map[ID]struct{}, len(ids))
	}
	for _, id := range ids {
		m.set[id] = struct{}{}
	}
	m.changed()
}

// Drop removes marks, and returns those that there were.
func (m *MarkSet[ID]) Drop(ids ...ID) (dropped []ID) {
	for _, id := range ids {
		if m.Has(id) {
			dropped = append(dropped, id)
			delete(m.set, id)
		}
	}
	m.changed()
	return dropped
}

// Toggle marks a row or, if it is marked, removes the mark.
func (m *MarkSet[ID]) Toggle(id ID) {
	if m.Has(id) {
		m.Drop(id)
	} else {
		m.Add(id)
	}
}

// Clear removes all marks.
func (m *MarkSet[ID]) Clear() {
	m.set = nil
	m.changed()
}

func (m *MarkSet[ID]) changed() {
	m.Rev++
	m.list = nil
}

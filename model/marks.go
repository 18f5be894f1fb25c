package model

import (
	"maps"
	"slices"

	"ecsdeck/ecsapi"
)

// marks are the instances that the person has chosen, by id, shown or not.
type marks = markSet[ecsapi.InstanceID]

// markSet are the rows of a kind that the person has marked.
type markSet[ID comparable] struct {
	set  map[ID]struct{}
	rev  int  // grows with each change
	list []ID // of set; nil after a change
}

func (m *markSet[ID]) len() int { return len(m.set) }

func (m *markSet[ID]) has(id ID) bool {
	_, on := m.set[id]
	return on
}

// IDs lists the marks. The list is made once per change and never changed, so
// that a command may read it.
func (m *markSet[ID]) IDs() []ID {
	if m.list == nil && len(m.set) > 0 {
		m.list = slices.Collect(maps.Keys(m.set))
	}
	return m.list
}

func (m *markSet[ID]) add(ids ...ID) {
	if m.set == nil {
		m.set = make(map[ID]struct{}, len(ids))
	}
	for _, id := range ids {
		m.set[id] = struct{}{}
	}
	m.changed()
}

func (m *markSet[ID]) drop(ids ...ID) {
	for _, id := range ids {
		delete(m.set, id)
	}
	m.changed()
}

func (m *markSet[ID]) clear() {
	m.set = nil
	m.changed()
}

func (m *markSet[ID]) changed() {
	m.rev++
	m.list = nil
}

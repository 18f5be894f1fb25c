package model

import (
	"maps"
	"slices"

	"ecsdeck/ecsapi"
)

// marks are the instances that the person has chosen, by id, shown or not.
type marks struct {
	set  map[ecsapi.InstanceID]struct{}
	rev  int                 // grows with each change
	list []ecsapi.InstanceID // of set; nil after a change
}

func (m *marks) len() int { return len(m.set) }

func (m *marks) has(id ecsapi.InstanceID) bool {
	_, on := m.set[id]
	return on
}

// ids lists the marks. The list is made once per change and never changed, so
// that a command may read it.
func (m *marks) ids() []ecsapi.InstanceID {
	if m.list == nil && len(m.set) > 0 {
		m.list = slices.Collect(maps.Keys(m.set))
	}
	return m.list
}

func (m *marks) add(ids ...ecsapi.InstanceID) {
	if m.set == nil {
		m.set = make(map[ecsapi.InstanceID]struct{}, len(ids))
	}
	for _, id := range ids {
		m.set[id] = struct{}{}
	}
	m.changed()
}

func (m *marks) drop(ids ...ecsapi.InstanceID) {
	for _, id := range ids {
		delete(m.set, id)
	}
	m.changed()
}

func (m *marks) clear() {
	m.set = nil
	m.changed()
}

func (m *marks) changed() {
	m.rev++
	m.list = nil
}

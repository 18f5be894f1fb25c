package spotboard

import (
	"slices"
	"time"

	"ecsdeck/ecsapi/fleet"
)

// request is what the board has requested from the engine.
type request struct {
	keys []fleet.SpotKey
	at   time.Time // wall time
}

// requestInterval is the least time between two requests for the same prices in
// another order: holding a key down must not make a request for each row.
const requestInterval = 500 * time.Millisecond

// want requests the prices and the advice of all types, those in sight first.
func (p *Board) want() {
	if len(p.list.keys) == 0 {
		return
	}
	w := &p.requested
	same := sameKeys(w.keys, p.list.keys)
	if same && (p.Wall.Sub(w.at) < requestInterval || !p.pendingInSight()) {
		return
	}
	keys := p.requestOrder()
	if slices.Equal(keys, w.keys) {
		return
	}
	*w = request{keys, p.Wall}
	p.Engine.WantHistory(keys)
	p.Engine.WantAdvice(keys)
}

// inSight returns the rows on screen. The table may still show a longer list.
func (p *Board) inSight() []*row {
	from, to := p.Table.Visible()
	to = min(to, len(p.list.rows))
	return p.list.rows[min(from, to):to]
}

// pendingInSight reports whether the prices of rows in sight are still being read.
func (p *Board) pendingInSight() bool {
	return slices.ContainsFunc(p.inSight(), func(r *row) bool {
		return r.state == nil || r.state.Read.IsZero() && r.state.Err == nil || r.state.Loading
	})
}

// requestOrder lists all types: those in sight, then those of the filter's rows, then those in use.
func (p *Board) requestOrder() []fleet.SpotKey {
	out := make([]fleet.SpotKey, 0, len(p.list.keys))
	seen := make(map[fleet.SpotKey]bool, len(p.list.keys))
	add := func(k fleet.SpotKey) {
		if !seen[k] {
			seen[k] = true
			out = append(out, k)
		}
	}
	for _, r := range p.inSight() {
		add(r.key)
	}
	if !p.Expr.Empty() {
		for _, r := range p.list.rows {
			add(r.key)
		}
	}
	for _, k := range p.list.keys {
		add(k)
	}
	return out
}

// sameKeys reports whether both have the same keys in any order, each once.
func sameKeys(a, b []fleet.SpotKey) bool {
	if len(a) != len(b) {
		return false
	}
	has := make(map[fleet.SpotKey]bool, len(a))
	for _, k := range a {
		has[k] = true
	}
	return !slices.ContainsFunc(b, func(k fleet.SpotKey) bool { return !has[k] })
}

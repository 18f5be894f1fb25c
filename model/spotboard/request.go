package spotboard

import (
	"slices"
	"time"

	"ecsdeck/ecsapi/fleet"
)

// request is what the board asked the engine for.
type request struct {
	keys []fleet.SpotKey
	at   time.Time // wall time
}

// requestInterval is how long a wish stands before another order of the same takes
// its place: who holds a key down is not followed row by row.
const requestInterval = 500 * time.Millisecond

// want asks for the prices and the advice of all types, those in sight first.
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

// inSight are the rows on screen. The table may still be of a list that was
// longer.
func (p *Board) inSight() []*row {
	from, to := p.Table.Visible()
	to = min(to, len(p.list.rows))
	return p.list.rows[min(from, to):to]
}

// pendingInSight reports whether rows in sight wait for their prices.
func (p *Board) pendingInSight() bool {
	return slices.ContainsFunc(p.inSight(), func(r *row) bool {
		return r.state == nil || r.state.Read.IsZero() && r.state.Err == nil || r.state.Loading
	})
}

// requestOrder are all types, first those in sight, then those that a filter leaves,
// then the rest, those in use first.
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

package model

// readLacking reads what the filter in force asks for. Of one that is still being typed it is
// only said what that takes.
func (r *root) readLacking() {
	l := &r.instances.order.lacking
	if r.Engine == nil || r.instances.Typing {
		return
	}
	// The engine looks each up; the rest has its turn when these are there.
	const most = 1000
	r.Engine.WantAutoRenewals(l.Renewals[:min(most, len(l.Renewals))]...)
	if l.Types != "" {
		r.Engine.WantStock(l.Types)
	}
}

// lackingNote says of how many instances it is unknown whether they match, and what is done
// about it; "" of none.
func (p *instances) lackingNote() string {
	switch l := &p.order.lacking; {
	case l.Rows == 0:
		return ""
	case l.Calls == 0:
		return p.Text.N("unknown of {count}", "unknown of {count}", l.Rows)
	case p.Typing:
		return p.Text.S("unknown of {count}: {key} reads that with {calls} calls", l.Rows, p.Keys.Confirm.Label(), l.Calls)
	default:
		return p.Text.S("unknown of {count}, which is being read", l.Rows)
	}
}

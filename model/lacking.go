package model

import "ecsdeck/ecsapi"

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
	}
	if err := p.lackingErr(); err != nil {
		return p.Text.S("unknown of {count}, which can't be read: {reason}", p.order.lacking.Rows, p.Brief().Reason(err))
	}
	return p.Text.S("unknown of {count}, which is being read", p.order.lacking.Rows)
}

// lackingErr is why some of what the filter lacks could not be read, or nil.
func (p *instances) lackingErr() *ecsapi.Error {
	l := &p.order.lacking
	if l.Types != "" && p.Snap.TypesErr != nil {
		return p.Snap.TypesErr
	}
	if len(p.Snap.AutoRenewalsErr) == 0 {
		return nil
	}
	for _, id := range l.Renewals {
		if i, ok := p.Snap.Instance(id); ok && p.Snap.AutoRenewalsErr[i.Region] != nil {
			return p.Snap.AutoRenewalsErr[i.Region]
		}
	}
	return nil
}

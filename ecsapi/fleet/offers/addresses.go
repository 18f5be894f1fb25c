package offers

import (
	"context"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/message"
)

// addresses holds launches against the free addresses of their vSwitches, of which the
// earlier launches take theirs: by launch, the flaw of what would be refused, the same
// one for all of a vSwitch; notes on what would create fewer; and the vSwitches by id.
func (r *Reader) addresses(ctx context.Context, launches []ecsapi.Launch) (flaws []*ecsapi.Error, notes []fleet.OrderProblem, found map[string]ecsapi.VSwitch) {
	type vswitch struct {
		free, left, wanted int
		flaw               *ecsapi.Error
		noted              bool
	}
	found = map[string]ecsapi.VSwitch{}
	seen := map[string]*vswitch{} // nil of what is not listed: the check says so
	of := make([]*vswitch, len(launches))
	for i, l := range launches {
		v, known := seen[l.VSwitch]
		if !known && ctx.Err() == nil {
			all, _ := r.vswitches(ctx, l.Region)
			for _, row := range all {
				if row.ID == l.VSwitch {
					v = &vswitch{free: row.Addresses, left: row.Addresses}
					found[row.ID] = row
				}
			}
			seen[l.VSwitch] = v
		}
		if of[i] = v; v != nil {
			v.wanted += l.Amount
		}
	}
	flaws = make([]*ecsapi.Error, len(launches))
	for i, l := range launches {
		v := of[i]
		if v == nil {
			continue
		}
		least := l.MinAmount
		if least == 0 {
			least = l.Amount
		}
		short := message.New("the vSwitch {vswitch} has {free} free addresses for {count} instances", l.VSwitch, v.free, v.wanted)
		switch {
		case v.left < least:
			if v.flaw == nil {
				v.flaw = &ecsapi.Error{API: ecsapi.RunInstances, Region: l.Region, Kind: ecsapi.KindStock, Code: ecsapi.NoAddressCode, Text: short}
			}
			flaws[i] = v.flaw
		case v.left < l.Amount && !v.noted:
			v.noted = true
			notes = append(notes, fleet.OrderProblem{Place: -1, Field: "vswitch", Text: short})
		}
		v.left = max(v.left-l.Amount, 0)
	}
	return flaws, notes, found
}

package op

import (
	"context"
	"slices"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
)

var addressSpec = Spec{
	Action:       fleet.ActionAddress,
	APIs:         []string{ecsapi.AllocatePublicIPAddress},
	New:          func(fleet.ActionOptions) Operation { return newAddress() },
	GivesAddress: true,
}

// address gives instances a public address each.
type address struct {
	anyOptions
	setting
}

func newAddress() address {
	return address{setting: setting{shows: func(it *Target, in *ecsapi.Instance) bool {
		switch {
		case it.Address != "":
			return slices.Contains(in.PublicIPs, it.Address)
		case len(in.PublicIPs) > 0: // the answer was lost
			it.Address = in.PublicIPs[0]
		}
		return it.Address != ""
	}}}
}

func (address) Traits() Traits { return Traits{API: ecsapi.AllocatePublicIPAddress, MaxPerCall: 1} }

func (address) SkipReason(in *ecsapi.Instance, _ time.Time) fleet.Reason {
	if why := lockReason(in); why != "" {
		return why
	}
	switch {
	case len(in.PublicIPs) > 0:
		return fleet.HasAddress
	case in.BandwidthOut <= 0:
		return fleet.NoBandwidth
	}
	return unsteady(in)
}

func (address) Params(items []*Target) []Param { return []Param{onlyParam(items)} }

func (address) Send(ctx context.Context, c *ecsapi.Client, call *Call) ([]Answer, error) {
	ip, outcome, err := c.Address(ctx, call.Region, call.only())
	return []Answer{{Outcome: outcome, PublicAddress: ip}}, err
}

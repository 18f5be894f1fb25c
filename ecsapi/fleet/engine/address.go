package engine

import (
	"context"
	"slices"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
)

// address gives instances a public address each.
type address struct{ setting }

func newAddress() address {
	return address{setting{func(it *item, in *ecsapi.Instance) bool {
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

func (address) Validate(time.Time) *ecsapi.Error { return nil }

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

func (address) Params(items []*item) []Param { return []Param{{"InstanceId", string(items[0].ID)}} }

func (address) Send(ctx context.Context, c *ecsapi.Client, k *Call) ([]Answer, error) {
	ip, o, err := c.Address(ctx, k.Region, k.only())
	return []Answer{{Outcome: o, PublicAddress: ip}}, err
}

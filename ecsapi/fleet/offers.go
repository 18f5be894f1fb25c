package fleet

import (
	"context"

	"ecsdeck/ecsapi"
)

// OffersQuery says for which kind of purchase a region's offers are wanted.
type OffersQuery struct {
	Region       ecsapi.RegionID
	ChargeType   string // "" is PostPaid
	SpotStrategy string // "" is NoSpot
}

// Offers is what an order can be put together from in a region. Each part has
// its own error and may be there while others are missing.
type Offers struct {
	Types    []TypeOffer // those on sale in the region, in the cloud's order
	TypesErr *ecsapi.Error

	Images    []ecsapi.Image
	ImagesErr *ecsapi.Error

	VSwitches    []ecsapi.VSwitch
	VSwitchesErr *ecsapi.Error

	SecurityGroups    []ecsapi.SecurityGroup
	SecurityGroupsErr *ecsapi.Error

	KeyPairs    []ecsapi.KeyPair
	KeyPairsErr *ecsapi.Error
}

// TypeOffer is an instance type and what each zone has of it.
type TypeOffer struct {
	ecsapi.InstanceType
	Stock map[ecsapi.ZoneID]ecsapi.Stock // of the zones that sell it
}

// Offers reads what a region offers, all parts at once; what was read within the
// last minute is told again. It ends early with ctx.
func (e *Engine) Offers(ctx context.Context, q OffersQuery) *Offers { return &Offers{} }

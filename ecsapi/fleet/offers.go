package fleet

import (
	"ecsdeck/ecsapi"
)

// OffersQuery says for which kind of purchase a region's offers are wanted.
type OffersQuery struct {
	Region       ecsapi.RegionID
	ChargeType   string // "" is PostPaid
	SpotStrategy string // "" is NoSpot
}

// Offers is what an order can be put together from in a region. Each part has
// its own error and may be there, in part or in full, while others are missing.
type Offers struct {
	Types    []TypeOffer // those that a zone of the region sells, in the cloud's order
	TypesErr *ecsapi.Error

	Images    []ecsapi.Image
	ImagesErr *ecsapi.Error

	VSwitches    []ecsapi.VSwitch
	VSwitchesErr *ecsapi.Error

	SecurityGroups    []ecsapi.SecurityGroup
	SecurityGroupsErr *ecsapi.Error

	KeyPairs    []ecsapi.KeyPair
	KeyPairsErr *ecsapi.Error

	Quota    *ecsapi.Quota // of vCPUs, as they are paid; nil for subscriptions
	QuotaErr *ecsapi.Error
}

// QuotaUse is what a creation takes of the account's vCPU quota in a region.
type QuotaUse struct {
	Region ecsapi.RegionID
	Spot   bool // it is that of spot instances
	ecsapi.Quota
	Takes int           // vCPUs; 0 where nobody tells what the type has
	Err   *ecsapi.Error // why the quota is not known
}

// Exceeded reports whether the creation takes more than is left. It takes one vCPU at least.
func (q *QuotaUse) Exceeded() bool { return q.Err == nil && max(q.Takes, 1) > q.Left() }

// TypeOffer is an instance type and what each zone has of it.
type TypeOffer struct {
	ecsapi.InstanceType
	Stock map[ecsapi.ZoneID]ecsapi.Stock // of the zones that sell it
}

// Available reports whether a zone can sell the type now; "" asks for any.
func (t *TypeOffer) Available(zone ecsapi.ZoneID) bool {
	if zone != "" {
		return t.Stock[zone].Available()
	}
	for _, s := range t.Stock {
		if s.Available() {
			return true
		}
	}
	return false
}

// Runs reports whether the image is made for the type's processor. What either
// does not tell is not held against them.
func (t *TypeOffer) Runs(image ecsapi.Image) bool {
	switch {
	case t.Arch == "" || image.Arch == "":
		return true
	case t.Arch == "ARM":
		return image.Arch == "arm64"
	}
	return image.Arch != "arm64"
}

package ecsapi

import (
	"cmp"
	"context"
	"strings"
	"time"

	"ecsdeck/ecsapi/message"
)

// Stock is what DescribeAvailableResource says of an instance type in a zone.
type Stock string

// The kinds of stock. ClosedWithStock is sold to those who have it and not to
// others.
const (
	WithStock          Stock = "WithStock"
	ClosedWithStock    Stock = "ClosedWithStock"
	WithoutStock       Stock = "WithoutStock"
	ClosedWithoutStock Stock = "ClosedWithoutStock"
)

// Available reports whether the type can be bought now.
func (s Stock) Available() bool { return s == WithStock }

// Offer is an instance type that a zone sells.
type Offer struct {
	Zone  ZoneID
	Value string // the type
	Stock Stock
}

// OfferQuery says what is asked for. Zero fields but Region are no condition, or
// the cloud's default.
type OfferQuery struct {
	Region       RegionID
	Zone         ZoneID
	Type         string
	ChargeType   string
	SpotStrategy string
}

// offeredTypes is what DescribeAvailableResource is asked to tell of.
const offeredTypes = "InstanceType"

type offersAnswer struct {
	envelope
	AvailableZones struct {
		AvailableZone []struct {
			ZoneId             string
			AvailableResources struct {
				AvailableResource []struct {
					Type               string
					SupportedResources struct {
						SupportedResource []struct{ Value, Status, StatusCategory string }
					}
				}
			}
		}
	}
}

// Offers reads which instance types the zones of a region sell, with their stock
// (DescribeAvailableResource, a large answer). A zone, or a type, that is missing
// is not on sale.
func (c *Client) Offers(ctx context.Context, q OfferQuery) ([]Offer, error) {
	what := about(offeredTypes)
	if q.Type != "" {
		what = message.New("{resource} for {type}", offeredTypes, q.Type)
	}
	a, err := do[offersAnswer](ctx, c, call{
		api: "DescribeAvailableResource", region: q.Region, what: what, timeout: 30 * time.Second,
		params: params{
			"ZoneId": string(q.Zone), "DestinationResource": offeredTypes, "InstanceType": q.Type,
			"InstanceChargeType": cmp.Or(q.ChargeType, PostPaid), "SpotStrategy": q.SpotStrategy,
		},
	})
	if err != nil {
		return nil, err
	}
	var offers []Offer
	for _, z := range a.AvailableZones.AvailableZone {
		for _, r := range z.AvailableResources.AvailableResource {
			if !strings.EqualFold(r.Type, offeredTypes) {
				continue
			}
			for _, s := range r.SupportedResources.SupportedResource {
				offers = append(offers, Offer{
					Zone: ZoneID(intern(z.ZoneId)), Value: intern(s.Value), Stock: stock(s.StatusCategory, s.Status),
				})
			}
		}
	}
	return offers, nil
}

// stock reads how much there is of a type. The coarser Status is all that
// some answers have.
func stock(category, status string) Stock {
	switch {
	case category != "":
		return Stock(field(category))
	case status == "Available":
		return WithStock
	case status == "SoldOut":
		return WithoutStock
	}
	return ""
}

package ecsapi

import (
	"cmp"
	"context"
	"strings"
	"time"

	"ecsdeck/ecsapi/message"
)

// Stock is what DescribeAvailableResource says of a thing in a zone.
type Stock string

// The kinds of stock. The cloud also tells ClosedWithStock, which is sold to
// those who have it and not to others.
const (
	WithStock          Stock = "WithStock"
	ClosedWithStock    Stock = "ClosedWithStock"
	WithoutStock       Stock = "WithoutStock"
	ClosedWithoutStock Stock = "ClosedWithoutStock"
)

// Available reports whether the thing can be bought now.
func (s Stock) Available() bool { return s == WithStock }

// Offer is what a zone sells of one thing: an instance type, or a category of
// disks with the sizes it comes in.
type Offer struct {
	Zone     ZoneID
	Value    string
	Stock    Stock
	Min, Max int // GiB, of disks
}

// OfferQuery says what is asked for. Zero fields but Region and Resource are no
// condition, or the cloud's default.
type OfferQuery struct {
	Region       RegionID
	Zone         ZoneID
	Resource     string // OfferedTypes, OfferedSystemDisks or OfferedDataDisks
	Type         string // instance type; disks need one
	SystemDisk   string // category that the instance type or the data disk goes with
	ChargeType   string
	SpotStrategy string
}

// What DescribeAvailableResource tells of.
const (
	OfferedTypes       = "InstanceType"
	OfferedSystemDisks = "SystemDisk"
	OfferedDataDisks   = "DataDisk"
)

type offersAnswer struct {
	envelope
	AvailableZones struct {
		AvailableZone []struct {
			ZoneId             string
			AvailableResources struct {
				AvailableResource []struct {
					Type               string
					SupportedResources struct {
						SupportedResource []struct {
							Value, Status, StatusCategory string
							Min, Max                      int
						}
					}
				}
			}
		}
	}
}

// Offers reads what the zones of a region sell of one thing, with its stock
// (DescribeAvailableResource, a large answer for instance types). A zone, or a
// thing, that is missing is not on sale.
func (c *Client) Offers(ctx context.Context, q OfferQuery) ([]Offer, error) {
	what := about(q.Resource)
	if q.Type != "" {
		what = message.New("{what} for {type}", q.Resource, q.Type)
	}
	a, err := do[offersAnswer](ctx, c, call{
		api: "DescribeAvailableResource", region: q.Region, what: what, timeout: 30 * time.Second,
		params: params{
			"ZoneId": string(q.Zone), "DestinationResource": q.Resource, "InstanceType": q.Type, "SystemDiskCategory": q.SystemDisk,
			"InstanceChargeType": cmp.Or(q.ChargeType, PostPaid), "SpotStrategy": q.SpotStrategy,
		},
	})
	if err != nil {
		return nil, err
	}
	c.texts.mu.Lock()
	defer c.texts.mu.Unlock()
	var offers []Offer
	for _, z := range a.AvailableZones.AvailableZone {
		for _, r := range z.AvailableResources.AvailableResource {
			if !strings.EqualFold(r.Type, q.Resource) {
				continue
			}
			for _, s := range r.SupportedResources.SupportedResource {
				offers = append(offers, Offer{
					Zone: ZoneID(c.texts.intern(z.ZoneId)), Value: c.texts.intern(s.Value),
					Stock: stock(s.StatusCategory, s.Status), Min: s.Min, Max: s.Max,
				})
			}
		}
	}
	return offers, nil
}

// stock reads how much there is of a thing. The coarser Status is all that
// some answers have.
func stock(category, status string) Stock {
	switch {
	case category != "":
		return Stock(Clean(category))
	case status == "Available":
		return WithStock
	case status == "SoldOut":
		return WithoutStock
	}
	return ""
}

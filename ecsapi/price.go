package ecsapi

import (
	"context"
	"math"
	"strconv"
	"time"

	"ecsdeck/ecsapi/spot"
)

// Price is money per hour, or an amount, in millionths of the currency's unit.
// Integers keep sums exact.
type Price = spot.Price

// Quote is a price as DescribePrice or DescribeRenewalPrice tells it.
type Quote struct {
	Price    Price // what is charged, discounts taken off
	List     Price // before discounts
	Disks    Price // what of Price the disks cost; 0 where it is not told
	Currency string
}

type priceAnswer struct {
	envelope
	PriceInfo struct {
		Price struct {
			Currency                  string
			OriginalPrice, TradePrice float64
			DetailInfos               struct {
				DetailInfo []struct {
					Resource   string
					TradePrice float64
				}
			}
		}
	}
}

// quote makes a call for a price. No price is an error: it must not be taken for a
// gift.
func (c *Client) quote(ctx context.Context, api string, region RegionID, of string, p params) (Quote, error) {
	a, err := do[priceAnswer](ctx, c, call{api: api, region: region, what: about(of), timeout: 20 * time.Second, patient: true, params: p})
	if err != nil {
		return Quote{}, err
	}
	found := a.PriceInfo.Price
	q := Quote{Price: price(found.TradePrice), List: price(found.OriginalPrice), Currency: field(found.Currency)}
	if q.Price < 0 || q.List < 0 || q.Price == 0 && q.List == 0 || q.Price == 0 && found.TradePrice != 0 {
		return Quote{}, c.invalidAnswer(api, region, &a.envelope, "the answer has no price")
	}
	for _, d := range found.DetailInfos.DetailInfo {
		if d.Resource != "systemDisk" && d.Resource != "dataDisk" {
			continue
		}
		part := price(d.TradePrice)
		if part < 0 || part > q.Price-q.Disks { // more than the whole: no part of it is believed
			q.Disks = 0
			break
		}
		q.Disks += part
	}
	return q, nil
}

// LaunchPrice reads what one instance of the launch costs, whatever its Amount
// (DescribePrice): an hour of it or, of a subscription, the whole period. It
// holds the instance, its disks and, unless paid by traffic, its bandwidth; of
// spot instances it holds the market price of the zone now, or without a zone
// the region's. A system disk without category and size is priced as 40 GiB of
// the category the cloud chooses. Without an image there are no system disk and
// no licence in it. It waits out a throttling.
func (c *Client) LaunchPrice(ctx context.Context, l Launch) (Quote, error) {
	const api = "DescribePrice"
	if l.Type == "" {
		return Quote{}, invalidCall(api, l.Region, "no instance type is named")
	}
	return c.quote(ctx, api, l.Region, l.Type, l.priceParams())
}

func (l *Launch) priceParams() params {
	p := params{"ZoneId": string(l.Zone), "ResourceType": "instance", "InstanceType": l.Type, "ImageId": l.Image, "Amount": "1"}
	period := Period{1, "Hour"}
	if l.ChargeType == PrePaid {
		period = l.Period.inYears()
	} else {
		p["SpotStrategy"] = l.SpotStrategy
	}
	p["Period"], p["PriceUnit"] = strconv.Itoa(period.N), string(period.Unit)
	if l.Image != "" {
		const least = 40 // GiB
		p["SystemDisk.Category"], p["SystemDisk.PerformanceLevel"] = l.System.Category, l.System.Level
		p["SystemDisk.Size"] = nonZero(l.System.SizeGiB)
		if l.System == (DiskSpec{}) {
			p["SystemDisk.Size"] = strconv.Itoa(least)
		}
	}
	p["InternetMaxBandwidthOut"], p["InternetChargeType"] = nonZero(l.BandwidthOut), l.BandwidthTerms
	return withDataDisks(p, l.Data)
}

// RenewalPrice reads what it costs to renew a subscription for a period
// (DescribeRenewalPrice). It waits out a throttling.
func (c *Client) RenewalPrice(ctx context.Context, region RegionID, id InstanceID, p Period) (Quote, error) {
	const api = "DescribeRenewalPrice"
	if id == "" || p.N < 1 {
		return Quote{}, invalidCall(api, region, "no instance or no period is named")
	}
	p = p.inYears()
	return c.quote(ctx, api, region, string(id), params{
		"ResourceType": "instance", "ResourceId": string(id), "Period": strconv.Itoa(p.N), "PriceUnit": string(p.Unit),
	})
}

// inYears says months in years where that comes out even, for the APIs that
// know no more than nine months.
func (p Period) inYears() Period {
	if p.Unit == Month && p.N > 9 && p.N%12 == 0 {
		return Period{p.N / 12, Year}
	}
	return p
}

// price reads the API's prices, decimal fractions of at most six places that
// come as binary ones.
func price(f float64) Price {
	if math.IsNaN(f) || math.Abs(f) > 1e9 {
		return 0
	}
	return Price(math.Round(f * 1e6))
}

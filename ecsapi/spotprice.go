package ecsapi

import (
	"context"
	"slices"
	"strconv"
	"time"

	"ecsdeck/ecsapi/message"
)

// SpotPrice is one row of DescribeSpotPriceHistory: a price holds until the
// next row of the same zone.
type SpotPrice struct {
	Zone     ZoneID
	Type     string
	At       time.Time
	Price    Price  // per hour
	Origin   Price  // on-demand, per hour
	Currency string // such as "CNY"
}

// maxPricePages is how many pages of up to 1,000 rows a price history may
// have: 30 days of ten zones whose prices change every five minutes take 90.
const maxPricePages = 1000

// maxPrices is how many rows it may have, however large its pages are.
const maxPrices = 250_000

type spotAnswer struct {
	envelope
	Currency   string
	NextOffset int
	SpotPrices struct {
		SpotPriceType []struct {
			ZoneId, InstanceType, Timestamp string
			SpotPrice, OriginPrice          number64
		}
	}
}

// SpotPrices reads the spot prices of an instance type in all zones of a
// region (DescribeSpotPriceHistory for VPC, all its pages), as the cloud
// orders them: usually by time, zones mixed. A zero from means three hours
// before to, a zero to means now; the cloud allows 30 days between them. Rows
// are told as they come: a price that is no number is 0, a time that can't be
// read is zero.
func (c *Client) SpotPrices(ctx context.Context, region RegionID, instanceType string, from, to time.Time) ([]SpotPrice, error) {
	var prices []SpotPrice
	for page, offset := 1, 0; ; page++ {
		a, err := do[spotAnswer](ctx, c, call{
			api: "DescribeSpotPriceHistory", region: region, what: message.New("{type} from {row}", instanceType, offset),
			timeout: 30 * time.Second, patient: offset > 0,
			params: params{
				"InstanceType": instanceType, "NetworkType": "vpc",
				"StartTime": second(from), "EndTime": second(to), "Offset": strconv.Itoa(offset),
			},
		})
		if err != nil {
			return prices, err
		}
		currency := intern(a.Currency)
		prices = slices.Grow(prices, len(a.SpotPrices.SpotPriceType))
		for _, r := range a.SpotPrices.SpotPriceType {
			prices = append(prices, SpotPrice{
				Zone: ZoneID(intern(r.ZoneId)), Type: intern(r.InstanceType), At: parseTime(r.Timestamp),
				Price: price(float64(r.SpotPrice)), Origin: price(float64(r.OriginPrice)), Currency: currency,
			})
		}
		switch next := a.NextOffset; {
		case next == 0:
			return prices, nil
		case next <= offset, next > maxRows, page == maxPricePages, len(prices) > maxPrices:
			return prices, c.invalidAnswer("DescribeSpotPriceHistory", region, &a.envelope, "the pages have no end")
		default:
			offset = next
		}
	}
}

// second formats a time for the price history's parameters.
func second(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("2006-01-02T15:04:05Z")
}

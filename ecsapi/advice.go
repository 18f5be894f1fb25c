package ecsapi

import (
	"context"
	"math"
	"time"

	"ecsdeck/ecsapi/message"
)

// MaxAdviceTypes is how many instance types one question about spot advice may
// name.
const MaxAdviceTypes = 10

// SpotAdvice is what the cloud says of a type's last thirty days as a spot
// instance in a zone.
type SpotAdvice struct {
	Zone ZoneID
	Type string

	InterruptionRate float64 // percent of the instances that were taken back; NaN if unknown
	Desc             string  // the band it lies in, such as "0-3%"
	AvgDiscount      int     // the mean price in percent of the on-demand price, 1 to 100; 0 if unknown
}

type adviceAnswer struct {
	envelope
	AvailableSpotZones struct {
		AvailableSpotZone []struct {
			ZoneId                 string
			AvailableSpotResources struct {
				AvailableSpotResource []struct {
					InstanceType, InterruptRateDesc string
					AverageSpotDiscount             number64
					InterruptionRate                *number64
				}
			}
		}
	}
}

// SpotAdvice reads how cheap instance types of a region were as spot instances
// in the last thirty days and how often they were taken back, in all zones
// (DescribeSpotAdvice for VPC, ten types a call, in parallel), in no certain
// order. A zone that does not sell a type is missing. The cloud refuses a call
// for one type that it does not know.
func (c *Client) SpotAdvice(ctx context.Context, region RegionID, types []string) ([]SpotAdvice, error) {
	return inParts(ctx, types, MaxAdviceTypes, func(ctx context.Context, part []string) ([]SpotAdvice, error) {
		a, err := do[adviceAnswer](ctx, c, call{
			api: "DescribeSpotAdvice", region: region, what: message.Plural("{count} type", "{count} types", len(part)), timeout: 20 * time.Second,
			params: withList(params{}, "InstanceTypes", part),
		})
		if err != nil {
			return nil, err
		}
		return a.rows(), nil
	})
}

func (a *adviceAnswer) rows() (out []SpotAdvice) {
	for _, z := range a.AvailableSpotZones.AvailableSpotZone {
		for _, r := range z.AvailableSpotResources.AvailableSpotResource {
			if z.ZoneId == "" || r.InstanceType == "" {
				continue
			}
			s := SpotAdvice{
				Zone: ZoneID(intern(z.ZoneId)), Type: intern(r.InstanceType),
				InterruptionRate: math.NaN(), Desc: intern(r.InterruptRateDesc),
			}
			if p := r.InterruptionRate; p != nil && *p >= 0 && *p <= 100 {
				s.InterruptionRate = float64(*p)
			}
			if d := r.AverageSpotDiscount; d >= 1 && d <= 100 {
				s.AvgDiscount = int(math.Round(float64(d)))
			}
			out = append(out, s)
		}
	}
	return out
}

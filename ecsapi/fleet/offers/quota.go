package offers

import (
	"context"
	"fmt"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
)

// quotaFor is how long quotas are waited for: they are worth knowing, and keep nobody from an order.
const quotaFor = 3 * time.Second

// quotas reads what a plan takes of the vCPU quotas of its regions; subscriptions have none.
// Quotas are read anew, for the order of a moment ago counts.
func (r *Reader) quotas(ctx context.Context, p *fleet.Plan) []fleet.QuotaUse {
	if len(p.Launches) == 0 || p.Launches[0].ChargeType == ecsapi.PrePaid {
		return nil
	}
	ctx, stop := context.WithTimeout(ctx, quotaFor)
	defer stop()
	l := p.Launches[0] // the others are of the same type and paid in the same way
	uses := make([]fleet.QuotaUse, len(p.Regions))
	cpus := 0
	r.Each(1+len(uses), func(i int) {
		if i == 0 {
			cpus = r.vCPUs(ctx, l.Type)
			return
		}
		u := &uses[i-1]
		q, err := r.client.VCPUQuota(ctx, p.Regions[i-1].Region, isSpot(l))
		u.Quota, u.Err = q, ecsapi.AsError(err)
	})
	for i, c := range p.Regions {
		uses[i].Region, uses[i].Spot, uses[i].Takes = c.Region, isSpot(l), c.N*cpus
	}
	return uses
}

// vCPUs is how many a type has, 0 where that is not known.
func (r *Reader) vCPUs(ctx context.Context, typ string) int {
	types, _ := cached(r, fmt.Sprint("type ", typ), func() ([]ecsapi.InstanceType, error) { return r.client.Types(ctx, typ) })
	for _, t := range types {
		if t.ID == typ {
			return t.CPU
		}
	}
	return 0
}

// quota reads the vCPU quota for a kind of purchase, nil for subscriptions.
func (r *Reader) quota(ctx context.Context, q fleet.OffersQuery) (*ecsapi.Quota, *ecsapi.Error) {
	if q.ChargeType == ecsapi.PrePaid {
		return nil, nil
	}
	ctx, stop := context.WithTimeout(ctx, quotaFor)
	defer stop()
	spot := isSpot(ecsapi.Launch{SpotStrategy: q.SpotStrategy})
	quota, err := cached(r, fmt.Sprint("quota ", q.Region, spot), func() (ecsapi.Quota, error) {
		return r.client.VCPUQuota(ctx, q.Region, spot)
	})
	if err != nil {
		return nil, err
	}
	return &quota, nil
}

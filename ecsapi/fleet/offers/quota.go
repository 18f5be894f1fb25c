package offers

import (
	"context"
	"fmt"
	"slices"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
)

// quotaFor is how long a quota is waited for: it is worth knowing, and nobody has to know it.
const quotaFor = 3 * time.Second

// quota reads the vCPU quota of spot instances in a region, or that of others.
func (r *Reader) quota(ctx context.Context, region ecsapi.RegionID, spot bool) (ecsapi.Quota, error) {
	ctx, stop := context.WithTimeout(ctx, quotaFor)
	defer stop()
	return r.client.VCPUQuota(ctx, region, spot)
}

// quotas reads what launches take of the vCPU quotas of their regions. Quotas are read anew,
// for an order of a moment ago counts; what vCPUs a type has is kept.
func (r *Reader) quotas(ctx context.Context, launches []ecsapi.Launch) []fleet.QuotaUse {
	var uses []fleet.QuotaUse
	of := make([]int, len(launches)) // places in uses
	for i, l := range launches {
		if of[i] = -1; l.ChargeType == ecsapi.PrePaid {
			continue
		}
		of[i] = slices.IndexFunc(uses, func(u fleet.QuotaUse) bool { return u.Region == l.Region && u.Spot == isSpot(l) })
		if of[i] < 0 {
			of[i] = len(uses)
			uses = append(uses, fleet.QuotaUse{Region: l.Region, Spot: isSpot(l)})
		}
	}
	if len(uses) == 0 {
		return nil
	}
	var cpus map[string]int
	r.Each(len(uses)+1, func(i int) {
		if i == 0 {
			cpus = r.vCPUs(ctx, launches)
			return
		}
		u := &uses[i-1]
		q, err := r.quota(ctx, u.Region, u.Spot)
		u.Quota, u.Err = q, ecsapi.AsError(err)
	})
	unknown := map[int]bool{}
	for i, l := range launches {
		if n := of[i]; n >= 0 {
			uses[n].Takes += l.Amount * cpus[l.Type]
			unknown[n] = unknown[n] || cpus[l.Type] == 0
		}
	}
	for n := range unknown {
		if unknown[n] {
			uses[n].Takes = 0
		}
	}
	return uses
}

// vCPUs are how many the launches' types have. One that nobody tells of in time is missing.
func (r *Reader) vCPUs(ctx context.Context, launches []ecsapi.Launch) map[string]int {
	ctx, stop := context.WithTimeout(ctx, quotaFor)
	defer stop()
	cpus := map[string]int{}
	for _, l := range launches {
		if _, asked := cpus[l.Type]; asked {
			continue
		}
		cpus[l.Type] = 0
		types, _ := cached(r, fmt.Sprint("type ", l.Type), func() ([]ecsapi.InstanceType, error) { return r.client.Types(ctx, l.Type) })
		for _, t := range types {
			if t.ID == l.Type {
				cpus[t.ID] = t.CPU
			}
		}
	}
	return cpus
}

package ecsapi

import (
	"context"
	"strconv"
	"time"
)

// Quota is how many vCPUs an account may have in a region by one way of paying, and how
// many it has.
type Quota struct{ Max, Used int }

// Left is how many more vCPUs there may be. A quota that was lowered can be below what is used.
func (q Quota) Left() int { return max(q.Max-q.Used, 0) }

type quotaAnswer struct {
	envelope
	AccountAttributeItems struct {
		AccountAttributeItem []struct {
			AttributeName   string
			AttributeValues struct{ ValueItem []struct{ Value string } }
		}
	}
}

// VCPUQuota reads the account's vCPU quota in a region (DescribeAccountAttributes): that of
// pay-as-you-go instances or that of spot instances, which is one of its own. Subscriptions
// have none.
func (c *Client) VCPUQuota(ctx context.Context, region RegionID, spot bool) (Quota, error) {
	const api = "DescribeAccountAttributes"
	most, used := "max-postpaid-instance-vcpu-count", "used-postpaid-instance-vcpu-count"
	if spot {
		most, used = "max-spot-instance-vcpu-count", "used-spot-instance-vcpu-count"
	}
	a, err := do[quotaAnswer](ctx, c, call{
		api: api, region: region, timeout: 20 * time.Second,
		params: withList(params{}, "AttributeName", []string{most, used}),
	})
	if err != nil {
		return Quota{}, err
	}
	values := map[string]int{}
	for _, item := range a.AccountAttributeItems.AccountAttributeItem {
		if all := item.AttributeValues.ValueItem; len(all) == 1 {
			if n, err := strconv.Atoi(all[0].Value); err == nil && n >= 0 && n <= maxQuota {
				values[item.AttributeName] = n
			}
		}
	}
	for _, name := range []string{most, used} {
		if _, known := values[name]; !known {
			return Quota{}, c.invalidAnswer(api, region, &a.envelope, "the answer has no {attribute}", name)
		}
	}
	return Quota{Max: values[most], Used: values[used]}, nil
}

// maxQuota is the largest quota that is believed, in vCPUs.
const maxQuota = 1_000_000_000

package wiretest

import (
	"context"
	"fmt"
	"time"

	"ecsdeck/ecsapi"

	"github.com/aliyun/alibaba-cloud-sdk-go/sdk/requests"
	"github.com/aliyun/alibaba-cloud-sdk-go/services/ecs"
)

// reads ask one question in one call, or a few that are no numbered pages.
func reads() []exchange {
	regionsIn := func(language string) requests.AcsRequest {
		return with(ecs.CreateDescribeRegionsRequest(), func(r *ecs.DescribeRegionsRequest) { r.AcceptLanguage = language })
	}
	typesFrom := func(token string) requests.AcsRequest {
		return with(ecs.CreateDescribeInstanceTypesRequest(), func(r *ecs.DescribeInstanceTypesRequest) {
			r.MaxResults, r.NextToken = requests.NewInteger(100), token
		})
	}
	resultsFrom := func(token string) requests.AcsRequest {
		return with(ecs.CreateDescribeInvocationResultsRequest(), func(r *ecs.DescribeInvocationResultsRequest) {
			r.RegionId, r.InvokeId, r.ContentEncoding = region, "t-1", "Base64"
			r.MaxResults, r.NextToken = requests.NewInteger(50), token
		})
	}
	pricesFrom := func(offset int) requests.AcsRequest {
		return with(ecs.CreateDescribeSpotPriceHistoryRequest(), func(r *ecs.DescribeSpotPriceHistoryRequest) {
			r.RegionId, r.InstanceType, r.NetworkType, r.Offset = region, "ecs.g7.large", "vpc", requests.NewInteger(offset)
			r.StartTime, r.EndTime = "2026-03-08T04:05:06Z", "2026-03-09T04:05:06Z"
		})
	}
	advice := func(types []string) requests.AcsRequest {
		return with(ecs.CreateDescribeSpotAdviceRequest(), func(r *ecs.DescribeSpotAdviceRequest) { r.RegionId, r.InstanceTypes = region, &types })
	}
	attributes := func(names ...string) requests.AcsRequest {
		return with(ecs.CreateDescribeAccountAttributesRequest(), func(r *ecs.DescribeAccountAttributesRequest) {
			r.RegionId, r.AttributeName = region, &names
		})
	}
	eleven := make([]string, 11)
	for n := range eleven {
		eleven[n] = fmt.Sprintf("ecs.g%d.large", n)
	}
	return []exchange{
		{name: "Regions", call: func(ctx context.Context, c *ecsapi.Client) { c.Regions(ctx) },
			typed: []requests.AcsRequest{regionsIn("en-US"), regionsIn("zh-CN")}},
		{name: "Zones", call: func(ctx context.Context, c *ecsapi.Client) { c.Zones(ctx, region) },
			typed: []requests.AcsRequest{with(ecs.CreateDescribeZonesRequest(), func(r *ecs.DescribeZonesRequest) {
				r.RegionId, r.AcceptLanguage = region, "en-US"
			})}},
		{name: "Types", call: func(ctx context.Context, c *ecsapi.Client) { c.Types(ctx) },
			answers: []string{`{"RequestId":"R","NextToken":"n"}`},
			typed:   []requests.AcsRequest{typesFrom(""), typesFrom("n")}},
		{name: "Offers", call: func(ctx context.Context, c *ecsapi.Client) {
			c.Offers(ctx, ecsapi.OfferQuery{Region: region, Zone: "cn-beijing-h", Type: "ecs.g7.large", ChargeType: ecsapi.PrePaid, SpotStrategy: ecsapi.NoSpot})
		},
			typed: []requests.AcsRequest{with(ecs.CreateDescribeAvailableResourceRequest(), func(r *ecs.DescribeAvailableResourceRequest) {
				r.RegionId, r.ZoneId, r.DestinationResource, r.InstanceType = region, "cn-beijing-h", "InstanceType", "ecs.g7.large"
				r.InstanceChargeType, r.SpotStrategy = "PrePaid", "NoSpot"
			})}},
		{name: "Offers of all types", call: func(ctx context.Context, c *ecsapi.Client) {
			c.Offers(ctx, ecsapi.OfferQuery{Region: region})
		},
			typed: []requests.AcsRequest{with(ecs.CreateDescribeAvailableResourceRequest(), func(r *ecs.DescribeAvailableResourceRequest) {
				r.RegionId, r.DestinationResource, r.InstanceChargeType = region, "InstanceType", "PostPaid"
			})}},
		{name: "Types by id", call: func(ctx context.Context, c *ecsapi.Client) { c.Types(ctx, "ecs.g7.large", "ecs.c7.large") },
			typed: []requests.AcsRequest{with(ecs.CreateDescribeInstanceTypesRequest(), func(r *ecs.DescribeInstanceTypesRequest) {
				r.MaxResults, r.InstanceTypes = requests.NewInteger(100), &[]string{"ecs.g7.large", "ecs.c7.large"}
			})}},
		{name: "VCPUQuota", call: func(ctx context.Context, c *ecsapi.Client) { c.VCPUQuota(ctx, region, false) },
			typed: []requests.AcsRequest{attributes("max-postpaid-instance-vcpu-count", "used-postpaid-instance-vcpu-count")}},
		{name: "VCPUQuota of spot", call: func(ctx context.Context, c *ecsapi.Client) { c.VCPUQuota(ctx, region, true) },
			typed: []requests.AcsRequest{attributes("max-spot-instance-vcpu-count", "used-spot-instance-vcpu-count")}},
		{name: "InstanceDetails", call: func(ctx context.Context, c *ecsapi.Client) { c.InstanceDetails(ctx, region, ids) },
			typed: []requests.AcsRequest{with(ecs.CreateDescribeInstancesRequest(), func(r *ecs.DescribeInstancesRequest) {
				r.RegionId, r.InstanceIds, r.PageSize = region, `["i-1","i-2"]`, requests.NewInteger(100)
				r.AdditionalAttributes = &[]string{"NETWORK_PRIMARY_ENI_IP"}
			})}},
		{name: "SpotPrices", call: func(ctx context.Context, c *ecsapi.Client) {
			c.SpotPrices(ctx, region, "ecs.g7.large", at.AddDate(0, 0, -1), at)
		},
			answers: []string{`{"RequestId":"R","NextOffset":1000}`},
			typed:   []requests.AcsRequest{pricesFrom(0), pricesFrom(1000)}},
		{name: "SpotPrices until now", call: func(ctx context.Context, c *ecsapi.Client) {
			c.SpotPrices(ctx, region, "ecs.g7.large", time.Time{}, time.Time{})
		},
			typed: []requests.AcsRequest{with(ecs.CreateDescribeSpotPriceHistoryRequest(), func(r *ecs.DescribeSpotPriceHistoryRequest) {
				r.RegionId, r.InstanceType, r.NetworkType, r.Offset = region, "ecs.g7.large", "vpc", requests.NewInteger(0)
			})}},
		{name: "SpotAdvice", call: func(ctx context.Context, c *ecsapi.Client) { c.SpotAdvice(ctx, region, eleven) },
			typed: []requests.AcsRequest{advice(eleven[:10]), advice(eleven[10:])}},
		{name: "ScriptResults", call: func(ctx context.Context, c *ecsapi.Client) { c.ScriptResults(ctx, region, "t-1") },
			answers: []string{`{"RequestId":"R","Invocation":{"NextToken":"n"}}`},
			typed:   []requests.AcsRequest{resultsFrom(""), resultsFrom("n")}},
	}
}
